//! What can go wrong with a call.

use std::{error::Error as _, fmt, sync::Arc, time::Duration};

use crate::models::{FieldError, Problem};

/// Why a call did not succeed. Calls that waited for the same refresh have clones of its error.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server answered with a problem.
    #[error(transparent)]
    Problem(#[from] Box<ProblemError>),
    /// What was answered is not what the document says, and no problem either. A proxy may have sent it.
    #[error(transparent)]
    UnexpectedResponse(#[from] Box<UnexpectedResponseError>),
    /// There was no whole answer: no connection, one that broke, or not in time.
    #[error("{}", with_causes(.0))]
    Transport(Arc<reqwest::Error>),
    /// The address of the server can't be used. The text says why.
    #[error("not the address of a server: {0}")]
    InvalidUrl(String),
    /// The access token has characters that no header can have.
    #[error("the access token has characters that no header can have")]
    InvalidToken,
    /// There is no session to be refreshed: nobody is logged in.
    #[error("there is no session: log in first")]
    NoSession,
}

impl Error {
    /// The problem, if this is one.
    #[must_use]
    pub fn problem(&self) -> Option<&ProblemError> {
        match self {
            Self::Problem(error) => Some(error),
            _ => None,
        }
    }

    /// The status of the answer, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Problem(error) => Some(error.status),
            Self::UnexpectedResponse(error) => Some(error.status),
            _ => None,
        }
    }

    /// When the request may be sent again, where the server did nothing and says when to come back.
    pub(crate) fn repeat_after(&self) -> Option<Duration> {
        match self {
            Self::Problem(error) => repeat_after(error.status, error.retry_after),
            Self::UnexpectedResponse(error) => repeat_after(error.status, error.retry_after),
            _ => None,
        }
    }

    /// Whether the server has understood the request and says no.
    pub(crate) fn is_refusal(&self) -> bool {
        self.problem().is_some_and(|error| (400..500).contains(&error.status) && !matches!(error.status, 408 | 429))
    }
}

/// Only with these statuses a `Retry-After` says that nothing was changed.
pub(crate) fn repeat_after(status: u16, retry_after: Option<Duration>) -> Option<Duration> {
    retry_after.filter(|_| matches!(status, 429 | 503))
}

impl From<reqwest::Error> for Error {
    fn from(mut error: reqwest::Error) -> Self {
        // It is shown with its URL, whose query holds people's data.
        if let Some(url) = error.url_mut() {
            url.set_query(None);
        }
        Self::Transport(Arc::new(error))
    }
}

/// An answer that is a problem (RFC 9457).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ProblemError {
    /// The status of the answer.
    pub status: u16,
    /// What the server says about it.
    pub problem: Problem,
    /// When the same request may be sent again, where the server says so.
    pub retry_after: Option<Duration>,
}

impl ProblemError {
    /// All that is wrong with the request.
    #[must_use]
    pub fn errors(&self) -> &[FieldError] {
        self.problem.errors.as_deref().unwrap_or_default()
    }
}

impl std::error::Error for ProblemError {}

/// As one line: `400 Invalid request: The request has 1 error. (/name: May not be blank.) [request 0198c2f1-…]`
impl fmt::Display for ProblemError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem { title, detail, request_id, .. } = &self.problem;
        write!(formatter, "{} {title}: {detail}", self.status)?;
        for error in self.errors() {
            let place = error.pointer.as_ref().or(error.parameter.as_ref()).map_or("", String::as_str);
            write!(formatter, " ({place}: {})", error.detail)?;
        }
        write!(formatter, " [request {request_id}]")
    }
}

/// An answer that is neither what the document says nor a problem.
#[derive(Clone)]
#[non_exhaustive]
pub struct UnexpectedResponseError {
    /// The status of the answer.
    pub status: u16,
    /// Its media type, if it names one.
    pub content_type: Option<String>,
    /// Its body, as far as it is text. It is not shown by `{}` and `{:?}`, since it may hold tokens.
    pub body: String,
    /// What is wrong with it.
    pub reason: String,
    /// When the same request may be sent again, where the answer says so.
    pub retry_after: Option<Duration>,
}

impl std::error::Error for UnexpectedResponseError {}

/// As one line: `unexpected answer: status 502, text/html, 152 bytes: not a problem`
impl fmt::Display for UnexpectedResponseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, content_type, body, reason, .. } = self;
        let content_type = content_type.as_deref().unwrap_or("no media type");
        write!(formatter, "unexpected answer: status {status}, {content_type}, {} bytes: {reason}", body.len())
    }
}

impl fmt::Debug for UnexpectedResponseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UnexpectedResponseError")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("reason", &self.reason)
            .field("retry_after", &self.retry_after)
            .finish_non_exhaustive()
    }
}

/// An error of reqwest with its causes, which it does not name itself: `…: tcp connect error: Connection refused`.
fn with_causes(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
