//! Customers on a database server, one at a time. `creates.rs` makes them, `list.rs` has the pages.

use std::collections::HashSet;

use serde_json::json;

use super::{
    blocks, index,
    pool::Session,
    session::{Connection, Failure, Row, values},
};
use crate::{
    domain::{Country, Customer, CustomerChange, CustomerFields, CustomerId, Email, OrganizationId, Phone, Timestamp},
    storage::{
        UpdateCustomerError, ids,
        order::{email_key, text_key},
    },
};

/// The columns that [`from_row`] reads, of a table called `c`.
pub(super) const COLUMNS: &str = "c.id, c.version, c.updated_at, c.name, c.email, c.phone, c.company, c.address, \
                                  c.city, c.region, c.postal_code, c.country, c.notes";

pub(super) fn from_row(mut row: Row) -> Result<Customer, Failure> {
    let id = row.id()?;
    Ok(Customer {
        id: CustomerId(id),
        version: row.int()?,
        created_at: ids::created_at(id),
        updated_at: Timestamp(row.int()?),
        fields: CustomerFields {
            name: row.text()?,
            email: row.parsed(Email::parse)?,
            phone: row.parsed(Phone::from_e164)?,
            company: row.text_or_null()?,
            address: row.text_or_null()?,
            city: row.text_or_null()?,
            region: row.text_or_null()?,
            postal_code: row.text_or_null()?,
            country: row.country()?,
            notes: row.text_or_null()?,
        },
    })
}

pub(super) async fn get_customer<C: Connection>(
    session: &mut Session<C>,
    organization: OrganizationId,
    id: CustomerId,
) -> Result<Option<Customer>, Failure> {
    let sql = format!("SELECT {COLUMNS} FROM customers AS c WHERE c.organization = ? AND c.id = ?");
    session.row(&sql, values![organization.0, id.0]).await?.map(from_row).transpose()
}

/// The customer and its tokens, with its row locked.
async fn lock<C: Connection>(
    session: &mut Session<C>,
    organization: OrganizationId,
    id: CustomerId,
) -> Result<Option<(Customer, Vec<String>)>, Failure> {
    let sql =
        format!("SELECT c.tokens, {COLUMNS} FROM customers AS c WHERE c.organization = ? AND c.id = ? FOR UPDATE");
    let Some(mut row) = session.row(&sql, values![organization.0, id.0]).await? else { return Ok(None) };
    let tokens = index::of_text(&row.text()?);
    Ok(Some((from_row(row)?, tokens)))
}

/// Which customer has an e-mail address.
pub(super) async fn holder<C: Connection>(
    session: &mut Session<C>,
    organization: OrganizationId,
    email_key: &str,
) -> Result<Option<CustomerId>, Failure> {
    let sql = "SELECT id FROM customers WHERE organization = ? AND email_key = ?";
    let found = session.row(sql, values![organization.0, email_key]).await?;
    found.map(|mut row| row.id().map(CustomerId)).transpose()
}

