//! Customers in SQLite, one at a time. `list.rs` has the pages.

use rusqlite::{Connection, OptionalExtension, Row, params, types::ValueRef};

use super::{
    blocks::PlaceChange,
    error::is_duplicate,
    index::{self, IndexChange},
    places::{self, ORDERS},
    row,
    writer::{Context, Later},
};
use crate::{
    domain::{Country, Customer, CustomerChange, CustomerFields, CustomerId, Email, OrganizationId, Phone, Timestamp},
    storage::{
        CreateCustomerError, Error, UpdateCustomerError, ids,
        order::{email_key, text_key},
    },
};

/// The columns that [`from_row`] reads, of a table called `c`.
pub(super) const COLUMNS: &str = "c.seq, c.id, c.version, c.updated_at, c.name, c.email, c.phone, c.company, \
                                  c.address, c.city, c.region, c.postal_code, c.country, c.notes";

/// A customer and its number.
pub(super) fn from_row(found: &Row<'_>) -> rusqlite::Result<(i64, Customer)> {
    let id = row::id(found, 1)?;
    let fields = CustomerFields {
        name: found.get(4)?,
        email: row::parsed(found, 5, Email::parse)?,
        phone: row::parsed(found, 6, Phone::from_e164)?,
        company: found.get(7)?,
        address: found.get(8)?,
        city: found.get(9)?,
        region: found.get(10)?,
        postal_code: found.get(11)?,
        country: row::country(found, 12)?,
        notes: found.get(13)?,
    };
    let customer = Customer {
        id: CustomerId(id),
        fields,
        version: found.get(2)?,
        created_at: ids::created_at(id),
        updated_at: Timestamp(found.get(3)?),
    };
    Ok((found.get(0)?, customer))
}

/// An organization; one that is not there has no customers.
#[derive(Debug, Default)]
pub(super) struct Organization {
    pub(super) number: i64,
    /// How many it has.
    pub(super) customers: u64,
    /// In how many transactions they have changed.
    pub(super) changes: u64,
}

pub(super) fn organization(connection: &Connection, id: OrganizationId) -> rusqlite::Result<Option<Organization>> {
    let from_row = |found: &Row<'_>| {
        let (customers, changes): (i64, i64) = (found.get(1)?, found.get(2)?);
        let (customers, changes) = (customers.cast_unsigned(), changes.cast_unsigned());
        Ok(Organization { number: found.get(0)?, customers, changes })
    };
    connection
        .prepare_cached("SELECT seq, customers, changes FROM organizations WHERE id = ?1")?
        .query_row([id.0.as_bytes()], from_row)
        .optional()
}

/// In how many transactions the customers of an organization have changed.
pub(super) fn changes(connection: &Connection, id: OrganizationId) -> rusqlite::Result<u64> {
    Ok(organization(connection, id)?.unwrap_or_default().changes)
}

/// A customer to create, with all that can be made of it before the writer has it: by those who ask, side by side.
pub(super) struct NewCustomer {
    organization: i64,
    fields: CustomerFields,
    name_key: String,
    company_key: String,
    tokens: String,
}

impl NewCustomer {
    /// One of the organization with this number.
    pub(super) fn new(organization: i64, fields: CustomerFields) -> Self {
        Self {
            organization,
            name_key: text_key(Some(&fields.name)),
            company_key: text_key(fields.company.as_deref()),
            tokens: index::text(organization, &index::of_customer(&fields)),
            fields,
        }
    }
}

