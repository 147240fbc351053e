//! GENERATED from openapi.yaml by codegen/generate.sh: its schemas. Not to be edited.
//!
//! None of them is `Debug`: they hold passwords, tokens and people's data, which must not come into a log.

use serde::{Deserialize, Serialize};

use super::models;
use crate::contract::{DateTime, MaybeUndefined};

/// An account and the organization that it belongs to.
#[derive(Clone, Serialize, Deserialize)]
pub struct Account {
    /// Given by the server (a UUID of version 7).
    pub id: uuid::Uuid,
    /// The e-mail address, as it was written.
    pub email: String,
    /// The person's name.
    pub name: Option<String>,
    /// What the account may do in its organization. There is `admin`, who may do everything.
    pub role: String,
    /// The `organization`.
    pub organization: models::Organization,
    /// When the account was made.
    pub created_at: DateTime,
}

/// What an account logs in with.
#[derive(Clone, Serialize, Deserialize)]
pub struct Credentials {
    /// An e-mail address as HTML defines it (`<input type=\"email\">`). It is stored as written, without white space around it, and compared without case.
    pub email: String,
    /// The account's password.
    pub password: String,
}

/// A customer of an organization.
#[derive(Clone, Serialize, Deserialize)]
pub struct Customer {
    /// Given by the server (a UUID of version 7).
    pub id: uuid::Uuid,
    /// The customer's name.
    pub name: String,
    /// The e-mail address, as it was written.
    pub email: Option<String>,
    /// The phone number in E.164.
    pub phone: Option<String>,
    /// The company that the customer works for.
    pub company: Option<String>,
    /// Street and number, or a box.
    pub address: Option<String>,
    /// The city or town.
    pub city: Option<String>,
    /// The state, province or canton.
    pub region: Option<String>,
    /// The postal code.
    pub postal_code: Option<String>,
    /// The country (ISO 3166-1 alpha-2).
    pub country: Option<String>,
    /// Whatever else is worth knowing.
    pub notes: Option<String>,
    /// 1 when it was created, one more with each change.
    pub version: i64,
    /// When the customer was created.
    pub created_at: DateTime,
    /// When the customer was changed last.
    pub updated_at: DateTime,
}

/// A new customer. Members that are null are the same as members that are left out.
#[derive(Clone, Serialize, Deserialize)]
pub struct CustomerCreate {
    /// The customer's name, of a person or of a company. It may not be blank.
    pub name: String,
    /// An e-mail address as HTML defines it. It is stored as written, without white space around it, compared without case, and unique in the organization.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub email: MaybeUndefined<String>,
    /// A phone number, stored in E.164. One that does not begin with `+` is read as somebody in the customer's `country`, or else in the organization's, dials it; where neither has one, it is refused. Which numbers there are is what Google's libphonenumber knows.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub phone: MaybeUndefined<String>,
    /// The company that the customer works for.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub company: MaybeUndefined<String>,
    /// Street and number, or a box; several lines if needed.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub address: MaybeUndefined<String>,
    /// The city or town.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub city: MaybeUndefined<String>,
    /// The state, province or canton.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub region: MaybeUndefined<String>,
    /// The postal code.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub postal_code: MaybeUndefined<String>,
    /// The country (ISO 3166-1 alpha-2). There is no room for white space around it.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub country: MaybeUndefined<String>,
    /// Whatever else is worth knowing; several lines if needed.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub notes: MaybeUndefined<String>,
}

/// A page of customers.
#[derive(Clone, Serialize, Deserialize)]
pub struct CustomerPage {
    /// The customers, in the order asked for.
    pub items: Vec<models::Customer>,
    /// The number of the page. Left out when the page was asked for by cursor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<i32>,
    /// How many customers a page has at most.
    pub page_size: i32,
    /// How many customers the search and the filters find, or the organization has. Left out with `total=none`, and where `total_is_at_least` stands for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
    /// So many customers are found, and more, which were not counted: 1,000 by one word, number or filter, 200 by several. `total=exact` counts them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_is_at_least: Option<i64>,
    /// The `cursor` of the next page; null on the last.
    pub next_cursor: Option<String>,
}

