//! Problems (RFC 9457): one type for each way in which a request can fail, and how they become an answer.
//!
//! A problem travels through the layers as data of a response without a body. The outermost layer of the server
//! renders it, once, since it alone knows the request's id.

use std::borrow::Cow;

use poem::{
    IntoResponse, Response,
    http::{HeaderName, HeaderValue, StatusCode, header},
};
use serde::{Serialize, Serializer};

use crate::domain::{CustomerId, Invalid};

/// What all problems of one kind have in common. `/problems/<slug>/` shows it.
#[derive(Debug, PartialEq, Eq)]
pub struct Type {
    /// The last segment of the type's path.
    pub slug: &'static str,
    /// The status of the answer.
    pub status: StatusCode,
    /// The kind in words.
    pub title: &'static str,
    /// What it means and what to do, for people.
    pub explanation: &'static str,
}

macro_rules! types {
    ($($name:ident, $status:ident, $slug:literal, $title:literal, $explanation:literal;)+) => {
        $(static $name: Type =
            Type { slug: $slug, status: StatusCode::$status, title: $title, explanation: $explanation };)+

        /// Every type of problem.
        pub static TYPES: &[&Type] = &[$(&$name),+];
    };
}

types! {
    INVALID_REQUEST, BAD_REQUEST, "invalid-request", "Invalid request",
        "The body or a parameter of the request is not as the contract describes it. `errors` lists everything that \
         is wrong: mend all of it, and send the request again.";
    MALFORMED_REQUEST, BAD_REQUEST, "malformed-request", "Malformed request",
        "The request is not one as HTTP/1.1 has them (RFC 9110, RFC 9112), so nobody looked at what it asks for. \
         Mend the client, or what stands between it and the server.";
    UNAUTHENTICATED, UNAUTHORIZED, "unauthenticated", "Not authenticated",
        "The operation needs a valid access token in the header `Authorization: Bearer …`, or the e-mail address, \
         the password or the refresh token that were sent are not valid. Refresh the session, or log in again.";
    NOT_FOUND, NOT_FOUND, "not-found", "Not found",
        "There is nothing at this path that the caller may see. Paths of the API end with a slash.";
    METHOD_NOT_ALLOWED, METHOD_NOT_ALLOWED, "method-not-allowed", "Method not allowed",
        "The path exists, but not with this method. The header `Allow` lists those that it has.";
    REQUEST_TIMEOUT, REQUEST_TIMEOUT, "request-timeout", "Request timeout",
        "The body of the request did not arrive in time. Nothing was changed; send the request again.";
    DUPLICATE, CONFLICT, "duplicate", "Already taken",
        "Something else already has a value that must be unique. `errors` names the member, and what has the value \
         where the caller may see it.";
    CONTENT_TOO_LARGE, PAYLOAD_TOO_LARGE, "content-too-large", "Content too large",
        "The body of the request has more bytes than the server takes.";
    UNSUPPORTED_MEDIA_TYPE, UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "Unsupported media type",
        "The body is of another media type than the operation takes, or compressed. `detail` names the right \
         `Content-Type`.";
    EXPECTATION_FAILED, EXPECTATION_FAILED, "expectation-failed", "Expectation failed",
        "The header `Expect` asks for something else than `100-continue`, which is all that the server knows.";
    HEAD_TOO_LARGE, REQUEST_HEADER_FIELDS_TOO_LARGE, "head-too-large", "Head too large",
        "The request's line and headers have more than 64 KiB together, or there are more than 100 headers. \
         Send less: the longest query that the contract allows needs 16 KiB.";
    TOO_MANY_REQUESTS, TOO_MANY_REQUESTS, "too-many-requests", "Too many requests",
        "There were too many attempts. The header `Retry-After` says after how many seconds to try again.";
    INTERNAL_ERROR, INTERNAL_SERVER_ERROR, "internal-error", "Internal error",
        "The server failed. Its log says why, under the request id.";
    UNAVAILABLE, SERVICE_UNAVAILABLE, "unavailable", "Unavailable",
        "The server or its database has too much to do, or the database can't be reached or has no room to write. Nothing \
         was changed; send \
         the same request again after the seconds of the header `Retry-After`.";
}

/// How many errors a problem lists at most (`Problem.errors`).
pub const LISTED: usize = 1000;

/// How many characters a sentence for people may have (`Problem.detail`, `FieldError.detail`). Some name a path or repeat
/// what a library says, which may be of any length.
const DETAIL: usize = 2000;

fn short<T: AsRef<str>, S: Serializer>(detail: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let detail = detail.as_ref();
    match detail.char_indices().nth(DETAIL) {
        None => serializer.serialize_str(detail),
        Some(_) => serializer.collect_str(&format_args!("{}…", detail.chars().take(DETAIL - 1).collect::<String>())),
    }
}

