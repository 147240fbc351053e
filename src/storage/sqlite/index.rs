//! The search index: what tokens a customer has, and what is asked for.
//!
//! Every token begins with the number of the organization, so that a search reads nothing of another one. `12wanna`
//! is a word that a customer of organization 12 is found by. `12fc` and 32 hexadecimal digits is the value of a field
//! that it can be filtered by, `c` for its city: the first half of a SHA-256. Two values with one token would take
//! 2⁶⁴ attempts to make and would mislead only who made them, so rows are not compared again.

use std::fmt::Write;

use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use crate::domain::{Country, CustomerFields, CustomerFilter, Email, Phone, search};

/// A change of the index that belongs to a customer.
pub(super) enum IndexChange {
    /// These are the tokens of a new customer.
    Add(i64, String),
    /// These are its tokens now.
    Replace(i64, String),
    /// It is no more.
    Remove(i64),
}

/// Makes a change.
pub(super) fn apply(connection: &Connection, change: &IndexChange) -> rusqlite::Result<()> {
    match change {
        IndexChange::Add(customer, tokens) => connection
            .prepare_cached("INSERT INTO customer_words (rowid, tokens) VALUES (?1, ?2)")?
            .execute(params![customer, tokens]),
        IndexChange::Replace(customer, tokens) => connection
            .prepare_cached("UPDATE customer_words SET tokens = ?2 WHERE rowid = ?1")?
            .execute(params![customer, tokens]),
        IndexChange::Remove(customer) => {
            connection.prepare_cached("DELETE FROM customer_words WHERE rowid = ?1")?.execute([customer])
        }
    }
    .map(drop)
}

/// The tokens of a customer, with spaces between them.
pub(super) fn tokens(organization: i64, customer: &CustomerFields) -> String {
    let mut tokens = String::new();
    for word in search::customer_words(customer) {
        let _ = write!(tokens, "{organization}w{word} "); // writing to a String does not fail
    }
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
    for field in fields.tokens(organization) {
        tokens.push_str(&field);
        tokens.push(' ');
    }
    tokens
}

/// What FTS5 is asked for, in its query language; `None` if nothing is.
pub(super) fn expression(organization: i64, filter: &CustomerFilter) -> Option<String> {
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
    let mut parts: Vec<String> = fields.tokens(organization).into_iter().map(|token| format!("\"{token}\"")).collect();
    // A customer with a word that begins with `anna` has one that begins with `an`.
    let mut words: Vec<&str> = filter.words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.dedup();
    let needed = words.iter().zip(words.iter().skip(1).map(Some).chain([None]));
    let needed = needed.filter(|(word, next)| next.is_none_or(|next| !next.starts_with(**word)));
    parts.extend(needed.map(|(word, _)| format!("\"{organization}w{}\"*", word.replace('"', "\"\""))));
    (!parts.is_empty()).then(|| parts.join(" AND "))
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
    fn tokens(&self, organization: i64) -> Vec<String> {
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
        given.map(|(letter, value)| token(organization, letter, value)).collect()
    }
}

fn token(organization: i64, letter: char, value: &str) -> String {
    let mut token = format!("{organization}f{letter}");
    for byte in &Sha256::digest(value)[..16] {
        let _ = write!(token, "{byte:02x}");
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
        assert_eq!(expression(12, &filter).as_deref(), Some("\"12w4\"* AND \"12wanna\"* AND \"12wb\"*"));
    }

    #[test]
    fn a_filter_that_asks_for_nothing_needs_no_search() {
        assert_eq!(expression(12, &CustomerFilter::default()), None);
    }

    #[test]
    fn a_value_has_the_same_token_in_a_filter_and_in_a_customer() {
        let customer = CustomerFields { name: "Ada".into(), city: Some("Bern".into()), ..CustomerFields::default() };
        let filter = CustomerFilter { city: Some("Bern".into()), ..CustomerFilter::default() };
        let asked = expression(12, &filter).map(|asked| asked.replace('"', ""));
        assert!(asked.is_some_and(|asked| tokens(12, &customer).split(' ').any(|token| token == asked)));
    }
}
