//! The outermost layer: everything that is not particular to one operation happens here, once. It gives a request its
//! id, bounds how many run, turns whatever went wrong into a problem, and times and logs each.

use std::{any::Any, panic::AssertUnwindSafe, sync::Arc, time::Instant};

use futures_util::FutureExt;
use poem::{
    Body, Endpoint, IntoResponse, Request, Response, Route,
    error::NotFoundError,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header},
};
use poem_openapi::OperationId;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{accept, head, html, log::panic_message, pages};
use crate::{
    contract::{
        Paths,
        problem::{HeadTooLarge, InternalError, MalformedRequest, NotFound, Problem, TYPES, Unavailable},
    },
    domain::{Caller, Clock, IdSource},
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");

/// Answers every request.
pub struct App {
    operations: Route,
    paths: Paths,
    /// A place for each operation that may run at the same time.
    places: Semaphore,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
}

impl App {
    /// `operations` answers the `paths` of the contract, `requests` of them at the same time.
    #[must_use]
    pub fn new(
        operations: Route,
        paths: Paths,
        requests: usize,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
    ) -> Self {
        let places = Semaphore::new(requests.min(Semaphore::MAX_PERMITS));
        Self { operations, paths, places, clock, ids }
    }

    /// Answers a request. Whatever happens, there is an answer.
    pub async fn answer(&self, request: Request) -> Response {
        let line = Line::begin(&self.paths, &request, self.request_id(request.headers()));
        let html = wants_html(&request);
        let mut response = match AssertUnwindSafe(self.dispatch(request)).catch_unwind().await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) if error.is::<NotFoundError>() => self.not_found(line.uri.path()).into_response(),
            Ok(Err(error)) => from_error(error),
            Err(panic) => from_panic(&*panic),
        };
        let problem = response.extensions_mut().remove::<Problem>().or_else(|| from_status(response.status()));
        if let Some(problem) = &problem {
            render(&mut response, problem, html, line.request_id());
        }
        if problem.is_some() || is_operation(line.uri.path()) {
            response.headers_mut().insert(header::CACHE_CONTROL, NO_STORE);
        }
        if problem.is_some() && !is_operation(line.uri.path()) {
            // Another client would get it in another form (RFC 9110 §12.5.5).
            response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
        }
        response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, NOSNIFF);
        line.end(&mut response, problem.as_ref().and_then(|problem| problem.cause.as_deref()));
        response
    }

    /// Answers and logs what came instead of a request, which hyper refuses with this status.
    pub(super) fn refuse(&self, status: StatusCode) -> Response {
        let started = Instant::now();
        let problem = match status {
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => Problem::from(HeadTooLarge),
            _ => MalformedRequest { detail: "What came is not a request as HTTP/1.1 has them." }.into(),
        };
        let request_id = self.request_id(&HeaderMap::new());
        let id = request_id.to_str().unwrap_or_default();
        let mut response = Response::default();
        render(&mut response, &problem, false, id);
        tracing::info!(status = problem.of.status.as_u16(), request_id = id, "refused what is not a request");
        response.headers_mut().extend([
            (header::CACHE_CONTROL, NO_STORE),
            (header::X_CONTENT_TYPE_OPTIONS, NOSNIFF),
            (REQUEST_ID, request_id),
        ]);
        response.headers_mut().extend(timing(milliseconds(started)).map(|timing| (SERVER_TIMING, timing)));
        response
    }

    async fn dispatch(&self, request: Request) -> poem::Result<Response> {
        if let Some(problem) = head::problem(&request) {
            return Ok(problem.into_response());
        }
        let path = request.uri().path();
        // poem takes nothing for a parameter's value, and no path of the contract has two slashes together.
        if is_operation(path) && path.contains("//") {
            return Ok(self.not_found(path).into_response());
        }
        if !is_operation(path) {
            let page = pages::answer(request.method(), path, request.headers());
            return Ok(page.unwrap_or_else(|| self.not_found(path).into_response()));
        }
        // Who watches the server must get an answer most of all when it has too much to do. What is no operation takes no
        // place: its problem is the same whatever the server has to do.
        let limited = path.starts_with("/api/") && self.paths.operation(request.method(), path).is_some();
        let Ok(_place) = limited.then(|| self.places.try_acquire()).transpose() else {
            let cause = "as many requests run as CUSTOMARY_REQUESTS allows".to_owned();
            return Ok(Problem::from(Unavailable { cause }).into_response());
        };
        self.operations.call(request).await
    }

    /// No redirect, also where only a slash is missing: a client would lose the body of a POST.
    fn not_found(&self, path: &str) -> Problem {
        // What has no slash at its beginning is the target of a CONNECT, or `*`.
        let nearest = |path| self.paths.nearest(path).or_else(|| pages::nearest(path));
        let detail = match Some(path).filter(|path| path.starts_with('/')).and_then(nearest) {
            Some(right) => format!("There is nothing at this path. The path is {right}.").into(),
            None if is_operation(path) => "There is nothing at this path. /openapi.yaml lists the paths.".into(),
            None => "There is nothing at this path.".into(),
        };
        NotFound { detail }.into()
    }

    /// The client's, if it is a decent one; otherwise a new `UUIDv7`.
    fn request_id(&self, headers: &HeaderMap) -> HeaderValue {
        let decent = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        if let Some(sent) = headers.get(REQUEST_ID)
            && (1..=64).contains(&sent.len())
            && sent.as_bytes().iter().copied().all(decent)
        {
            return sent.clone();
        }
        let mut random = [0; 10];
        self.ids.fill(&mut random);
        let milliseconds = self.clock.now().0.unsigned_abs();
        let id: Uuid = uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid();
        HeaderValue::try_from(id.to_string()).unwrap_or(HeaderValue::from_static("-"))
    }
}

