//! GENERATED from openapi.yaml by codegen/generate.sh: its operations, as traits for the handlers. Not to be edited.
//!
//! An operation can answer only what the document lists for it: another status does not compile.

use serde::Deserialize;

use super::models;
use crate::{
    contract::{Answer, Client, Json, Method, OperationPath, problem},
    domain::Caller,
};

/// Every operation, for the routes.
pub static OPERATIONS: &[OperationPath] = &[
    OperationPath { id: "changePassword", method: Method::POST, path: "/api/1/account/password/" },
    OperationPath { id: "getAccount", method: Method::GET, path: "/api/1/account/" },
    OperationPath { id: "register", method: Method::POST, path: "/api/1/register/" },
    OperationPath { id: "createCustomer", method: Method::POST, path: "/api/1/customer/create/" },
    OperationPath { id: "deleteCustomer", method: Method::DELETE, path: "/api/1/customer/{customer_id}/" },
    OperationPath { id: "fetchCustomers", method: Method::GET, path: "/api/1/customer/fetch/" },
    OperationPath { id: "getCustomer", method: Method::GET, path: "/api/1/customer/{customer_id}/" },
    OperationPath { id: "updateCustomer", method: Method::PATCH, path: "/api/1/customer/{customer_id}/" },
    OperationPath { id: "getLiveness", method: Method::GET, path: "/livez" },
    OperationPath { id: "getReadiness", method: Method::GET, path: "/readyz" },
    OperationPath { id: "login", method: Method::POST, path: "/api/1/login/" },
    OperationPath { id: "logout", method: Method::POST, path: "/api/1/logout/" },
    OperationPath { id: "refreshSession", method: Method::POST, path: "/api/1/session/refresh/" },
];

/// The operations of the tag `Accounts`.
pub trait AccountsApi: Send + Sync + 'static {
    /// Change the password. Changes the password of the caller's account and ends all its other sessions; the one that the access token belongs to goes on. The current password is looked at only if the body is valid otherwise: to hash one takes long.
    fn change_password(
        &self,
        caller: Caller,

        body: models::PasswordChange,
    ) -> impl Future<Output = Result<ChangePasswordResponse, ChangePasswordProblem>> + Send;

    /// What is wrong with a body of `changePassword` beyond its schema. It is asked only about bodies in which
    /// the schema found errors, so that all errors are reported at once; of others, the operation itself judges.
    fn check_change_password(
        &self,
        _caller: &Caller,
        _body: &serde_json::Map<String, serde_json::Value>,
    ) -> Vec<problem::FieldError> {
        Vec::new()
    }

    /// Get the caller's account. The account that the access token belongs to, with its organization.
    fn get_account(&self, caller: Caller)
    -> impl Future<Output = Result<GetAccountResponse, GetAccountProblem>> + Send;

    /// Register an account. Makes an account, and an organization of its own whose `admin` it is. Nobody is logged in by this: `login` is the next step.
    fn register(
        &self,

        client: Client,

        body: models::Registration,
    ) -> impl Future<Output = Result<RegisterResponse, RegisterProblem>> + Send;

    /// What is wrong with a body of `register` beyond its schema. It is asked only about bodies in which
    /// the schema found errors, so that all errors are reported at once; of others, the operation itself judges.
    fn check_register(&self, _body: &serde_json::Map<String, serde_json::Value>) -> Vec<problem::FieldError> {
        Vec::new()
    }
}

/// What `changePassword` answers when it did what it is for.
pub enum ChangePasswordResponse {
    /// 204: The password was changed.
    NoContent,
}

impl From<ChangePasswordResponse> for Answer {
    fn from(response: ChangePasswordResponse) -> Self {
        match response {
            ChangePasswordResponse::NoContent => Answer::new(204),
        }
    }
}

/// What `changePassword` answers when it can't do what it is for.
pub enum ChangePasswordProblem {
    /// 400: The body or a parameter is invalid, or the current password is wrong.
    InvalidRequest(problem::InvalidRequest),
    /// 401: There is no access token, or it is malformed or expired, or its session has ended.
    Unauthenticated(problem::Unauthenticated),
    /// 408: The body did not arrive in time.
    RequestTimeout(problem::RequestTimeout),
    /// 413: The body is larger than 256 KiB.
    ContentTooLarge(problem::ContentTooLarge),
    /// 415: The body is of another media type than the one that is documented, or its `Content-Type` is missing, sent twice or names another charset than UTF-8; or it has a `Content-Encoding` other than `identity`, and then there is the header `Accept-Encoding`.
    UnsupportedMediaType(problem::UnsupportedMediaType),
    /// 429: There were too many attempts with a wrong password.
    TooManyRequests(problem::TooManyRequests),
    /// 500: The server failed. Its log says why, under the request id.
    InternalError(problem::InternalError),
    /// 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    Unavailable(problem::Unavailable),
}

impl From<ChangePasswordProblem> for problem::Problem {
    fn from(problem: ChangePasswordProblem) -> Self {
        match problem {
            ChangePasswordProblem::InvalidRequest(problem) => problem.into(),
            ChangePasswordProblem::Unauthenticated(problem) => problem.into(),
            ChangePasswordProblem::RequestTimeout(problem) => problem.into(),
            ChangePasswordProblem::ContentTooLarge(problem) => problem.into(),
            ChangePasswordProblem::UnsupportedMediaType(problem) => problem.into(),
            ChangePasswordProblem::TooManyRequests(problem) => problem.into(),
            ChangePasswordProblem::InternalError(problem) => problem.into(),
            ChangePasswordProblem::Unavailable(problem) => problem.into(),
        }
    }
}

impl From<problem::InvalidRequest> for ChangePasswordProblem {
    fn from(problem: problem::InvalidRequest) -> Self {
        Self::InvalidRequest(problem)
    }
}

impl From<problem::Unauthenticated> for ChangePasswordProblem {
    fn from(problem: problem::Unauthenticated) -> Self {
        Self::Unauthenticated(problem)
    }
}

impl From<problem::RequestTimeout> for ChangePasswordProblem {
    fn from(problem: problem::RequestTimeout) -> Self {
        Self::RequestTimeout(problem)
    }
}

impl From<problem::ContentTooLarge> for ChangePasswordProblem {
    fn from(problem: problem::ContentTooLarge) -> Self {
        Self::ContentTooLarge(problem)
    }
}

impl From<problem::UnsupportedMediaType> for ChangePasswordProblem {
    fn from(problem: problem::UnsupportedMediaType) -> Self {
        Self::UnsupportedMediaType(problem)
    }
}

