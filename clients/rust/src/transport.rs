//! How a request is sent and an answer read: what the generated operations stand on.

use std::time::Duration;

use reqwest::{
    Method, Request, RequestBuilder, Response,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE},
};
use serde::de::DeserializeOwned;

use crate::{
    Customary, Error,
    error::{ProblemError, UnexpectedResponseError, repeat_after},
    session::Access,
};

impl Customary {
    /// That of a call that begins.
    pub(crate) const fn patience(&self) -> Patience {
        Patience(self.max_wait)
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url(path))
    }

    /// Sends a request for which no token is needed. `status` is the one of success.
    pub(crate) async fn send(&self, request: RequestBuilder, status: u16) -> Result<Answer, Error> {
        self.answer(&request.build()?, None, &mut self.patience()).await?.of_status(status)
    }

    /// Sends a request with the access token, and once more with another if that has expired.
    pub(crate) async fn send_authorized(&self, request: RequestBuilder, status: u16) -> Result<Answer, Error> {
        let request = request.build()?;
        let access = self.session.access();
        let mut patience = self.patience();
        let mut answer = self.answer(&request, access.as_ref(), &mut patience).await?;
        if answer.refuses_token()
            && let Some(stale) = access
            && let Some(fresh) = self.renewed(stale, &mut patience).await?
        {
            answer = self.answer(&request, Some(&fresh), &mut patience).await?;
        }
        answer.of_status(status)
    }

    /// The answer to a request, which is sent again as often as the server says when to.
    async fn answer(
        &self,
        request: &Request,
        access: Option<&Access>,
        patience: &mut Patience,
    ) -> Result<Answer, Error> {
        let mut retries = self.retries;
        loop {
            let answer = Answer::read(self.http.execute(attempt(request, access)?).await?).await?;
            match repeat_after(answer.status, answer.retry_after) {
                Some(wait) if retries > 0 && patience.covers(wait) => {
                    retries -= 1;
                    tokio::time::sleep(wait).await;
                }
                _ => return Ok(answer),
            }
        }
    }
}

/// How long one call may still wait before it sends something again, its refresh included.
pub(crate) struct Patience(Duration);

impl Patience {
    /// Takes a wait off, unless it is longer than what is left.
    pub(crate) fn covers(&mut self, wait: Duration) -> bool {
        let left = self.0.checked_sub(wait);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}

/// A copy of a request, to be sent once.
fn attempt(request: &Request, access: Option<&Access>) -> Result<Request, Error> {
    let mut attempt = Request::new(request.method().clone(), request.url().clone());
    attempt.headers_mut().clone_from(request.headers());
    *attempt.body_mut() = request.body().and_then(|body| body.as_bytes()).map(|bytes| bytes.to_vec().into());
    if let Some(access) = access {
        let mut value = HeaderValue::from_str(&format!("Bearer {}", access.token)).map_err(|_| Error::InvalidToken)?;
        value.set_sensitive(true);
        attempt.headers_mut().insert(AUTHORIZATION, value);
    }
    Ok(attempt)
}

/// An answer that was read to its end.
pub(crate) struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
    retry_after: Option<Duration>,
}

impl Answer {
    async fn read(response: Response) -> Result<Self, Error> {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let retry_after =
            text(&headers, &RETRY_AFTER).and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
        Ok(Self { status, headers, retry_after, body: response.bytes().await?.into() })
    }

    /// Whether the access token is not valid (RFC 6750 §3.1), as when it has expired.
    fn refuses_token(&self) -> bool {
        self.status == 401
            && text(&self.headers, &WWW_AUTHENTICATE).is_some_and(|value| value.contains(r#"error="invalid_token""#))
    }

    /// The answer if it is of the status of success, and the error that it is otherwise.
    fn of_status(self, status: u16) -> Result<Self, Error> {
        if self.status == status {
            return Ok(self);
        }
        let media_type =
            text(&self.headers, &CONTENT_TYPE).and_then(|value| value.split(';').next()).unwrap_or_default();
        if self.status < 400 || !media_type.trim().eq_ignore_ascii_case("application/problem+json") {
            return Err(self.unexpected(format!("neither {status} nor a problem")));
        }
        match serde_json::from_slice(&self.body) {
            Ok(problem) => {
                Err(Box::new(ProblemError { status: self.status, problem, retry_after: self.retry_after }).into())
            }
            Err(error) => Err(self.unexpected(format!("not a whole problem: {error}"))),
        }
    }

    /// The body, read as the operation's type.
    pub(crate) fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| self.unexpected(format!("not as documented: {error}")))
    }

    fn unexpected(&self, reason: String) -> Error {
        Box::new(UnexpectedResponseError {
            status: self.status,
            content_type: text(&self.headers, &CONTENT_TYPE).map(ToOwned::to_owned),
            body: String::from_utf8_lossy(&self.body).into_owned(),
            reason,
            retry_after: self.retry_after,
        })
        .into()
    }
}

/// A header, if it is there and ASCII.
fn text<'headers>(headers: &'headers HeaderMap, name: &HeaderName) -> Option<&'headers str> {
    headers.get(name)?.to_str().ok()
}
