//! GENERATED from openapi.yaml by clients/generate.sh: its operations, in the groups of their tags. Not to be edited.

use reqwest::{Method, header::CONTENT_TYPE};
use serde::Serialize;
use uuid::Uuid;

use super::models;
use crate::{Customary, Error};

impl Customary {
    /// Registering, the caller's own account and its password.
    #[must_use]
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts(self)
    }

    /// The customers of the caller's organization.
    #[must_use]
    pub fn customers(&self) -> Customers<'_> {
        Customers(self)
    }

    /// For those who operate the server. No token is needed.
    #[must_use]
    pub fn health(&self) -> Health<'_> {
        Health(self)
    }

    /// Logging in and out, and keeping a session.
    #[must_use]
    pub fn sessions(&self) -> Sessions<'_> {
        Sessions(self)
    }
}

/// The operations of the tag `accounts`: [`Customary::accounts`].
#[derive(Clone, Copy, Debug)]
pub struct Accounts<'client>(&'client Customary);

impl Accounts<'_> {
    /// Change the password
    ///
    /// Changes the password of the caller's account and ends all its other sessions; the one that the access token belongs to goes on. The current password is looked at only if the body is valid otherwise: to hash one takes long.
    ///
    /// # Errors
    ///
    /// The problems that the document lists, and what else [`Error`] has:
    ///
    /// - 400: The body or a parameter is invalid, or the current password is wrong.
    /// - 401: There is no access token, or it is malformed or expired, or its session has ended.
    /// - 408: The body did not arrive in time.
    /// - 413: The body is larger than 256 KiB.
    /// - 415: The body is of another media type than the one that is documented, or its `Content-Type` is missing, sent twice or names another charset than UTF-8; or it has a `Content-Encoding` other than `identity`, and then there is the header `Accept-Encoding`.
    /// - 429: There were too many attempts with a wrong password.
    /// - 500: The server failed. Its log says why, under the request id.
    /// - 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    pub async fn change_password(self, body: &models::PasswordChange) -> Result<(), Error> {
        let request = self
            .0
            .request(Method::POST, "/api/1/account/password/")
            .header(CONTENT_TYPE, "application/json")
            .json(body);
        self.0.send_authorized(request, 204).await.map(drop)
    }

    /// Get the caller's account
    ///
    /// The account that the access token belongs to, with its organization.
    ///
    /// # Errors
    ///
    /// The problems that the document lists, and what else [`Error`] has:
    ///
    /// - 400: A parameter is invalid. `errors` lists all that is wrong.
    /// - 401: There is no access token, or it is malformed or expired, or its session has ended.
    /// - 500: The server failed. Its log says why, under the request id.
    /// - 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    pub async fn get_account(self) -> Result<models::Account, Error> {
        let request = self.0.request(Method::GET, "/api/1/account/");
        self.0.send_authorized(request, 200).await?.json()
    }

    /// Register an account
    ///
    /// Makes an account, and an organization of its own whose `admin` it is. Nobody is logged in by this: `login` is the next step.
    ///
    /// # Errors
    ///
    /// The problems that the document lists, and what else [`Error`] has:
    ///
    /// - 400: The body or a parameter is invalid. `errors` lists all that is wrong.
    /// - 408: The body did not arrive in time.
    /// - 409: Another account has this e-mail address.
    /// - 413: The body is larger than 256 KiB.
    /// - 415: The body is of another media type than the one that is documented, or its `Content-Type` is missing, sent twice or names another charset than UTF-8; or it has a `Content-Encoding` other than `identity`, and then there is the header `Accept-Encoding`.
    /// - 500: The server failed. Its log says why, under the request id.
    /// - 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    pub async fn register(self, body: &models::Registration) -> Result<models::Account, Error> {
        let request =
            self.0.request(Method::POST, "/api/1/register/").header(CONTENT_TYPE, "application/json").json(body);
        self.0.send(request, 201).await?.json()
    }
}

