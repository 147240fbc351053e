//! What customers are found by: the tokens that a customer has, and those that a filter asks for.
//!
//! `wanna` is a word that a customer is found by. `fc` and 32 hexadecimal digits is the value of a field that it can
//! be filtered by, `c` for its city: the first half of a SHA-256. Two values with one token would take 2⁶⁴ attempts to
//! make and would mislead only who made them, so rows are not compared again.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::domain::{Country, CustomerFields, CustomerFilter, Email, Phone, search};

/// The tokens of a customer, each once.
pub(super) fn of_customer(customer: &CustomerFields) -> Vec<String> {
    let fields = Fields {
        name: Some(&customer.name),
        email: customer.email.as_ref(),
        phone: customer.phone.as_ref(),
        company: customer.company.as_deref(),
        city: customer.city.as_deref(),
        region: customer.region.as_deref(),
        postal_code: customer.postal_code.as_deref(),
        country: customer.country.as_ref(),
    };
    let words = search::customer_words(customer).into_iter().map(|word| format!("w{word}"));
    words.chain(fields.tokens()).collect()
}

/// What a filter asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// Tokens that a customer must have.
    pub(super) whole: Vec<String>,
    /// For each of these a customer must have a token that begins with it.
    pub(super) beginnings: Vec<String>,
}

/// What a filter asks for; `None` if nothing.
pub(super) fn of_filter(filter: &CustomerFilter) -> Option<Asked> {
    let fields = Fields {
        name: filter.name.as_deref(),
        email: filter.email.as_ref(),
        phone: filter.phone.as_ref(),
        company: filter.company.as_deref(),
        city: filter.city.as_deref(),
        region: filter.region.as_deref(),
        postal_code: filter.postal_code.as_deref(),
        country: filter.country.as_ref(),
    };
    // A customer with a word that begins with `anna` has one that begins with `an`.
    let mut words: Vec<&str> = filter.words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.dedup();
    let needed = words.iter().zip(words.iter().skip(1).map(Some).chain([None]));
    let needed = needed.filter(|(word, next)| next.is_none_or(|next| !next.starts_with(**word)));
    let beginnings: Vec<String> = needed.map(|(word, _)| format!("w{word}")).collect();
    let whole = fields.tokens();
    (!whole.is_empty() || !beginnings.is_empty()).then_some(Asked { whole, beginnings })
}

/// What customers can be filtered by.
struct Fields<'a> {
    name: Option<&'a str>,
    email: Option<&'a Email>,
    phone: Option<&'a Phone>,
    company: Option<&'a str>,
    city: Option<&'a str>,
    region: Option<&'a str>,
    postal_code: Option<&'a str>,
    country: Option<&'a Country>,
}

impl Fields<'_> {
    fn tokens(&self) -> Vec<String> {
        let email_key = self.email.map(Email::key);
        let fields = [
            ('n', self.name),
            ('e', email_key.as_deref()),
            ('p', self.phone.map(Phone::as_str)),
            ('o', self.company),
            ('c', self.city),
            ('r', self.region),
            ('z', self.postal_code),
            ('l', self.country.map(Country::as_str)),
        ];
        let given = fields.into_iter().filter_map(|(letter, value)| Some((letter, value?)));
        given.map(|(letter, value)| token(letter, value)).collect()
    }
}

fn token(letter: char, value: &str) -> String {
    let mut token = format!("f{letter}");
    for byte in &Sha256::digest(value)[..16] {
        let _ = write!(token, "{byte:02x}"); // writing to a String does not fail
    }
    token
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_begin_others_are_not_asked_for_twice() {
        let words = ["an", "anna", "4", "anna", "b"].map(str::to_owned).to_vec();
        let filter = CustomerFilter { words, ..CustomerFilter::default() };
        let beginnings = ["w4", "wanna", "wb"].map(str::to_owned).to_vec();
        assert_eq!(of_filter(&filter), Some(Asked { whole: Vec::new(), beginnings }));
    }

    #[test]
    fn a_filter_that_asks_for_nothing_needs_no_search() {
        assert_eq!(of_filter(&CustomerFilter::default()), None);
    }

    #[test]
    fn a_value_has_the_same_token_in_a_filter_and_in_a_customer() {
        let customer = CustomerFields { name: "Ada".into(), city: Some("Bern".into()), ..CustomerFields::default() };
        let filter = CustomerFilter { city: Some("Bern".into()), ..CustomerFilter::default() };
        let asked = of_filter(&filter).map(|asked| asked.whole).unwrap_or_default();
        let tokens = of_customer(&customer);
        assert!(asked.len() == 1 && asked.iter().all(|token| tokens.contains(token)), "{asked:?} of {tokens:?}");
    }
}
