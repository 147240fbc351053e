//! What a request's head must have, whatever it asks for. hyper has checked the syntax; this is what else RFC 9110 and
//! RFC 9112 demand of a server, and where two readings of one request would differ.

use poem::{
    Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Version, header},
};

use crate::contract::problem::{ExpectationFailed, MalformedRequest, Problem};

/// What is wrong with the head, if something is.
pub(super) fn problem(request: &Request) -> Option<Problem> {
    let headers = request.headers();
    let malformed = |detail| Some(MalformedRequest { detail }.into());
    // RFC 9112 §3.2: only a CONNECT has a target without a path, and only an OPTIONS has `*`.
    match (request.uri().path(), request.method()) {
        ("", &Method::CONNECT) | ("*", &Method::OPTIONS) => {}
        ("" | "*", _) => return malformed("The target of the request is neither a path nor a URL."),
        _ => {}
    }
    match Lines::of(headers, header::HOST) {
        // RFC 9112 §3.2. HTTP/1.0 has no such header.
        Lines::None if request.version() >= Version::HTTP_11 => {
            return malformed("The header Host is missing. HTTP/1.1 needs it.");
        }
        Lines::None => {}
        Lines::One(host) if is_host(host.as_bytes()) => {}
        Lines::One(_) => return malformed("The header Host is not a host with or without a port."),
        Lines::Many => return malformed("The header Host is there more than once."),
    }
    // Only `chunked` is undone, so with another coding before it the body would be taken for something else (§6.1).
    match Lines::of(headers, header::TRANSFER_ENCODING) {
        Lines::None => {}
        Lines::One(coding) if coding.as_bytes().eq_ignore_ascii_case(b"chunked") => {}
        _ => return malformed("The header Transfer-Encoding may be chunked only."),
    }
    // Whoever stands between may have checked the other one. RFC 6750 §3.1 wants 400 for such a request.
    if matches!(Lines::of(headers, header::AUTHORIZATION), Lines::Many) {
        return malformed("The header Authorization is there more than once.");
    }
    match Lines::of(headers, header::EXPECT) {
        Lines::None => None,
        Lines::One(value) if value.as_bytes().eq_ignore_ascii_case(b"100-continue") => None,
        _ => Some(ExpectationFailed.into()), // RFC 9110 §10.1.1
    }
}

/// The lines of one header.
enum Lines<'a> {
    None,
    One(&'a HeaderValue),
    Many,
}

impl<'a> Lines<'a> {
    fn of(headers: &'a HeaderMap, name: HeaderName) -> Self {
        let mut lines = headers.get_all(name).iter();
        match (lines.next(), lines.next()) {
            (None, _) => Self::None,
            (Some(one), None) => Self::One(one),
            _ => Self::Many,
        }
    }
}

/// `uri-host [ ":" port ]` (RFC 9110 §7.2, RFC 3986 §3.2.2). The name may be empty.
fn is_host(value: &[u8]) -> bool {
    let is_port = |port: &[u8]| port.iter().all(u8::is_ascii_digit);
    if let Some(literal) = value.strip_prefix(b"[") {
        let Some(end) = literal.iter().position(|byte| *byte == b']') else { return false };
        let (address, port) = (&literal[..end], &literal[end + 1..]);
        let of_address = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:".contains(byte);
        let is_address = !address.is_empty() && address.iter().all(of_address);
        return is_address && (port.is_empty() || port.strip_prefix(b":").is_some_and(is_port));
    }
    let end = value.iter().position(|byte| *byte == b':').unwrap_or(value.len());
    let (name, port) = value.split_at(end);
    is_name(name) && is_port(port.strip_prefix(b":").unwrap_or(port))
}

/// `reg-name`, of which IPv4 addresses are some.
fn is_name(name: &[u8]) -> bool {
    let mut bytes = name.iter();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => [bytes.next(), bytes.next()].iter().all(|digit| digit.is_some_and(u8::is_ascii_hexdigit)),
            byte => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(byte),
        };
        if !fits {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_or_an_address_with_or_without_a_port() {
        for good in ["x", "localhost:8000", "127.0.0.1", "[::1]:80", "[::1]", "a-b.example.com.:", "%C3%A4.example", ""]
        {
            assert!(is_host(good.as_bytes()), "{good}");
        }
        for bad in
            ["a b", "a:b", "a:80:80", "user@x", "x/", "http://x", "[::1", "[]", "[::1]80", "%4", "%zz", "a,\"", "ä"]
        {
            assert!(!is_host(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn http_1_0_needs_no_host_and_1_1_has_one() {
        for (version, sent, good) in [
            (Version::HTTP_10, &[][..], true),
            (Version::HTTP_10, &["x", "x"], false),
            (Version::HTTP_11, &[], false),
            (Version::HTTP_11, &["x"], true),
            (Version::HTTP_11, &["x", "x"], false),
        ] {
            let mut request = Request::builder().version(version).uri_str("/livez").finish();
            for host in sent {
                request.headers_mut().append(header::HOST, HeaderValue::from_static(host));
            }
            assert_eq!(problem(&request).is_none(), good, "{version:?} {sent:?}");
        }
    }
}
