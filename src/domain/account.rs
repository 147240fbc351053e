//! Accounts and the organizations that they belong to.

use super::{AccountId, Country, Email, OrganizationId, Timestamp};

/// What an account may do in its organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Admin,
}

impl Role {
    /// The name in the contract and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
        }
    }

    /// The role of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        (name == "admin").then_some(Self::Admin)
    }
}

/// An organization: customers belong to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Given by the storage.
    pub id: OrganizationId,
    /// At most 254 code points.
    pub name: String,
    /// What phone numbers without a country code are taken to be of.
    pub country: Option<Country>,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Given by the storage.
    pub id: AccountId,
    /// Unique, without regard to case.
    pub email: Email,
    /// The person's name.
    pub name: Option<String>,
    /// What it may do.
    pub role: Role,
    /// Where it belongs.
    pub organization: Organization,
    /// When it was registered.
    pub created_at: Timestamp,
}

/// What an account is registered with; the storage gives the ids and the time.
#[derive(Clone)]
pub struct NewAccount {
    /// Unique, without regard to case.
    pub email: Email,
    /// The person's name.
    pub name: Option<String>,
    /// In PHC format.
    pub password_hash: String,
    /// The new organization's name.
    pub organization: String,
    /// The new organization's country.
    pub country: Option<Country>,
}

/// What a password is checked against, and whom it lets in.
#[derive(Clone)]
pub struct Credentials {
    /// The account.
    pub account_id: AccountId,
    /// Its organization.
    pub organization_id: OrganizationId,
    /// The organization's country.
    pub country: Option<Country>,
    /// What the account may do.
    pub role: Role,
    /// The account's e-mail address.
    pub email: Email,
    /// In PHC format.
    pub password_hash: String,
}
