//! What customers are found by: the tokens that a customer has, and those that a filter asks for.
//!
//! `wanna` is a word that a customer is found by. `fc` and 20 hexadecimal digits is the value of a field that it can be
//! filtered by, `c` for its city: the beginning of a SHA-256. Two values with one token would take 2⁴⁰ attempts to make
//! and would mislead only who made them, so rows are not compared again. A phone number and a country, which have few
//! letters, stand there as they are: `fp41446681800`, `flch`. By e-mail address there is an index of its own.
//!
//! These are on every database. Each adds others by which it finds beginnings of words and parts of phone numbers.

use sha2::{Digest, Sha256};

use crate::domain::{Country, CustomerFields, CustomerFilter, Phone, search::phone_digits};

/// The tokens of a customer that it has on every database, each once. `words`: those that it is found by.
pub(super) fn of_customer(customer: &CustomerFields, words: &[&str]) -> Vec<String> {
    let fields = Fields {
        name: Some(&customer.name),
        phone: customer.phone.as_ref(),
        company: customer.company.as_deref(),
        city: customer.city.as_deref(),
        region: customer.region.as_deref(),
        postal_code: customer.postal_code.as_deref(),
        country: customer.country.as_ref(),
    };
    fields.tokens().into_iter().chain(words.iter().map(|word| format!("w{word}"))).collect()
}

/// The tokens that a customer must have for what a filter asks for, but for its search and its e-mail address.
pub(super) fn of_filter(filter: &CustomerFilter) -> Vec<String> {
    let fields = Fields {
        name: filter.name.as_deref(),
        phone: filter.phone.as_ref(),
        company: filter.company.as_deref(),
        city: filter.city.as_deref(),
        region: filter.region.as_deref(),
        postal_code: filter.postal_code.as_deref(),
        country: filter.country.as_ref(),
    };
    fields.tokens()
}

/// What customers can be filtered by.
struct Fields<'a> {
    name: Option<&'a str>,
    phone: Option<&'a Phone>,
    company: Option<&'a str>,
    city: Option<&'a str>,
    region: Option<&'a str>,
    postal_code: Option<&'a str>,
    country: Option<&'a Country>,
}

impl Fields<'_> {
    fn tokens(&self) -> Vec<String> {
        let hashed =
            [('n', self.name), ('o', self.company), ('c', self.city), ('r', self.region), ('z', self.postal_code)];
        let given = hashed.into_iter().filter_map(|(letter, value)| Some((letter, value?)));
        let phone = self.phone.map(|phone| format!("fp{}", phone_digits(phone)));
        let country = self.country.map(|country| format!("fl{}", country.as_str().to_ascii_lowercase()));
        given.map(|(letter, value)| token(letter, value)).chain(phone).chain(country).collect()
    }
}

fn token(letter: char, value: &str) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    let digits = Sha256::digest(value).into_iter().take(10).flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    ['f', letter].into_iter().chain(digits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_the_same_token_in_a_filter_and_in_a_customer() {
        let customer = CustomerFields {
            name: "Ada".into(),
            phone: Phone::from_e164("+41446681800"),
            city: Some("Bern".into()),
            country: Country::parse("CH"),
            ..CustomerFields::default()
        };
        let filter = CustomerFilter {
            phone: customer.phone.clone(),
            city: customer.city.clone(),
            country: customer.country,
            ..CustomerFilter::default()
        };
        let (asked, tokens) = (of_filter(&filter), of_customer(&customer, &[]));
        assert!(asked.len() == 3 && asked.iter().all(|token| tokens.contains(token)), "{asked:?} of {tokens:?}");
        assert!(asked.contains(&"fp41446681800".to_owned()) && asked.contains(&"flch".to_owned()));
    }

    #[test]
    fn a_filter_that_asks_for_nothing_asks_for_no_token() {
        assert_eq!(of_filter(&CustomerFilter::default()), Vec::<String>::new());
    }
}