impl From<problem::TooManyRequests> for ChangePasswordProblem {
    fn from(problem: problem::TooManyRequests) -> Self {
        Self::TooManyRequests(problem)
    }
}

impl From<problem::InternalError> for ChangePasswordProblem {
    fn from(problem: problem::InternalError) -> Self {
        Self::InternalError(problem)
    }
}

impl From<problem::Unavailable> for ChangePasswordProblem {
    fn from(problem: problem::Unavailable) -> Self {
        Self::Unavailable(problem)
    }
}

impl From<problem::Failure> for ChangePasswordProblem {
    fn from(failure: problem::Failure) -> Self {
        match failure {
            problem::Failure::Unavailable(problem) => Self::Unavailable(problem),
            problem::Failure::InternalError(problem) => Self::InternalError(problem),
        }
    }
}

impl From<problem::Unreadable> for ChangePasswordProblem {
    fn from(problem: problem::Unreadable) -> Self {
        match problem {
            problem::Unreadable::InvalidRequest(problem) => Self::InvalidRequest(problem),
            problem::Unreadable::RequestTimeout(problem) => Self::RequestTimeout(problem),
            problem::Unreadable::ContentTooLarge(problem) => Self::ContentTooLarge(problem),
            problem::Unreadable::UnsupportedMediaType(problem) => Self::UnsupportedMediaType(problem),
        }
    }
}

/// What `getAccount` answers when it did what it is for.
pub enum GetAccountResponse {
    /// 200: The account.
    Ok {
        /// The body.
        body: Json<models::Account>,
    },
}

impl From<GetAccountResponse> for Answer {
    fn from(response: GetAccountResponse) -> Self {
        match response {
            GetAccountResponse::Ok { body } => Answer::new(200).json(body),
        }
    }
}

/// What `getAccount` answers when it can't do what it is for.
pub enum GetAccountProblem {
    /// 400: A parameter is invalid. `errors` lists all that is wrong.
    InvalidRequest(problem::InvalidRequest),
    /// 401: There is no access token, or it is malformed or expired, or its session has ended.
    Unauthenticated(problem::Unauthenticated),
    /// 500: The server failed. Its log says why, under the request id.
    InternalError(problem::InternalError),
    /// 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    Unavailable(problem::Unavailable),
}

impl From<GetAccountProblem> for problem::Problem {
    fn from(problem: GetAccountProblem) -> Self {
        match problem {
            GetAccountProblem::InvalidRequest(problem) => problem.into(),
            GetAccountProblem::Unauthenticated(problem) => problem.into(),
            GetAccountProblem::InternalError(problem) => problem.into(),
            GetAccountProblem::Unavailable(problem) => problem.into(),
        }
    }
}

impl From<problem::InvalidRequest> for GetAccountProblem {
    fn from(problem: problem::InvalidRequest) -> Self {
        Self::InvalidRequest(problem)
    }
}

impl From<problem::Unauthenticated> for GetAccountProblem {
    fn from(problem: problem::Unauthenticated) -> Self {
        Self::Unauthenticated(problem)
    }
}

impl From<problem::InternalError> for GetAccountProblem {
    fn from(problem: problem::InternalError) -> Self {
        Self::InternalError(problem)
    }
}

impl From<problem::Unavailable> for GetAccountProblem {
    fn from(problem: problem::Unavailable) -> Self {
        Self::Unavailable(problem)
    }
}

impl From<problem::Failure> for GetAccountProblem {
    fn from(failure: problem::Failure) -> Self {
        match failure {
            problem::Failure::Unavailable(problem) => Self::Unavailable(problem),
            problem::Failure::InternalError(problem) => Self::InternalError(problem),
        }
    }
}

/// What `register` answers when it did what it is for.
pub enum RegisterResponse {
    /// 201: The account was made.
    Created {
        /// The header `Location`: The path of what was made.
        location: String,
        /// The body.
        body: Json<models::Account>,
    },
}

impl From<RegisterResponse> for Answer {
    fn from(response: RegisterResponse) -> Self {
        match response {
            RegisterResponse::Created { location, body } => Answer::new(201).header("Location", location).json(body),
        }
    }
}

/// What `register` answers when it can't do what it is for.
pub enum RegisterProblem {
    /// 400: The body or a parameter is invalid. `errors` lists all that is wrong.
    InvalidRequest(problem::InvalidRequest),
    /// 408: The body did not arrive in time.
    RequestTimeout(problem::RequestTimeout),
    /// 409: Another account has this e-mail address.
    Duplicate(problem::Duplicate),
    /// 413: The body is larger than 256 KiB.
    ContentTooLarge(problem::ContentTooLarge),
    /// 415: The body is of another media type than the one that is documented, or its `Content-Type` is missing, sent twice or names another charset than UTF-8; or it has a `Content-Encoding` other than `identity`, and then there is the header `Accept-Encoding`.
    UnsupportedMediaType(problem::UnsupportedMediaType),
    /// 500: The server failed. Its log says why, under the request id.
    InternalError(problem::InternalError),
    /// 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    Unavailable(problem::Unavailable),
}

impl From<RegisterProblem> for problem::Problem {
    fn from(problem: RegisterProblem) -> Self {
        match problem {
            RegisterProblem::InvalidRequest(problem) => problem.into(),
            RegisterProblem::RequestTimeout(problem) => problem.into(),
            RegisterProblem::Duplicate(problem) => problem.into(),
            RegisterProblem::ContentTooLarge(problem) => problem.into(),
            RegisterProblem::UnsupportedMediaType(problem) => problem.into(),
            RegisterProblem::InternalError(problem) => problem.into(),
            RegisterProblem::Unavailable(problem) => problem.into(),
        }
    }
}

impl From<problem::InvalidRequest> for RegisterProblem {
    fn from(problem: problem::InvalidRequest) -> Self {
        Self::InvalidRequest(problem)
    }
}

impl From<problem::RequestTimeout> for RegisterProblem {
    fn from(problem: problem::RequestTimeout) -> Self {
        Self::RequestTimeout(problem)
    }
}

impl From<problem::Duplicate> for RegisterProblem {
    fn from(problem: problem::Duplicate) -> Self {
        Self::Duplicate(problem)
    }
}

impl From<problem::ContentTooLarge> for RegisterProblem {
    fn from(problem: problem::ContentTooLarge) -> Self {
        Self::ContentTooLarge(problem)
    }
}

impl From<problem::UnsupportedMediaType> for RegisterProblem {
    fn from(problem: problem::UnsupportedMediaType) -> Self {
        Self::UnsupportedMediaType(problem)
    }
}

impl From<problem::InternalError> for RegisterProblem {
    fn from(problem: problem::InternalError) -> Self {
        Self::InternalError(problem)
    }
}

