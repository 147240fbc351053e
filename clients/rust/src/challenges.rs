//! What `WWW-Authenticate` says (RFC 9110 §11.6.1).

/// Whether one of the challenges in a line says that the access token is not valid (RFC 6750 §3.1), as when it has expired.
pub(crate) fn refuse_token(line: &str) -> bool {
    let mut is_bearer = false;
    items(line).into_iter().any(|item| {
        let mut parameter = item.trim_matches(BLANK);
        // A scheme begins a challenge: a word with a blank behind it, or with nothing, where a parameter has `=`.
        let (word, rest) = parameter.split_once(BLANK).unwrap_or((parameter, ""));
        let rest = rest.trim_start_matches(BLANK);
        if !word.contains('=') && !rest.starts_with('=') && !word.is_empty() {
            is_bearer = word.eq_ignore_ascii_case("Bearer");
            parameter = rest;
        }
        is_bearer
            && parameter.split_once('=').is_some_and(|(name, value)| {
                let value = value.trim_start_matches(BLANK);
                let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
                name.trim_end_matches(BLANK).eq_ignore_ascii_case("error") && value == "invalid_token"
            })
    })
}

const BLANK: [char; 2] = [' ', '\t'];

/// What stands between the commas, but for those in quotes.
fn items(line: &str) -> Vec<&str> {
    let (mut quoted, mut escaped) = (false, false);
    line.split(|character| {
        if escaped {
            escaped = false;
            return false;
        }
        match character {
            '"' => quoted = !quoted,
            '\\' => escaped = quoted,
            _ => {}
        }
        character == ',' && !quoted
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::refuse_token;

    #[test]
    fn only_a_bearer_challenge_with_this_error_does() {
        for line in [
            r#"Bearer realm="customary", error="invalid_token""#,
            "Bearer error=invalid_token",
            "bearer ERROR = invalid_token",
            r#"Basic realm="a, b", Bearer error="invalid_token", scope="c""#,
            r#"Bearer realm="a \" b, Basic ", error="invalid_token""#,
            "Negotiate YWJj==, Bearer error=invalid_token",
            "Basic,Bearer\terror=invalid_token",
            "Bearer, error=invalid_token",
        ] {
            assert!(refuse_token(line), "{line}");
        }
        for line in [
            "",
            ",",
            "Bearer",
            r#"Bearer error="insufficient_scope""#,
            r#"Bearer error_description="invalid_token""#,
            r#"Bearer error_description="a, error=invalid_token""#,
            r#"Bearer realm="error=\"invalid_token\"""#,
            r#"Bearer realm="a", Basic error="invalid_token""#,
            "Bearer, Negotiate YWJj==, error=invalid_token",
            "Bearer error=invalid_token_2",
            "error=invalid_token",
        ] {
            assert!(!refuse_token(line), "{line}");
        }
    }
}
