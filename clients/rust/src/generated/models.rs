//! GENERATED from openapi.yaml by clients/generate.sh: its schemas. Not to be edited.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::models;
use crate::{
    form::{self, Form},
    nullable::Nullable,
    redact::debug_without_secrets,
};

/// An account and the organization that it belongs to.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Account {
    /// Given by the server (a UUID of version 7).
    #[serde(deserialize_with = "Form::read")]
    pub id: Uuid,
    /// The e-mail address, as it was written.
    pub email: String,
    /// The person's name.
    #[serde(deserialize_with = "form::nullable")]
    pub name: Option<String>,
    /// What the account may do in its organization. There is `admin`, who may do everything.
    pub role: String,
    /// The `organization`.
    pub organization: models::Organization,
    /// When the account was made.
    #[serde(deserialize_with = "Form::read")]
    pub created_at: DateTime<Utc>,
}

debug_without_secrets!(Account { id, email, name, role, organization, created_at });

/// What an account logs in with.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Credentials {
    /// An e-mail address as HTML defines it (`<input type=\"email\">`). It is stored as written, without white space around it, and compared without case.
    pub email: String,
    /// The account's password.
    pub password: String,
}

debug_without_secrets!(Credentials { email, password: secret });

impl Credentials {
    /// Made of what is required. What is not is left out.
    #[must_use]
    pub fn new(email: impl Into<String>, password: impl Into<String>) -> Self {
        Self { email: email.into(), password: password.into() }
    }
}

/// A customer of an organization.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Customer {
    /// Given by the server (a UUID of version 7).
    #[serde(deserialize_with = "Form::read")]
    pub id: Uuid,
    /// The customer's name.
    pub name: String,
    /// The e-mail address, as it was written.
    #[serde(deserialize_with = "form::nullable")]
    pub email: Option<String>,
    /// The phone number in E.164.
    #[serde(deserialize_with = "form::nullable")]
    pub phone: Option<String>,
    /// The company that the customer works for.
    #[serde(deserialize_with = "form::nullable")]
    pub company: Option<String>,
    /// Street and number, or a box.
    #[serde(deserialize_with = "form::nullable")]
    pub address: Option<String>,
    /// The city or town.
    #[serde(deserialize_with = "form::nullable")]
    pub city: Option<String>,
    /// The state, province or canton.
    #[serde(deserialize_with = "form::nullable")]
    pub region: Option<String>,
    /// The postal code.
    #[serde(deserialize_with = "form::nullable")]
    pub postal_code: Option<String>,
    /// The country (ISO 3166-1 alpha-2).
    #[serde(deserialize_with = "form::nullable")]
    pub country: Option<String>,
    /// Whatever else is worth knowing.
    #[serde(deserialize_with = "form::nullable")]
    pub notes: Option<String>,
    /// 1 when it was created, one more with each change.
    pub version: i64,
    /// When the customer was created.
    #[serde(deserialize_with = "Form::read")]
    pub created_at: DateTime<Utc>,
    /// When the customer was changed last.
    #[serde(deserialize_with = "Form::read")]
    pub updated_at: DateTime<Utc>,
}

debug_without_secrets!(Customer {
    id,
    name,
    email,
    phone,
    company,
    address,
    city,
    region,
    postal_code,
    country,
    notes,
    version,
    created_at,
    updated_at
});

/// A new customer. Members that are null are the same as members that are left out.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct CustomerCreate {
    /// The customer's name, of a person or of a company. It may not be blank.
    pub name: String,
    /// An e-mail address as HTML defines it. It is stored as written, without white space around it, compared without case, and unique in the organization.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub email: Nullable<String>,
    /// A phone number, stored in E.164. One that does not begin with `+` is read as somebody in the customer's `country`, or else in the organization's, dials it; where neither has one, it is refused. Which numbers there are is what Google's libphonenumber knows.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub phone: Nullable<String>,
    /// The company that the customer works for.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub company: Nullable<String>,
    /// Street and number, or a box; several lines if needed.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub address: Nullable<String>,
    /// The city or town.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub city: Nullable<String>,
    /// The state, province or canton.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub region: Nullable<String>,
    /// The postal code.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub postal_code: Nullable<String>,
    /// The country (ISO 3166-1 alpha-2). There is no room for white space around it.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub country: Nullable<String>,
    /// Whatever else is worth knowing; several lines if needed.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub notes: Nullable<String>,
}