/// The operations of the tag `customers`: [`Customary::customers`].
#[derive(Clone, Copy, Debug)]
pub struct Customers<'client>(&'client Customary);

impl Customers<'_> {
    /// Create a customer
    ///
    /// Adds a customer to the caller's organization. When the answer arrives, the customer is on disk.
    ///
    /// # Errors
    ///
    /// The problems that the document lists, and what else [`Error`] has:
    ///
    /// - 400: The body or a parameter is invalid. `errors` lists all that is wrong.
    /// - 401: There is no access token, or it is malformed or expired, or its session has ended.
    /// - 408: The body did not arrive in time.
    /// - 409: Another customer of the organization has this e-mail address. `errors` says which one.
    /// - 413: The body is larger than 256 KiB.
    /// - 415: The body is of another media type than the one that is documented, or its `Content-Type` is missing, sent twice or names another charset than UTF-8; or it has a `Content-Encoding` other than `identity`, and then there is the header `Accept-Encoding`.
    /// - 500: The server failed. Its log says why, under the request id.
    /// - 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    pub async fn create_customer(self, body: &models::CustomerCreate) -> Result<models::Customer, Error> {
        let request =
            self.0.request(Method::POST, "/api/1/customer/create/").header(CONTENT_TYPE, "application/json").json(body);
        self.0.send_authorized(request, 201).await?.json()
    }

    /// Delete a customer
    ///
    /// Removes the customer for good. Its e-mail address can be used again.
    ///
    /// # Errors
    ///
    /// The problems that the document lists, and what else [`Error`] has:
    ///
    /// - 400: A parameter is invalid. `errors` lists all that is wrong.
    /// - 401: There is no access token, or it is malformed or expired, or its session has ended.
    /// - 404: The organization has no customer of this id.
    /// - 500: The server failed. Its log says why, under the request id.
    /// - 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    pub async fn delete_customer(self, customer_id: Uuid) -> Result<(), Error> {
        let request = self.0.request(Method::DELETE, &format!("/api/1/customer/{customer_id}/"));
        self.0.send_authorized(request, 204).await.map(drop)
    }

    /// Fetch a page of customers
    ///
    /// Pages through the customers of the caller's organization, newest first unless `sort` says otherwise; equal ones are ordered by `id`, in the same direction.  Go on by `page`, or by `cursor`: the `next_cursor` of the page before. By cursor nothing is skipped or shown twice while others create and delete customers. A cursor holds for the `sort`, the search and the filters that it was given for, and can't be combined with `page`.  A filter compares the whole field, after the same normalization as when it was stored. All that is given must hold.
    ///
    /// # Errors
    ///
    /// The problems that the document lists, and what else [`Error`] has:
    ///
    /// - 400: A parameter is invalid. `errors` lists all of them.
    /// - 401: There is no access token, or it is malformed or expired, or its session has ended.
    /// - 500: The server failed. Its log says why, under the request id.
    /// - 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    pub async fn fetch_customers(self, query: &FetchCustomersQuery) -> Result<models::CustomerPage, Error> {
        let request = self.0.request(Method::GET, "/api/1/customer/fetch/").query(query);
        self.0.send_authorized(request, 200).await?.json()
    }

    /// Get a customer
    ///
    /// One customer of the caller's organization.
    ///
    /// # Errors
    ///
    /// The problems that the document lists, and what else [`Error`] has:
    ///
    /// - 400: A parameter is invalid. `errors` lists all that is wrong.
    /// - 401: There is no access token, or it is malformed or expired, or its session has ended.
    /// - 404: The organization has no customer of this id.
    /// - 500: The server failed. Its log says why, under the request id.
    /// - 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    pub async fn get_customer(self, customer_id: Uuid) -> Result<models::Customer, Error> {
        let request = self.0.request(Method::GET, &format!("/api/1/customer/{customer_id}/"));
        self.0.send_authorized(request, 200).await?.json()
    }

    /// Change a customer
    ///
    /// Changes the members that are sent and leaves the others as they are (JSON merge patch, RFC 7396). Null removes an optional member. When nothing changes, `version` and `updated_at` stay as they are.
    ///
    /// # Errors
    ///
    /// The problems that the document lists, and what else [`Error`] has:
    ///
    /// - 400: The body or a parameter is invalid. `errors` lists all that is wrong.
    /// - 401: There is no access token, or it is malformed or expired, or its session has ended.
    /// - 404: The organization has no customer of this id.
    /// - 408: The body did not arrive in time.
    /// - 409: Another customer of the organization has this e-mail address. `errors` says which one.
    /// - 413: The body is larger than 256 KiB.
    /// - 415: The body is of another media type than the one that is documented, or its `Content-Type` is missing, sent twice or names another charset than UTF-8; or it has a `Content-Encoding` other than `identity`, and then there is the header `Accept-Encoding`.
    /// - 500: The server failed. Its log says why, under the request id.
    /// - 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    pub async fn update_customer(
        self,
        customer_id: Uuid,
        body: &models::CustomerUpdate,
    ) -> Result<models::Customer, Error> {
        let request = self
            .0
            .request(Method::PATCH, &format!("/api/1/customer/{customer_id}/"))
            .header(CONTENT_TYPE, "application/merge-patch+json")
            .json(body);
        self.0.send_authorized(request, 200).await?.json()
    }
}

