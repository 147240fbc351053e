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
        let invalid = |code, detail: &str| Invalid { field: "phone", code, detail: detail.to_owned() };
        let text = text.trim();
        if !text.starts_with('+') && country.is_none() {
            let detail = "Begin the number with + and the country code, or give the country.";
            return Err(invalid("country_needed", detail));
        }
        // With a country, phonenumber takes that country's trunk prefix off international numbers of others as well.
        let country = country.filter(|_| !text.starts_with('+'));
        let region = country.and_then(|country| country.as_str().parse().ok());
        let number = phonenumber::parse(region, text).ok().filter(phonenumber::is_valid);
        let detail = "This is not a phone number of its country.";
        let number = number.ok_or_else(|| invalid("invalid_phone", detail))?;
        Ok(Self(number.format().mode(phonenumber::Mode::E164).to_string()))
    }

    /// A number that is in E.164 already, by its form alone: what was valid when it was stored stays so.
    #[must_use]
    pub fn from_e164(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+')?;
        let is_e164 = (2..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|digit| digit.is_ascii_digit());
        is_e164.then(|| Self(text.to_owned()))
    }

    /// In E.164.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In E.164.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_number_is_stored_in_e164_however_it_was_written() {
        for (text, country) in
            [("+41 44 668 18 00", None), ("044 668 18 00", Some("CH")), ("(044) 668-18-00", Some("CH"))]
        {
            let phone = Phone::parse(text, country.and_then(Country::parse)).unwrap();
            assert_eq!(phone.as_str(), "+41446681800", "{text}");
        }
    }

    #[test]
    fn an_international_number_does_not_depend_on_the_country() {
        for text in ["+4915123456789", "+46812345678", "+441614960000", "+3906698 12345"] {
            for country in ["US", "RU", "DE", "CH"] {
                let phone = Phone::parse(text, Country::parse(country)).unwrap();
                assert_eq!(phone.as_str(), text.replace(' ', ""), "{country}");
            }
        }
    }

    #[test]
    fn e164_is_known_by_its_form() {
        assert_eq!(Phone::from_e164("+41446681800").unwrap(), Phone::parse("+41 44 668 18 00", None).unwrap());
        for bad in ["41446681800", "+", "+1", "+0446681800", "+41 44", "+1234567890123456"] {
            assert_eq!(Phone::from_e164(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_no_number_or_has_no_country_is_refused() {
        let code = |text, country: Option<&str>| Phone::parse(text, country.and_then(Country::parse)).unwrap_err().code;
        assert_eq!(code("044 668 18 00", None), "country_needed");
        assert_eq!(code("12", Some("CH")), "invalid_phone");
        assert_eq!(code("+999 12345", None), "invalid_phone");
    }
}