/// Changes the database by one statement, as [`Writer::write_at_once`](super::writer::Writer::write_at_once) needs it.
pub(super) fn create_customer(context: &mut Context, new: NewCustomer) -> Result<Customer, CreateCustomerError> {
    let NewCustomer { organization, fields, name_key, company_key, tokens } = new;
    let id = CustomerId(context.new_id());
    let created_at = ids::created_at(id.0);
    let connection = &context.connection;
    let email_key = email_key(fields.email.as_ref(), id);
    let inserted = connection
        .prepare_cached(
            "INSERT INTO customers (organization, id, version, updated_at, name_key, email_key, company_key, name,
                 email, phone, company, address, city, region, postal_code, country, notes)
             VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?
        .execute(params![
            organization,
            id.0.as_bytes(),
            created_at.0,
            name_key,
            email_key,
            company_key,
            fields.name,
            fields.email.as_ref().map(Email::as_str),
            fields.phone.as_ref().map(Phone::as_str),
            fields.company,
            fields.address,
            fields.city,
            fields.region,
            fields.postal_code,
            fields.country.as_ref().map(Country::as_str),
            fields.notes,
        ]);
    if let Err(error) = inserted {
        return Err(CreateCustomerError::EmailTaken(holder(connection, organization, &email_key, error)?));
    }
    let seq = connection.last_insert_rowid();
    context.later.extend([Later::Count(organization, 1), Later::Index(IndexChange::Add(seq, tokens))]);
    let keys = [name_key, email_key, company_key];
    let [name_key, email_key, company_key] = keys.each_ref().map(|key| ValueRef::Text(key.as_bytes()));
    let (id_key, updated_at) = (ValueRef::Blob(id.0.as_bytes()), ValueRef::Integer(created_at.0));
    place(context, organization, places::all([id_key, updated_at, name_key, email_key, company_key], seq), 1);
    Ok(Customer { id, fields, version: 1, created_at, updated_at: created_at })
}

/// What came of each, in their order. An error means that the whole transaction is lost.
pub(super) fn create_customers(
    context: &mut Context,
    new: Vec<Result<NewCustomer, Error>>,
) -> Result<Vec<Result<Customer, CreateCustomerError>>, Error> {
    let mut created = Vec::with_capacity(new.len());
    for new in new {
        match new.map_err(Into::into).and_then(|new| create_customer(context, new)) {
            // What came next would be a transaction of its own.
            Err(CreateCustomerError::Storage(error)) if context.connection.is_autocommit() => return Err(error),
            outcome => created.push(outcome),
        }
    }
    Ok(created)
}

/// The customer that has the e-mail address, where `error` says that one has it.
fn holder(
    connection: &Connection,
    organization: i64,
    email_key: &str,
    error: rusqlite::Error,
) -> rusqlite::Result<CustomerId> {
    if !is_duplicate(&error) {
        return Err(error);
    }
    connection
        .prepare_cached("SELECT id FROM customers WHERE organization = ?1 AND email_key = ?2")?
        .query_row(params![organization, email_key], |found| row::id(found, 0).map(CustomerId))
}

/// Counts a change of customers, and so many customers more. How many there are then.
pub(super) fn count(connection: &Connection, organization: i64, more: i64) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("UPDATE organizations SET customers = customers + ?2, changes = changes + 1 WHERE seq = ?1 RETURNING customers")?
        .query_row([organization, more], |found| found.get(0))
}

/// Notes that so many customers more stand at these places.
pub(super) fn place(context: &mut Context, organization: i64, places: [Vec<u8>; 5], more: i64) {
    let changes = ORDERS.into_iter().zip(places);
    context.later.extend(changes.map(|(field, place)| Later::Place(PlaceChange { organization, field, place, more })));
}

/// The columns from which [`places_of`] makes places.
const KEYS: &str = "seq, id, updated_at, name_key, email_key, company_key";

/// Where a customer stands, by what is stored: it may have been folded by another version.
fn places_of(found: &Row<'_>) -> rusqlite::Result<[Vec<u8>; 5]> {
    let keys = [found.get_ref(1)?, found.get_ref(2)?, found.get_ref(3)?, found.get_ref(4)?, found.get_ref(5)?];
    Ok(places::all(keys, found.get(0)?))
}

pub(super) fn get_customer(
    connection: &Connection,
    organization_id: OrganizationId,
    id: CustomerId,
) -> Result<Option<Customer>, Error> {
    let Some(organization) = organization(connection, organization_id)? else { return Ok(None) };
    let organization = organization.number;
    Ok(find(connection, organization, id)?.map(|(_, customer)| customer))
}