pub(super) async fn update_customer<C: Connection>(
    session: &mut Session<C>,
    (organization, id): (OrganizationId, CustomerId),
    change: CustomerChange,
    default_country: Option<Country>,
    now: Timestamp,
) -> Result<Result<Customer, Update>, Failure> {
    let refused = |error| Ok(Err(Update::Refused(error)));
    let Some((before, old_tokens)) = lock(session, organization, id).await? else {
        return refused(UpdateCustomerError::NotFound);
    };
    let fields = match change.apply(&before.fields, default_country) {
        Ok(fields) => fields,
        Err(invalid) => return refused(UpdateCustomerError::Invalid(invalid)),
    };
    if fields == before.fields {
        return Ok(Ok(before));
    }
    let updated_at = before.updated_at.max(now);
    let email_key = email_key(fields.email.as_ref(), id);
    let tokens = index::of_customer(&fields);
    let sql = "UPDATE customers SET version = version + 1, updated_at = ?, name_key = ?, email_key = ?,
                   company_key = ?, name = ?, email = ?, phone = ?, company = ?, address = ?, city = ?, region = ?,
                   postal_code = ?, country = ?, notes = ?, tokens = ?
               WHERE organization = ? AND id = ?";
    let updated = session
        .change(
            sql,
            values![
                updated_at,
                text_key(Some(&fields.name)),
                email_key.as_str(),
                text_key(fields.company.as_deref()),
                fields.name.as_str(),
                fields.email.as_ref().map(Email::as_str),
                fields.phone.as_ref().map(Phone::as_str),
                fields.company.as_deref(),
                fields.address.as_deref(),
                fields.city.as_deref(),
                fields.region.as_deref(),
                fields.postal_code.as_deref(),
                fields.country.as_ref().map(Country::as_str),
                fields.notes.as_deref(),
                index::text(&tokens),
                organization.0,
                id.0,
            ],
        )
        .await;
    match updated {
        Err(Failure::Duplicate(_)) => return Ok(Err(Update::Taken(email_key))),
        updated => updated?,
    };
    if index::have_one_signature(&old_tokens, &tokens) {
        let (old, new) = (without(&old_tokens, &tokens), without(&tokens, &old_tokens));
        remove_tokens(session, organization, id, &old).await?;
        add_tokens(session, (organization, id), &new, &tokens).await?;
    } else {
        remove_tokens(session, organization, id, &old_tokens).await?;
        add_tokens(session, (organization, id), &tokens, &tokens).await?;
    }
    Ok(Ok(Customer { fields, version: before.version + 1, updated_at, ..before }))
}

/// Those of `tokens` that are not among `others`.
fn without(tokens: &[String], others: &[String]) -> Vec<String> {
    let others: HashSet<&String> = others.iter().collect();
    tokens.iter().filter(|token| !others.contains(token)).cloned().collect()
}

/// Why a customer was not changed.
pub(super) enum Update {
    /// For this reason.
    Refused(UpdateCustomerError),
    /// Another customer has what its e-mail address would be compared by. Which, has to be asked after the
    /// transaction has ended: `PostgreSQL` answers nothing more inside.
    Taken(String),
}

/// `new`: those that are to be added, of all that a customer has.
async fn add_tokens<C: Connection>(
    session: &mut Session<C>,
    (organization, id): (OrganizationId, CustomerId),
    new: &[String],
    all: &[String],
) -> Result<(), Failure> {
    if new.is_empty() {
        return Ok(());
    }
    let rows = index::Rows::new::<C>(new, all).of(organization.0.simple().to_string(), id.0.simple().to_string());
    session.change(C::DIALECT.insert_tokens, values![json!([rows]).to_string()]).await.map(drop)
}

async fn remove_tokens<C: Connection>(
    session: &mut Session<C>,
    organization: OrganizationId,
    id: CustomerId,
    tokens: &[String],
) -> Result<(), Failure> {
    if tokens.is_empty() {
        return Ok(());
    }
    session.change(C::DIALECT.delete_tokens, values![json!(tokens).to_string(), organization.0, id.0]).await.map(drop)
}

pub(super) async fn delete_customer<C: Connection>(
    session: &mut Session<C>,
    organization: OrganizationId,
    id: CustomerId,
) -> Result<bool, Failure> {
    // The organization before its customer, as who creates customers does.
    session.row("SELECT id FROM organizations WHERE id = ? FOR UPDATE", values![organization.0]).await?;
    let Some((_, tokens)) = lock(session, organization, id).await? else { return Ok(false) };
    let sql = "DELETE FROM customers WHERE organization = ? AND id = ?";
    session.change(sql, values![organization.0, id.0]).await?;
    remove_tokens(session, organization, id, &tokens).await?;
    session.change("UPDATE organizations SET customers = customers - 1 WHERE id = ?", values![organization.0]).await?;
    blocks::remove(session, organization, id).await?;
    Ok(true)
}
