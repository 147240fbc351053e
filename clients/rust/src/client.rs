//! The client and how it is made.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::{Url, redirect};

use crate::{Error, session::Session};

/// The server closes a connection that was idle for 75 seconds. One that is kept longer may end while a request is sent.
const IDLE: Duration = Duration::from_mins(1);

/// A client of one server. A clone of it is cheap and has the same session.
///
/// It needs a Tokio runtime with time and I/O enabled, as reqwest does.
#[derive(Clone)]
pub struct Customary {
    pub(crate) http: reqwest::Client,
    /// The server's URL, without a slash at its end.
    pub(crate) base: Arc<str>,
    pub(crate) retries: u32,
    pub(crate) max_wait: Duration,
    pub(crate) session: Arc<Session>,
}

impl Customary {
    /// A client with the default options: see [`Customary::builder`].
    ///
    /// # Errors
    ///
    /// [`Error::InvalidUrl`], and [`Error::Transport`] where TLS can't be set up.
    pub fn new(url: &str) -> Result<Self, Error> {
        Self::builder(url).build()
    }

    /// A client with other options than the default ones. The URL may have a path, if the server stands behind one.
    ///
    /// ```no_run
    /// use std::time::Duration;
    ///
    /// # fn main() -> Result<(), customary_client::Error> {
    /// let client = customary_client::Customary::builder("https://example.com/customary")
    ///     .timeout(Duration::from_secs(5))
    ///     .retries(0)
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(url: &str) -> Builder {
        Builder {
            url: url.to_owned(),
            timeout: Duration::from_secs(30),
            retries: 2,
            max_wait: Duration::from_mins(1),
            access_token: None,
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

/// Without the tokens.
impl fmt::Debug for Customary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Customary")
            .field("url", &self.base)
            .field("retries", &self.retries)
            .field("max_wait", &self.max_wait)
            .finish_non_exhaustive()
    }
}

/// The options of a [`Customary`], made by [`Customary::builder`].
#[derive(Clone)]
#[must_use]
pub struct Builder {
    url: String,
    timeout: Duration,
    retries: u32,
    max_wait: Duration,
    access_token: Option<String>,
}

impl Builder {
    /// How long one request may take, from connecting to the end of the answer (30 s).
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// How often one call may send something again that was answered with 429 or 503 and `Retry-After`, its refresh included (2).
    pub fn retries(self, retries: u32) -> Self {
        Self { retries, ..self }
    }

    /// How long one call may wait for that in all, its refresh included. When the server says longer, its answer is the result (60 s).
    pub fn max_wait(self, max_wait: Duration) -> Self {
        Self { max_wait, ..self }
    }

    /// An access token from elsewhere. It is not refreshed.
    pub fn access_token(self, access_token: impl Into<String>) -> Self {
        Self { access_token: Some(access_token.into()), ..self }
    }

    /// The client. It connects when it sends its first request.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidUrl`], and [`Error::Transport`] where TLS can't be set up.
    pub fn build(self) -> Result<Customary, Error> {
        let base = base(&self.url)?;
        let http = http(self.timeout).build().or_else(|error| {
            // A machine without certificates, as a small container is, can't have TLS, but plain HTTP needs none.
            if base.starts_with("http:") { http(self.timeout).tls_certs_only([]).build() } else { Err(error) }
        })?;
        Ok(Customary {
            http,
            base,
            retries: self.retries,
            max_wait: self.max_wait,
            session: Arc::new(Session::of_access_token(self.access_token)),
        })
    }
}

/// Without the token.
impl fmt::Debug for Builder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Builder")
            .field("timeout", &self.timeout)
            .field("retries", &self.retries)
            .field("max_wait", &self.max_wait)
            .finish_non_exhaustive()
    }
}

fn http(timeout: Duration) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(concat!("customary-client-rust/", env!("CARGO_PKG_VERSION")))
        .timeout(timeout)
        .pool_idle_timeout(IDLE)
        // The document has no redirects, and to follow one would make a GET of a POST.
        .redirect(redirect::Policy::none())
}

/// The URL that paths are put behind.
fn base(url: &str) -> Result<Arc<str>, Error> {
    let url = Url::parse(url).map_err(|error| Error::InvalidUrl(error.to_string()))?;
    let refused = |reason: &str| Err(Error::InvalidUrl(reason.to_owned()));
    if !matches!(url.scheme(), "http" | "https") {
        return refused("it must begin with http:// or https://");
    }
    // reqwest would send them in a second `Authorization`.
    if !url.username().is_empty() || url.password().is_some() {
        return refused("it may not have a user or a password");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refused("it may not have a query or a fragment");
    }
    Ok(url.as_str().trim_end_matches('/').into())
}
