//! Phone numbers.

use super::{Country, Invalid};

/// A phone number in E.164: `+41446681800`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// The number as a person wrote it; one without `+` is a national number of `country`.
    ///
    /// # Errors
    /// `invalid_phone` if it is no number of its country, `country_needed` if it has no `+` and `country` is `None`.
    pub fn parse(text: &str, country: Option<Country>) -> Result<Self, Invalid> {
        todo!("{text} {country:?}")
    }

    /// In E.164.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
