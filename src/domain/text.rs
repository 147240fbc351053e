//! Text as it is stored: Unicode normalization form C, no white space around it.

use unicode_normalization::UnicodeNormalization;

/// One line: NFC, trimmed; `None` if nothing is left.
#[must_use]
pub fn normalize_line(text: &str) -> Option<String> {
    let text: String = text.trim().nfc().collect();
    (!text.is_empty()).then_some(text)
}

/// Several lines: as [`normalize_line`], with every line break as LF.
#[must_use]
pub fn normalize_lines(text: &str) -> Option<String> {
    normalize_line(&text.replace("\r\n", "\n").replace('\r', "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_composed_and_nothing_if_nothing_is_left() {
        assert_eq!(normalize_line(" Zu\u{308}rich\u{a0}").as_deref(), Some("Z\u{fc}rich"));
        assert_eq!(normalize_line(" \u{3000} "), None);
        assert_eq!(normalize_lines("a\r\nb\rc\n").as_deref(), Some("a\nb\nc"));
    }
}
