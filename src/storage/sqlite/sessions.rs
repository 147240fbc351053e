//! Sessions, refresh tokens and signing keys in SQLite.

use rusqlite::{Connection, OptionalExtension, params};

use super::{row, writer::Context};
use crate::{
    domain::{AccountId, Caller, NewSession, OrganizationId, Refreshed, SessionId, SigningKey, Timestamp, TokenHash},
    storage::{Error, REMEMBERED},
};

pub(super) fn login(context: &mut Context, new: &NewSession) -> Result<SessionId, Error> {
    forget_old(&context.connection, context.now())?;
    let id = context.new_id();
    let connection = &context.connection;
    let inserted = connection
        .prepare_cached(
            "INSERT INTO sessions (id, account, expires_at) SELECT ?1, a.seq, ?4
             FROM accounts AS a JOIN organizations AS o ON o.seq = a.organization WHERE o.id = ?2 AND a.id = ?3",
        )?
        .execute(params![
            id.as_bytes(),
            new.organization_id.0.as_bytes(),
            new.account_id.0.as_bytes(),
            new.expires_at.0
        ])?;
    if inserted == 0 {
        return Err(Error::Internal(format!("there is no account {}", new.account_id)));
    }
    add_token(connection, connection.last_insert_rowid(), new.refresh_token, new.expires_at)?;
    Ok(SessionId(id))
}

/// Removes some sessions that ended or expired long ago: more than come with a login, so that they get fewer, and
/// few enough for it not to take longer.
fn forget_old(connection: &Connection, now: Timestamp) -> rusqlite::Result<()> {
    let before = now.plus_seconds(-REMEMBERED).0;
    for sql in [
        "DELETE FROM sessions WHERE seq IN (SELECT seq FROM sessions WHERE expires_at < ?1 LIMIT 4)",
        "DELETE FROM sessions WHERE seq IN (SELECT seq FROM sessions WHERE ended_at < ?1 LIMIT 4)",
    ] {
        connection.prepare_cached(sql)?.execute([before])?;
    }
    Ok(())
}

fn add_token(connection: &Connection, session: i64, token: TokenHash, expires_at: Timestamp) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO refresh_tokens (hash, session, expires_at) VALUES (?1, ?2, ?3)")?
        .execute(params![token.0, session, expires_at.0])
        .map(drop)
}

struct Found {
    session: i64,
    used: bool,
    token_expires_at: i64,
    ended: bool,
    caller: Caller,
}

fn find_token(
    connection: &Connection,
    organization: OrganizationId,
    token: TokenHash,
) -> rusqlite::Result<Option<Found>> {
    connection
        .prepare_cached(
            "SELECT s.seq, t.used, t.expires_at, s.ended_at IS NOT NULL, s.id, a.id, a.role, o.id, o.country
             FROM refresh_tokens AS t
             JOIN sessions AS s ON s.seq = t.session
             JOIN accounts AS a ON a.seq = s.account
             JOIN organizations AS o ON o.seq = a.organization
             WHERE t.hash = ?1 AND o.id = ?2",
        )?
        .query_row(params![token.0, organization.0.as_bytes()], |found| {
            Ok(Found {
                session: found.get(0)?,
                used: found.get(1)?,
                token_expires_at: found.get(2)?,
                ended: found.get(3)?,
                caller: Caller {
                    session_id: SessionId(row::id(found, 4)?),
                    account_id: AccountId(row::id(found, 5)?),
                    role: row::role(found, 6)?,
                    organization_id: OrganizationId(row::id(found, 7)?),
                    country: row::country(found, 8)?,
                },
            })
        })
        .optional()
}

pub(super) fn refresh_session(
    context: &mut Context,
    organization: OrganizationId,
    token: TokenHash,
    replacement: TokenHash,
    expires_at: Timestamp,
) -> Result<Refreshed, Error> {
    let now = context.now();
    let connection = &context.connection;
    let found = match find_token(connection, organization, token)? {
        Some(found) if !found.ended && found.token_expires_at > now.0 => found,
        _ => return Ok(Refreshed::Refused),
    };
    if found.used {
        end(context, found.session)?;
        return Ok(Refreshed::Reused(found.caller.session_id));
    }
    connection.prepare_cached("UPDATE refresh_tokens SET used = TRUE WHERE hash = ?1")?.execute([token.0])?;
    // A token that has expired is refused whether it was used or not, so it need not be remembered.
    connection
        .prepare_cached("DELETE FROM refresh_tokens WHERE session = ?1 AND expires_at <= ?2")?
        .execute([found.session, now.0])?;
    add_token(connection, found.session, replacement, expires_at)?;
    connection
        .prepare_cached("UPDATE sessions SET expires_at = ?2 WHERE seq = ?1")?
        .execute([found.session, expires_at.0])?;
    Ok(Refreshed::Renewed(found.caller))
}

