//! Rows as every database can tell and take them, so that all of them can be moved from any database to any other.
//! `copy.rs` moves them.

mod copy;

use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use copy::{Checksum, CopyError, Progress, checksums, copy};

use super::Error;
use crate::domain::{Country, CustomerFields, Email, Phone};

/// A value of a column. Values of one column have the order of their bytes or numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Value {
    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Adds it to a checksum: its kind, the length of what follows, and its bytes.
    fn digest(&self, checksum: &mut Sha256) {
        let number;
        let (kind, bytes): (u8, &[u8]) = match self {
            Self::Null => (0, &[]),
            Self::Int(value) => {
                number = value.to_be_bytes();
                (1, &number)
            }
            Self::Text(text) => (2, text.as_bytes()),
            Self::Bytes(bytes) => (3, bytes),
        };
        checksum.update([kind]);
        checksum.update((bytes.len() as u64).to_be_bytes());
        checksum.update(bytes);
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Null => f.write_str("nothing"),
            Self::Int(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::Bytes(bytes) => match Uuid::from_slice(bytes) {
                Ok(id) => id.fmt(f),
                Err(_) => f.write_str(&hex(bytes)),
            },
        }
    }
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;

    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing to a String does not fail
        text
    })
}

/// The values of a table's columns.
pub(super) type Row = Vec<Value>;

/// What a column holds. Lengths are in letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Id,
    /// At most 300 bytes.
    Bytes,
    Int,
    Bool,
    /// A text that is compared as bytes.
    Key(usize),
    Text(usize),
}

/// A table, or what stands for it where a database has another: its columns are those that all databases can tell.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: &'static [(&'static str, Kind)],
    /// So many columns are its key, by which it is ordered.
    pub(super) key: usize,
    /// The values of so many columns are those of the source from the moment at which a row is inserted.
    settled: usize,
    /// The values of so many columns are equal when all is copied.
    verified: usize,
}

impl Table {
    /// A table all of whose columns are always equal.
    const fn new(name: &'static str, key: usize, columns: &'static [(&'static str, Kind)]) -> Self {
        Self { name, columns, key, settled: columns.len(), verified: columns.len() }
    }

    /// The names of the columns that are its key.
    pub(super) fn key_columns(&self) -> Vec<&'static str> {
        self.columns[..self.key].iter().map(|(name, _)| *name).collect()
    }
}

/// Its last two columns follow its customers. SQLite does not have the last one, and tells the newest customer there is.
pub(super) const ORGANIZATIONS: Table = Table {
    settled: 3,
    verified: 4,
    ..Table::new(
        "organizations",
        1,
        &[
            ("id", Kind::Id),
            ("name", Kind::Text(1000)),
            ("country", Kind::Text(2)),
            ("customers", Kind::Int),
            ("last_customer", Kind::Id),
        ],
    )
};

pub(super) const ACCOUNTS: Table = Table::new(
    "accounts",
    2,
    &[
        ("organization", Kind::Id),
        ("id", Kind::Id),
        ("email", Kind::Text(254)),
        ("name", Kind::Text(1000)),
        ("role", Kind::Text(20)),
        ("password_hash", Kind::Text(1000)),
    ],
);

/// Inserted with the accounts.
pub(super) const ACCOUNT_EMAILS: Table = Table::new(
    "account_emails",
    1,
    &[("email_key", Kind::Key(254)), ("organization", Kind::Id), ("account", Kind::Id)],
);

pub(super) const SESSIONS: Table = Table::new(
    "sessions",
    2,
    &[
        ("organization", Kind::Id),
        ("id", Kind::Id),
        ("account", Kind::Id),
        ("expires_at", Kind::Int),
        ("ended_at", Kind::Int),
    ],
);

pub(super) const REFRESH_TOKENS: Table = Table::new(
    "refresh_tokens",
    2,
    &[
        ("organization", Kind::Id),
        ("hash", Kind::Bytes),
        ("session", Kind::Id),
        ("expires_at", Kind::Int),
        ("used", Kind::Bool),
    ],
);

/// A few rows, read all at once. Their numbers are 1, 2 and so on in the order of `seq`, which each database gives by
/// itself.
pub(super) const SIGNING_KEYS: Table = Table::new(
    "signing_keys",
    1,
    &[("seq", Kind::Int), ("kid", Kind::Key(100)), ("secret", Kind::Bytes), ("created_at", Kind::Int)],
);

pub(super) const CUSTOMERS: Table = Table::new(
    "customers",
    2,
    &[
        ("organization", Kind::Id),
        ("id", Kind::Id),
        ("version", Kind::Int),
        ("updated_at", Kind::Int),
        ("name_key", Kind::Key(1000)),
        ("email_key", Kind::Key(254)),
        ("company_key", Kind::Key(1000)),
        ("name", Kind::Text(200)),
        ("email", Kind::Text(254)),
        ("phone", Kind::Text(40)),
        ("company", Kind::Text(200)),
        ("address", Kind::Text(500)),
        ("city", Kind::Text(100)),
        ("region", Kind::Text(100)),
        ("postal_code", Kind::Text(20)),
        ("country", Kind::Text(2)),
        ("notes", Kind::Text(10_000)),
    ],
);

/// Made from the customers when these are inserted.
pub(super) const CUSTOMER_TOKENS: Table =
    Table::new("customer_tokens", 3, &[("organization", Kind::Id), ("token", Kind::Key(101)), ("customer", Kind::Id)]);

/// What is searched by and compared, of a row of [`CUSTOMERS`].
pub(super) fn customer_fields(row: &Row) -> Result<CustomerFields, Error> {
    let mut values = CUSTOMERS.columns.iter().zip(row).filter_map(|((name, _), value)| Some((*name, value.text()?)));
    let mut fields = CustomerFields::default();
    let valid = values.all(|(name, text)| {
        let stays = || Some(text.to_owned());
        match name {
            "name" => text.clone_into(&mut fields.name),
            "email" => fields.email = Email::parse(text),
            "phone" => fields.phone = Phone::from_e164(text),
            "company" => fields.company = stays(),
            "address" => fields.address = stays(),
            "city" => fields.city = stays(),
            "region" => fields.region = stays(),
            "postal_code" => fields.postal_code = stays(),
            "country" => fields.country = Country::parse(text),
            "notes" => fields.notes = stays(),
            _ => {}
        }
        match name {
            "email" => fields.email.is_some(),
            "phone" => fields.phone.is_some(),
            "country" => fields.country.is_some(),
            _ => true,
        }
    });
    if valid { Ok(fields) } else { Err(Error::Internal(format!("the customer {} has no valid text", row[1]))) }
}

/// What addresses are unique by, of a row of [`ACCOUNTS`].
pub(super) fn account_email_key(row: &Row) -> Result<String, Error> {
    let email = row[2].text().and_then(Email::parse);
    email
        .map(|email| email.key())
        .ok_or_else(|| Error::Internal(format!("the account {} has no valid address", row[1])))
}

/// Some of the rows after a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The condition that they fulfil: an index leads to them, which not every database can do for a comparison of
    /// several columns.
    pub(super) condition: String,
    /// The columns by which they are ordered.
    pub(super) order: String,
    /// The values that it takes.
    pub(super) values: Row,
}

