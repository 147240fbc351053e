//! How what people send becomes a customer: each member is normalized, and all that is wrong is said at once.

use super::{
    Change, Country, CustomerChange, CustomerFields, CustomerInput, Email, Invalid, Phone, normalize_line,
    normalize_lines, too_long,
};

/// What is wrong so far.
#[derive(Default)]
struct Errors(Vec<Invalid>);

impl Errors {
    fn add(&mut self, field: &'static str, code: &'static str, detail: impl Into<String>) {
        self.0.push(Invalid { field, code, detail: detail.into() });
    }

    fn name(&mut self, name: Option<String>, before: &str) -> String {
        let Some(name) = name else { return before.to_owned() };
        let Some(name) = normalize_line(&name) else {
            self.add("name", "invalid_format", "Must not be blank.");
            return String::new();
        };
        self.0.extend(too_long("name", &name, 200));
        name
    }

    fn line(
        &mut self,
        field: &'static str,
        change: Change<String>,
        before: Option<&String>,
        max: usize,
    ) -> Option<String> {
        self.text(field, change, before, max, normalize_line)
    }

    fn lines(
        &mut self,
        field: &'static str,
        change: Change<String>,
        before: Option<&String>,
        max: usize,
    ) -> Option<String> {
        self.text(field, change, before, max, normalize_lines)
    }

    fn text(
        &mut self,
        field: &'static str,
        change: Change<String>,
        before: Option<&String>,
        max: usize,
        normalize: fn(&str) -> Option<String>,
    ) -> Option<String> {
        match change {
            Change::Keep => before.cloned(),
            Change::Remove => None,
            Change::Set(text) => {
                let text = normalize(&text)?;
                self.0.extend(too_long(field, &text, max));
                Some(text)
            }
        }
    }

    fn email(&mut self, change: Change<String>, before: Option<&Email>) -> Option<Email> {
        match change {
            Change::Keep => before.cloned(),
            Change::Remove => None,
            Change::Set(text) => {
                let text = normalize_line(&text)?;
                let email = Email::parse(&text);
                if email.is_none() {
                    self.add("email", "invalid_format", "Must be an e-mail address, such as name@example.com.");
                }
                email
            }
        }
    }

    /// `Err` where a country was sent that does not exist, so that nothing else is measured by it.
    fn country(&mut self, change: Change<String>, before: Option<Country>) -> Result<Option<Country>, ()> {
        let code = match change {
            Change::Keep => return Ok(before),
            Change::Remove => return Ok(None),
            Change::Set(code) => code,
        };
        let Some(code) = normalize_line(&code) else { return Ok(None) };
        let country = Country::parse(&code);
        if country.is_none() {
            let detail = "Must be the code of a country (ISO 3166-1 alpha-2) in capitals, such as CH.";
            self.add("country", "invalid_value", detail);
        }
        country.map(Some).ok_or(())
    }

    fn phone(
        &mut self,
        change: Change<String>,
        before: Option<&Phone>,
        country: Result<Option<Country>, ()>,
        default_country: Option<Country>,
    ) -> Option<Phone> {
        let text = match change {
            Change::Keep => return before.cloned(),
            Change::Remove => return None,
            Change::Set(text) => normalize_line(&text)?,
        };
        let country = match country {
            Ok(country) => country.or(default_country),
            // Which country a national number is of is not known before the country is right.
            Err(()) if !text.starts_with('+') => return None,
            Err(()) => None,
        };
        Phone::parse(&text, country).map_err(|invalid| self.0.push(invalid)).ok()
    }
}

impl CustomerChange {
    /// What a customer becomes that was `before`. A phone number without country code is of the country that the
    /// customer then has, or else of `default_country`.
    ///
    /// # Errors
    /// All that is wrong, with `invalid_format`, `invalid_value`, `too_long`, `invalid_phone` or `country_needed`.
    pub fn apply(
        self,
        before: &CustomerFields,
        default_country: Option<Country>,
    ) -> Result<CustomerFields, Vec<Invalid>> {
        let mut errors = Errors::default();
        let country = errors.country(self.country, before.country);
        let fields = CustomerFields {
            name: errors.name(self.name, &before.name),
            email: errors.email(self.email, before.email.as_ref()),
            phone: errors.phone(self.phone, before.phone.as_ref(), country, default_country),
            company: errors.line("company", self.company, before.company.as_ref(), 200),
            address: errors.lines("address", self.address, before.address.as_ref(), 500),
            city: errors.line("city", self.city, before.city.as_ref(), 100),
            region: errors.line("region", self.region, before.region.as_ref(), 100),
            postal_code: errors.line("postal_code", self.postal_code, before.postal_code.as_ref(), 20),
            country: country.unwrap_or_default(),
            notes: errors.lines("notes", self.notes, before.notes.as_ref(), 10_000),
        };
        if errors.0.is_empty() { Ok(fields) } else { Err(errors.0) }
    }
}

