//! What a database server is asked and answers, whichever it is. Statements have `?` for their parameters.

use std::fmt;

use serde_json::Value as Json;
use uuid::Uuid;

use crate::{
    domain::{Country, Email, Role, Timestamp},
    storage::{CreateCustomerError, Error, RegisterError, UpdateCustomerError, transfer::Kind},
};

/// A value of a column or a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::storage) enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<Timestamp> for Value {
    fn from(moment: Timestamp) -> Self {
        Self::Int(moment.0)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Uuid> for Value {
    fn from(id: Uuid) -> Self {
        Self::Bytes(id.as_bytes().to_vec())
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The parameters of a statement.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::storage::remote::session::Value::from($value)),*] };
}
pub(super) use values;

/// Why a database server did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::storage) enum Failure {
    /// Another transaction was in the way (a deadlock, a serialization failure): it may be tried again.
    Conflict(String),
    /// A row was refused because another has the same key.
    Duplicate(String),
    /// The connection broke before anything was confirmed: it may be tried again on another.
    Lost(String),
    /// The server is out of reach, or has too much to do.
    Unavailable(String),
    /// The server takes no more connections.
    Full(String),
    /// The connection broke while a transaction was committed: nobody can say whether it was.
    Undecided(String),
    /// Something that should not happen.
    Internal(String),
}

impl Failure {
    /// Where nothing was asked yet, since there is no connection.
    pub(super) fn while_connecting(self, place: &str) -> Self {
        match self {
            Self::Lost(why) => Self::Lost(format!("{place}: {why}")),
            Self::Full(why) => Self::Full(format!("{place}: {why}")),
            other => Self::Unavailable(format!("{place}: {}", other.text())),
        }
    }

    fn text(self) -> String {
        match self {
            Self::Conflict(why)
            | Self::Duplicate(why)
            | Self::Lost(why)
            | Self::Unavailable(why)
            | Self::Full(why)
            | Self::Undecided(why)
            | Self::Internal(why) => why,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.clone().text())
    }
}

impl std::error::Error for Failure {}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Conflict(why) | Failure::Lost(why) | Failure::Unavailable(why) | Failure::Full(why) => {
                Self::Unavailable(why)
            }
            Failure::Undecided(why) => Self::Internal(format!("whether it was committed is unknown: {why}")),
            other => Self::Internal(other.text()),
        }
    }
}

macro_rules! from_failure {
    ($($name:ident),*) => {$(
        impl From<Failure> for $name {
            fn from(failure: Failure) -> Self {
                Self::Storage(failure.into())
            }
        }
    )*};
}
from_failure!(RegisterError, CreateCustomerError, UpdateCustomerError);

/// The columns of a row, taken from the first to the last.
pub(in crate::storage) struct Row(std::vec::IntoIter<Value>);

impl Row {
    pub(super) fn new(values: Vec<Value>) -> Self {
        Self(values.into_iter())
    }

    fn next(&mut self) -> Result<Value, Failure> {
        self.0.next().ok_or_else(|| Failure::Internal("a row has too few columns".to_owned()))
    }

    /// A number.
    pub(super) fn int(&mut self) -> Result<i64, Failure> {
        match self.next()? {
            Value::Int(number) => Ok(number),
            _ => Err(unexpected("number")),
        }
    }

    /// A number, if there is one.
    pub(super) fn int_or_null(&mut self) -> Result<Option<i64>, Failure> {
        match self.next()? {
            Value::Null => Ok(None),
            Value::Int(number) => Ok(Some(number)),
            _ => Err(unexpected("number")),
        }
    }

    /// Bytes.
    pub(super) fn bytes(&mut self) -> Result<Vec<u8>, Failure> {
        match self.next()? {
            Value::Bytes(bytes) => Ok(bytes),
            _ => Err(unexpected("bytes")),
        }
    }

    /// Bytes, if there are some.
    pub(super) fn bytes_or_null(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        match self.next()? {
            Value::Null => Ok(None),
            Value::Bytes(bytes) => Ok(Some(bytes)),
            _ => Err(unexpected("bytes")),
        }
    }

