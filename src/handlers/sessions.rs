//! Logging in and out, and keeping a session.

use super::{Handlers, too_many_attempts};
use crate::{
    api::{
        models::{Credentials, Session, SessionRefresh},
        operations::{
            LoginProblem, LoginResponse, LogoutProblem, LogoutResponse, RefreshSessionProblem, RefreshSessionResponse,
            SessionsApi,
        },
    },
    auth::{Grant, Verdict},
    contract::{
        Client, Json,
        problem::{Failure, Unauthenticated},
    },
    domain::{Caller, Email},
    storage::Repository,
};

impl From<Grant> for Session {
    fn from(grant: Grant) -> Self {
        Self {
            access_token: grant.access_token,
            token_type: "Bearer".to_owned(),
            expires_in: grant.expires_in,
            refresh_token: grant.refresh_token,
        }
    }
}

impl SessionsApi for Handlers {
    async fn login(&self, client: Client, body: Credentials) -> Result<LoginResponse, LoginProblem> {
        let services = &*self.0;
        let wrong = || Unauthenticated::without_token("The e-mail address or the password is wrong.");
        let email = Email::parse(&body.email).ok_or_else(wrong)?;
        let key = email.key();
        services.attempts.check(&key, client.address).map_err(too_many_attempts)?;
        let credentials = services.storage.get_credentials(&email).await.map_err(Failure::from)?;
        // Without an account a password is hashed all the same, so that the time does not tell.
        let hash = credentials.as_ref().map(|credentials| credentials.password_hash.as_str());
        let verdict = services.passwords.verify(&body.password, hash).await.map_err(Failure::from)?;
        let credentials = match (credentials, verdict) {
            (Some(credentials), Verdict::Right) => credentials,
            (Some(credentials), Verdict::RightOutdated(hash)) => {
                let (organization, id) = (credentials.organization_id, credentials.account_id);
                let old = credentials.password_hash.clone();
                services.storage.rehash_password(organization, id, old, hash).await.map_err(Failure::from)?;
                credentials
            }
            _ => {
                services.attempts.wrong(&key, client.address);
                return Err(wrong().into());
            }
        };
        let grant = services.sessions.login(&credentials).await.map_err(Failure::from)?;
        Ok(LoginResponse::Ok { body: Json::of(grant) })
    }

    async fn logout(&self, caller: Caller) -> Result<LogoutResponse, LogoutProblem> {
        self.0.sessions.logout(&caller).await.map_err(Failure::from)?;
        Ok(LogoutResponse::NoContent)
    }

    async fn refresh_session(
        &self,
        _: Client,
        body: SessionRefresh,
    ) -> Result<RefreshSessionResponse, RefreshSessionProblem> {
        let grant = self.0.sessions.refresh_session(body.refresh_token).await.map_err(Failure::from)?;
        let grant = grant
            .ok_or_else(|| Unauthenticated::invalid_token("The refresh token is not valid any more. Log in again."))?;
        Ok(RefreshSessionResponse::Ok { body: Json::of(grant) })
    }
}