/// By the index `customers_id`.
fn find(connection: &Connection, organization: i64, id: CustomerId) -> rusqlite::Result<Option<(i64, Customer)>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM customers AS c WHERE c.organization = ?1 AND c.id = ?2"))?
        .query_row(params![organization, id.0.as_bytes()], from_row)
        .optional()
}

pub(super) fn update_customer(
    context: &mut Context,
    organization_id: OrganizationId,
    id: CustomerId,
    change: CustomerChange,
    default_country: Option<Country>,
) -> Result<Customer, UpdateCustomerError> {
    let now = context.now();
    let connection = &context.connection;
    let organization = organization(connection, organization_id)?.ok_or(UpdateCustomerError::NotFound)?.number;
    let (seq, before) = find(connection, organization, id)?.ok_or(UpdateCustomerError::NotFound)?;
    let fields = change.apply(&before.fields, default_country).map_err(UpdateCustomerError::Invalid)?;
    if fields == before.fields {
        return Ok(before);
    }
    let updated_at = before.updated_at.max(now);
    let email_key = email_key(fields.email.as_ref(), id);
    let sql = format!("SELECT {KEYS} FROM customers WHERE seq = ?1");
    let old_places = connection.prepare_cached(&sql)?.query_row([seq], places_of)?;
    let sql = format!(
        "UPDATE customers SET version = version + 1, updated_at = ?2, name_key = ?3, email_key = ?4,
                 company_key = ?5, name = ?6, email = ?7, phone = ?8, company = ?9, address = ?10, city = ?11,
                 region = ?12, postal_code = ?13, country = ?14, notes = ?15
             WHERE seq = ?1 RETURNING {KEYS}"
    );
    let updated = connection.prepare_cached(&sql)?.query_row(
        params![
            seq,
            updated_at.0,
            text_key(Some(&fields.name)),
            email_key,
            text_key(fields.company.as_deref()),
            fields.name,
            fields.email.as_ref().map(Email::as_str),
            fields.phone.as_ref().map(Phone::as_str),
            fields.company,
            fields.address,
            fields.city,
            fields.region,
            fields.postal_code,
            fields.country.as_ref().map(Country::as_str),
            fields.notes,
        ],
        places_of,
    );
    let new_places = match updated {
        Ok(places) => places,
        Err(error) => {
            return Err(UpdateCustomerError::EmailTaken(holder(connection, organization, &email_key, error)?));
        }
    };
    context.later.push(Later::Count(organization, 0));
    for ((field, old), new) in ORDERS.into_iter().zip(old_places).zip(new_places) {
        if old != new {
            let change = |place, more| Later::Place(PlaceChange { organization, field, place, more });
            context.later.extend([change(old, -1), change(new, 1)]);
        }
    }
    let tokens = index::of_customer(&fields);
    if tokens != index::of_customer(&before.fields) {
        context.later.push(Later::Index(IndexChange::Replace(seq, index::text(organization, &tokens))));
    }
    Ok(Customer { fields, version: before.version + 1, updated_at, ..before })
}

pub(super) fn delete_customer(
    context: &mut Context,
    organization_id: OrganizationId,
    id: CustomerId,
) -> Result<bool, Error> {
    let connection = &context.connection;
    let Some(organization) = organization(connection, organization_id)? else { return Ok(false) };
    let organization = organization.number;
    let sql = format!("DELETE FROM customers WHERE organization = ?1 AND id = ?2 RETURNING {KEYS}");
    let deleted = connection
        .prepare_cached(&sql)?
        .query_row(params![organization, id.0.as_bytes()], |found| Ok((found.get(0)?, places_of(found)?)))
        .optional()?;
    let Some((seq, places)) = deleted else { return Ok(false) };
    context.later.extend([Later::Count(organization, -1), Later::Index(IndexChange::Remove(seq))]);
    place(context, organization, places, -1);
    Ok(true)
}