impl From<problem::Unavailable> for RegisterProblem {
    fn from(problem: problem::Unavailable) -> Self {
        Self::Unavailable(problem)
    }
}

impl From<problem::Failure> for RegisterProblem {
    fn from(failure: problem::Failure) -> Self {
        match failure {
            problem::Failure::Unavailable(problem) => Self::Unavailable(problem),
            problem::Failure::InternalError(problem) => Self::InternalError(problem),
        }
    }
}

impl From<problem::Unreadable> for RegisterProblem {
    fn from(problem: problem::Unreadable) -> Self {
        match problem {
            problem::Unreadable::InvalidRequest(problem) => Self::InvalidRequest(problem),
            problem::Unreadable::RequestTimeout(problem) => Self::RequestTimeout(problem),
            problem::Unreadable::ContentTooLarge(problem) => Self::ContentTooLarge(problem),
            problem::Unreadable::UnsupportedMediaType(problem) => Self::UnsupportedMediaType(problem),
        }
    }
}

/// The operations of the tag `Customers`.
pub trait CustomersApi: Send + Sync + 'static {
    /// Create a customer. Adds a customer to the caller's organization. When the answer arrives, the customer is on disk.
    fn create_customer(
        &self,
        caller: Caller,

        body: models::CustomerCreate,
    ) -> impl Future<Output = Result<CreateCustomerResponse, CreateCustomerProblem>> + Send;

    /// What is wrong with a body of `createCustomer` beyond its schema. It is asked only about bodies in which
    /// the schema found errors, so that all errors are reported at once; of others, the operation itself judges.
    fn check_create_customer(
        &self,
        _caller: &Caller,
        _body: &serde_json::Map<String, serde_json::Value>,
    ) -> Vec<problem::FieldError> {
        Vec::new()
    }

    /// Delete a customer. Removes the customer for good. Its e-mail address can be used again.
    fn delete_customer(
        &self,
        caller: Caller,

        parameters: DeleteCustomerParameters,
    ) -> impl Future<Output = Result<DeleteCustomerResponse, DeleteCustomerProblem>> + Send;

    /// Fetch a page of customers. Pages through the customers of the caller's organization, newest first unless `sort` says otherwise; equal ones are ordered by `id`, in the same direction.  Go on by `page`, or by `cursor`: the `next_cursor` of the page before. By cursor nothing is skipped or shown twice while others create and delete customers. A cursor holds for the `sort`, the search and the filters that it was given for, and can't be combined with `page`.  A filter compares the whole field, after the same normalization as when it was stored. All that is given must hold.
    fn fetch_customers(
        &self,
        caller: Caller,

        parameters: FetchCustomersParameters,
    ) -> impl Future<Output = Result<FetchCustomersResponse, FetchCustomersProblem>> + Send;

    /// What is wrong with the parameters of `fetchCustomers` beyond their schemas, with null for each that can't
    /// be decoded or that its schema refuses. It is asked only where an error was found already, so that all errors are
    /// reported at once; of others, the operation itself judges.
    fn check_fetch_customers(
        &self,
        _caller: &Caller,
        _parameters: &serde_json::Map<String, serde_json::Value>,
    ) -> Vec<problem::FieldError> {
        Vec::new()
    }

    /// Get a customer. One customer of the caller's organization.
    fn get_customer(
        &self,
        caller: Caller,

        parameters: GetCustomerParameters,
    ) -> impl Future<Output = Result<GetCustomerResponse, GetCustomerProblem>> + Send;

    /// Change a customer. Changes the members that are sent and leaves the others as they are (JSON merge patch, RFC 7396). Null removes an optional member. When nothing changes, `version` and `updated_at` stay as they are.
    fn update_customer(
        &self,
        caller: Caller,

        parameters: UpdateCustomerParameters,
        body: models::CustomerUpdate,
    ) -> impl Future<Output = Result<UpdateCustomerResponse, UpdateCustomerProblem>> + Send;

    /// What is wrong with a body of `updateCustomer` beyond its schema. It is asked only about bodies in which
    /// the schema found errors, so that all errors are reported at once; of others, the operation itself judges.
    fn check_update_customer(
        &self,
        _caller: &Caller,
        _body: &serde_json::Map<String, serde_json::Value>,
    ) -> Vec<problem::FieldError> {
        Vec::new()
    }
}

/// What `createCustomer` answers when it did what it is for.
pub enum CreateCustomerResponse {
    /// 201: The customer was created.
    Created {
        /// The header `Location`: The path of what was made.
        location: String,
        /// The body.
        body: Json<models::Customer>,
    },
}

impl From<CreateCustomerResponse> for Answer {
    fn from(response: CreateCustomerResponse) -> Self {
        match response {
            CreateCustomerResponse::Created { location, body } => {
                Answer::new(201).header("Location", location).json(body)
            }
        }
    }
}

/// What `createCustomer` answers when it can't do what it is for.
pub enum CreateCustomerProblem {
    /// 400: The body or a parameter is invalid. `errors` lists all that is wrong.
    InvalidRequest(problem::InvalidRequest),
    /// 401: There is no access token, or it is malformed or expired, or its session has ended.
    Unauthenticated(problem::Unauthenticated),
    /// 408: The body did not arrive in time.
    RequestTimeout(problem::RequestTimeout),
    /// 409: Another customer of the organization has this e-mail address. `errors` says which one.
    Duplicate(problem::Duplicate),
    /// 413: The body is larger than 256 KiB.
    ContentTooLarge(problem::ContentTooLarge),
    /// 415: The body is of another media type than the one that is documented, or its `Content-Type` is missing, sent twice or names another charset than UTF-8; or it has a `Content-Encoding` other than `identity`, and then there is the header `Accept-Encoding`.
    UnsupportedMediaType(problem::UnsupportedMediaType),
    /// 500: The server failed. Its log says why, under the request id.
    InternalError(problem::InternalError),
    /// 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    Unavailable(problem::Unavailable),
}

impl From<CreateCustomerProblem> for problem::Problem {
    fn from(problem: CreateCustomerProblem) -> Self {
        match problem {
            CreateCustomerProblem::InvalidRequest(problem) => problem.into(),
            CreateCustomerProblem::Unauthenticated(problem) => problem.into(),
            CreateCustomerProblem::RequestTimeout(problem) => problem.into(),
            CreateCustomerProblem::Duplicate(problem) => problem.into(),
            CreateCustomerProblem::ContentTooLarge(problem) => problem.into(),
            CreateCustomerProblem::UnsupportedMediaType(problem) => problem.into(),
            CreateCustomerProblem::InternalError(problem) => problem.into(),
            CreateCustomerProblem::Unavailable(problem) => problem.into(),
        }
    }
}

