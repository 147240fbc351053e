//! The contract of storage: what every database must do for the service, and how it can fail.
//! One method is one transaction. Nothing here knows of HTTP.

mod backend;
mod ids;
mod migrate;
mod order;
mod remote;
pub mod sqlite;
mod tokens;
mod transfer;

use std::{fmt, future::Future};

pub use backend::{OpenError, Options, Storage};
pub use transfer::{Checksum, CopyError, Progress, checksums, copy};

use crate::domain::{
    Account, AccountId, Country, Credentials, Customer, CustomerChange, CustomerFields, CustomerId, CustomerPage,
    CustomerQuery, Email, Invalid, NewAccount, NewSession, OrganizationId, Refreshed, SessionId, SigningKey, Timestamp,
    TokenHash,
};

/// How long a session is remembered after its end, in seconds: twice as long as an access token may hold, so that
/// every server can learn that its tokens hold no more.
const REMEMBERED: i64 = 2 * 86_400;

/// Why storage could not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The database is out of reach, full, or has too much to do; nothing was changed, and it may be tried again.
    Unavailable(String),
    /// Something that should not happen; the text is for the log, not for callers.
    Internal(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(why) => write!(f, "storage is unavailable: {why}"),
            Self::Internal(why) => write!(f, "storage failed: {why}"),
        }
    }
}

impl std::error::Error for Error {}

/// Why an account was not registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegisterError {
    /// Another account has the e-mail address.
    EmailTaken,
    /// Storage failed.
    Storage(Error),
}

/// Why a customer was not created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CreateCustomerError {
    /// This customer of the organization has the e-mail address.
    EmailTaken(CustomerId),
    /// Storage failed.
    Storage(Error),
}

/// Why a customer was not changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpdateCustomerError {
    /// The organization has no such customer.
    NotFound,
    /// What it would become is invalid.
    Invalid(Vec<Invalid>),
    /// Another customer of the organization has the e-mail address.
    EmailTaken(CustomerId),
    /// Storage failed.
    Storage(Error),
}

/// What is made of a page of customers, where it was read: a page, which is many small texts, need not move to another
/// thread.
pub trait FromPage: Send + 'static {
    /// What is made.
    type Made: Send + 'static;

    /// What was made of the page before, and how often the organization's customers had changed then. It holds as long as
    /// they have not changed again. A database that does not know how often does not ask.
    fn made_before(&self) -> Option<(u64, Self::Made)>;

    /// Makes it. `changes`: how often the customers have changed, if the database knows.
    fn make(self, page: CustomerPage, changes: Option<u64>) -> Self::Made;
}

impl<T: Send + 'static, F: FnOnce(CustomerPage) -> T + Send + 'static> FromPage for F {
    type Made = T;

    fn made_before(&self) -> Option<(u64, T)> {
        None
    }

    fn make(self, page: CustomerPage, _: Option<u64>) -> T {
        self(page)
    }
}

macro_rules! from_storage_error {
    ($($name:ident),*) => {$(
        impl From<Error> for $name {
            fn from(error: Error) -> Self {
                Self::Storage(error)
            }
        }
    )*};
}
from_storage_error!(RegisterError, CreateCustomerError, UpdateCustomerError);

