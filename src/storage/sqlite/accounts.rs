//! Accounts and organizations in SQLite.

use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::{error::is_duplicate, row, sessions, writer::Context};
use crate::{
    domain::{Account, AccountId, Credentials, Email, NewAccount, Organization, OrganizationId, Role, SessionId},
    storage::{Error, RegisterError, ids},
};

pub(super) fn register(context: &mut Context, new: NewAccount) -> Result<Account, RegisterError> {
    let (organization_id, account_id) = (context.new_id(), context.new_id());
    let country = new.country.as_ref().map(|country| country.as_str().to_owned());
    let connection = &context.connection;
    connection
        .prepare_cached("INSERT INTO organizations (id, name, country) VALUES (?1, ?2, ?3)")?
        .execute(params![organization_id.as_bytes(), new.organization, country])?;
    let organization = connection.last_insert_rowid();
    let role = Role::Admin;
    let inserted = connection
        .prepare_cached(
            "INSERT INTO accounts (id, organization, email, email_key, name, role, password_hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            account_id.as_bytes(),
            organization,
            new.email.as_str(),
            new.email.key(),
            new.name,
            role.as_str(),
            new.password_hash,
        ]);
    inserted.map_err(|error| if is_duplicate(&error) { RegisterError::EmailTaken } else { error.into() })?;
    Ok(Account {
        id: AccountId(account_id),
        email: new.email,
        name: new.name,
        role,
        organization: Organization {
            id: OrganizationId(organization_id),
            name: new.organization,
            country: new.country,
        },
        created_at: ids::created_at(account_id),
    })
}

pub(super) fn get_account(
    connection: &Connection,
    organization: OrganizationId,
    account: AccountId,
) -> Result<Option<Account>, Error> {
    let account = connection
        .prepare_cached(
            "SELECT a.id, a.email, a.name, a.role, o.id, o.name, o.country
             FROM accounts AS a JOIN organizations AS o ON o.seq = a.organization WHERE o.id = ?1 AND a.id = ?2",
        )?
        .query_row([organization.0.as_bytes(), account.0.as_bytes()], |found| {
            let id = row::id(found, 0)?;
            let organization = Organization {
                id: OrganizationId(row::id(found, 4)?),
                name: found.get(5)?,
                country: row::country(found, 6)?,
            };
            Ok(Account {
                id: AccountId(id),
                email: row::email(found, 1)?,
                name: found.get(2)?,
                role: row::role(found, 3)?,
                organization,
                created_at: ids::created_at(id),
            })
        });
    Ok(account.optional()?)
}

pub(super) fn get_credentials(connection: &Connection, email: &Email) -> Result<Option<Credentials>, Error> {
    let found = connection
        .prepare_cached(
            "SELECT a.id, a.email, a.role, a.password_hash, o.id, o.country
             FROM accounts AS a JOIN organizations AS o ON o.seq = a.organization WHERE a.email_key = ?1",
        )?
        .query_row([email.key()], credentials);
    Ok(found.optional()?)
}

pub(super) fn get_account_credentials(
    connection: &Connection,
    organization: OrganizationId,
    account: AccountId,
) -> Result<Option<Credentials>, Error> {
    let found = connection
        .prepare_cached(
            "SELECT a.id, a.email, a.role, a.password_hash, o.id, o.country
             FROM accounts AS a JOIN organizations AS o ON o.seq = a.organization WHERE o.id = ?1 AND a.id = ?2",
        )?
        .query_row([organization.0.as_bytes(), account.0.as_bytes()], credentials);
    Ok(found.optional()?)
}

fn credentials(found: &Row<'_>) -> rusqlite::Result<Credentials> {
    Ok(Credentials {
        account_id: AccountId(row::id(found, 0)?),
        organization_id: OrganizationId(row::id(found, 4)?),
        country: row::country(found, 5)?,
        role: row::role(found, 2)?,
        email: row::email(found, 1)?,
        password_hash: found.get(3)?,
    })
}

pub(super) fn change_password(
    context: &mut Context,
    organization: OrganizationId,
    account: AccountId,
    old_hash: &str,
    new_hash: &str,
    keep: SessionId,
) -> Result<Option<Vec<SessionId>>, Error> {
    let replaced = replace_hash(&context.connection, organization, account, old_hash, new_hash)?;
    let Some(account) = replaced else { return Ok(None) };
    Ok(Some(sessions::end_others(context, account, keep)?))
}

pub(super) fn rehash_password(
    context: &mut Context,
    organization: OrganizationId,
    account: AccountId,
    old_hash: &str,
    new_hash: &str,
) -> Result<(), Error> {
    replace_hash(&context.connection, organization, account, old_hash, new_hash)?;
    Ok(())
}

/// The account's number, if its hash was `old_hash`.
fn replace_hash(
    connection: &Connection,
    organization: OrganizationId,
    account: AccountId,
    old_hash: &str,
    new_hash: &str,
) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached(
            "UPDATE accounts SET password_hash = ?4
             WHERE organization = (SELECT seq FROM organizations WHERE id = ?1) AND id = ?2 AND password_hash = ?3
             RETURNING seq",
        )?
        .query_row(params![organization.0.as_bytes(), account.0.as_bytes(), old_hash, new_hash], |found| found.get(0))
        .optional()
}

/// The greatest id of the database. Rows that were copied here are not all in the order of their ids, but the customers
/// of each organization are. By the indexes of ids.
pub(super) fn last_id(connection: &Connection) -> rusqlite::Result<Option<Uuid>> {
    let newest = connection
        .prepare(
            "SELECT max(id) FROM (
                 SELECT max(id) AS id FROM organizations
                 UNION ALL SELECT max(id) FROM accounts
                 UNION ALL SELECT max(id) FROM sessions
                 UNION ALL SELECT (SELECT max(id) FROM customers WHERE organization = o.seq) FROM organizations AS o
             )",
        )?
        .query_row([], |found| found.get::<_, Option<[u8; 16]>>(0))?;
    Ok(newest.map(Uuid::from_bytes))
}