impl From<problem::InvalidRequest> for CreateCustomerProblem {
    fn from(problem: problem::InvalidRequest) -> Self {
        Self::InvalidRequest(problem)
    }
}

impl From<problem::Unauthenticated> for CreateCustomerProblem {
    fn from(problem: problem::Unauthenticated) -> Self {
        Self::Unauthenticated(problem)
    }
}

impl From<problem::RequestTimeout> for CreateCustomerProblem {
    fn from(problem: problem::RequestTimeout) -> Self {
        Self::RequestTimeout(problem)
    }
}

impl From<problem::Duplicate> for CreateCustomerProblem {
    fn from(problem: problem::Duplicate) -> Self {
        Self::Duplicate(problem)
    }
}

impl From<problem::ContentTooLarge> for CreateCustomerProblem {
    fn from(problem: problem::ContentTooLarge) -> Self {
        Self::ContentTooLarge(problem)
    }
}

impl From<problem::UnsupportedMediaType> for CreateCustomerProblem {
    fn from(problem: problem::UnsupportedMediaType) -> Self {
        Self::UnsupportedMediaType(problem)
    }
}

impl From<problem::InternalError> for CreateCustomerProblem {
    fn from(problem: problem::InternalError) -> Self {
        Self::InternalError(problem)
    }
}

impl From<problem::Unavailable> for CreateCustomerProblem {
    fn from(problem: problem::Unavailable) -> Self {
        Self::Unavailable(problem)
    }
}

impl From<problem::Failure> for CreateCustomerProblem {
    fn from(failure: problem::Failure) -> Self {
        match failure {
            problem::Failure::Unavailable(problem) => Self::Unavailable(problem),
            problem::Failure::InternalError(problem) => Self::InternalError(problem),
        }
    }
}

impl From<problem::Unreadable> for CreateCustomerProblem {
    fn from(problem: problem::Unreadable) -> Self {
        match problem {
            problem::Unreadable::InvalidRequest(problem) => Self::InvalidRequest(problem),
            problem::Unreadable::RequestTimeout(problem) => Self::RequestTimeout(problem),
            problem::Unreadable::ContentTooLarge(problem) => Self::ContentTooLarge(problem),
            problem::Unreadable::UnsupportedMediaType(problem) => Self::UnsupportedMediaType(problem),
        }
    }
}

/// The parameters of `deleteCustomer`.
#[derive(Clone, PartialEq, Eq, Hash, Deserialize)]
pub struct DeleteCustomerParameters {
    /// The customer's `id`.
    pub customer_id: uuid::Uuid,
}

/// What `deleteCustomer` answers when it did what it is for.
pub enum DeleteCustomerResponse {
    /// 204: The customer was deleted.
    NoContent,
}

impl From<DeleteCustomerResponse> for Answer {
    fn from(response: DeleteCustomerResponse) -> Self {
        match response {
            DeleteCustomerResponse::NoContent => Answer::new(204),
        }
    }
}

/// What `deleteCustomer` answers when it can't do what it is for.
pub enum DeleteCustomerProblem {
    /// 400: A parameter is invalid. `errors` lists all that is wrong.
    InvalidRequest(problem::InvalidRequest),
    /// 401: There is no access token, or it is malformed or expired, or its session has ended.
    Unauthenticated(problem::Unauthenticated),
    /// 404: The organization has no customer of this id.
    NotFound(problem::NotFound),
    /// 500: The server failed. Its log says why, under the request id.
    InternalError(problem::InternalError),
    /// 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    Unavailable(problem::Unavailable),
}

impl From<DeleteCustomerProblem> for problem::Problem {
    fn from(problem: DeleteCustomerProblem) -> Self {
        match problem {
            DeleteCustomerProblem::InvalidRequest(problem) => problem.into(),
            DeleteCustomerProblem::Unauthenticated(problem) => problem.into(),
            DeleteCustomerProblem::NotFound(problem) => problem.into(),
            DeleteCustomerProblem::InternalError(problem) => problem.into(),
            DeleteCustomerProblem::Unavailable(problem) => problem.into(),
        }
    }
}

impl From<problem::InvalidRequest> for DeleteCustomerProblem {
    fn from(problem: problem::InvalidRequest) -> Self {
        Self::InvalidRequest(problem)
    }
}

impl From<problem::Unauthenticated> for DeleteCustomerProblem {
    fn from(problem: problem::Unauthenticated) -> Self {
        Self::Unauthenticated(problem)
    }
}

impl From<problem::NotFound> for DeleteCustomerProblem {
    fn from(problem: problem::NotFound) -> Self {
        Self::NotFound(problem)
    }
}

impl From<problem::InternalError> for DeleteCustomerProblem {
    fn from(problem: problem::InternalError) -> Self {
        Self::InternalError(problem)
    }
}

impl From<problem::Unavailable> for DeleteCustomerProblem {
    fn from(problem: problem::Unavailable) -> Self {
        Self::Unavailable(problem)
    }
}

impl From<problem::Failure> for DeleteCustomerProblem {
    fn from(failure: problem::Failure) -> Self {
        match failure {
            problem::Failure::Unavailable(problem) => Self::Unavailable(problem),
            problem::Failure::InternalError(problem) => Self::InternalError(problem),
        }
    }
}

