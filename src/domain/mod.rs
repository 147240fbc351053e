//! What the service is about: customers, accounts, organizations, and how their fields are normalized.
//! No input or output, and nothing of HTTP or SQL.

mod account;
mod clock;
mod country;
mod customer;
mod email;
mod id;
mod normalize;
mod phone;
mod query;
pub mod search;
mod session;
mod text;

pub use account::{Account, Credentials, NewAccount, Organization, Role};
pub use clock::{Clock, SystemClock, Timestamp};
pub use country::Country;
pub use customer::{Change, Customer, CustomerChange, CustomerFields, CustomerInput};
pub use email::Email;
pub use id::{AccountId, CustomerId, IdSource, OrganizationId, SessionId, SystemIds};
pub use phone::Phone;
pub use query::{
    BOUND, BOUND_OF_SEVERAL, Count, Cursor, CustomerFilter, CustomerPage, CustomerQuery, Position, Sort, SortField,
    Total,
};
pub use search::{Search, Term};
pub use session::{Caller, NewSession, Refreshed, SigningKey, TokenHash};
pub use text::{normalize_line, normalize_lines, too_long, trim};

/// One thing that is wrong with a member of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// The member, by its name in the contract: `phone`.
    pub field: &'static str,
    /// What is wrong, for programs: one of the codes that openapi.yaml lists at `FieldError.code`.
    pub code: &'static str,
    /// What is wrong, for people.
    pub detail: String,
}
