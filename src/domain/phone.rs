//! Phone numbers.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, Region};

use super::{Country, Invalid, text::trim};

/// A phone number in E.164: `+41446681800`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// The number as a person wrote it; one without `+` is what somebody in `country` dials.
    ///
    /// # Errors
    /// `invalid_phone` if it is no number of its country, `country_needed` if it has no `+` and `country` is `None`.
    pub fn parse(text: &str, country: Option<Country>) -> Result<Self, Invalid> {
        let invalid = |code, detail: &str| Invalid { field: "phone", code, detail: detail.to_owned() };
        let text = trim(text);
        if !text.starts_with('+') && country.is_none() {
            let detail = "Begin the number with + and the country code, or give the country.";
            return Err(invalid("country_needed", detail));
        }
        let region = country.and_then(|country| Region::from_code(country.as_str()).ok());
        let number = PHONE_NUMBER_UTIL.parse(text, region).ok().filter(PhoneNumber::is_valid);
        let detail = "This is not a phone number of its country.";
        let number = number.ok_or_else(|| invalid("invalid_phone", detail))?;
        Ok(Self(number.format_as(PhoneNumberFormat::E164).into_owned()))
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
        for text in ["+4915123456789", "+46812345678", "+441614960000", "+3906698 12345", "+7 800 555 35 35"] {
            for country in ["", "US", "RU", "DE", "CH", "AQ"] {
                let phone = Phone::parse(text, Country::parse(country)).unwrap();
                assert_eq!(phone.as_str(), text.replace(' ', ""), "{country}");
            }
        }
    }

    #[test]
    fn a_national_number_is_what_people_of_the_country_dial() {
        // What Google's libphonenumber makes of each. Several countries share a code, and the prefix before a national
        // number may be one of its digits, optional, in its middle, or a part of it (Italy).
        for (country, text, expected) in [
            ("RU", "8 800 555 35 35", "+78005553535"),
            ("RU", "800 555 35 35", "+78005553535"),
            ("RU", "8 (495) 123-45-67", "+74951234567"),
            ("KZ", "8 701 234 5678", "+77012345678"),
            ("BY", "8 801 123 4567", "+3758011234567"),
            ("LT", "80 012 345", "+37080012345"),
            ("RW", "250 123 456", "+250250123456"),
            ("HU", "06 1 234 5678", "+3612345678"),
            ("MX", "55 1234 5678", "+525512345678"),
            ("AR", "011 15-2345-6789", "+5491123456789"),
            ("BR", "0 21 11 96123-4567", "+5511961234567"),
            ("IT", "06 698 12345", "+390669812345"),
            ("VA", "06 698 12345", "+390669812345"),
            ("GG", "01481 256789", "+441481256789"),
            ("JE", "01534 456789", "+441534456789"),
            ("SJ", "79 12 34 56", "+4779123456"),
            ("AX", "018 12345", "+3581812345"),
            ("US", "1-650-253-0000", "+16502530000"),
            ("CA", "1 506 234 5678", "+15062345678"),
            ("MA", "0520-123456", "+212520123456"),
            ("YT", "0269 60 12 34", "+262269601234"),
            ("BL", "0590 27 12 34", "+590590271234"),
            ("BQ", "715 1234", "+5997151234"),
            ("CX", "08 9164 1234", "+61891641234"),
            ("CH", "0041 44 668 18 00", "+41446681800"),
            ("US", "011 41 44 668 18 00", "+41446681800"),
        ] {
            let phone = Phone::parse(text, Country::parse(country));
            assert_eq!(phone.as_ref().map(Phone::as_str), Ok(expected), "{text} in {country}");
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