/// All rows after a key, or simply all, in parts that follow one another.
pub(super) fn after(columns: &[&str], key: Option<&[Value]>) -> Vec<Part> {
    let Some(key) = key else {
        return vec![Part { condition: "TRUE".to_owned(), order: columns.join(", "), values: Row::new() }];
    };
    let parts = (0..columns.len()).rev().map(|last| {
        let same = columns[..last].iter().flat_map(|column| [column, " = ? AND "]).collect::<String>();
        let condition = format!("{same}{} > ?", columns[last]);
        Part { condition, order: columns[last..].join(", "), values: key[..=last].to_vec() }
    });
    parts.collect()
}

/// What a database must do so that what it holds can be moved.
pub(super) trait Transfer {
    /// The first `limit` rows of a table after this key, in the order of the key, as bytes are ordered.
    fn read(
        &self,
        table: &'static Table,
        after: Option<Row>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Row>, Error>> + Send;

    /// Inserts rows in their order, with all that belongs to them: counters, keys, tokens. An error means that at most
    /// the first of them were inserted, none of which was there.
    fn insert(&self, table: &'static Table, rows: Vec<Row>) -> impl Future<Output = Result<(), Error>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_after_a_key_are_found_from_the_last_column_to_the_first() {
        let part = |condition: &str, order: &str, values: &[Value]| Part {
            condition: condition.to_owned(),
            order: order.to_owned(),
            values: values.to_vec(),
        };
        let key = [Value::Int(1), Value::Int(2)];
        let parts = [part("a = ? AND b > ?", "b", &key), part("a > ?", "a, b", &key[..1])];
        assert_eq!(after(&["a", "b"], Some(&key)), parts);
        assert_eq!(after(&["a", "b"], None), [part("TRUE", "a, b", &[])]);
    }

    #[test]
    fn values_that_differ_have_other_checksums() {
        let text = |text: &str| Value::Text(text.to_owned());
        let rows = [
            vec![text("ab"), text("c")],
            vec![text("a"), text("bc")],
            vec![text("abc"), Value::Null],
            vec![Value::Null, text("abc")],
            vec![Value::Bytes(b"ab".to_vec()), text("c")],
        ];
        let checksums: std::collections::BTreeSet<Vec<u8>> = rows
            .iter()
            .map(|row| {
                let mut checksum = Sha256::new();
                for value in row {
                    value.digest(&mut checksum);
                }
                checksum.finalize().to_vec()
            })
            .collect();
        assert_eq!(checksums.len(), rows.len());
    }
}
