//! The databases that there are, and opening the one that a URL names.

use std::{fmt, sync::Arc, time::Duration};

use super::{
    CreateCustomerError, Error, FromPage, RegisterError, Repository, UpdateCustomerError,
    remote::{Mysql, Postgres, Remote},
    sqlite::Sqlite,
    transfer::{Row, Table, Transfer},
};
use crate::domain::{
    Account, AccountId, Clock, Country, Credentials, Customer, CustomerChange, CustomerFields, CustomerId,
    CustomerQuery, Email, IdSource, NewAccount, NewSession, OrganizationId, Refreshed, SessionId, SigningKey,
    Timestamp, TokenHash,
};

/// What storage is opened with.
#[derive(Clone)]
pub struct Options {
    /// Whether to make the database if it is not there.
    pub create: bool,
    /// How many connections read at the same time; at least 1.
    pub readers: usize,
    /// How many connections to a database server there are at most; at least 1.
    pub connections: usize,
    /// How many writes may wait; one more is refused as unavailable.
    pub write_queue: usize,
    /// Whether a great many customers will be written: SQLite's writer then keeps more in memory, and moves it from the
    /// log to the database more rarely.
    pub bulk: bool,
    /// How long to wait for the database before it counts as unavailable.
    pub timeout: Duration,
    /// Tells the time of what is created and changed.
    pub clock: Arc<dyn Clock>,
    /// Makes the random part of ids.
    pub ids: Arc<dyn IdSource>,
}

/// Why a database can't be opened, in words for whoever starts the server. Never holds the URL's password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenError(pub(super) String);

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for OpenError {}

impl From<OpenError> for Error {
    fn from(error: OpenError) -> Self {
        Self::Internal(error.0)
    }
}

/// The database in use.
pub struct Storage(Backend);

/// An enum, so that calls are static.
enum Backend {
    /// SQLite, embedded.
    Sqlite(Sqlite),
    /// A `PostgreSQL` server.
    Postgres(Remote<Postgres>),
    /// A `MySQL` or `MariaDB` server.
    Mysql(Remote<Mysql>),
}

/// The kinds of databases that there are, by the scheme of a URL.
enum Kind {
    Sqlite(String),
    Postgres,
    Mysql,
}

impl Storage {
    /// Opens the database of this URL, `sqlite://relative/file`, `sqlite:///absolute/file`,
    /// `postgres://user:password@host:port/database` or the same with `mysql`, and applies the migrations that it
    /// lacks.
    ///
    /// # Errors
    /// If the URL names no kind of database that there is, or one that is not there and may not be made, the database can't be opened or locked in time, or a migration
    /// was changed after it was applied or comes from a newer version.
    pub async fn open(url: &str, options: Options) -> Result<Self, OpenError> {
        Ok(Self(match kind(url)? {
            Kind::Sqlite(path) => Backend::Sqlite(blocking(move || Sqlite::open(path.as_ref(), &options)).await?),
            Kind::Postgres => Backend::Postgres(Remote::postgres(url, &options).await?),
            Kind::Mysql => Backend::Mysql(Remote::mysql(url, &options).await?),
        }))
    }

    /// After so many customers were created in bulk: does what each of them would otherwise have had to, and what makes
    /// searches of them quicker.
    ///
    /// # Errors
    /// As those of [`Repository`].
    pub async fn finish_bulk(&self, created: u64) -> Result<(), Error> {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.merge_search(created).await,
            Backend::Postgres(_) | Backend::Mysql(_) => Ok(()),
        }
    }

    /// Applies the migrations that the database of this URL lacks, waiting `timeout` for it at most, and makes it if
    /// it is not there. The names of those that were applied now.
    ///
    /// # Errors
    /// As [`Storage::open`].
    pub async fn migrate(url: &str, timeout: Duration) -> Result<Vec<String>, OpenError> {
        match kind(url)? {
            Kind::Sqlite(path) => blocking(move || Sqlite::migrate(path.as_ref(), timeout)).await,
            Kind::Postgres => Remote::migrate_postgres(url, timeout).await,
            Kind::Mysql => Remote::migrate_mysql(url, timeout).await,
        }
    }
}

/// Runs what blocks where it may.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, OpenError> + Send + 'static,
) -> Result<T, OpenError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(OpenError(format!("opening the database failed: {error}"))))
}