/// Where in a request an error is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A JSON pointer into the body (RFC 6901).
    Pointer(String),
    /// The name of a parameter.
    Parameter(String),
}

/// One thing that is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Where it is.
    #[serde(flatten)]
    pub place: Place,
    /// What is wrong, for programs: one of those that openapi.yaml lists at `FieldError.code`.
    pub code: &'static str,
    /// What is wrong, for people.
    #[serde(serialize_with = "short")]
    pub detail: Cow<'static, str>,
    /// Of a duplicate: the customer that has the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
}

impl FieldError {
    /// An error in the body.
    pub fn at(pointer: impl Into<String>, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { place: Place::Pointer(pointer.into()), code, detail: detail.into(), customer_id: None }
    }

    /// An error in a parameter.
    pub fn parameter(name: impl Into<String>, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { place: Place::Parameter(name.into()), code, detail: detail.into(), customer_id: None }
    }
}

impl From<Invalid> for FieldError {
    fn from(invalid: Invalid) -> Self {
        Self::at(format!("/{}", invalid.field), invalid.code, invalid.detail)
    }
}

/// A problem of any type, on its way to the client.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Its type.
    pub of: &'static Type,
    /// What went wrong this time, for people.
    pub detail: Cow<'static, str>,
    /// Everything that is wrong with the request.
    pub errors: Vec<FieldError>,
    /// A header that the answer needs.
    pub header: Option<(HeaderName, HeaderValue)>,
    /// What the log says, and the client must not see.
    pub cause: Option<String>,
}

impl Problem {
    fn new(of: &'static Type, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { of, detail: detail.into(), errors: Vec::new(), header: None, cause: None }
    }

    /// The body, as `application/problem+json`.
    #[must_use]
    pub fn to_json(&self, request_id: &str) -> Vec<u8> {
        #[derive(Serialize)]
        struct Body<'a> {
            r#type: String,
            title: &'a str,
            status: u16,
            #[serde(serialize_with = "short")]
            detail: &'a str,
            request_id: &'a str,
            #[serde(skip_serializing_if = "<[_]>::is_empty")]
            errors: &'a [FieldError],
        }
        let body = Body {
            r#type: format!("/problems/{}/", self.of.slug),
            title: self.of.title,
            status: self.of.status.as_u16(),
            detail: &self.detail,
            request_id,
            errors: &self.errors,
        };
        // Strings and numbers only: serde_json has no reason to fail.
        serde_json::to_vec(&body).unwrap_or_default()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.of.status.into_response();
        if let Some((name, value)) = &self.header {
            response.headers_mut().insert(name, value.clone());
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// 400: what is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvalidRequest {
    /// Everything that is wrong with parameters and body.
    Errors {
        /// At least one.
        errors: Vec<FieldError>,
        /// How many more there are.
        unlisted: usize,
    },
    /// Where the body ends can't be told.
    Malformed(MalformedRequest),
}

impl From<Vec<FieldError>> for InvalidRequest {
    fn from(errors: Vec<FieldError>) -> Self {
        Self::Errors { errors, unlisted: 0 }
    }
}

impl From<Vec<Invalid>> for InvalidRequest {
    fn from(invalid: Vec<Invalid>) -> Self {
        invalid.into_iter().map(FieldError::from).collect::<Vec<_>>().into()
    }
}

impl From<FieldError> for InvalidRequest {
    fn from(error: FieldError) -> Self {
        vec![error].into()
    }
}

impl From<InvalidRequest> for Problem {
    fn from(problem: InvalidRequest) -> Self {
        let (mut errors, unlisted) = match problem {
            InvalidRequest::Errors { errors, unlisted } => (errors, unlisted),
            InvalidRequest::Malformed(problem) => return problem.into(),
        };
        let count = errors.len() + unlisted;
        errors.truncate(LISTED);
        let detail = match (count, errors.len()) {
            (1, 1) => Cow::Borrowed("The request has 1 error."),
            (_, listed) if listed == count => Cow::Owned(format!("The request has {count} errors.")),
            (_, listed) => Cow::Owned(format!("The request has {count} errors, of which {listed} are listed.")),
        };
        Self { errors, ..Self::new(&INVALID_REQUEST, detail) }
    }
}

/// 400: not a request as HTTP has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MalformedRequest {
    /// What is wrong with it.
    pub detail: &'static str,
}

impl From<MalformedRequest> for Problem {
    fn from(problem: MalformedRequest) -> Self {
        // Whoever wrote it, or stands between, may see its end elsewhere: nothing after it is taken for a request.
        let header = (header::CONNECTION, HeaderValue::from_static("close"));
        Self { header: Some(header), ..Self::new(&MALFORMED_REQUEST, problem.detail) }
    }
}

