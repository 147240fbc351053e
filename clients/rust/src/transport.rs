//! How a request is sent and an answer read: what the generated operations stand on.

use std::time::Duration;

use reqwest::{
    Method, Request, RequestBuilder, Response,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE},
};
use serde::de::DeserializeOwned;

use crate::{
    Customary, Error,
    challenges::refuse_token,
    error::{ProblemError, UnexpectedResponseError, repeat_after},
    session::Access,
};

impl Customary {
    /// That of a call that begins.
    pub(crate) const fn patience(&self) -> Patience {
        Patience { retries: self.retries, wait: self.max_wait }
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
        loop {
            let answer = Answer::read(self.http.execute(attempt(request, access)?).await?).await?;
            match repeat_after(answer.status, answer.retry_after) {
                Some(wait) if patience.covers(1, wait) => tokio::time::sleep(wait).await,
                _ => return Ok(answer),
            }
        }
    }
}

/// How often one call may still send something again, and how long it may still wait for that, its refresh included.
pub(crate) struct Patience {
    retries: u32,
    wait: Duration,
}

impl Patience {
    /// Takes these off, unless they are more than what is left.
    pub(crate) fn covers(&mut self, retries: u32, wait: Duration) -> bool {
        let left = self.retries.checked_sub(retries).zip(self.wait.checked_sub(wait));
        if let Some((retries, wait)) = left {
            *self = Self { retries, wait };
        }
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
        let retry_after = text(&headers, &RETRY_AFTER).and_then(seconds);
        Ok(Self { status, headers, retry_after, body: response.bytes().await?.into() })
    }

    /// Whether the access token is not valid, as when it has expired.
    fn refuses_token(&self) -> bool {
        self.status == 401
            && self
                .headers
                .get_all(WWW_AUTHENTICATE)
                .iter()
                .any(|line| refuse_token(&String::from_utf8_lossy(line.as_bytes())))
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
        match read(&self.body) {
            Ok(problem) => {
                Err(Box::new(ProblemError { status: self.status, problem, retry_after: self.retry_after }).into())
            }
            Err(error) => Err(self.unexpected(format!("not a whole problem: {error}"))),
        }
    }

    /// The body, read as the operation's type.
    pub(crate) fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        read(&self.body).map_err(|error| self.unexpected(format!("not as documented: {error}")))
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

/// JSON in UTF-8. In what is skipped, `serde_json::from_slice` takes other bytes, too.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Box<dyn std::error::Error>> {
    Ok(serde_json::from_str(str::from_utf8(body)?)?)
}

/// What `Retry-After` says, in digits only. A date is not understood.
fn seconds(text: &str) -> Option<Duration> {
    let seconds = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?;
    seconds.map(Duration::from_secs)
}

/// A header, if it is there and ASCII.
fn text<'headers>(headers: &'headers HeaderMap, name: &HeaderName) -> Option<&'headers str> {
    headers.get(name)?.to_str().ok()
}