/// The parameters of `fetchCustomers`.
#[derive(Clone, PartialEq, Eq, Hash, Deserialize)]
pub struct FetchCustomersParameters {
    /// Number of the page, from 1 on. Without `page` and `cursor` it is 1. A page after the last has no items.
    pub page: Option<i32>,
    /// How many customers a page has at most.
    #[serde(default = "defaults::fetch_customers_page_size")]
    pub page_size: i32,
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

/// What `fetchCustomers` answers when it did what it is for.
pub enum FetchCustomersResponse {
    /// 200: The page.
    Ok {
        /// The header `Link`: Links to other pages of the same search (RFC 8288): `first`, `prev`, `next` and `last`, each where there is one. By cursor there are `first` and `next`. Without a total there is no `last`, and `prev` is the page of the number before, also where that has no items either.  Each link repeats the search and the filters, percent-encoded, so with filters of hundreds of characters beyond ASCII the header is longer than some clients and proxies take unless they are told: Node.js takes 16 KiB of headers, nginx 4 or 8 KiB (`proxy_buffer_size`).
        link: String,
        /// The body.
        body: Json<models::CustomerPage>,
    },
}

impl From<FetchCustomersResponse> for Answer {
    fn from(response: FetchCustomersResponse) -> Self {
        match response {
            FetchCustomersResponse::Ok { link, body } => Answer::new(200).header("Link", link).json(body),
        }
    }
}

/// What `fetchCustomers` answers when it can't do what it is for.
pub enum FetchCustomersProblem {
    /// 400: A parameter is invalid. `errors` lists all of them.
    InvalidRequest(problem::InvalidRequest),
    /// 401: There is no access token, or it is malformed or expired, or its session has ended.
    Unauthenticated(problem::Unauthenticated),
    /// 500: The server failed. Its log says why, under the request id.
    InternalError(problem::InternalError),
    /// 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    Unavailable(problem::Unavailable),
}

impl From<FetchCustomersProblem> for problem::Problem {
    fn from(problem: FetchCustomersProblem) -> Self {
        match problem {
            FetchCustomersProblem::InvalidRequest(problem) => problem.into(),
            FetchCustomersProblem::Unauthenticated(problem) => problem.into(),
            FetchCustomersProblem::InternalError(problem) => problem.into(),
            FetchCustomersProblem::Unavailable(problem) => problem.into(),
        }
    }
}

impl From<problem::InvalidRequest> for FetchCustomersProblem {
    fn from(problem: problem::InvalidRequest) -> Self {
        Self::InvalidRequest(problem)
    }
}

impl From<problem::Unauthenticated> for FetchCustomersProblem {
    fn from(problem: problem::Unauthenticated) -> Self {
        Self::Unauthenticated(problem)
    }
}

impl From<problem::InternalError> for FetchCustomersProblem {
    fn from(problem: problem::InternalError) -> Self {
        Self::InternalError(problem)
    }
}

impl From<problem::Unavailable> for FetchCustomersProblem {
    fn from(problem: problem::Unavailable) -> Self {
        Self::Unavailable(problem)
    }
}

impl From<problem::Failure> for FetchCustomersProblem {
    fn from(failure: problem::Failure) -> Self {
        match failure {
            problem::Failure::Unavailable(problem) => Self::Unavailable(problem),
            problem::Failure::InternalError(problem) => Self::InternalError(problem),
        }
    }
}

/// The parameters of `getCustomer`.
#[derive(Clone, PartialEq, Eq, Hash, Deserialize)]
pub struct GetCustomerParameters {
    /// The customer's `id`.
    pub customer_id: uuid::Uuid,
}

/// What `getCustomer` answers when it did what it is for.
pub enum GetCustomerResponse {
    /// 200: The customer.
    Ok {
        /// The body.
        body: Json<models::Customer>,
    },
}

impl From<GetCustomerResponse> for Answer {
    fn from(response: GetCustomerResponse) -> Self {
        match response {
            GetCustomerResponse::Ok { body } => Answer::new(200).json(body),
        }
    }
}

/// What `getCustomer` answers when it can't do what it is for.
pub enum GetCustomerProblem {
    /// 400: A parameter is invalid. `errors` lists all that is wrong.
    InvalidRequest(problem::InvalidRequest),
    /// 401: There is no access token, or it is malformed or expired, or its session has ended.
    Unauthenticated(problem::Unauthenticated),
    /// 404: The organization has no customer of this id.
    NotFound(problem::NotFound),
    /// 500: The server failed. Its log says why, under the request id.
    InternalError(problem::InternalError),
    /// 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    Unavailable(problem::Unavailable),
}

impl From<GetCustomerProblem> for problem::Problem {
    fn from(problem: GetCustomerProblem) -> Self {
        match problem {
            GetCustomerProblem::InvalidRequest(problem) => problem.into(),
            GetCustomerProblem::Unauthenticated(problem) => problem.into(),
            GetCustomerProblem::NotFound(problem) => problem.into(),
            GetCustomerProblem::InternalError(problem) => problem.into(),
            GetCustomerProblem::Unavailable(problem) => problem.into(),
        }
    }
}

impl From<problem::InvalidRequest> for GetCustomerProblem {
    fn from(problem: problem::InvalidRequest) -> Self {
        Self::InvalidRequest(problem)
    }
}

impl From<problem::Unauthenticated> for GetCustomerProblem {
    fn from(problem: problem::Unauthenticated) -> Self {
        Self::Unauthenticated(problem)
    }
}

impl From<problem::NotFound> for GetCustomerProblem {
    fn from(problem: problem::NotFound) -> Self {
        Self::NotFound(problem)
    }
}

impl From<problem::InternalError> for GetCustomerProblem {
    fn from(problem: problem::InternalError) -> Self {
        Self::InternalError(problem)
    }
}

impl From<problem::Unavailable> for GetCustomerProblem {
    fn from(problem: problem::Unavailable) -> Self {
        Self::Unavailable(problem)
    }
}

impl From<problem::Failure> for GetCustomerProblem {
    fn from(failure: problem::Failure) -> Self {
        match failure {
            problem::Failure::Unavailable(problem) => Self::Unavailable(problem),
            problem::Failure::InternalError(problem) => Self::InternalError(problem),
        }
    }
}

/// The parameters of `updateCustomer`.
#[derive(Clone, PartialEq, Eq, Hash, Deserialize)]
pub struct UpdateCustomerParameters {
    /// The customer's `id`.
    pub customer_id: uuid::Uuid,
}

/// What `updateCustomer` answers when it did what it is for.
pub enum UpdateCustomerResponse {
    /// 200: The customer as it is now.
    Ok {
        /// The body.
        body: Json<models::Customer>,
    },
}

impl From<UpdateCustomerResponse> for Answer {
    fn from(response: UpdateCustomerResponse) -> Self {
        match response {
            UpdateCustomerResponse::Ok { body } => Answer::new(200).json(body),
        }
    }
}

/// What `updateCustomer` answers when it can't do what it is for.
pub enum UpdateCustomerProblem {
    /// 400: The body or a parameter is invalid. `errors` lists all that is wrong.
    InvalidRequest(problem::InvalidRequest),
    /// 401: There is no access token, or it is malformed or expired, or its session has ended.
    Unauthenticated(problem::Unauthenticated),
    /// 404: The organization has no customer of this id.
    NotFound(problem::NotFound),
    /// 408: The body did not arrive in time.
    RequestTimeout(problem::RequestTimeout),
    /// 409: Another customer of the organization has this e-mail address. `errors` says which one.
    Duplicate(problem::Duplicate),
    /// 413: The body is larger than 256 KiB.
    ContentTooLarge(problem::ContentTooLarge),
    /// 415: The body is of another media type than the one that is documented, or its `Content-Type` is missing, sent twice or names another charset than UTF-8; or it has a `Content-Encoding` other than `identity`, and then there is the header `Accept-Encoding`.
    UnsupportedMediaType(problem::UnsupportedMediaType),
    /// 500: The server failed. Its log says why, under the request id.
    InternalError(problem::InternalError),
    /// 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    Unavailable(problem::Unavailable),
}

impl From<UpdateCustomerProblem> for problem::Problem {
    fn from(problem: UpdateCustomerProblem) -> Self {
        match problem {
            UpdateCustomerProblem::InvalidRequest(problem) => problem.into(),
            UpdateCustomerProblem::Unauthenticated(problem) => problem.into(),
            UpdateCustomerProblem::NotFound(problem) => problem.into(),
            UpdateCustomerProblem::RequestTimeout(problem) => problem.into(),
            UpdateCustomerProblem::Duplicate(problem) => problem.into(),
            UpdateCustomerProblem::ContentTooLarge(problem) => problem.into(),
            UpdateCustomerProblem::UnsupportedMediaType(problem) => problem.into(),
            UpdateCustomerProblem::InternalError(problem) => problem.into(),
            UpdateCustomerProblem::Unavailable(problem) => problem.into(),
        }
    }
}

impl From<problem::InvalidRequest> for UpdateCustomerProblem {
    fn from(problem: problem::InvalidRequest) -> Self {
        Self::InvalidRequest(problem)
    }
}

impl From<problem::Unauthenticated> for UpdateCustomerProblem {
    fn from(problem: problem::Unauthenticated) -> Self {
        Self::Unauthenticated(problem)
    }
}

impl From<problem::NotFound> for UpdateCustomerProblem {
    fn from(problem: problem::NotFound) -> Self {
        Self::NotFound(problem)
    }
}

impl From<problem::RequestTimeout> for UpdateCustomerProblem {
    fn from(problem: problem::RequestTimeout) -> Self {
        Self::RequestTimeout(problem)
    }
}

impl From<problem::Duplicate> for UpdateCustomerProblem {
    fn from(problem: problem::Duplicate) -> Self {
        Self::Duplicate(problem)
    }
}

impl From<problem::ContentTooLarge> for UpdateCustomerProblem {
    fn from(problem: problem::ContentTooLarge) -> Self {
        Self::ContentTooLarge(problem)
    }
}

impl From<problem::UnsupportedMediaType> for UpdateCustomerProblem {
    fn from(problem: problem::UnsupportedMediaType) -> Self {
        Self::UnsupportedMediaType(problem)
    }
}

impl From<problem::InternalError> for UpdateCustomerProblem {
    fn from(problem: problem::InternalError) -> Self {
        Self::InternalError(problem)
    }
}

impl From<problem::Unavailable> for UpdateCustomerProblem {
    fn from(problem: problem::Unavailable) -> Self {
        Self::Unavailable(problem)
    }
}

impl From<problem::Failure> for UpdateCustomerProblem {
    fn from(failure: problem::Failure) -> Self {
        match failure {
            problem::Failure::Unavailable(problem) => Self::Unavailable(problem),
            problem::Failure::InternalError(problem) => Self::InternalError(problem),
        }
    }
}

impl From<problem::Unreadable> for UpdateCustomerProblem {
    fn from(problem: problem::Unreadable) -> Self {
        match problem {
            problem::Unreadable::InvalidRequest(problem) => Self::InvalidRequest(problem),
            problem::Unreadable::RequestTimeout(problem) => Self::RequestTimeout(problem),
            problem::Unreadable::ContentTooLarge(problem) => Self::ContentTooLarge(problem),
            problem::Unreadable::UnsupportedMediaType(problem) => Self::UnsupportedMediaType(problem),
        }
    }
}

/// The operations of the tag `Health`.
pub trait HealthApi: Send + Sync + 'static {
    /// Is the process alive?. Answers as long as the process can answer at all. A supervisor restarts it when it does not.
    fn get_liveness(
        &self,

        client: Client,
    ) -> impl Future<Output = Result<GetLivenessResponse, GetLivenessProblem>> + Send;

