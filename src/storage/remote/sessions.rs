//! Sessions, refresh tokens and signing keys on a database server. Who changes a session or its tokens locks the
//! session first, so that two never wait for each other.

use super::{
    pool::Session,
    session::{Connection, Failure, values},
};
use crate::{
    domain::{AccountId, Caller, NewSession, OrganizationId, Refreshed, SessionId, SigningKey, Timestamp, TokenHash},
    storage::REMEMBERED,
};

pub(super) async fn login<C: Connection>(
    session: &mut Session<C>,
    new: &NewSession,
    id: SessionId,
) -> Result<(), Failure> {
    let (organization, account) = (new.organization_id.0, new.account_id.0);
    let known =
        session.row("SELECT 1 FROM accounts WHERE organization = ? AND id = ?", values![organization, account]).await?;
    if known.is_none() {
        return Err(Failure::Internal(format!("there is no account {}", new.account_id)));
    }
    session
        .change(
            "INSERT INTO sessions (organization, id, account, expires_at) VALUES (?, ?, ?, ?)",
            values![organization, id.0, account, new.expires_at],
        )
        .await?;
    add_token(session, new.organization_id, id, new.refresh_token, new.expires_at).await
}

/// Removes some sessions that ended or expired long ago: more than come with a login, so that they get fewer, and
/// few enough for it not to take longer.
pub(super) async fn forget_old<C: Connection>(session: &mut Session<C>, now: Timestamp) -> Result<(), Failure> {
    let before = now.plus_seconds(-REMEMBERED);
    for sql in [
        "SELECT organization, id FROM sessions WHERE expires_at < ? ORDER BY expires_at LIMIT 4",
        "SELECT organization, id FROM sessions WHERE ended_at < ? ORDER BY ended_at LIMIT 4",
    ] {
        for mut old in session.rows(sql, values![before]).await? {
            let key = values![old.id()?, old.id()?];
            session.change("DELETE FROM sessions WHERE organization = ? AND id = ?", key).await?;
        }
    }
    Ok(())
}

async fn add_token<C: Connection>(
    session: &mut Session<C>,
    organization: OrganizationId,
    id: SessionId,
    token: TokenHash,
    expires_at: Timestamp,
) -> Result<(), Failure> {
    let sql = "INSERT INTO refresh_tokens (organization, hash, session, expires_at) VALUES (?, ?, ?, ?)";
    session.change(sql, values![organization.0, token.0.as_slice(), id.0, expires_at]).await.map(drop)
}

