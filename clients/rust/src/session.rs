//! The session: its tokens, and how they are had, replaced and given up.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::future::BoxFuture;
use tokio::sync::watch;

use crate::{
    Customary, Error,
    models::{self, Credentials, SessionRefresh},
    transport::Patience,
};

/// What the clones of a client share.
pub(crate) struct Session {
    tokens: Mutex<Option<Tokens>>,
    logins: AtomicU64,
    /// The last refresh, with the access token that it is to replace.
    refresh: Mutex<Option<(Access, watch::Receiver<Progress>)>>,
}

/// How far a refresh is, for the calls that wait for it.
#[derive(Clone)]
enum Progress {
    Sent,
    /// The server wants it to be sent again later: what it answered, and when.
    Waits {
        error: Error,
        wait: Duration,
        since: Instant,
    },
    Done(Result<(), Error>),
}

struct Tokens {
    access: Access,
    /// None where the access token came from elsewhere.
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
        Self { tokens: Mutex::new(tokens), logins: AtomicU64::new(1), refresh: Mutex::default() }
    }

    fn tokens(&self) -> MutexGuard<'_, Option<Tokens>> {
        lock(&self.tokens)
    }

    pub(crate) fn access(&self) -> Option<Access> {
        self.tokens().as_ref().map(|tokens| tokens.access.clone())
    }

    fn begin(&self, session: models::Session) {
        let login = self.logins.fetch_add(1, Ordering::Relaxed);
        *self.tokens() = Some(Tokens::of(session, login));
    }

    fn login(&self) -> Option<u64> {
        self.tokens().as_ref().map(|tokens| tokens.access.login)
    }

    /// Forgets the tokens, if they are of this login.
    fn end(&self, login: Option<u64>) {
        let mut tokens = self.tokens();
        if tokens.as_ref().map(|tokens| tokens.access.login) == login {
            *tokens = None;
        }
    }

    /// Puts others in the place of the tokens that belong to this access token, if they are still there.
    fn replace(&self, access: &Access, by: Option<Tokens>) {
        let mut tokens = self.tokens();
        if tokens.as_ref().is_some_and(|tokens| tokens.access == *access) {
            *tokens = by;
        }
    }

    /// The refresh token that belongs to this access token. None where there are other tokens by now.
    fn refresh_token(&self, access: &Access) -> Result<Option<String>, Error> {
        match self.tokens().as_ref() {
            None => Err(Error::NoSession),
            Some(tokens) if tokens.access != *access => Ok(None),
            Some(tokens) => tokens.refresh.clone().ok_or(Error::NoSession).map(Some),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nobody panics while holding one, and if so, each of its values would be whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// Ends the session, and forgets its tokens, but not those of a login meanwhile. That there is no session any more (401) is no error. Where it fails
    /// otherwise, the tokens are kept, and it can be tried again.
    ///
    /// # Errors
    ///
    /// As [`Sessions::logout`](crate::operations::Sessions::logout), but for 401.
    pub async fn logout(&self) -> Result<(), Error> {
        let login = self.session.login();
        match self.sessions().logout().await {
            Err(error) if error.status() != Some(401) => return Err(error),
            _ => self.session.end(login),
        }
        Ok(())
    }

    /// Gets new tokens. There is no need to call this: it is done when an access token has expired. Calls at the same time become one.
    ///
    /// # Errors
    ///
    /// [`Error::NoSession`] where there is no refresh token, and otherwise as
    /// [`Sessions::refresh_session`](crate::operations::Sessions::refresh_session). Where the server refuses it (a problem of a status below 500, but not
    /// 408 or 429), the session has ended; otherwise the tokens are kept, and it can be tried again.
    pub async fn refresh(&self) -> Result<(), Error> {
        let stale = self.session.access().ok_or(Error::NoSession)?;
        self.renew(stale, &mut self.patience()).await
    }

    /// The access token that is sent at present, if there is one.
    #[must_use]
    pub fn access_token(&self) -> Option<String> {
        self.session.access().map(|access| access.token)
    }

    /// Another access token than this one, which has expired, of the same login. None where there can't be one: the session has ended.
    pub(crate) async fn renewed(&self, stale: Access, patience: &mut Patience) -> Result<Option<Access>, Error> {
        let login = stale.login;
        match self.renew(stale, patience).await {
            Ok(()) => Ok(self.session.access().filter(|fresh| fresh.login == login)),
            Err(Error::NoSession) => Ok(None),
            Err(error) if error.is_refusal() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Replaces the tokens that belong to this access token, unless that was done meanwhile. The refresh goes on where this call can't wait for it.
    async fn renew(&self, stale: Access, patience: &mut Patience) -> Result<(), Error> {
        let Some(mut refresh) = self.begun_refresh(stale)? else { return Ok(()) };
        loop {
            match refresh.borrow_and_update().clone() {
                Progress::Sent => {}
                Progress::Waits { error, wait, since } => {
                    if !patience.covers(1, wait.saturating_sub(since.elapsed())) {
                        return Err(error);
                    }
                }
                Progress::Done(result) => return result,
            }
            // It ends without a result only where it panics or the runtime ends.
            refresh.changed().await.map_err(|_| Error::NoSession)?;
        }
    }

    /// The refresh of this access token: the one that goes on, or a new one. None where there are other tokens by now.
    fn begun_refresh(&self, stale: Access) -> Result<Option<watch::Receiver<Progress>>, Error> {
        let mut last = lock(&self.session.refresh);
        if let Some((access, refresh)) = last.as_ref()
            && *access == stale
            && refresh.has_changed().is_ok()
            && !matches!(*refresh.borrow(), Progress::Done(_))
        {
            return Ok(Some(refresh.clone()));
        }
        let Some(refresh_token) = self.session.refresh_token(&stale)? else { return Ok(None) };
        let (progress, refresh) = watch::channel(Progress::Sent);
        // A task of its own: when the call that began it is dropped, its answer must not be lost, and the session with it.
        tokio::spawn(self.clone().exchange(stale.clone(), refresh_token, progress));
        *last = Some((stale, refresh.clone()));
        Ok(Some(refresh))
    }

    /// Boxed, since every operation may come to this one, and this one is an operation.
    fn exchange(
        self,
        stale: Access,
        refresh_token: String,
        progress: watch::Sender<Progress>,
    ) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            let result = match self.exchanged(&stale, &SessionRefresh::new(refresh_token), &progress).await {
                Ok(session) => {
                    self.session.replace(&stale, Some(Tokens::of(session, stale.login)));
                    Ok(())
                }
                Err(error) => {
                    if error.is_refusal() {
                        self.session.replace(&stale, None);
                    }
                    Err(error)
                }
            };
            progress.send_replace(Progress::Done(result));
        })
    }

    /// The new tokens. An answer by which nothing was changed leaves the refresh token valid, and it is sent again.
    async fn exchanged(
        &self,
        stale: &Access,
        body: &SessionRefresh,
        progress: &watch::Sender<Progress>,
    ) -> Result<models::Session, Error> {
        // What is waited for is told to the calls, each of which has waited for another time already, so it is not done by `send`.
        let client = Self { retries: 0, ..self.clone() };
        let mut patience = self.patience();
        loop {
            let error = match client.sessions().refresh_session(body).await {
                Ok(session) => return Ok(session),
                Err(error) => error,
            };
            match error.repeat_after() {
                Some(wait) if patience.covers(1, wait) => {
                    progress.send_replace(Progress::Waits { error: error.clone(), wait, since: Instant::now() });
                    tokio::time::sleep(wait).await;
                    if !self.is_awaited(stale, progress) {
                        return Err(error);
                    }
                }
                _ => return Err(error),
            }
        }
    }

    /// Whether a call still waits for the refresh of this access token. Where none does, the next one begins another.
    fn is_awaited(&self, stale: &Access, progress: &watch::Sender<Progress>) -> bool {
        let mut last = lock(&self.session.refresh);
        let is_last = last.as_ref().is_some_and(|(access, _)| access == stale);
        let is_awaited = progress.receiver_count() > usize::from(is_last);
        if is_last && !is_awaited {
            *last = None;
        }
        is_awaited
    }
}