debug_without_secrets!(CustomerCreate {
    name,
    email,
    phone,
    company,
    address,
    city,
    region,
    postal_code,
    country,
    notes
});

impl CustomerCreate {
    /// Made of what is required. What is not is left out.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            email: Nullable::Absent,
            phone: Nullable::Absent,
            company: Nullable::Absent,
            address: Nullable::Absent,
            city: Nullable::Absent,
            region: Nullable::Absent,
            postal_code: Nullable::Absent,
            country: Nullable::Absent,
            notes: Nullable::Absent,
        }
    }
}

/// A page of customers.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CustomerPage {
    /// The customers, in the order asked for.
    pub items: Vec<models::Customer>,
    /// The number of the page. Left out when the page was asked for by cursor.
    #[serde(default, deserialize_with = "form::optional", skip_serializing_if = "Option::is_none")]
    pub page: Option<i32>,
    /// How many customers a page has at most.
    pub page_size: i32,
    /// How many customers the search and the filters find, or the organization has. Left out with `total=none`, and where `total_is_at_least` stands for it.
    #[serde(default, deserialize_with = "form::optional", skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
    /// So many customers are found, and more, which were not counted: 1,000 by one word, number or filter, 200 by several. `total=exact` counts them.
    #[serde(default, deserialize_with = "form::optional", skip_serializing_if = "Option::is_none")]
    pub total_is_at_least: Option<i64>,
    /// The `cursor` of the next page; null on the last.
    #[serde(deserialize_with = "form::nullable")]
    pub next_cursor: Option<String>,
}

debug_without_secrets!(CustomerPage { items, page, page_size, total, total_is_at_least, next_cursor });

/// What customers are ordered by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
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
    /// One that this version of the client does not know.
    #[serde(untagged)]
    Other(String),
}

/// What to change of a customer. Members that are left out stay as they are, null removes.
#[derive(Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct CustomerUpdate {
    /// The customer's name. It may not be blank.
    #[serde(default, deserialize_with = "form::optional", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// An e-mail address, as in `createCustomer`.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub email: Nullable<String>,
    /// A phone number, as in `createCustomer`. The `country` is the one that is sent with it, or else the one that the customer has.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub phone: Nullable<String>,
    /// The company that the customer works for.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub company: Nullable<String>,
    /// Street and number, or a box; several lines if needed.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub address: Nullable<String>,
    /// The city or town.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub city: Nullable<String>,
    /// The state, province or canton.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub region: Nullable<String>,
    /// The postal code.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub postal_code: Nullable<String>,
    /// The country (ISO 3166-1 alpha-2). There is no room for white space around it.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub country: Nullable<String>,
    /// Whatever else is worth knowing; several lines if needed.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub notes: Nullable<String>,
}

debug_without_secrets!(CustomerUpdate {
    name,
    email,
    phone,
    company,
    address,
    city,
    region,
    postal_code,
    country,
    notes
});

/// One thing that is wrong. `pointer` says where in the body it is, or `parameter` which parameter it is.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FieldError {
    /// A JSON pointer into the body (RFC 6901); empty for the body itself. It is as long as the names that it leads through: its maximum is twice that of a body.
    #[serde(default, deserialize_with = "form::optional", skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The name of a parameter of the query or the path; as it was sent, where it can't be decoded.
    #[serde(default, deserialize_with = "form::optional", skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// What is wrong, for programs. `malformed_json`: not JSON in UTF-8, or beyond what is read: a number outside of double precision, half of a surrogate pair, more than 127 levels. `missing`: required, but not there. `unknown`: this document names no such member or parameter. `repeated`: a member or a parameter was sent more than once. `wrong_type`: not of the right type. `too_short`, `too_long`: in characters. `too_small`, `too_large`: a number. `invalid_format`: not of the form that the `pattern` or `format` describes, or a parameter that is not percent-encoded UTF-8. `invalid_value`: none of the values allowed. `invalid_phone`: not a phone number of its country. `country_needed`: a phone number without a country code, and no country known. `common_password`: among the most common passwords. `password_is_email`: the same as the e-mail address. `wrong_password`: not the account's password. `invalid_cursor`: not a cursor of this search. `exclusive`: can't be combined with another parameter. `duplicate`: another one has this value.
    pub code: String,
    /// What is wrong, for people, and what to do.
    pub detail: String,
    /// With `duplicate`, the customer that has the value.
    #[serde(default, deserialize_with = "form::optional", skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<Uuid>,
}