/// What a URL names.
fn kind(url: &str) -> Result<Kind, OpenError> {
    let files = "it must be sqlite://FILE, relative to the working directory, or sqlite:///FILE";
    let allowed = format!("{files}, or postgres://USER:PASSWORD@HOST:PORT/DATABASE, or the same with mysql://");
    match url.split_once("://") {
        Some(("sqlite", "")) => Err(OpenError(format!("the database URL names no file: {allowed}"))),
        // What SQLite itself takes for a database without a file: one for each connection, and gone with the process.
        Some(("sqlite", ":memory:" | "/:memory:")) => {
            Err(OpenError(format!("a database in memory would be lost at the end, so there is none: {allowed}")))
        }
        Some(("sqlite", file)) if file.contains(['?', '#', '\0']) => {
            Err(OpenError(format!("the database URL has a query, a fragment or a zero byte: {files}")))
        }
        Some(("sqlite", file)) => Ok(Kind::Sqlite(file.to_owned())),
        Some(("postgres" | "postgresql", _)) => Ok(Kind::Postgres),
        Some(("mysql" | "mariadb", _)) => Ok(Kind::Mysql),
        Some((scheme, _)) => Err(OpenError(format!("there is no database of the scheme {scheme}://: {allowed}"))),
        None => Err(OpenError(format!("the database URL has no scheme: {allowed}"))),
    }
}

macro_rules! delegate {
    ($($method:ident$(<$($generic:ident)*>)?($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        impl Repository for Storage {$(
            async fn $method$(<$($generic: FromPage)*>)?(&self, $($argument: $type),*) -> $answer {
                match &self.0 {
                    Backend::Sqlite(sqlite) => sqlite.$method($($argument),*).await,
                    Backend::Postgres(postgres) => postgres.$method($($argument),*).await,
                    Backend::Mysql(mysql) => mysql.$method($($argument),*).await,
                }
            }
        )*}
    };
}

delegate! {
    register(new: NewAccount) -> Result<Account, RegisterError>;
    get_credentials(email: &Email) -> Result<Option<Credentials>, Error>;
    get_account_credentials(organization: OrganizationId, account: AccountId) -> Result<Option<Credentials>, Error>;
    get_account(organization: OrganizationId, account: AccountId) -> Result<Option<Account>, Error>;
    change_password(
        organization: OrganizationId, account: AccountId, old_hash: String, new_hash: String, keep: SessionId
    ) -> Result<Option<Vec<SessionId>>, Error>;
    rehash_password(organization: OrganizationId, account: AccountId, old_hash: String, new_hash: String)
        -> Result<(), Error>;
    login(new: NewSession) -> Result<SessionId, Error>;
    refresh_session(
        organization: OrganizationId, token: TokenHash, replacement: TokenHash, expires_at: Timestamp
    ) -> Result<Refreshed, Error>;
    logout(organization: OrganizationId, session: SessionId) -> Result<(), Error>;
    ended_sessions(since: Timestamp) -> Result<Vec<(SessionId, Timestamp)>, Error>;
    signing_keys() -> Result<Vec<SigningKey>, Error>;
    rotate_signing_keys(new: SigningKey, only_if_none: bool, forget_before: Timestamp)
        -> Result<Vec<SigningKey>, Error>;
    create_customer(organization: OrganizationId, new: CustomerFields) -> Result<Customer, CreateCustomerError>;
    create_customers(new: Vec<(OrganizationId, CustomerFields)>) -> Vec<Result<Customer, CreateCustomerError>>;
    get_customer(organization: OrganizationId, id: CustomerId) -> Result<Option<Customer>, Error>;
    update_customer(
        organization: OrganizationId, id: CustomerId, change: CustomerChange, default_country: Option<Country>
    ) -> Result<Customer, UpdateCustomerError>;
    delete_customer(organization: OrganizationId, id: CustomerId) -> Result<bool, Error>;
    fetch_customers<M>(organization: OrganizationId, query: CustomerQuery, then: M) -> Result<M::Made, Error>;
    check() -> Result<(), Error>;
    close() -> ();
}

impl Transfer for Storage {
    async fn read(&self, table: &'static Table, after: Option<Row>, limit: usize) -> Result<Vec<Row>, Error> {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.read(table, after, limit).await,
            Backend::Postgres(postgres) => postgres.read(table, after, limit).await,
            Backend::Mysql(mysql) => mysql.read(table, after, limit).await,
        }
    }

    async fn insert(&self, table: &'static Table, rows: Vec<Row>) -> Result<(), Error> {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.insert(table, rows).await,
            Backend::Postgres(postgres) => postgres.insert(table, rows).await,
            Backend::Mysql(mysql) => mysql.insert(table, rows).await,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_url_names_a_file_relative_or_absolute() {
        for (url, file) in
            [("sqlite://customary.db", "customary.db"), ("sqlite:///data/customary.db", "/data/customary.db")]
        {
            assert!(matches!(kind(url), Ok(Kind::Sqlite(found)) if found == file), "{url}");
        }
    }

    #[test]
    fn a_url_of_another_form_is_refused_without_showing_its_password() {
        for bad in ["customary.db", "sqlite://", "sqlite://a?mode=ro", "oracle://user:secret@host/db"] {
            let error = kind(bad).err().unwrap().to_string();
            assert!(error.contains("sqlite://FILE") && !error.contains("secret"), "{bad}: {error}");
        }
    }
}
