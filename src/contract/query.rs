//! Percent-encoding of queries and paths, read strictly: what can't be decoded is refused and not guessed.

/// What `+` means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plus {
    /// A space: in a query (`application/x-www-form-urlencoded`, URL Standard §5.1).
    Space,
    /// Itself: in a path (RFC 3986 §3.3).
    Plus,
}

/// The names and values of a query, as they were sent (URL Standard §5.1).
pub(super) fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// The text that a name or a value stands for. `Err` is a sentence for people.
pub(super) fn decode(raw: &str, plus: Plus) -> Result<String, &'static str> {
    let mut decoded = Vec::with_capacity(raw.len());
    let mut bytes = raw.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' if plus == Plus::Space => b' ',
            b'%' => {
                let (high, low) = (bytes.next().and_then(digit), bytes.next().and_then(digit));
                let (Some(high), Some(low)) = (high, low) else {
                    return Err("After % there must be two hexadecimal digits; % itself is sent as %25.");
                };
                16 * high + low
            }
            other => other,
        });
    }
    String::from_utf8(decoded).map_err(|_| "Must be UTF-8, percent-encoded.")
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_decoded_or_refused() {
        for (raw, text) in
            [("", ""), ("a%20b", "a b"), ("%C3%bc", "\u{fc}"), ("%EF%BF%BD", "\u{fffd}"), ("%25zz", "%zz")]
        {
            assert_eq!(decode(raw, Plus::Space).as_deref(), Ok(text), "{raw}");
        }
        for raw in
            ["%", "a%", "%2", "%zz", "%2z", "%z2", "%%20", "%+1", "%ff", "%C3", "%ED%A0%80", "%C0%80", "%F4%90%80%80"]
        {
            assert!(decode(raw, Plus::Space).is_err(), "{raw}");
        }
        assert_eq!(decode("a+%2B", Plus::Space).as_deref(), Ok("a +"));
        assert_eq!(decode("a+%2B", Plus::Plus).as_deref(), Ok("a++"));
    }

    #[test]
    fn a_query_is_taken_apart_as_forms_put_it_together() {
        let taken: Vec<_> = pairs("a=1&&b&=c&d=e=f&").collect();
        assert_eq!(taken, [("a", "1"), ("b", ""), ("", "c"), ("d", "e=f")]);
    }
}
