//! E-mail addresses.

use std::fmt;

use super::text::trim;

/// An e-mail address, trimmed, as it was written.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Trims. The form is checked against openapi.yaml's `pattern` before; what is not of that form is `None`
    /// here as well.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = trim(text);
        let (local, domain) = text.rsplit_once('@')?;
        let local_ok = !local.is_empty()
            && local.bytes().all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b));
        let label_ok = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        (local_ok && text.len() <= 254 && domain.split('.').all(label_ok)).then(|| Self(text.to_owned()))
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it was written.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// What is compared and unique: without regard to case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)") // a person's address: not for logs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_of_the_form_that_html_gives_it() {
        for good in ["a@b", "\u{3000} Ada.Brander+crm@mail-1.example.com\u{a0}", "o'neil@example.com"] {
            assert!(Email::parse(good).is_some(), "{good}");
        }
        for bad in ["", "@", "a@", "@b", "a b@c", "a@-b", "a@b-", "a@b..c", "a@b@c", "\u{fc}@b", "a@b\n"] {
            assert_eq!(Email::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn addresses_are_compared_without_case_and_spaces() {
        let key = |text| Email::parse(text).map(|email| email.key());
        assert_eq!(key(" ADA@Example.com "), key("ada@example.com"));
    }
}
