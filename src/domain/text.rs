//! Text as it is stored: Unicode normalization form C, no white space around it.

/// One line: NFC, trimmed; `None` if nothing is left.
#[must_use]
pub fn normalize_line(text: &str) -> Option<String> {
    todo!("{text}")
}

/// Several lines: as [`normalize_line`], with every line break as LF.
#[must_use]
pub fn normalize_lines(text: &str) -> Option<String> {
    todo!("{text}")
}