    /// Can the server do its work?. Checks that the database answers and that all migrations are applied. A load balancer sends requests only to a server that is ready.
    fn get_readiness(
        &self,

        client: Client,
    ) -> impl Future<Output = Result<GetReadinessResponse, GetReadinessProblem>> + Send;
}

/// What `getLiveness` answers when it did what it is for.
pub enum GetLivenessResponse {
    /// 200: It is alive.
    Ok {
        /// The body.
        body: Json<models::Health>,
    },
}

impl From<GetLivenessResponse> for Answer {
    fn from(response: GetLivenessResponse) -> Self {
        match response {
            GetLivenessResponse::Ok { body } => Answer::new(200).json(body),
        }
    }
}

/// What `getLiveness` answers when it can't do what it is for.
pub enum GetLivenessProblem {
    /// 400: A parameter is invalid. `errors` lists all that is wrong.
    InvalidRequest(problem::InvalidRequest),
}

impl From<GetLivenessProblem> for problem::Problem {
    fn from(problem: GetLivenessProblem) -> Self {
        match problem {
            GetLivenessProblem::InvalidRequest(problem) => problem.into(),
        }
    }
}

impl From<problem::InvalidRequest> for GetLivenessProblem {
    fn from(problem: problem::InvalidRequest) -> Self {
        Self::InvalidRequest(problem)
    }
}

/// What `getReadiness` answers when it did what it is for.
pub enum GetReadinessResponse {
    /// 200: It is ready.
    Ok {
        /// The body.
        body: Json<models::Health>,
    },
}

impl From<GetReadinessResponse> for Answer {
    fn from(response: GetReadinessResponse) -> Self {
        match response {
            GetReadinessResponse::Ok { body } => Answer::new(200).json(body),
        }
    }
}

/// What `getReadiness` answers when it can't do what it is for.
pub enum GetReadinessProblem {
    /// 400: A parameter is invalid. `errors` lists all that is wrong.
    InvalidRequest(problem::InvalidRequest),
    /// 500: The server failed. Its log says why, under the request id.
    InternalError(problem::InternalError),
    /// 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    Unavailable(problem::Unavailable),
}

impl From<GetReadinessProblem> for problem::Problem {
    fn from(problem: GetReadinessProblem) -> Self {
        match problem {
            GetReadinessProblem::InvalidRequest(problem) => problem.into(),
            GetReadinessProblem::InternalError(problem) => problem.into(),
            GetReadinessProblem::Unavailable(problem) => problem.into(),
        }
    }
}

impl From<problem::InvalidRequest> for GetReadinessProblem {
    fn from(problem: problem::InvalidRequest) -> Self {
        Self::InvalidRequest(problem)
    }
}