    /// A text, if there is one.
    pub(super) fn text_or_null(&mut self) -> Result<Option<String>, Failure> {
        match self.next()? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            Value::Bytes(bytes) => String::from_utf8(bytes).map(Some).map_err(|_| unexpected("text")),
            Value::Int(_) => Err(unexpected("text")),
        }
    }

    /// A text.
    pub(super) fn text(&mut self) -> Result<String, Failure> {
        self.text_or_null()?.ok_or_else(|| unexpected("text"))
    }

    /// An id.
    pub(super) fn id(&mut self) -> Result<Uuid, Failure> {
        Uuid::from_slice(&self.bytes()?).map_err(|_| unexpected("id"))
    }

    /// An id, if there is one.
    pub(super) fn id_or_null(&mut self) -> Result<Option<Uuid>, Failure> {
        match self.next()? {
            Value::Null => Ok(None),
            Value::Bytes(bytes) => Uuid::from_slice(&bytes).map(Some).map_err(|_| unexpected("id")),
            _ => Err(unexpected("id")),
        }
    }

    /// What `parse` makes of a text, if there is one. It was valid when it was stored, so one that is not is an error.
    pub(super) fn parsed<T>(&mut self, parse: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Failure> {
        let Some(text) = self.text_or_null()? else { return Ok(None) };
        parse(&text).map(Some).ok_or_else(|| unexpected("valid text"))
    }

    /// An e-mail address.
    pub(super) fn email(&mut self) -> Result<Email, Failure> {
        self.parsed(Email::parse)?.ok_or_else(|| unexpected("e-mail address"))
    }

    /// A role.
    pub(super) fn role(&mut self) -> Result<Role, Failure> {
        self.parsed(Role::from_name)?.ok_or_else(|| unexpected("role"))
    }

    /// A country, if there is one.
    pub(super) fn country(&mut self) -> Result<Option<Country>, Failure> {
        self.parsed(Country::parse)
    }
}

fn unexpected(wanted: &str) -> Failure {
    Failure::Internal(format!("a column has no {wanted}"))
}

/// What came of a statement.
pub(in crate::storage) struct Answer {
    /// The rows that it found.
    pub(super) rows: Vec<Row>,
    /// How many rows it changed.
    pub(super) changed: u64,
}

/// What the databases write differently.
pub(in crate::storage) struct Dialect {
    /// Begins a transaction that reads, of one moment.
    pub(super) begin_snapshot: &'static str,
    /// Begins a transaction that reads tables in the order of their keys, by these, whatever is known of the tables.
    pub(super) begin_in_order: &'static str,
    /// Tables of the database that migrations did not make: how many there are, and whether the list of migrations is
    /// there.
    pub(super) tables: &'static str,
    /// Settings of the server by which a crash of its machine takes back what was committed.
    pub(super) unsafe_settings: &'static str,
    /// Takes the lock of migrations, or waits for it. Parameter: seconds to wait. Answers 1 when it is held.
    pub(super) lock_migrations: &'static str,
    /// Gives it back.
    pub(super) unlock_migrations: &'static str,
    /// Every migration, in order.
    pub(super) migrations: &'static [crate::storage::migrate::Source],
    /// Locks organizations in the order of a JSON array of their ids in hex, and tells their ids and last
    /// customers, how many they have, and how many they have had.
    pub(super) lock_organizations: &'static str,
    /// Inserts the customers of a JSON array.
    pub(super) insert_customers: &'static str,
    /// Which customers have the e-mail addresses of a JSON array: the number there, and the id.
    pub(super) find_holders: &'static str,
    /// Sets the counters and last customers of a JSON array of organizations.
    pub(super) count_created: &'static str,
    /// Adds the customers of blocks, a JSON array, and makes those that are not there.
    pub(super) count_blocks: &'static str,
    /// Inserts tokens of customers, a JSON array.
    pub(super) insert_tokens: &'static str,
    /// The tokens of a customer in that array.
    pub(super) tokens: fn(&[String]) -> Json,
    /// Removes tokens, a JSON array, of one customer: its organization, its id.
    pub(super) delete_tokens: &'static str,
    /// The statement that inserts the rows of a JSON array into a table. Their members are these columns; bytes are in hex.
    pub(super) insert_rows: fn(&str, &[(&str, Kind)]) -> String,
}

/// A connection to a database server.
pub(in crate::storage) trait Connection: Send + Sync + Sized + 'static {
    /// Where it goes to.
    type Target: Send + Sync + 'static;

    /// What the database writes in a way of its own.
    const DIALECT: Dialect;

    /// Host and port of it, for messages.
    fn place(target: &Self::Target) -> &str;

    /// Connects and sets up.
    fn open(target: &Self::Target) -> impl Future<Output = Result<Self, Failure>> + Send;

    /// Whether it is known to be of no use any more.
    fn is_closed(&self) -> bool;

    /// Runs a statement, which is prepared once for each connection.
    fn run(&mut self, sql: &str, values: Vec<Value>) -> impl Future<Output = Result<Answer, Failure>> + Send;

    /// Runs statements one after the other inside a transaction, which `begin` begins where there is one. A database
    /// that takes the next before it has answered the last gets them together: each answer that is waited for costs,
    /// and most where there is much to do. After one that fails, those that follow change nothing.
    fn run_all(
        &mut self,
        begin: Option<&str>,
        statements: Vec<(&str, Vec<Value>)>,
    ) -> impl Future<Output = Result<Vec<Answer>, Failure>> + Send;

    /// Runs statements without parameters and answers.
    fn batch(&mut self, sql: &str) -> impl Future<Output = Result<(), Failure>> + Send;
}
