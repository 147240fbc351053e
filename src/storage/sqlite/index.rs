//! The search index. Every token in it begins with the number of the organization, so that a search reads nothing of
//! another one: `12wanna` is a word that a customer of organization 12 is found by.

use std::fmt::Write;

use rusqlite::{Connection, params};

use crate::{domain::CustomerFilter, storage::tokens};

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

/// What the index holds of a customer: its tokens, with spaces between them.
pub(super) fn tokens(organization: i64, tokens: &[String]) -> String {
    let mut text = String::new();
    for token in tokens {
        let _ = write!(text, "{organization}{token} "); // writing to a String does not fail
    }
    text
}

/// What FTS5 is asked for, in its query language; `None` if nothing is.
pub(super) fn expression(organization: i64, filter: &CustomerFilter) -> Option<String> {
    let asked = tokens::of_filter(filter)?;
    let quoted = |token: &String| format!("\"{organization}{}\"", token.replace('"', "\"\""));
    let beginnings = asked.beginnings.iter().map(|token| quoted(token) + "*");
    let parts: Vec<String> = asked.whole.iter().map(quoted).chain(beginnings).collect();
    Some(parts.join(" AND "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CustomerFields;

    #[test]
    fn every_token_that_is_asked_for_is_one_of_the_organization() {
        let words = ["anna", "b"].map(str::to_owned).to_vec();
        let filter = CustomerFilter { words, city: Some("Bern".into()), ..CustomerFilter::default() };
        let asked = expression(12, &filter).unwrap_or_default();
        assert!(asked.starts_with("\"12fc") && asked.ends_with("\" AND \"12wanna\"* AND \"12wb\"*"), "{asked}");
        let customer = CustomerFields { name: "Anna".into(), city: Some("Bern".into()), ..CustomerFields::default() };
        let tokens = tokens(12, &tokens::of_customer(&customer));
        assert!(tokens.split_terminator(' ').all(|token| token.starts_with("12")));
    }
}
