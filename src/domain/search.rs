//! What is searched for and how it is ordered: folding and words, the same on every database.

use super::CustomerFields;

/// Without case and accents (`Müller` and `MULLER` are both `muller`): for order and for search.
#[must_use]
pub fn fold(text: &str) -> String {
    todo!("{text}")
}

/// The folded words of a text: they end at anything that is not a letter or digit, and where letters meet digits.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    todo!("{text}")
}

/// The distinct words that a customer is found by: of name, e-mail, phone, company, city and notes.
#[must_use]
pub fn customer_words(customer: &CustomerFields) -> Vec<String> {
    todo!("{customer:?}")
}