pub(super) async fn refresh_session<C: Connection>(
    session: &mut Session<C>,
    organization: OrganizationId,
    token: TokenHash,
    replacement: TokenHash,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<Refreshed, Failure> {
    let token = token.0.as_slice();
    let sql = "SELECT session FROM refresh_tokens WHERE organization = ? AND hash = ?";
    let Some(mut found) = session.row(sql, values![organization.0, token]).await? else {
        return Ok(Refreshed::Refused);
    };
    let id = SessionId(found.id()?);
    let sql = "SELECT account FROM sessions WHERE organization = ? AND id = ? AND ended_at IS NULL FOR UPDATE";
    let Some(mut found) = session.row(sql, values![organization.0, id.0]).await? else {
        return Ok(Refreshed::Refused);
    };
    let account_id = AccountId(found.id()?);
    let sql = "SELECT used FROM refresh_tokens WHERE organization = ? AND hash = ? AND expires_at > ?";
    let Some(mut found) = session.row(sql, values![organization.0, token, now]).await? else {
        return Ok(Refreshed::Refused);
    };
    if found.int()? != 0 {
        end(session, organization, id, now).await?;
        return Ok(Refreshed::Reused(id));
    }
    let sql = "UPDATE refresh_tokens SET used = TRUE WHERE organization = ? AND hash = ?";
    session.change(sql, values![organization.0, token]).await?;
    // A token that has expired is refused whether it was used or not, so it need not be remembered.
    let sql = "DELETE FROM refresh_tokens WHERE organization = ? AND session = ? AND expires_at <= ?";
    session.change(sql, values![organization.0, id.0, now]).await?;
    add_token(session, organization, id, replacement, expires_at).await?;
    let sql = "UPDATE sessions SET expires_at = ? WHERE organization = ? AND id = ?";
    session.change(sql, values![expires_at, organization.0, id.0]).await?;
    let sql = "SELECT a.role, o.country FROM accounts AS a JOIN organizations AS o ON o.id = a.organization
               WHERE a.organization = ? AND a.id = ?";
    let account = session.row(sql, values![organization.0, account_id.0]).await?;
    let mut account = account.ok_or_else(|| Failure::Internal(format!("there is no account {account_id}")))?;
    let (role, country) = (account.role()?, account.country()?);
    Ok(Refreshed::Renewed(Caller { account_id, organization_id: organization, session_id: id, role, country }))
}

/// Ends a session, if it goes on, and forgets its tokens: unknown ones are refused just the same.
pub(super) async fn end<C: Connection>(
    session: &mut Session<C>,
    organization: OrganizationId,
    id: SessionId,
    now: Timestamp,
) -> Result<(), Failure> {
    let sql = "UPDATE sessions SET ended_at = ? WHERE organization = ? AND id = ? AND ended_at IS NULL";
    session.change(sql, values![now, organization.0, id.0]).await?;
    let sql = "DELETE FROM refresh_tokens WHERE organization = ? AND session = ?";
    session.change(sql, values![organization.0, id.0]).await.map(drop)
}

/// Ends all sessions of an account but one. Those that were ended.
pub(super) async fn end_others<C: Connection>(
    session: &mut Session<C>,
    organization: OrganizationId,
    account: AccountId,
    keep: SessionId,
    now: Timestamp,
) -> Result<Vec<SessionId>, Failure> {
    let sql = "SELECT id FROM sessions WHERE organization = ? AND account = ? AND id <> ? AND ended_at IS NULL
               ORDER BY id FOR UPDATE";
    let mut others = Vec::new();
    for mut row in session.rows(sql, values![organization.0, account.0, keep.0]).await? {
        others.push(SessionId(row.id()?));
    }
    for id in &others {
        end(session, organization, *id, now).await?;
    }
    Ok(others)
}

pub(super) async fn ended_sessions<C: Connection>(
    session: &mut Session<C>,
    since: Timestamp,
) -> Result<Vec<(SessionId, Timestamp)>, Failure> {
    let sql = "SELECT id, ended_at FROM sessions WHERE ended_at >= ? ORDER BY ended_at, id";
    let rows = session.rows(sql, values![since]).await?;
    rows.into_iter().map(|mut row| Ok((SessionId(row.id()?), Timestamp(row.int()?)))).collect()
}

pub(super) async fn signing_keys<C: Connection>(session: &mut Session<C>) -> Result<Vec<SigningKey>, Failure> {
    let rows = session.rows("SELECT kid, secret, created_at FROM signing_keys ORDER BY seq DESC", Vec::new()).await?;
    let key = |mut row: super::session::Row| {
        Ok(SigningKey { kid: row.text()?, secret: row.bytes()?, created_at: Timestamp(row.int()?) })
    };
    rows.into_iter().map(key).collect()
}

pub(super) async fn rotate_signing_keys<C: Connection>(
    session: &mut Session<C>,
    new: &SigningKey,
    only_if_none: bool,
    forget_before: Timestamp,
) -> Result<Vec<SigningKey>, Failure> {
    session.row("SELECT name FROM locks WHERE name = ? FOR UPDATE", values!["signing_keys"]).await?;
    if !only_if_none || signing_keys(session).await?.is_empty() {
        let sql = "INSERT INTO signing_keys (kid, secret, created_at) VALUES (?, ?, ?)";
        session.change(sql, values![new.kid.as_str(), new.secret.as_slice(), new.created_at]).await?;
    }
    let mut kept: Vec<SigningKey> = signing_keys(session).await?;
    // The newest first: one that is older than a key of before that moment was replaced before it.
    let replaced = kept.iter().position(|key| key.created_at < forget_before).map_or(kept.len(), |newer| newer + 1);
    for key in kept.split_off(replaced) {
        session.change("DELETE FROM signing_keys WHERE kid = ?", values![key.kid]).await?;
    }
    Ok(kept)
}