/// The query of [`Customers::fetch_customers`].
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FetchCustomersQuery {
    /// Number of the page, from 1 on. Without `page` and `cursor` it is 1. A page after the last has no items.
    pub page: Option<i32>,
    /// How many customers a page has at most.
    pub page_size: Option<i32>,
    /// The `next_cursor` of the page before. Its content is private to the server.
    pub cursor: Option<String>,
    /// What the customers are ordered by; a `-` before it turns the order around. Names, e-mail addresses and companies are ordered without regard to case and accents, missing ones first. Without it: `-created_at`.
    pub sort: Option<models::CustomerSort>,
    /// Searches for words. Every word of `q` must begin a word of the customer's name, e-mail address, company, city or notes. Case and accents make no difference. A word ends at anything that is not a letter, a mark of one or a digit, control characters among it, and where letters meet digits. Of a word of more than 100 letters or digits, the first 100 count. A `q` without a letter or digit finds every customer. Digits are also found in the phone number: three and more of them anywhere in it, one or two where it begins; zeros in front of them don't count. Numbers with nothing between them but spaces, tabs, dashes and the signs `+ . / ( )` are found one by one, or all together in the phone number: `044 668 18 00`, `+41 (0)44 668` and `1800` find `+41446681800`.
    pub q: Option<String>,
    /// How far to count what is found. `bounded`: up to 1,000, or up to 200 where it takes several words, numbers or filters to find it, and of more `total_is_at_least` says so; `exact`: all, which takes the longer the more there are; `none`: not at all. Without it: `bounded`. How many customers there are without a search or filter is always known.
    pub total: Option<models::TotalMode>,
    /// Only customers with this name.
    pub name: Option<String>,
    /// Only the customer with this e-mail address, in any case.
    pub email: Option<String>,
    /// Only customers with this phone number, in E.164. One that no country has is an error, as in `createCustomer`.
    pub phone: Option<String>,
    /// Only customers of this company.
    pub company: Option<String>,
    /// Only customers in this city.
    pub city: Option<String>,
    /// Only customers in this region.
    pub region: Option<String>,
    /// Only customers with this postal code.
    pub postal_code: Option<String>,
    /// Only customers in this country.
    pub country: Option<String>,
}

/// The operations of the tag `health`: [`Customary::health`].
#[derive(Clone, Copy, Debug)]
pub struct Health<'client>(&'client Customary);