debug_without_secrets!(FieldError { pointer, parameter, code, detail, customer_id });

/// The state of the server.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Health {
    /// Always `ok`; a server that is not well answers with a problem.
    pub status: String,
}

debug_without_secrets!(Health { status });

/// An organization. Customers belong to one.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Organization {
    /// Given by the server (a UUID of version 7).
    #[serde(deserialize_with = "Form::read")]
    pub id: Uuid,
    /// The organization's name.
    pub name: String,
    /// The country that phone numbers without a country code are of (ISO 3166-1 alpha-2).
    #[serde(deserialize_with = "form::nullable")]
    pub country: Option<String>,
}

debug_without_secrets!(Organization { id, name, country });

/// The password as it is and as it shall be.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct PasswordChange {
    /// The account's password until now.
    pub current_password: String,
    /// A new password, of 8 to 128 characters (code points, counted as they are sent). The most common passwords are refused, and so is the account's e-mail address. It is compared in normalization form C.
    pub new_password: String,
}

debug_without_secrets!(PasswordChange { current_password: secret, new_password: secret });

impl PasswordChange {
    /// Made of what is required. What is not is left out.
    #[must_use]
    pub fn new(current_password: impl Into<String>, new_password: impl Into<String>) -> Self {
        Self { current_password: current_password.into(), new_password: new_password.into() }
    }
}

/// What went wrong (RFC 9457).
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Problem {
    /// A path of this server. What is found there explains this type of problem.
    pub r#type: String,
    /// The type of problem in words; the same each time.
    pub title: String,
    /// The status of the answer.
    pub status: i32,
    /// What went wrong this time.
    pub detail: String,
    /// The same as in the header `X-Request-Id`.
    pub request_id: String,
    /// Everything that is wrong with the request. No more than 1,000 errors are listed, and of members that are repeated fewer where their pointers are very long; `detail` says how many there are in all.
    #[serde(default, deserialize_with = "form::optional", skip_serializing_if = "Option::is_none")]
    pub errors: Option<Vec<models::FieldError>>,
}

debug_without_secrets!(Problem { r#type, title, status, detail, request_id, errors });

/// What an account is registered with.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Registration {
    /// An e-mail address as HTML defines it (`<input type=\"email\">`). It is stored as written, without white space around it, and compared without case.
    pub email: String,
    /// A new password, of 8 to 128 characters (code points, counted as they are sent). The most common passwords are refused, and so is the account's e-mail address. It is compared in normalization form C.
    pub password: String,
    /// The person's name.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub name: Nullable<String>,
    /// The organization's name. Without it, the e-mail address is its name.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub organization: Nullable<String>,
    /// The organization's country (ISO 3166-1 alpha-2), without white space around it. Phone numbers without a country code are taken to be of this country, unless the customer has another.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub country: Nullable<String>,
}

debug_without_secrets!(Registration { email, password: secret, name, organization, country });

impl Registration {
    /// Made of what is required. What is not is left out.
    #[must_use]
    pub fn new(email: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            email: email.into(),
            password: password.into(),
            name: Nullable::Absent,
            organization: Nullable::Absent,
            country: Nullable::Absent,
        }
    }
}

/// The tokens of a session.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
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

debug_without_secrets!(Session { access_token: secret, token_type, expires_in, refresh_token: secret });

/// The refresh token to be exchanged.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct SessionRefresh {
    /// The newest refresh token of the session.
    pub refresh_token: String,
}

debug_without_secrets!(SessionRefresh { refresh_token: secret });

impl SessionRefresh {
    /// Made of what is required. What is not is left out.
    #[must_use]
    pub fn new(refresh_token: impl Into<String>) -> Self {
        Self { refresh_token: refresh_token.into() }
    }
}

/// How far to count what is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
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
    /// One that this version of the client does not know.
    #[serde(untagged)]
    Other(String),
}
