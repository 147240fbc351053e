//! Text as it is stored: Unicode normalization form C, no white space around it.
//!
//! White space is what Unicode calls so (`White_Space`), without the control characters among it: those are refused, but
//! for tabs and line breaks in texts of several lines. openapi.yaml's patterns list the same characters.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::Invalid;

/// The text without the white space around it; control characters stay.
#[must_use]
pub fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() && !c.is_control())
}

/// One line: NFC, trimmed; `None` if nothing is left.
#[must_use]
pub fn normalize_line(text: &str) -> Option<String> {
    let text = trim(text);
    // Most texts are in form C already.
    let is_composed = is_nfc_quick(text.chars()) == IsNormalized::Yes;
    (!text.is_empty()).then(|| if is_composed { text.to_owned() } else { text.nfc().collect() })
}

/// Several lines: as [`normalize_line`], with every line break as LF, and without tabs and line breaks around.
#[must_use]
pub fn normalize_lines(text: &str) -> Option<String> {
    normalize_line(text.replace("\r\n", "\n").replace('\r', "\n").trim())
}

/// What is wrong with a normalized text that is longer than `max` code points: openapi.yaml's maximum holds before and
/// after normalization, which makes some texts longer.
#[must_use]
pub fn too_long(field: &'static str, text: &str, max: usize) -> Option<Invalid> {
    let length = text.chars().count();
    (length > max).then(|| {
        let detail = format!("Must have {max} characters at most; in Unicode's form C it has {length}.");
        Invalid { field, code: "too_long", detail }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_composed_and_nothing_if_nothing_is_left() {
        assert_eq!(normalize_line(" Zu\u{308}rich\u{a0}").as_deref(), Some("Z\u{fc}rich"));
        assert_eq!(normalize_line(" \u{3000} "), None);
        assert_eq!(normalize_line("\ta"), Some("\ta".to_owned()), "to be refused, not removed");
        assert_eq!(normalize_lines("\t a\n").as_deref(), Some("a"));
        assert_eq!(normalize_lines("a\r\nb\rc\n").as_deref(), Some("a\nb\nc"));
    }
}
