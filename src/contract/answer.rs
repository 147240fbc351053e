//! What an operation answers.

use std::{fmt::Display, marker::PhantomData};

use bytes::Bytes;
use poem::{
    IntoResponse, Response,
    http::{HeaderName, HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse,
    registry::{MetaResponses, Registry},
};
use serde::Serialize;

use super::problem::{InternalError, Problem};

/// Bytes that a body is given room for at first: most need less, and a page of customers grows to its size in few steps.
const USUAL_BODY: usize = 4096;

/// The answer of an operation. The generated code makes it, so that it is one that the document lists.
#[derive(Debug)]
pub struct Answer(Response);

impl Answer {
    /// An answer without a body.
    #[must_use]
    pub fn new(status: u16) -> Self {
        match StatusCode::from_u16(status) {
            Ok(status) => Self(status.into_response()),
            Err(error) => Self::failed(&error),
        }
    }

    /// The answer, with a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Display) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value.to_string())) {
            (Ok(name), Ok(value)) => {
                self.0.headers_mut().insert(name, value);
                self
            }
            (Err(error), _) => Self::failed(&error),
            (_, Err(error)) => Self::failed(&error),
        }
    }

    /// The answer, with a body of JSON.
    #[must_use]
    pub fn json<T>(mut self, body: Json<T>) -> Self {
        match body.bytes {
            Ok(bytes) => {
                self.0.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
                self.0.set_body(bytes);
                self
            }
            Err(error) => Self::failed(&error),
        }
    }

    /// The answer, with something for the layers around.
    pub(super) fn with<T: Clone + Send + Sync + 'static>(mut self, data: T) -> Self {
        self.0.extensions_mut().insert(data);
        self
    }

    fn failed(error: &impl Display) -> Self {
        Problem::from(InternalError { cause: format!("can't write the answer: {error}") }).into()
    }
}

/// A body of JSON: a `T` that is written already. Whoever makes it chooses the thread that writes it.
pub struct Json<T> {
    bytes: Result<Bytes, String>,
    of: PhantomData<fn() -> T>,
}

/// Without a copy of what is written.
impl<T> Clone for Json<T> {
    fn clone(&self) -> Self {
        Self { bytes: self.bytes.clone(), of: PhantomData }
    }
}

impl<T: Serialize> Json<T> {
    /// Writes it.
    #[must_use]
    pub fn of(value: impl Into<T>) -> Self {
        let mut bytes = Vec::with_capacity(USUAL_BODY);
        let written = serde_json::to_writer(&mut bytes, &value.into());
        // It may be kept.
        bytes.shrink_to_fit();
        Self { bytes: written.map(|()| bytes.into()).map_err(|error| error.to_string()), of: PhantomData }
    }

    /// How many bytes it has.
    #[must_use]
    pub fn length(&self) -> usize {
        self.bytes.as_ref().map_or(0, Bytes::len)
    }
}

impl From<Problem> for Answer {
    fn from(problem: Problem) -> Self {
        Self(problem.into_response())
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        self.0
    }
}

/// The document of poem-openapi is not served (openapi.yaml is), so there is nothing to say in it.
impl ApiResponse for Answer {
    fn meta() -> MetaResponses {
        MetaResponses { responses: Vec::new() }
    }

    fn register(_: &mut Registry) {}
}
