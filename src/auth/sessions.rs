//! Sessions: beginning, renewing and ending them, and refusing at once the access tokens of those that ended.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use super::tokens::{AccessTokens, RefreshToken, Refused, new_signing_key};
use crate::{
    contract::{Authenticate, problem::Unauthenticated},
    domain::{Caller, Clock, Credentials, IdSource, NewSession, Refreshed, SessionId, Timestamp},
    storage::{Error, Repository, Storage},
};

/// How often the keys and the sessions that ended elsewhere are read again. Other replicas refuse an ended
/// session's tokens after this long at the latest.
const REFRESH: Duration = Duration::from_secs(2);

/// Clocks of replicas may differ by so many seconds.
const CLOCK_SKEW: i64 = 60;

/// The tokens that a client gets.
pub struct Grant {
    /// A JWT.
    pub access_token: String,
    /// For how many seconds it holds.
    pub expires_in: i32,
    /// For the next one.
    pub refresh_token: String,
}

/// The sessions of all accounts.
pub struct Sessions {
    storage: Arc<Storage>,
    tokens: AccessTokens,
    /// Sessions that ended while access tokens of theirs may still hold.
    ended: RwLock<HashMap<SessionId, Timestamp>>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    /// How long a session lives after its last refresh, in seconds.
    seconds: i64,
}

impl Sessions {
    /// Reads the signing keys and the sessions that ended lately; makes the first key if there is none.
    ///
    /// # Errors
    /// Those of the storage.
    pub async fn open(
        storage: Arc<Storage>,
        tokens: AccessTokens,
        seconds: i64,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
    ) -> Result<Self, Error> {
        if !tokens.is_fixed() && storage.signing_keys().await?.is_empty() {
            storage.rotate_signing_keys(new_signing_key(&*clock, &*ids), true, Timestamp(0)).await?;
        }
        let sessions = Self { storage, tokens, ended: RwLock::default(), clock, ids, seconds };
        sessions.refresh_once().await?;
        Ok(sessions)
    }

    /// Reads keys and ended sessions again and again, for ever.
    pub async fn keep_fresh(&self) {
        loop {
            tokio::time::sleep(REFRESH).await;
            if let Err(error) = self.refresh_once().await {
                tracing::warn!(%error, "can't read the keys and ended sessions, keeping those from before");
            }
        }
    }

    async fn refresh_once(&self) -> Result<(), Error> {
        if !self.tokens.is_fixed() {
            self.tokens.set_keys(&self.storage.signing_keys().await?);
        }
        let since = self.clock.now().plus_seconds(-i64::from(self.tokens.seconds()) - CLOCK_SKEW);
        let ended = self.storage.ended_sessions(since).await?;
        let mut known = self.ended.write().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, at| *at >= since);
        known.extend(ended);
        Ok(())
    }

    /// Begins a session of the account.
    ///
    /// # Errors
    /// Those of the storage.
    pub async fn login(&self, credentials: &Credentials) -> Result<Grant, Error> {
        let refresh_token = RefreshToken::new(credentials.organization_id, &*self.ids);
        let expires_at = self.clock.now().plus_seconds(self.seconds);
        let new = NewSession {
            organization_id: credentials.organization_id,
            account_id: credentials.account_id,
            refresh_token: refresh_token.hash(),
            expires_at,
        };
        let session_id = self.storage.login(new).await?;
        let caller = Caller {
            account_id: credentials.account_id,
            organization_id: credentials.organization_id,
            session_id,
            role: credentials.role,
            country: credentials.country,
        };
        self.grant(&caller, refresh_token)
    }

    /// New tokens for a refresh token; `None` if it is not valid.
    ///
    /// # Errors
    /// Those of the storage.
    pub async fn refresh_session(&self, token: String) -> Result<Option<Grant>, Error> {
        let Some(token) = RefreshToken::from_client(token) else { return Ok(None) };
        let organization = token.organization();
        let replacement = RefreshToken::new(organization, &*self.ids);
        let expires_at = self.clock.now().plus_seconds(self.seconds);
        match self.storage.refresh_session(organization, token.hash(), replacement.hash(), expires_at).await? {
            Refreshed::Renewed(caller) => self.grant(&caller, replacement).map(Some),
            Refreshed::Reused(session) => {
                tracing::warn!(%session, "a refresh token was used twice: its session has been ended");
                self.forget([session]);
                Ok(None)
            }
            Refreshed::Refused => Ok(None),
        }
    }

    /// Ends the caller's session.
    ///
    /// # Errors
    /// Those of the storage.
    pub async fn logout(&self, caller: &Caller) -> Result<(), Error> {
        self.storage.logout(caller.organization_id, caller.session_id).await?;
        self.forget([caller.session_id]);
        Ok(())
    }

    /// Refuses the access tokens of these sessions from now on; the storage has ended them.
    pub fn forget(&self, sessions: impl IntoIterator<Item = SessionId>) {
        let now = self.clock.now();
        let mut ended = self.ended.write().unwrap_or_else(PoisonError::into_inner);
        ended.extend(sessions.into_iter().map(|session| (session, now)));
    }

    fn grant(&self, caller: &Caller, refresh_token: RefreshToken) -> Result<Grant, Error> {
        let access_token =
            self.tokens.issue(caller).ok_or_else(|| Error::Internal("there is no signing key".to_owned()))?;
        Ok(Grant { access_token, expires_in: self.tokens.seconds(), refresh_token: refresh_token.into_string() })
    }
}

impl Authenticate for Sessions {
    fn authenticate(&self, token: &str) -> Result<Caller, Unauthenticated> {
        let caller = self.tokens.verify(token).map_err(|refused| {
            Unauthenticated::invalid_token(match refused {
                Refused::Expired => "The access token has expired. Refresh the session, or log in again.",
                Refused::Invalid | Refused::UnknownKey => "The access token is not valid. Log in again.",
            })
        })?;
        if self.ended.read().unwrap_or_else(PoisonError::into_inner).contains_key(&caller.session_id) {
            return Err(Unauthenticated::invalid_token("The session has ended. Log in again."));
        }
        Ok(caller)
    }
}
