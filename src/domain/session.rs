//! Sessions, their tokens and the keys that sign them.

use std::fmt;

use super::{AccountId, Country, OrganizationId, Role, SessionId, Timestamp};

/// Who makes a request: what a valid access token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// The account.
    pub account_id: AccountId,
    /// Its organization, which every query is bound to.
    pub organization_id: OrganizationId,
    /// The session.
    pub session_id: SessionId,
    /// What the account may do.
    pub role: Role,
    /// The organization's country, for national phone numbers.
    pub country: Option<Country>,
}

/// SHA-256 of a refresh token: all that is stored of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TokenHash(pub [u8; 32]);

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

/// A session that begins.
#[derive(Debug, Clone, Copy)]
pub struct NewSession {
    /// The account's organization.
    pub organization_id: OrganizationId,
    /// Whose it is.
    pub account_id: AccountId,
    /// Its first refresh token.
    pub refresh_token: TokenHash,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// How an exchange of a refresh token ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refreshed {
    /// The session goes on with the new token.
    Renewed(Caller),
    /// The token was used before: the session has been ended now.
    Reused(SessionId),
    /// The token is unknown or expired, or its session has ended.
    Refused,
}

/// A key that signs access tokens (HMAC-SHA-256).
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// Its name in a token's header.
    pub kid: String,
    /// 32 random bytes.
    pub secret: Vec<u8>,
    /// When it was made. The newest key signs once all replicas know it, all verify.
    pub created_at: Timestamp,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}
