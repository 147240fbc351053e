//! Accounts and organizations on a database server.

use super::{
    pool::Session,
    session::{Connection, Failure, Row, values},
    sessions,
};
use crate::{
    domain::{
        Account, AccountId, Country, Credentials, Email, NewAccount, Organization, OrganizationId, Role, SessionId,
        Timestamp,
    },
    storage::{RegisterError, ids},
};

pub(super) async fn register<C: Connection>(
    session: &mut Session<C>,
    new: &NewAccount,
    organization: OrganizationId,
    id: AccountId,
) -> Result<Result<Account, RegisterError>, Failure> {
    // First, so that of two who register an address the second waits before it has made anything.
    let sql = "INSERT INTO account_emails (email_key, organization, account) VALUES (?, ?, ?)";
    match session.change(sql, values![new.email.key(), organization.0, id.0]).await {
        Err(Failure::Duplicate(_)) => return Ok(Err(RegisterError::EmailTaken)),
        inserted => inserted?,
    };
    let country = new.country.as_ref().map(Country::as_str);
    session
        .change(
            "INSERT INTO organizations (id, name, country) VALUES (?, ?, ?)",
            values![organization.0, new.organization.as_str(), country],
        )
        .await?;
    let role = Role::Admin;
    session
        .change(
            "INSERT INTO accounts (organization, id, email, name, role, password_hash) VALUES (?, ?, ?, ?, ?, ?)",
            values![
                organization.0,
                id.0,
                new.email.as_str(),
                new.name.as_deref(),
                role.as_str(),
                new.password_hash.as_str()
            ],
        )
        .await?;
    Ok(Ok(Account {
        id,
        email: new.email.clone(),
        name: new.name.clone(),
        role,
        organization: Organization { id: organization, name: new.organization.clone(), country: new.country },
        created_at: ids::created_at(id.0),
    }))
}

pub(super) async fn get_account<C: Connection>(
    session: &mut Session<C>,
    organization: OrganizationId,
    id: AccountId,
) -> Result<Option<Account>, Failure> {
    let sql = "SELECT a.email, a.name, a.role, o.name, o.country
               FROM accounts AS a JOIN organizations AS o ON o.id = a.organization
               WHERE a.organization = ? AND a.id = ?";
    let Some(mut row) = session.row(sql, values![organization.0, id.0]).await? else { return Ok(None) };
    Ok(Some(Account {
        id,
        email: row.email()?,
        name: row.text_or_null()?,
        role: row.role()?,
        organization: Organization { id: organization, name: row.text()?, country: row.country()? },
        created_at: ids::created_at(id.0),
    }))
}

pub(super) async fn get_credentials<C: Connection>(
    session: &mut Session<C>,
    email: &Email,
) -> Result<Option<Credentials>, Failure> {
    let sql = "SELECT a.organization, a.id, a.email, a.role, a.password_hash, o.country
               FROM account_emails AS e
               JOIN accounts AS a ON a.organization = e.organization AND a.id = e.account
               JOIN organizations AS o ON o.id = e.organization
               WHERE e.email_key = ?";
    session.row(sql, values![email.key()]).await?.map(credentials).transpose()
}

pub(super) async fn get_account_credentials<C: Connection>(
    session: &mut Session<C>,
    organization: OrganizationId,
    account: AccountId,
) -> Result<Option<Credentials>, Failure> {
    let sql = "SELECT a.organization, a.id, a.email, a.role, a.password_hash, o.country
               FROM accounts AS a JOIN organizations AS o ON o.id = a.organization
               WHERE a.organization = ? AND a.id = ?";
    session.row(sql, values![organization.0, account.0]).await?.map(credentials).transpose()
}

fn credentials(mut row: Row) -> Result<Credentials, Failure> {
    Ok(Credentials {
        organization_id: OrganizationId(row.id()?),
        account_id: AccountId(row.id()?),
        email: row.email()?,
        role: row.role()?,
        password_hash: row.text()?,
        country: row.country()?,
    })
}

pub(super) async fn change_password<C: Connection>(
    session: &mut Session<C>,
    (organization, account): (OrganizationId, AccountId),
    (old_hash, new_hash): (&str, &str),
    keep: SessionId,
    now: Timestamp,
) -> Result<Option<Vec<SessionId>>, Failure> {
    if !rehash_password(session, organization, account, old_hash, new_hash).await? {
        return Ok(None);
    }
    sessions::end_others(session, organization, account, keep, now).await.map(Some)
}

/// Whether the hash was `old_hash`.
pub(super) async fn rehash_password<C: Connection>(
    session: &mut Session<C>,
    organization: OrganizationId,
    account: AccountId,
    old_hash: &str,
    new_hash: &str,
) -> Result<bool, Failure> {
    let sql = "UPDATE accounts SET password_hash = ? WHERE organization = ? AND id = ? AND password_hash = ?";
    let changed = session.change(sql, values![new_hash, organization.0, account.0, old_hash]).await?;
    Ok(changed > 0)
}
