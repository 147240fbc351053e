//! Customers: what they consist of and how what people send becomes one.

use super::{Country, CustomerId, Email, Phone, Timestamp};

/// What a customer consists of, normalized. The default is blank, which no stored customer is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerFields {
    /// Not blank, at most 200 code points.
    pub name: String,
    /// Unique in the organization, without regard to case.
    pub email: Option<Email>,
    /// In E.164.
    pub phone: Option<Phone>,
    /// At most 200 code points.
    pub company: Option<String>,
    /// Lines; at most 500 code points.
    pub address: Option<String>,
    /// At most 100 code points.
    pub city: Option<String>,
    /// At most 100 code points.
    pub region: Option<String>,
    /// At most 20 code points.
    pub postal_code: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<Country>,
    /// Lines; at most 10,000 code points.
    pub notes: Option<String>,
}

/// A customer as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// `UUIDv7`, given by the storage; in the order of creation.
    pub id: CustomerId,
    /// What it consists of.
    pub fields: CustomerFields,
    /// 1 when created, one more with each change.
    pub version: i64,
    /// When it was created: the time of its id.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// A customer as somebody sent it, each member of the right type and form but not yet normalized.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the members are those of `CustomerFields`")]
pub struct CustomerInput {
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub company: Option<String>,
    pub address: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub postal_code: Option<String>,
    pub country: Option<String>,
    pub notes: Option<String>,
}

/// What happens to an optional member.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// It is removed.
    Remove,
    /// It becomes this.
    Set(T),
}

/// A merge patch (RFC 7396) as somebody sent it, each member of the right type and form but not yet normalized.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the members are those of `CustomerFields`")]
pub struct CustomerChange {
    pub name: Option<String>,
    pub email: Change<String>,
    pub phone: Change<String>,
    pub company: Change<String>,
    pub address: Change<String>,
    pub city: Change<String>,
    pub region: Change<String>,
    pub postal_code: Change<String>,
    pub country: Change<String>,
    pub notes: Change<String>,
}