/// What customers are ordered by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CustomerSort {
    /// `created_at`
    #[serde(rename = "created_at")]
    CreatedAt,
    /// `-created_at`
    #[serde(rename = "-created_at")]
    CreatedAtDescending,
    /// `updated_at`
    #[serde(rename = "updated_at")]
    UpdatedAt,
    /// `-updated_at`
    #[serde(rename = "-updated_at")]
    UpdatedAtDescending,
    /// `name`
    #[serde(rename = "name")]
    Name,
    /// `-name`
    #[serde(rename = "-name")]
    NameDescending,
    /// `email`
    #[serde(rename = "email")]
    Email,
    /// `-email`
    #[serde(rename = "-email")]
    EmailDescending,
    /// `company`
    #[serde(rename = "company")]
    Company,
    /// `-company`
    #[serde(rename = "-company")]
    CompanyDescending,
}

/// What to change of a customer. Members that are left out stay as they are, null removes.
#[derive(Clone, Serialize, Deserialize)]
pub struct CustomerUpdate {
    /// The customer's name. It may not be blank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// An e-mail address, as in `createCustomer`.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub email: MaybeUndefined<String>,
    /// A phone number, as in `createCustomer`. The `country` is the one that is sent with it, or else the one that the customer has.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub phone: MaybeUndefined<String>,
    /// The company that the customer works for.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub company: MaybeUndefined<String>,
    /// Street and number, or a box; several lines if needed.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub address: MaybeUndefined<String>,
    /// The city or town.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub city: MaybeUndefined<String>,
    /// The state, province or canton.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub region: MaybeUndefined<String>,
    /// The postal code.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub postal_code: MaybeUndefined<String>,
    /// The country (ISO 3166-1 alpha-2). There is no room for white space around it.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub country: MaybeUndefined<String>,
    /// Whatever else is worth knowing; several lines if needed.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub notes: MaybeUndefined<String>,
}

/// The state of the server.
#[derive(Clone, Serialize, Deserialize)]
pub struct Health {
    /// Always `ok`; a server that is not well answers with a problem.
    pub status: String,
}

/// An organization. Customers belong to one.
#[derive(Clone, Serialize, Deserialize)]
pub struct Organization {
    /// Given by the server (a UUID of version 7).
    pub id: uuid::Uuid,
    /// The organization's name.
    pub name: String,
    /// The country that phone numbers without a country code are of (ISO 3166-1 alpha-2).
    pub country: Option<String>,
}

/// The password as it is and as it shall be.
#[derive(Clone, Serialize, Deserialize)]
pub struct PasswordChange {
    /// The account's password until now.
    pub current_password: String,
    /// A new password, of 8 to 128 characters (code points, counted as they are sent). The most common passwords are refused, and so is the account's e-mail address. It is compared in normalization form C.
    pub new_password: String,
}

/// What an account is registered with.
#[derive(Clone, Serialize, Deserialize)]
pub struct Registration {
    /// An e-mail address as HTML defines it (`<input type=\"email\">`). It is stored as written, without white space around it, and compared without case.
    pub email: String,
    /// A new password, of 8 to 128 characters (code points, counted as they are sent). The most common passwords are refused, and so is the account's e-mail address. It is compared in normalization form C.
    pub password: String,
    /// The person's name.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub name: MaybeUndefined<String>,
    /// The organization's name. Without it, the e-mail address is its name.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub organization: MaybeUndefined<String>,
    /// The organization's country (ISO 3166-1 alpha-2), without white space around it. Phone numbers without a country code are taken to be of this country, unless the customer has another.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub country: MaybeUndefined<String>,
}

/// The tokens of a session.
#[derive(Clone, Serialize, Deserialize)]
pub struct Session {
    /// A JWT for the header `Authorization`.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// For how many seconds the access token holds, or less than a second longer. Never longer than its session, rounded up to a whole second.
    pub expires_in: i32,
    /// For `refreshSession`, once.
    pub refresh_token: String,
}

/// The refresh token to be exchanged.
#[derive(Clone, Serialize, Deserialize)]
pub struct SessionRefresh {
    /// The newest refresh token of the session.
    pub refresh_token: String,
}

/// How far to count what is found.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TotalMode {
    /// `bounded`
    #[serde(rename = "bounded")]
    Bounded,
    /// `exact`
    #[serde(rename = "exact")]
    Exact,
    /// `none`
    #[serde(rename = "none")]
    None,
}