/// 401: who calls is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unauthenticated {
    detail: &'static str,
    challenge: &'static str,
}

impl Unauthenticated {
    /// There is no token; RFC 6750 §3.1 wants no error code then.
    #[must_use]
    pub fn without_token(detail: &'static str) -> Self {
        Self { detail, challenge: r#"Bearer realm="customary""# }
    }

    /// The token that was sent is not, or no longer, valid.
    #[must_use]
    pub fn invalid_token(detail: &'static str) -> Self {
        Self { detail, challenge: r#"Bearer realm="customary", error="invalid_token""# }
    }
}

impl From<Unauthenticated> for Problem {
    fn from(problem: Unauthenticated) -> Self {
        let header = (header::WWW_AUTHENTICATE, HeaderValue::from_static(problem.challenge));
        Self { header: Some(header), ..Self::new(&UNAUTHENTICATED, problem.detail) }
    }
}

/// 404: there is no such thing, or the caller may not know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotFound {
    /// What there is not.
    pub detail: Cow<'static, str>,
}

impl From<NotFound> for Problem {
    fn from(problem: NotFound) -> Self {
        Self::new(&NOT_FOUND, problem.detail)
    }
}

/// 405: the path has other methods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MethodNotAllowed {
    /// Those that it has.
    pub allow: Vec<&'static str>,
}

impl From<MethodNotAllowed> for Problem {
    fn from(problem: MethodNotAllowed) -> Self {
        let allow = problem.allow.join(", ");
        let value = HeaderValue::from_str(&allow).unwrap_or_else(|_| HeaderValue::from_static(""));
        let detail = format!("This path has {allow} only.");
        Self { header: Some((header::ALLOW, value)), ..Self::new(&METHOD_NOT_ALLOWED, detail) }
    }
}

/// 408: the body was too slow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestTimeout {
    /// How long it might have taken.
    pub limit: std::time::Duration,
}

impl From<RequestTimeout> for Problem {
    fn from(problem: RequestTimeout) -> Self {
        let detail = match problem.limit.as_secs_f64() {
            1.0 => "The body did not arrive within 1 second.".to_owned(),
            seconds => format!("The body did not arrive within {seconds} seconds."),
        };
        // What still comes of the body must not be taken for the next request.
        let header = (header::CONNECTION, HeaderValue::from_static("close"));
        Self { header: Some(header), ..Self::new(&REQUEST_TIMEOUT, detail) }
    }
}

/// 409: something else has this value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    pointer: &'static str,
    detail: &'static str,
    customer_id: Option<CustomerId>,
}

impl Duplicate {
    /// Something that the caller may not see has the value.
    #[must_use]
    pub fn hidden(pointer: &'static str, detail: &'static str) -> Self {
        Self { pointer, detail, customer_id: None }
    }

    /// Another customer of the organization has the value.
    #[must_use]
    pub fn of_customer(pointer: &'static str, detail: &'static str, customer_id: CustomerId) -> Self {
        Self { pointer, detail, customer_id: Some(customer_id) }
    }
}

impl From<Duplicate> for Problem {
    fn from(problem: Duplicate) -> Self {
        let error = FieldError {
            customer_id: problem.customer_id,
            ..FieldError::at(problem.pointer, "duplicate", problem.detail)
        };
        Self { errors: vec![error], ..Self::new(&DUPLICATE, problem.detail) }
    }
}

/// 413: the body is too large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentTooLarge {
    /// How many bytes it may have.
    pub limit: usize,
}

impl From<ContentTooLarge> for Problem {
    fn from(problem: ContentTooLarge) -> Self {
        let detail = format!("The body may have {} bytes at most.", problem.limit);
        // The rest of the body is not read.
        let header = (header::CONNECTION, HeaderValue::from_static("close"));
        Self { header: Some(header), ..Self::new(&CONTENT_TOO_LARGE, detail) }
    }
}

/// 415: the body is in a form that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnsupportedMediaType {
    /// It is of another media type, or none is named, or more than one.
    Type {
        /// The one that the operation takes.
        expected: String,
    },
    /// It is in another charset than UTF-8.
    Charset,
    /// It is compressed, or coded in another way.
    Coding,
}