impl Health<'_> {
    /// Is the process alive?
    ///
    /// Answers as long as the process can answer at all. A supervisor restarts it when it does not.
    ///
    /// # Errors
    ///
    /// The problems that the document lists, and what else [`Error`] has:
    ///
    /// - 400: A parameter is invalid. `errors` lists all that is wrong.
    pub async fn get_liveness(self) -> Result<models::Health, Error> {
        let request = self.0.request(Method::GET, "/livez");
        self.0.send(request, 200).await?.json()
    }

    /// Can the server do its work?
    ///
    /// Checks that the database answers and that all migrations are applied. A load balancer sends requests only to a server that is ready.
    ///
    /// # Errors
    ///
    /// The problems that the document lists, and what else [`Error`] has:
    ///
    /// - 400: A parameter is invalid. `errors` lists all that is wrong.
    /// - 500: The server failed. Its log says why, under the request id.
    /// - 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    pub async fn get_readiness(self) -> Result<models::Health, Error> {
        let request = self.0.request(Method::GET, "/readyz");
        self.0.send(request, 200).await?.json()
    }
}

/// The operations of the tag `sessions`: [`Customary::sessions`].
#[derive(Clone, Copy, Debug)]
pub struct Sessions<'client>(&'client Customary);

impl Sessions<'_> {
    /// Log in
    ///
    /// Starts a session. Send `access_token` in the header `Authorization: Bearer …` with every further request, and use `refresh_token` with `refreshSession` before the access token expires. The answer takes the same time whether or not the account exists.
    ///
    /// # Errors
    ///
    /// The problems that the document lists, and what else [`Error`] has:
    ///
    /// - 400: The body or a parameter is invalid. `errors` lists all that is wrong.
    /// - 401: The e-mail address or the password is wrong. Which of them is not said.
    /// - 408: The body did not arrive in time.
    /// - 413: The body is larger than 256 KiB.
    /// - 415: The body is of another media type than the one that is documented, or its `Content-Type` is missing, sent twice or names another charset than UTF-8; or it has a `Content-Encoding` other than `identity`, and then there is the header `Accept-Encoding`.
    /// - 429: There were too many attempts with a wrong password.
    /// - 500: The server failed. Its log says why, under the request id.
    /// - 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    pub async fn login(self, body: &models::Credentials) -> Result<models::Session, Error> {
        let request = self.0.request(Method::POST, "/api/1/login/").header(CONTENT_TYPE, "application/json").json(body);
        self.0.send(request, 200).await?.json()
    }

    /// Log out
    ///
    /// Ends the session of the access token that is sent. The session's tokens are refused from then on.
    ///
    /// # Errors
    ///
    /// The problems that the document lists, and what else [`Error`] has:
    ///
    /// - 400: A parameter is invalid. `errors` lists all that is wrong.
    /// - 401: There is no access token, or it is malformed or expired, or its session has ended.
    /// - 500: The server failed. Its log says why, under the request id.
    /// - 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    pub async fn logout(self) -> Result<(), Error> {
        let request = self.0.request(Method::POST, "/api/1/logout/");
        self.0.send_authorized(request, 204).await.map(drop)
    }

    /// Get new tokens
    ///
    /// Exchanges a refresh token for new tokens of the same session. A refresh token can be used once: one that is sent a second time has been stolen or lost, and ends the whole session. A session ends by itself 30 days after its last refresh.
    ///
    /// # Errors
    ///
    /// The problems that the document lists, and what else [`Error`] has:
    ///
    /// - 400: The body or a parameter is invalid. `errors` lists all that is wrong.
    /// - 401: The refresh token is unknown, expired or used before, or its session has ended.
    /// - 408: The body did not arrive in time.
    /// - 413: The body is larger than 256 KiB.
    /// - 415: The body is of another media type than the one that is documented, or its `Content-Type` is missing, sent twice or names another charset than UTF-8; or it has a `Content-Encoding` other than `identity`, and then there is the header `Accept-Encoding`.
    /// - 500: The server failed. Its log says why, under the request id.
    /// - 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    pub async fn refresh_session(self, body: &models::SessionRefresh) -> Result<models::Session, Error> {
        let request =
            self.0.request(Method::POST, "/api/1/session/refresh/").header(CONTENT_TYPE, "application/json").json(body);
        self.0.send(request, 200).await?.json()
    }
}