/// Whether the path is the contract's; the others are pages.
fn is_operation(path: &str) -> bool {
    let of_health = |name: &str| path.strip_prefix(name).is_some_and(|rest| matches!(rest, "" | "/"));
    path.starts_with("/api/") || path == "/api" || of_health("/livez") || of_health("/readyz")
}

/// Whether a person's browser asks, and not a program: it prefers HTML, and the path is not the API's.
fn wants_html(request: &Request) -> bool {
    !is_operation(request.uri().path()) && accept::prefers_html(request.headers())
}

/// An error of poem's own, or a problem that travels as the data of one. Other data of the error goes along.
fn from_error(error: poem::Error) -> Response {
    let status = error.status();
    let text = error.to_string();
    let mut response = error.into_response();
    if let Some(problem) = response.data::<Problem>() {
        if let Some((name, value)) = problem.header.clone() {
            response.headers_mut().insert(name, value);
        }
    } else {
        response.set_data(of_status(status, text));
    }
    response
}

fn from_panic(panic: &(dyn Any + Send)) -> Response {
    Problem::from(InternalError { cause: format!("panicked: {}", panic_message(panic)) }).into_response()
}

/// A failure that somebody answered with a bare status.
fn from_status(status: StatusCode) -> Option<Problem> {
    let failed = status.is_client_error() || status.is_server_error();
    failed.then(|| of_status(status, status.canonical_reason().unwrap_or("unknown status").to_owned()))
}

fn of_status(status: StatusCode, text: String) -> Problem {
    match TYPES.iter().find(|of| of.status == status && status.is_client_error()) {
        Some(of) => Problem { of, detail: text.into(), errors: Vec::new(), header: None, cause: None },
        None => InternalError { cause: text }.into(),
    }
}

fn render(response: &mut Response, problem: &Problem, html: bool, request_id: &str) {
    response.set_status(problem.of.status);
    let headers = response.headers_mut();
    let body = if html {
        pages::secure_html(headers);
        Body::from(html::error_page(problem, request_id))
    } else {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        Body::from(problem.to_json(request_id))
    };
    response.set_body(body);
}

/// Since then, to three decimals.
#[allow(clippy::cast_precision_loss, reason = "a request does not take 2^52 microseconds (142 years)")]
fn milliseconds(started: Instant) -> f64 {
    (started.elapsed().as_nanos().div_ceil(1000)) as f64 / 1000.0
}

fn timing(milliseconds: f64) -> Option<HeaderValue> {
    HeaderValue::try_from(format!("total;dur={milliseconds:.3}")).ok()
}

/// The line that the log gets of a request, also when the client hangs up before there is an answer.
struct Line<'a> {
    paths: &'a Paths,
    started: Instant,
    method: Method,
    uri: Uri,
    request_id: HeaderValue,
    answered: bool,
}

/// Writes the line, at a level that must be a constant. The path goes without the query, which has personal data.
macro_rules! write_line {
    ($level:ident, $line:expr, $milliseconds:expr, $operation:expr, $caller:expr, $status:expr, $cause:expr, $message:literal) => {
        tracing::$level!(
            operation = $operation,
            method = $line.method.as_str(),
            path = $line.uri.path(),
            status = $status,
            elapsed_ms = $milliseconds,
            request_id = $line.request_id(),
            account_id = $caller.map(|caller: Caller| tracing::field::display(caller.account_id)),
            organization_id = $caller.map(|caller: Caller| tracing::field::display(caller.organization_id)),
            cause = $cause,
            $message
        )
    };
}

impl<'a> Line<'a> {
    fn begin(paths: &'a Paths, request: &Request, request_id: HeaderValue) -> Self {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        Self { paths, started: Instant::now(), method, uri, request_id, answered: false }
    }

    /// The operation's name, also where its answer does not have it because the operation was not reached or left.
    fn operation(&self) -> Option<&'static str> {
        self.paths.operation(&self.method, self.uri.path())
    }

    fn request_id(&self) -> &str {
        self.request_id.to_str().unwrap_or_default()
    }

    fn end(mut self, response: &mut Response, cause: Option<&str>) {
        self.answered = true;
        let milliseconds = milliseconds(self.started);
        let headers = response.headers_mut();
        headers.insert(REQUEST_ID, self.request_id.clone());
        if let Some(timing) = timing(milliseconds) {
            headers.insert(SERVER_TIMING, timing);
        }
        let operation = response.data::<OperationId>().map(|id| id.0).or_else(|| self.operation());
        let caller = response.data::<Caller>().copied();
        let status = response.status();
        if status.is_server_error() {
            write_line!(error, self, milliseconds, operation, caller, status.as_u16(), cause, "failed");
        } else {
            write_line!(info, self, milliseconds, operation, caller, status.as_u16(), cause, "answered");
        }
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        if !self.answered {
            let (operation, caller, status, cause) = (self.operation(), None, None::<u16>, None::<&str>);
            let milliseconds = milliseconds(self.started);
            write_line!(
                info,
                self,
                milliseconds,
                operation,
                caller,
                status,
                cause,
                "the connection ended before the answer"
            );
        }
    }
}

#[cfg(test)]
#[path = "app_tests.rs"]
pub(super) mod tests;
