//! What a database server holds, as rows that can be moved.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::{
    Attempts, Remote,
    blocks::Growth,
    decided, index,
    pool::Session,
    session::{self, Connection, Failure, values},
};
use crate::{
    domain::OrganizationId,
    storage::{
        Error,
        transfer::{
            ACCOUNT_EMAILS, CUSTOMER_TOKENS, Kind, Row, SIGNING_KEYS, Table, Transfer, Value, account_email_key, after,
            customer_fields, hex,
        },
    },
};

/// Bytes of text that are inserted together, about: servers bound what they take at once.
const GROUP_BYTES: usize = 2 << 20;

impl<C: Connection> Transfer for Remote<C> {
    async fn read(&self, table: &'static Table, after: Option<Row>, limit: usize) -> Result<Vec<Row>, Error> {
        let rows: Result<Vec<Row>, Failure> = read!(self, |session| async {
            session.begin(C::DIALECT.begin_in_order).await?;
            let rows = read(session, table, after.as_deref(), limit).await;
            if rows.is_ok() {
                session.commit().await?;
            } else {
                session.roll_back().await;
            }
            rows
        });
        Ok(rows?)
    }

    async fn insert(&self, table: &'static Table, rows: Vec<Row>) -> Result<(), Error> {
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut bytes = 0;
            // Signing keys are numbered in the order in which they come.
            let most = if table.name == SIGNING_KEYS.name { 1 } else { usize::MAX };
            let mut group = Vec::new();
            while group.len() < most
                && bytes < GROUP_BYTES
                && let Some(row) = rows.next()
            {
                bytes += size(&row);
                group.push(row);
            }
            let inserted: Result<(), Error> =
                write!(self, None, |shared, session| async { insert(session, table, &group).await.map(Ok) })?;
            inserted?;
        }
        Ok(())
    }
}

fn size(row: &Row) -> usize {
    let texts = row.iter().filter_map(Value::text);
    100 + texts.map(str::len).sum::<usize>()
}

impl From<Value> for session::Value {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Int(number) => Self::Int(number),
            Value::Text(text) => Self::Text(text),
            Value::Bytes(bytes) => Self::Bytes(bytes),
        }
    }
}

async fn read<C: Connection>(
    session: &mut Session<C>,
    table: &Table,
    key: Option<&[Value]>,
    limit: usize,
) -> Result<Vec<Row>, Failure> {
    let columns = table.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let (name, key_columns) = (table.name, table.key_columns());
    if name == SIGNING_KEYS.name {
        let found = session.rows(&format!("SELECT {columns} FROM {name} ORDER BY seq"), Vec::new()).await?;
        let mut rows = found.into_iter().map(|found| row(table, found)).collect::<Result<Vec<_>, _>>()?;
        for (row, number) in rows.iter_mut().zip(1..) {
            row[0] = Value::Int(number);
        }
        let after = rows.iter().take_while(|row| key.is_some_and(|key| row[..1] <= *key)).count();
        return Ok(rows.into_iter().skip(after).take(limit).collect());
    }
    let mut rows = Vec::new();
    // The ends of phone numbers, and the token of everyone, are only here.
    let only = if name == CUSTOMER_TOKENS.name { "(token < 's' OR token >= 'u')" } else { "TRUE" };
    for part in after(&key_columns, key) {
        let mut values: Vec<session::Value> = part.values.into_iter().map(Into::into).collect();
        values.push(i64::try_from(limit - rows.len()).unwrap_or(i64::MAX).into());
        let sql =
            format!("SELECT {columns} FROM {name} WHERE {} AND {only} ORDER BY {} LIMIT ?", part.condition, part.order);
        for found in session.rows(&sql, values).await? {
            rows.push(row(table, found)?);
        }
    }
    Ok(rows)
}

fn row(table: &Table, mut found: session::Row) -> Result<Row, Failure> {
    let value = |(_, kind): &(&str, Kind)| {
        let value = match kind {
            Kind::Id | Kind::Bytes => found.bytes_or_null()?.map(Value::Bytes),
            Kind::Int | Kind::Bool => found.int_or_null()?.map(Value::Int),
            Kind::Key(_) | Kind::Text(_) => found.text_or_null()?.map(Value::Text),
        };
        Ok(value.unwrap_or(Value::Null))
    };
    table.columns.iter().map(value).collect()
}

