//! Whether a body is in the form that an operation reads: its media type, in UTF-8, and not compressed.

use poem::http::{HeaderMap, header};

use super::problem::UnsupportedMediaType;

/// Compares what the headers say of the body with the media type that is `expected`.
pub(super) fn check(headers: &HeaderMap, expected: &str) -> Result<(), UnsupportedMediaType> {
    let codings = headers.get_all(header::CONTENT_ENCODING).iter();
    // No coding at all is what `identity` stands for (RFC 9110 §8.4.1 and §12.5.3).
    let is_plain = |list: &str| list.split(',').all(|coding| is_one_of(coding.trim(), &["", "identity"]));
    if !codings.into_iter().all(|value| value.to_str().is_ok_and(is_plain)) {
        return Err(UnsupportedMediaType::Coding);
    }
    let other = || UnsupportedMediaType::Type { expected: expected.to_owned() };
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (types.next(), types.next()) else { return Err(other()) };
    let mut parts = value.to_str().map_err(|_| other())?.split(';').map(str::trim);
    if !parts.next().is_some_and(|sent| sent.eq_ignore_ascii_case(expected)) {
        return Err(other());
    }
    for parameter in parts {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        // A value may stand in quotes (RFC 9110 §5.6.6). Other parameters have no meaning for JSON (RFC 8259 §11).
        let value = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
        if name.eq_ignore_ascii_case("charset") && !value.eq_ignore_ascii_case("utf-8") {
            return Err(UnsupportedMediaType::Charset);
        }
    }
    Ok(())
}

fn is_one_of(text: &str, names: &[&str]) -> bool {
    names.iter().any(|name| text.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn check_all(lines: &[(&str, &str)]) -> Result<(), UnsupportedMediaType> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name.parse::<header::HeaderName>().unwrap(), value.parse().unwrap());
        }
        check(&headers, "application/json")
    }

    #[test]
    fn the_media_type_is_named_once_and_its_charset_is_utf_8() {
        for good in [
            "application/json",
            "Application/JSON",
            "application/json; charset=utf-8",
            "application/json ;Charset=UTF-8",
            "application/json; charset=\"Utf-8\"",
            "application/json;profile=\"x\"; charset=utf-8;",
        ] {
            assert_eq!(check_all(&[("content-type", good)]), Ok(()), "{good}");
        }
        let other = Err(UnsupportedMediaType::Type { expected: "application/json".to_owned() });
        for bad in ["", "text/json", "application/json, application/json", "application/merge-patch+json"] {
            assert_eq!(check_all(&[("content-type", bad)]), other, "{bad}");
        }
        assert_eq!(check_all(&[]), other);
        assert_eq!(check_all(&[("content-type", "application/json"), ("content-type", "application/json")]), other);
        for bad in ["iso-8859-1", "\"utf-16\"", "", "utf8", "utf-8, utf-16"] {
            let value = format!("application/json; charset={bad}");
            assert_eq!(check_all(&[("content-type", &value)]), Err(UnsupportedMediaType::Charset), "{bad}");
        }
    }

    #[test]
    fn a_body_that_is_compressed_is_refused_and_one_that_only_says_that_it_is_not_is_read() {
        let json = ("content-type", "application/json");
        for good in ["identity", "Identity", "", "identity, identity"] {
            assert_eq!(check_all(&[json, ("content-encoding", good)]), Ok(()), "{good}");
        }
        for bad in ["gzip", "identity, gzip", "br", "x"] {
            assert_eq!(check_all(&[json, ("content-encoding", bad)]), Err(UnsupportedMediaType::Coding), "{bad}");
        }
        let twice = [json, ("content-encoding", "identity"), ("content-encoding", "deflate")];
        assert_eq!(check_all(&twice), Err(UnsupportedMediaType::Coding));
    }
}