pub(super) fn logout(context: &mut Context, organization: OrganizationId, session: SessionId) -> Result<(), Error> {
    let session: Option<i64> = context
        .connection
        .prepare_cached(
            "SELECT s.seq FROM sessions AS s
             JOIN accounts AS a ON a.seq = s.account
             JOIN organizations AS o ON o.seq = a.organization
             WHERE s.id = ?1 AND o.id = ?2",
        )?
        .query_row(params![session.0.as_bytes(), organization.0.as_bytes()], |found| found.get(0))
        .optional()?;
    if let Some(session) = session {
        end(context, session)?;
    }
    Ok(())
}

/// Ends a session, if it goes on, and forgets its tokens: unknown ones are refused just the same.
fn end(context: &Context, session: i64) -> rusqlite::Result<()> {
    let connection = &context.connection;
    connection
        .prepare_cached("UPDATE sessions SET ended_at = ?2 WHERE seq = ?1 AND ended_at IS NULL")?
        .execute([session, context.now().0])?;
    forget_tokens(connection, session)
}

fn forget_tokens(connection: &Connection, session: i64) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM refresh_tokens WHERE session = ?1")?.execute([session]).map(drop)
}

/// Ends all sessions of an account but one. Those that were ended.
pub(super) fn end_others(context: &mut Context, account: i64, keep: SessionId) -> Result<Vec<SessionId>, Error> {
    let connection = &context.connection;
    let others: Vec<(i64, SessionId)> = connection
        .prepare_cached(
            "UPDATE sessions SET ended_at = ?3 WHERE account = ?1 AND id <> ?2 AND ended_at IS NULL RETURNING seq, id",
        )?
        .query_map(params![account, keep.0.as_bytes(), context.now().0], |found| {
            Ok((found.get(0)?, SessionId(row::id(found, 1)?)))
        })?
        .collect::<Result<_, _>>()?;
    for (session, _) in &others {
        forget_tokens(connection, *session)?;
    }
    Ok(others.into_iter().map(|(_, id)| id).collect())
}

pub(super) fn ended_sessions(connection: &Connection, since: Timestamp) -> Result<Vec<(SessionId, Timestamp)>, Error> {
    let ended = connection
        .prepare_cached("SELECT id, ended_at FROM sessions WHERE ended_at >= ?1")?
        .query_map([since.0], |found| Ok((SessionId(row::id(found, 0)?), Timestamp(found.get(1)?))))?
        .collect::<Result<_, _>>()?;
    Ok(ended)
}

pub(super) fn signing_keys(connection: &Connection) -> Result<Vec<SigningKey>, Error> {
    let keys = connection
        .prepare_cached("SELECT kid, secret, created_at FROM signing_keys ORDER BY seq DESC")?
        .query_map([], |found| {
            Ok(SigningKey { kid: found.get(0)?, secret: found.get(1)?, created_at: Timestamp(found.get(2)?) })
        })?
        .collect::<Result<_, _>>()?;
    Ok(keys)
}

pub(super) fn rotate_signing_keys(
    context: &mut Context,
    new: &SigningKey,
    only_if_none: bool,
    forget_before: Timestamp,
) -> Result<Vec<SigningKey>, Error> {
    let connection = &context.connection;
    connection
        .prepare_cached(
            "INSERT INTO signing_keys (kid, secret, created_at)
             SELECT ?1, ?2, ?3 WHERE NOT (?4 AND EXISTS (SELECT 1 FROM signing_keys))",
        )?
        .execute(params![new.kid, new.secret, new.created_at.0, only_if_none])?;
    connection
        .prepare_cached(
            "DELETE FROM signing_keys WHERE EXISTS (
                 SELECT 1 FROM signing_keys AS newer WHERE newer.seq > signing_keys.seq AND newer.created_at < ?1
             )",
        )?
        .execute([forget_before.0])?;
    signing_keys(connection)
}