impl From<UnsupportedMediaType> for Problem {
    fn from(problem: UnsupportedMediaType) -> Self {
        let detail = match problem {
            UnsupportedMediaType::Type { expected } => format!("Send the body with Content-Type {expected}.").into(),
            UnsupportedMediaType::Charset => Cow::Borrowed("Send the body in UTF-8."),
            UnsupportedMediaType::Coding => {
                // RFC 9110 §15.5.16: the header tells this from a wrong media type.
                let header = (header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
                let detail = "Send the body as it is, without Content-Encoding.";
                return Self { header: Some(header), ..Self::new(&UNSUPPORTED_MEDIA_TYPE, detail) };
            }
        };
        Self::new(&UNSUPPORTED_MEDIA_TYPE, detail)
    }
}

/// 417: the server does not do what is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectationFailed;

impl From<ExpectationFailed> for Problem {
    fn from(_: ExpectationFailed) -> Self {
        Self::new(&EXPECTATION_FAILED, "The only expectation that the server knows is 100-continue.")
    }
}

/// 431: the request's line and headers are too large, or too many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadTooLarge;

impl From<HeadTooLarge> for Problem {
    fn from(_: HeadTooLarge) -> Self {
        let detail = "The request's line and headers may have 64 KiB together, and there may be 100 headers.";
        Self::new(&HEAD_TOO_LARGE, detail)
    }
}

/// 429: too many attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooManyRequests {
    /// What there was too much of, and when to try again.
    pub detail: String,
    /// After how many seconds to try again.
    pub retry_after: u32,
}

impl From<TooManyRequests> for Problem {
    fn from(problem: TooManyRequests) -> Self {
        let header = (header::RETRY_AFTER, HeaderValue::from(problem.retry_after));
        Self { header: Some(header), ..Self::new(&TOO_MANY_REQUESTS, problem.detail) }
    }
}

/// 500: the server failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InternalError {
    /// Why, for the log only.
    pub cause: String,
}

impl From<InternalError> for Problem {
    fn from(problem: InternalError) -> Self {
        let detail = "The server could not do this. Name the request id when you report it.";
        Self { cause: Some(problem.cause), ..Self::new(&INTERNAL_ERROR, detail) }
    }
}

/// 503: too much to do, or no database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unavailable {
    /// Why, for the log only.
    pub cause: String,
}

impl From<Unavailable> for Problem {
    fn from(problem: Unavailable) -> Self {
        let detail = "The server can't do this now. Try again in a moment.";
        let header = (header::RETRY_AFTER, HeaderValue::from(1_u32));
        Self { header: Some(header), cause: Some(problem.cause), ..Self::new(&UNAVAILABLE, detail) }
    }
}

/// A failure of what the server relies on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It may work in a moment.
    Unavailable(Unavailable),
    /// It will not work by itself.
    InternalError(InternalError),
}

/// Why a request with a body could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// Parameters or the body are not as the document says, or the body is not as HTTP says.
    InvalidRequest(InvalidRequest),
    /// The body was too slow.
    RequestTimeout(RequestTimeout),
    /// The body is too large.
    ContentTooLarge(ContentTooLarge),
    /// The body is of another media type.
    UnsupportedMediaType(UnsupportedMediaType),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_everything_that_is_wrong_and_nothing_of_its_cause() {
        let problem = Problem::from(InvalidRequest::from(vec![
            FieldError::at("/email", "invalid_format", "Must be an e-mail address."),
            FieldError::parameter("colour", "unknown", "This operation has no parameter of this name."),
        ]));
        let json: serde_json::Value = serde_json::from_slice(&problem.to_json("abc")).unwrap_or_default();
        assert_eq!(
            json,
            serde_json::json!({
                "type": "/problems/invalid-request/", "title": "Invalid request", "status": 400,
                "detail": "The request has 2 errors.", "request_id": "abc",
                "errors": [
                    {"pointer": "/email", "code": "invalid_format", "detail": "Must be an e-mail address."},
                    {"parameter": "colour", "code": "unknown", "detail": "This operation has no parameter of this name."},
                ],
            })
        );
        let failed = Problem::from(InternalError { cause: "disk I/O error".to_owned() });
        assert!(!String::from_utf8_lossy(&failed.to_json("abc")).contains("disk"));
    }

    #[test]
    fn a_sentence_is_cut_at_2000_characters() {
        for (count, expected) in [(2000, 2000), (2001, 2000), (60_000, 2000)] {
            let long = "\u{fc}".repeat(count);
            let problem = Problem::from(NotFound { detail: long.clone().into() });
            let problem = Problem { errors: vec![FieldError::at("", "x", long)], ..problem };
            let json: serde_json::Value = serde_json::from_slice(&problem.to_json("abc")).unwrap_or_default();
            for detail in [&json["detail"], &json["errors"][0]["detail"]] {
                let detail = detail.as_str().unwrap_or_default();
                assert_eq!(detail.chars().count(), expected);
                assert_eq!(detail.ends_with('…'), count > 2000);
            }
        }
    }

    #[test]
    fn every_type_of_problem_has_a_path_of_its_own() {
        let mut slugs: Vec<_> = TYPES.iter().map(|of| of.slug).collect();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), TYPES.len());
    }
}
