//! The session: its tokens, and how they are had, replaced and given up.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use futures_util::future::BoxFuture;
use tokio::sync;

use crate::{
    Customary, Error,
    models::{self, Credentials, SessionRefresh},
};

/// What the clones of a client share.
pub(crate) struct Session {
    tokens: Mutex<Option<Tokens>>,
    logins: AtomicU64,
    /// Held by the one who refreshes.
    refreshing: sync::Mutex<()>,
}

struct Tokens {
    access: Access,
    /// None once it was sent, and where the access token came from elsewhere.
    refresh: Option<String>,
}

/// An access token.
#[derive(Clone, PartialEq)]
pub(crate) struct Access {
    pub(crate) token: String,
    /// The number of the login that it comes from: what one account asked for must not be sent again for another.
    login: u64,
}

impl Session {
    pub(crate) fn of_access_token(token: Option<String>) -> Self {
        let tokens = token.map(|token| Tokens { access: Access { token, login: 0 }, refresh: None });
        Self { tokens: Mutex::new(tokens), logins: AtomicU64::new(1), refreshing: sync::Mutex::default() }
    }

    fn tokens(&self) -> MutexGuard<'_, Option<Tokens>> {
        // Nobody panics while holding it, and if so, each of its values would be whole.
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn access(&self) -> Option<Access> {
        self.tokens().as_ref().map(|tokens| tokens.access.clone())
    }

    fn begin(&self, session: models::Session) {
        let login = self.logins.fetch_add(1, Ordering::Relaxed);
        *self.tokens() = Some(Tokens::of(session, login));
    }

    /// Puts others in the place of the tokens that belong to this access token, if they are still there.
    fn replace(&self, access: &Access, by: Option<Tokens>) {
        let mut tokens = self.tokens();
        if tokens.as_ref().is_some_and(|tokens| tokens.access == *access) {
            *tokens = by;
        }
    }

    /// The refresh token that belongs to this access token, given out once. None where there are other tokens by now.
    fn take_refresh_token(&self, access: &Access) -> Result<Option<String>, Error> {
        match self.tokens().as_mut() {
            None => Err(Error::NoSession),
            Some(tokens) if tokens.access != *access => Ok(None),
            Some(tokens) => tokens.refresh.take().ok_or(Error::NoSession).map(Some),
        }
    }
}

impl Tokens {
    fn of(session: models::Session, login: u64) -> Self {
        Self { access: Access { token: session.access_token, login }, refresh: Some(session.refresh_token) }
    }
}

impl Customary {
    /// Logs in, and keeps the tokens. They are sent with what needs them and refreshed when they expire. Where this fails, the session that there was
    /// before goes on.
    ///
    /// # Errors
    ///
    /// As [`Sessions::login`](crate::operations::Sessions::login), which keeps nothing.
    pub async fn login(&self, email: impl Into<String>, password: impl Into<String>) -> Result<(), Error> {
        let session = self.sessions().login(&Credentials::new(email, password)).await?;
        self.session.begin(session);
        Ok(())
    }

    /// Ends the session, and forgets the tokens. Where that fails otherwise than with 401, they are kept, and it can be tried again.
    ///
    /// # Errors
    ///
    /// As [`Sessions::logout`](crate::operations::Sessions::logout).
    pub async fn logout(&self) -> Result<(), Error> {
        let ended = self.sessions().logout().await;
        if ended.as_ref().err().is_none_or(|error| error.status() == Some(401)) {
            *self.session.tokens() = None;
        }
        ended
    }

    /// Gets new tokens. There is no need to call this: it is done when an access token has expired. Calls at the same time become one.
    ///
    /// # Errors
    ///
    /// [`Error::NoSession`] where there is no refresh token, and otherwise as
    /// [`Sessions::refresh_session`](crate::operations::Sessions::refresh_session). The session has ended then.
    pub async fn refresh(&self) -> Result<(), Error> {
        let stale = self.session.access().ok_or(Error::NoSession)?;
        self.renew(stale).await
    }

    /// The access token that is sent at present, if there is one.
    #[must_use]
    pub fn access_token(&self) -> Option<String> {
        self.session.access().map(|access| access.token)
    }

    /// Another access token than this one, which has expired, of the same login. None where there can't be one.
    pub(crate) async fn renewed(&self, stale: Access) -> Option<Access> {
        let login = stale.login;
        self.renew(stale).await.ok()?;
        self.session.access().filter(|fresh| fresh.login == login)
    }

    /// Replaces the tokens that belong to this access token, unless that was done meanwhile.
    async fn renew(&self, stale: Access) -> Result<(), Error> {
        // A task of its own: when the call that began it is dropped, its answer must not be lost, and the session with it.
        // It fails only where it panics or the runtime ends.
        tokio::spawn(self.clone().exchange(stale)).await.unwrap_or(Err(Error::NoSession))
    }

    /// Boxed, since every operation may come to this one, and this one is an operation.
    fn exchange(self, stale: Access) -> BoxFuture<'static, Result<(), Error>> {
        Box::pin(async move {
            let _others_wait = self.session.refreshing.lock().await;
            let Some(refresh_token) = self.session.take_refresh_token(&stale)? else { return Ok(()) };
            // The server ends a session whose refresh token comes twice, so it is not sent again whatever is answered.
            let client = Self { retries: 0, ..self.clone() };
            let answer = client.sessions().refresh_session(&SessionRefresh::new(refresh_token)).await;
            let (tokens, result) = match answer {
                Ok(session) => (Some(Tokens::of(session, stale.login)), Ok(())),
                Err(error) => (None, Err(error)),
            };
            self.session.replace(&stale, tokens);
            result
        })
    }
}