impl From<problem::InternalError> for GetReadinessProblem {
    fn from(problem: problem::InternalError) -> Self {
        Self::InternalError(problem)
    }
}

impl From<problem::Unavailable> for GetReadinessProblem {
    fn from(problem: problem::Unavailable) -> Self {
        Self::Unavailable(problem)
    }
}

impl From<problem::Failure> for GetReadinessProblem {
    fn from(failure: problem::Failure) -> Self {
        match failure {
            problem::Failure::Unavailable(problem) => Self::Unavailable(problem),
            problem::Failure::InternalError(problem) => Self::InternalError(problem),
        }
    }
}

/// The operations of the tag `Sessions`.
pub trait SessionsApi: Send + Sync + 'static {
    /// Log in. Starts a session. Send `access_token` in the header `Authorization: Bearer …` with every further request, and use `refresh_token` with `refreshSession` before the access token expires. The answer takes the same time whether or not the account exists.
    fn login(
        &self,

        client: Client,

        body: models::Credentials,
    ) -> impl Future<Output = Result<LoginResponse, LoginProblem>> + Send;

    /// What is wrong with a body of `login` beyond its schema. It is asked only about bodies in which
    /// the schema found errors, so that all errors are reported at once; of others, the operation itself judges.
    fn check_login(&self, _body: &serde_json::Map<String, serde_json::Value>) -> Vec<problem::FieldError> {
        Vec::new()
    }

    /// Log out. Ends the session of the access token that is sent. The session's tokens are refused from then on.
    fn logout(&self, caller: Caller) -> impl Future<Output = Result<LogoutResponse, LogoutProblem>> + Send;

    /// Get new tokens. Exchanges a refresh token for new tokens of the same session. A refresh token can be used once: one that is sent a second time has been stolen or lost, and ends the whole session. A session ends by itself 30 days after its last refresh.
    fn refresh_session(
        &self,

        client: Client,

        body: models::SessionRefresh,
    ) -> impl Future<Output = Result<RefreshSessionResponse, RefreshSessionProblem>> + Send;

    /// What is wrong with a body of `refreshSession` beyond its schema. It is asked only about bodies in which
    /// the schema found errors, so that all errors are reported at once; of others, the operation itself judges.
    fn check_refresh_session(&self, _body: &serde_json::Map<String, serde_json::Value>) -> Vec<problem::FieldError> {
        Vec::new()
    }
}

/// What `login` answers when it did what it is for.
pub enum LoginResponse {
    /// 200: The session has begun.
    Ok {
        /// The body.
        body: Json<models::Session>,
    },
}

impl From<LoginResponse> for Answer {
    fn from(response: LoginResponse) -> Self {
        match response {
            LoginResponse::Ok { body } => Answer::new(200).json(body),
        }
    }
}

/// What `login` answers when it can't do what it is for.
pub enum LoginProblem {
    /// 400: The body or a parameter is invalid. `errors` lists all that is wrong.
    InvalidRequest(problem::InvalidRequest),
    /// 401: The e-mail address or the password is wrong. Which of them is not said.
    Unauthenticated(problem::Unauthenticated),
    /// 408: The body did not arrive in time.
    RequestTimeout(problem::RequestTimeout),
    /// 413: The body is larger than 256 KiB.
    ContentTooLarge(problem::ContentTooLarge),
    /// 415: The body is of another media type than the one that is documented, or its `Content-Type` is missing, sent twice or names another charset than UTF-8; or it has a `Content-Encoding` other than `identity`, and then there is the header `Accept-Encoding`.
    UnsupportedMediaType(problem::UnsupportedMediaType),
    /// 429: There were too many attempts with a wrong password.
    TooManyRequests(problem::TooManyRequests),
    /// 500: The server failed. Its log says why, under the request id.
    InternalError(problem::InternalError),
    /// 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    Unavailable(problem::Unavailable),
}

impl From<LoginProblem> for problem::Problem {
    fn from(problem: LoginProblem) -> Self {
        match problem {
            LoginProblem::InvalidRequest(problem) => problem.into(),
            LoginProblem::Unauthenticated(problem) => problem.into(),
            LoginProblem::RequestTimeout(problem) => problem.into(),
            LoginProblem::ContentTooLarge(problem) => problem.into(),
            LoginProblem::UnsupportedMediaType(problem) => problem.into(),
            LoginProblem::TooManyRequests(problem) => problem.into(),
            LoginProblem::InternalError(problem) => problem.into(),
            LoginProblem::Unavailable(problem) => problem.into(),
        }
    }
}

impl From<problem::InvalidRequest> for LoginProblem {
    fn from(problem: problem::InvalidRequest) -> Self {
        Self::InvalidRequest(problem)
    }
}

impl From<problem::Unauthenticated> for LoginProblem {
    fn from(problem: problem::Unauthenticated) -> Self {
        Self::Unauthenticated(problem)
    }
}

impl From<problem::RequestTimeout> for LoginProblem {
    fn from(problem: problem::RequestTimeout) -> Self {
        Self::RequestTimeout(problem)
    }
}

impl From<problem::ContentTooLarge> for LoginProblem {
    fn from(problem: problem::ContentTooLarge) -> Self {
        Self::ContentTooLarge(problem)
    }
}

impl From<problem::UnsupportedMediaType> for LoginProblem {
    fn from(problem: problem::UnsupportedMediaType) -> Self {
        Self::UnsupportedMediaType(problem)
    }
}

impl From<problem::TooManyRequests> for LoginProblem {
    fn from(problem: problem::TooManyRequests) -> Self {
        Self::TooManyRequests(problem)
    }
}

impl From<problem::InternalError> for LoginProblem {
    fn from(problem: problem::InternalError) -> Self {
        Self::InternalError(problem)
    }
}

impl From<problem::Unavailable> for LoginProblem {
    fn from(problem: problem::Unavailable) -> Self {
        Self::Unavailable(problem)
    }
}

impl From<problem::Failure> for LoginProblem {
    fn from(failure: problem::Failure) -> Self {
        match failure {
            problem::Failure::Unavailable(problem) => Self::Unavailable(problem),
            problem::Failure::InternalError(problem) => Self::InternalError(problem),
        }
    }
}

impl From<problem::Unreadable> for LoginProblem {
    fn from(problem: problem::Unreadable) -> Self {
        match problem {
            problem::Unreadable::InvalidRequest(problem) => Self::InvalidRequest(problem),
            problem::Unreadable::RequestTimeout(problem) => Self::RequestTimeout(problem),
            problem::Unreadable::ContentTooLarge(problem) => Self::ContentTooLarge(problem),
            problem::Unreadable::UnsupportedMediaType(problem) => Self::UnsupportedMediaType(problem),
        }
    }
}