impl CustomerInput {
    /// The customer that was sent. A phone number without country code is of the customer's country, or else of
    /// `default_country`.
    ///
    /// # Errors
    /// As [`CustomerChange::apply`].
    pub fn normalize(self, default_country: Option<Country>) -> Result<CustomerFields, Vec<Invalid>> {
        let set = |text: Option<String>| text.map_or(Change::Remove, Change::Set);
        let all = CustomerChange {
            name: Some(self.name),
            email: set(self.email),
            phone: set(self.phone),
            company: set(self.company),
            address: set(self.address),
            city: set(self.city),
            region: set(self.region),
            postal_code: set(self.postal_code),
            country: set(self.country),
            notes: set(self.notes),
        };
        all.apply(&CustomerFields::default(), default_country)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn named(name: &str) -> CustomerInput {
        CustomerInput { name: name.to_owned(), ..CustomerInput::default() }
    }

    fn codes(errors: &[Invalid]) -> Vec<(&str, &str)> {
        let mut codes: Vec<_> = errors.iter().map(|error| (error.field, error.code)).collect();
        codes.sort_unstable();
        codes
    }

    #[test]
    fn texts_are_trimmed_and_composed_and_blank_ones_are_none() {
        let blank = Some(" \u{3000}".to_owned());
        let sent = CustomerInput {
            city: Some(" Zu\u{308}rich ".to_owned()),
            company: blank.clone(),
            email: blank.clone(),
            phone: blank.clone(),
            country: blank,
            ..named(" Ada ")
        };
        let fields = sent.normalize(None).unwrap();
        assert_eq!(fields.name, "Ada");
        assert_eq!(fields.city.as_deref(), Some("Z\u{fc}rich"));
        assert_eq!((fields.company, fields.email, fields.phone, fields.country), (None, None, None, None));
    }

    #[test]
    fn all_errors_come_at_once() {
        let sent = CustomerInput {
            email: Some("nobody".to_owned()),
            phone: Some("+41 1".to_owned()),
            country: Some("XX".to_owned()),
            city: Some("x".repeat(101)),
            ..named(" ")
        };
        let expected = [
            ("city", "too_long"),
            ("country", "invalid_value"),
            ("email", "invalid_format"),
            ("name", "invalid_format"),
            ("phone", "invalid_phone"),
        ];
        assert_eq!(codes(&sent.normalize(None).unwrap_err()), expected);
    }

    #[test]
    fn a_text_that_normalization_makes_too_long_is_refused() {
        // U+0958 is two code points in form C.
        let sent = CustomerInput { postal_code: Some("\u{958}".repeat(11)), ..named(&"\u{958}".repeat(100)) };
        assert_eq!(codes(&sent.normalize(None).unwrap_err()), [("postal_code", "too_long")]);
    }

    #[test]
    fn a_national_number_is_of_the_country_sent_else_the_stored_else_the_default() {
        let (swiss, german) = (Country::parse("CH"), Country::parse("DE"));
        let sent = |country| CustomerInput { phone: Some("044 668 18 00".to_owned()), country, ..named("Ada") };
        let phone = |fields: &CustomerFields| fields.phone.as_ref().map(|phone| phone.as_str().to_owned());
        assert_eq!(phone(&sent(Some("CH".to_owned())).normalize(german).unwrap()), Some("+41446681800".to_owned()));
        assert_eq!(phone(&sent(None).normalize(swiss).unwrap()), Some("+41446681800".to_owned()));
        assert_eq!(codes(&sent(None).normalize(None).unwrap_err()), [("phone", "country_needed")]);

        let before = sent(Some("CH".to_owned())).normalize(None).unwrap();
        let change = CustomerChange { phone: Change::Set("044 668 18 01".to_owned()), ..CustomerChange::default() };
        assert_eq!(phone(&change.clone().apply(&before, german).unwrap()), Some("+41446681801".to_owned()));
        let change = CustomerChange { country: Change::Remove, ..change };
        assert_eq!(codes(&change.apply(&before, None).unwrap_err()), [("phone", "country_needed")]);
    }

    #[test]
    fn a_country_that_is_wrong_is_not_held_against_the_national_number() {
        let sent =
            CustomerInput { phone: Some("044 668 18 00".to_owned()), country: Some("ch".to_owned()), ..named("Ada") };
        assert_eq!(codes(&sent.normalize(None).unwrap_err()), [("country", "invalid_value")]);
    }

    #[test]
    fn a_change_keeps_removes_and_sets() {
        let before = CustomerInput {
            city: Some("Bern".to_owned()),
            notes: Some("a\r\nb".to_owned()),
            region: Some("BE".to_owned()),
            ..named("Ada")
        };
        let before = before.normalize(None).unwrap();
        assert_eq!(before.notes.as_deref(), Some("a\nb"));
        let change = CustomerChange {
            city: Change::Set("Thun".to_owned()),
            notes: Change::Remove,
            region: Change::Set("  ".to_owned()),
            ..CustomerChange::default()
        };
        let after = change.apply(&before, None).unwrap();
        assert_eq!(after, CustomerFields { city: Some("Thun".to_owned()), notes: None, region: None, ..before });
    }
}