/// What the service keeps. When a method that writes returns, what it wrote is on disk.
///
/// Every method can fail with [`Error`]. Methods that take an [`OrganizationId`] see nothing of any other
/// organization: a foreign id is like one that does not exist.
pub trait Repository: Send + Sync + 'static {
    /// Makes an account and the organization whose admin it is.
    fn register(&self, new: NewAccount) -> impl Future<Output = Result<Account, RegisterError>> + Send;

    /// What a password for this address is checked against; `None` if no account has it.
    fn get_credentials(&self, email: &Email) -> impl Future<Output = Result<Option<Credentials>, Error>> + Send;

    /// The same by account.
    fn get_account_credentials(
        &self,
        organization: OrganizationId,
        account: AccountId,
    ) -> impl Future<Output = Result<Option<Credentials>, Error>> + Send;

    /// The account with its organization.
    fn get_account(
        &self,
        organization: OrganizationId,
        account: AccountId,
    ) -> impl Future<Output = Result<Option<Account>, Error>> + Send;

    /// Sets the password if it is still `old_hash`, and ends all sessions of the account but `keep`. The ended
    /// sessions, or `None` if the password was another (somebody else changed it) or there is no such account.
    fn change_password(
        &self,
        organization: OrganizationId,
        account: AccountId,
        old_hash: String,
        new_hash: String,
        keep: SessionId,
    ) -> impl Future<Output = Result<Option<Vec<SessionId>>, Error>> + Send;

    /// Replaces the hash of the same password by one with newer parameters, if it is still `old_hash`.
    fn rehash_password(
        &self,
        organization: OrganizationId,
        account: AccountId,
        old_hash: String,
        new_hash: String,
    ) -> impl Future<Output = Result<(), Error>> + Send;

    /// Begins a session.
    fn login(&self, new: NewSession) -> impl Future<Output = Result<SessionId, Error>> + Send;

    /// Exchanges a refresh token for `replacement` and moves the session's end to `expires_at`. A token that was
    /// used before ends its session.
    fn refresh_session(
        &self,
        organization: OrganizationId,
        token: TokenHash,
        replacement: TokenHash,
        expires_at: Timestamp,
    ) -> impl Future<Output = Result<Refreshed, Error>> + Send;

    /// Ends a session. One that has ended stays so.
    fn logout(
        &self,
        organization: OrganizationId,
        session: SessionId,
    ) -> impl Future<Output = Result<(), Error>> + Send;

    /// Sessions that were ended (not those that expired by themselves) at `since` or later.
    fn ended_sessions(
        &self,
        since: Timestamp,
    ) -> impl Future<Output = Result<Vec<(SessionId, Timestamp)>, Error>> + Send;

    /// All signing keys that are not older than needed, the newest first.
    fn signing_keys(&self) -> impl Future<Output = Result<Vec<SigningKey>, Error>> + Send;

    /// Adds a signing key, unless `only_if_none` and there is one; removes keys that a newer one replaced before
    /// `forget_before`. All keys after that, the newest first.
    fn rotate_signing_keys(
        &self,
        new: SigningKey,
        only_if_none: bool,
        forget_before: Timestamp,
    ) -> impl Future<Output = Result<Vec<SigningKey>, Error>> + Send;

    /// Adds a customer.
    fn create_customer(
        &self,
        organization: OrganizationId,
        new: CustomerFields,
    ) -> impl Future<Output = Result<Customer, CreateCustomerError>> + Send;

    /// Adds many customers, as [`Repository::create_customer`] would add each, and what came of each, in their order.
    /// It takes less time for each than many calls do.
    fn create_customers(
        &self,
        new: Vec<(OrganizationId, CustomerFields)>,
    ) -> impl Future<Output = Vec<Result<Customer, CreateCustomerError>>> + Send;

    /// One customer.
    fn get_customer(
        &self,
        organization: OrganizationId,
        id: CustomerId,
    ) -> impl Future<Output = Result<Option<Customer>, Error>> + Send;

    /// Changes a customer; one that stays the same keeps its version and time.
    fn update_customer(
        &self,
        organization: OrganizationId,
        id: CustomerId,
        change: CustomerChange,
        default_country: Option<Country>,
    ) -> impl Future<Output = Result<Customer, UpdateCustomerError>> + Send;

    /// Removes a customer. Whether there was one.
    fn delete_customer(
        &self,
        organization: OrganizationId,
        id: CustomerId,
    ) -> impl Future<Output = Result<bool, Error>> + Send;

    /// What `then` makes of a page of customers.
    fn fetch_customers<M: FromPage>(
        &self,
        organization: OrganizationId,
        query: CustomerQuery,
        then: M,
    ) -> impl Future<Output = Result<M::Made, Error>> + Send;

    /// Whether the database answers and every migration is applied.
    fn check(&self) -> impl Future<Output = Result<(), Error>> + Send;

    /// Finishes what is queued and closes. What is asked for afterwards is refused as unavailable.
    fn close(&self) -> impl Future<Output = ()> + Send;
}