/// What `logout` answers when it did what it is for.
pub enum LogoutResponse {
    /// 204: The session has ended.
    NoContent,
}

impl From<LogoutResponse> for Answer {
    fn from(response: LogoutResponse) -> Self {
        match response {
            LogoutResponse::NoContent => Answer::new(204),
        }
    }
}

/// What `logout` answers when it can't do what it is for.
pub enum LogoutProblem {
    /// 400: A parameter is invalid. `errors` lists all that is wrong.
    InvalidRequest(problem::InvalidRequest),
    /// 401: There is no access token, or it is malformed or expired, or its session has ended.
    Unauthenticated(problem::Unauthenticated),
    /// 500: The server failed. Its log says why, under the request id.
    InternalError(problem::InternalError),
    /// 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    Unavailable(problem::Unavailable),
}

impl From<LogoutProblem> for problem::Problem {
    fn from(problem: LogoutProblem) -> Self {
        match problem {
            LogoutProblem::InvalidRequest(problem) => problem.into(),
            LogoutProblem::Unauthenticated(problem) => problem.into(),
            LogoutProblem::InternalError(problem) => problem.into(),
            LogoutProblem::Unavailable(problem) => problem.into(),
        }
    }
}

impl From<problem::InvalidRequest> for LogoutProblem {
    fn from(problem: problem::InvalidRequest) -> Self {
        Self::InvalidRequest(problem)
    }
}

impl From<problem::Unauthenticated> for LogoutProblem {
    fn from(problem: problem::Unauthenticated) -> Self {
        Self::Unauthenticated(problem)
    }
}

impl From<problem::InternalError> for LogoutProblem {
    fn from(problem: problem::InternalError) -> Self {
        Self::InternalError(problem)
    }
}

impl From<problem::Unavailable> for LogoutProblem {
    fn from(problem: problem::Unavailable) -> Self {
        Self::Unavailable(problem)
    }
}

impl From<problem::Failure> for LogoutProblem {
    fn from(failure: problem::Failure) -> Self {
        match failure {
            problem::Failure::Unavailable(problem) => Self::Unavailable(problem),
            problem::Failure::InternalError(problem) => Self::InternalError(problem),
        }
    }
}

/// What `refreshSession` answers when it did what it is for.
pub enum RefreshSessionResponse {
    /// 200: The session goes on with these tokens.
    Ok {
        /// The body.
        body: Json<models::Session>,
    },
}

impl From<RefreshSessionResponse> for Answer {
    fn from(response: RefreshSessionResponse) -> Self {
        match response {
            RefreshSessionResponse::Ok { body } => Answer::new(200).json(body),
        }
    }
}

/// What `refreshSession` answers when it can't do what it is for.
pub enum RefreshSessionProblem {
    /// 400: The body or a parameter is invalid. `errors` lists all that is wrong.
    InvalidRequest(problem::InvalidRequest),
    /// 401: The refresh token is unknown, expired or used before, or its session has ended.
    Unauthenticated(problem::Unauthenticated),
    /// 408: The body did not arrive in time.
    RequestTimeout(problem::RequestTimeout),
    /// 413: The body is larger than 256 KiB.
    ContentTooLarge(problem::ContentTooLarge),
    /// 415: The body is of another media type than the one that is documented, or its `Content-Type` is missing, sent twice or names another charset than UTF-8; or it has a `Content-Encoding` other than `identity`, and then there is the header `Accept-Encoding`.
    UnsupportedMediaType(problem::UnsupportedMediaType),
    /// 500: The server failed. Its log says why, under the request id.
    InternalError(problem::InternalError),
    /// 503: The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing was changed; the same request may be sent again.
    Unavailable(problem::Unavailable),
}

impl From<RefreshSessionProblem> for problem::Problem {
    fn from(problem: RefreshSessionProblem) -> Self {
        match problem {
            RefreshSessionProblem::InvalidRequest(problem) => problem.into(),
            RefreshSessionProblem::Unauthenticated(problem) => problem.into(),
            RefreshSessionProblem::RequestTimeout(problem) => problem.into(),
            RefreshSessionProblem::ContentTooLarge(problem) => problem.into(),
            RefreshSessionProblem::UnsupportedMediaType(problem) => problem.into(),
            RefreshSessionProblem::InternalError(problem) => problem.into(),
            RefreshSessionProblem::Unavailable(problem) => problem.into(),
        }
    }
}

impl From<problem::InvalidRequest> for RefreshSessionProblem {
    fn from(problem: problem::InvalidRequest) -> Self {
        Self::InvalidRequest(problem)
    }
}

impl From<problem::Unauthenticated> for RefreshSessionProblem {
    fn from(problem: problem::Unauthenticated) -> Self {
        Self::Unauthenticated(problem)
    }
}

impl From<problem::RequestTimeout> for RefreshSessionProblem {
    fn from(problem: problem::RequestTimeout) -> Self {
        Self::RequestTimeout(problem)
    }
}

impl From<problem::ContentTooLarge> for RefreshSessionProblem {
    fn from(problem: problem::ContentTooLarge) -> Self {
        Self::ContentTooLarge(problem)
    }
}

impl From<problem::UnsupportedMediaType> for RefreshSessionProblem {
    fn from(problem: problem::UnsupportedMediaType) -> Self {
        Self::UnsupportedMediaType(problem)
    }
}

impl From<problem::InternalError> for RefreshSessionProblem {
    fn from(problem: problem::InternalError) -> Self {
        Self::InternalError(problem)
    }
}

impl From<problem::Unavailable> for RefreshSessionProblem {
    fn from(problem: problem::Unavailable) -> Self {
        Self::Unavailable(problem)
    }
}

impl From<problem::Failure> for RefreshSessionProblem {
    fn from(failure: problem::Failure) -> Self {
        match failure {
            problem::Failure::Unavailable(problem) => Self::Unavailable(problem),
            problem::Failure::InternalError(problem) => Self::InternalError(problem),
        }
    }
}

impl From<problem::Unreadable> for RefreshSessionProblem {
    fn from(problem: problem::Unreadable) -> Self {
        match problem {
            problem::Unreadable::InvalidRequest(problem) => Self::InvalidRequest(problem),
            problem::Unreadable::RequestTimeout(problem) => Self::RequestTimeout(problem),
            problem::Unreadable::ContentTooLarge(problem) => Self::ContentTooLarge(problem),
            problem::Unreadable::UnsupportedMediaType(problem) => Self::UnsupportedMediaType(problem),
        }
    }
}

mod defaults {
    pub(super) fn fetch_customers_page_size() -> i32 {
        25
    }
}