async fn insert<C: Connection>(session: &mut Session<C>, table: &Table, rows: &[Row]) -> Result<(), Failure> {
    let internal = |error: Error| Failure::Internal(error.to_string());
    match table.name {
        "accounts" => {
            let emails = rows.iter().map(|row| {
                Ok(vec![Value::Text(account_email_key(row).map_err(internal)?), row[0].clone(), row[1].clone()])
            });
            let emails: Vec<Row> = emails.collect::<Result<_, Failure>>()?;
            insert_rows(session, &ACCOUNT_EMAILS, &emails).await?;
            insert_rows(session, table, rows).await
        }
        "organizations" => {
            let mut rows = rows.to_vec();
            for row in &mut rows {
                row[3] = Value::Int(0); // its customers are counted as they come
            }
            insert_rows(session, table, &rows).await
        }
        "customers" => {
            let (mut customers, mut found_by) = (Vec::new(), Vec::new());
            for row in rows {
                let tokens = index::of_customer(&customer_fields(row).map_err(internal)?);
                let mut customer = members(table.columns, row);
                customer.insert("tokens".to_owned(), json!(index::text(&tokens)));
                customers.push(Json::Object(customer));
                let rows = index::Rows::new::<C>(&tokens, &tokens);
                found_by.push(rows.of(to_json(&row[0]), to_json(&row[1])));
            }
            session.change(C::DIALECT.insert_customers, values![Json::from(customers).to_string()]).await?;
            session.change(C::DIALECT.insert_tokens, values![Json::from(found_by).to_string()]).await?;
            count(session, rows).await
        }
        _ => insert_rows(session, table, rows).await,
    }
}

async fn insert_rows<C: Connection>(session: &mut Session<C>, table: &Table, rows: &[Row]) -> Result<(), Failure> {
    let first = usize::from(table.name == SIGNING_KEYS.name); // their numbers are the database's
    let columns = &table.columns[first..];
    let rows = rows.iter().map(|row| Json::Object(members(columns, &row[first..])));
    let rows = rows.collect::<Json>().to_string();
    session.change(&(C::DIALECT.insert_rows)(table.name, columns), values![rows]).await.map(drop)
}

/// A row, or the last columns of one, as statements take it. What is not there is left out.
fn members(columns: &[(&str, Kind)], row: &[Value]) -> Map<String, Json> {
    let members = columns.iter().zip(row).filter(|(_, value)| **value != Value::Null);
    members.map(|((name, _), value)| ((*name).to_owned(), to_json(value))).collect()
}

fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Int(number) => json!(number),
        Value::Text(text) => json!(text),
        Value::Bytes(bytes) => json!(hex(bytes)),
    }
}

/// Counts customers that were inserted, each greater than all of its organization, and notes the newest, if there was no
/// newer one.
async fn count<C: Connection>(session: &mut Session<C>, rows: &[Row]) -> Result<(), Failure> {
    let id = |value: &Value| match value {
        Value::Bytes(bytes) => Uuid::from_slice(bytes).map_err(|error| Failure::Internal(error.to_string())),
        _ => Err(Failure::Internal("an id has no bytes".to_owned())),
    };
    let mut organizations: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for row in rows {
        organizations.entry(id(&row[0])?).or_default().push(id(&row[1])?);
    }
    for (organization, customers) in organizations {
        let sql = "SELECT created, customers FROM organizations WHERE id = ? FOR UPDATE";
        let Some(mut found) = session.row(sql, values![organization]).await? else { continue };
        let mut growth = Growth::new(found.int()?, found.int()?);
        for customer in customers {
            growth.add(customer);
        }
        let sql = "UPDATE organizations SET customers = customers + ?, created = created + ?,
                       last_customer = CASE WHEN last_customer > ? THEN last_customer ELSE ? END
                   WHERE id = ?";
        let (count, newest) = (growth.so_many(), growth.last());
        session.change(sql, values![count, count, newest, newest, organization]).await?;
        let blocks = growth.blocks(OrganizationId(organization));
        if !blocks.is_empty() {
            session.change(C::DIALECT.count_blocks, values![Json::from(blocks).to_string()]).await?;
        }
    }
    Ok(())
}
