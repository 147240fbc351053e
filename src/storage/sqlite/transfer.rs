//! What SQLite holds, as rows that can be moved: numbers that are only its own become ids, and the search index a table.

use rusqlite::{
    Connection, OptionalExtension, Row as Found, ToSql, params, params_from_iter,
    types::{ToSqlOutput, ValueRef},
};

use super::{
    Sqlite,
    customers::place,
    index::{self, IndexChange},
    places,
    writer::{Context, Later},
};
use crate::storage::{
    Error,
    transfer::{CUSTOMER_TOKENS, Part, Row, Table, Transfer, Value, account_email_key, after, customer_fields},
};

impl Transfer for Sqlite {
    async fn read(&self, table: &'static Table, after: Option<Row>, limit: usize) -> Result<Vec<Row>, Error> {
        self.readers.read(move |connection| read(connection, table, after.as_deref(), limit)).await
    }

    async fn insert(&self, table: &'static Table, rows: Vec<Row>) -> Result<(), Error> {
        self.writer.write(move |context| insert(context, table, &rows)).await
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(value_ref(self)))
    }
}

fn value_ref(value: &Value) -> ValueRef<'_> {
    match value {
        Value::Null => ValueRef::Null,
        Value::Int(number) => ValueRef::Integer(*number),
        Value::Text(text) => ValueRef::Text(text.as_bytes()),
        Value::Bytes(bytes) => ValueRef::Blob(bytes),
    }
}

fn value(found: &Found<'_>, column: usize) -> rusqlite::Result<Value> {
    Ok(match found.get_ref(column)? {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        other => Value::Text(other.as_str()?.to_owned()),
    })
}

/// A table's columns here, those of its key first, and where they are.
fn source(table: &Table) -> Option<(&'static str, &'static str)> {
    Some(match table.name {
        "organizations" => (
            "o.id, o.name, o.country, o.customers, (SELECT max(id) FROM customers WHERE organization = o.seq)",
            "organizations AS o",
        ),
        "accounts" => (
            "o.id, a.id, a.email, a.name, a.role, a.password_hash",
            "accounts AS a JOIN organizations AS o ON o.seq = a.organization",
        ),
        "account_emails" => {
            ("a.email_key, o.id, a.id", "accounts AS a JOIN organizations AS o ON o.seq = a.organization")
        }
        "sessions" => (
            "o.id, s.id, a.id, s.expires_at, s.ended_at",
            "sessions AS s JOIN accounts AS a ON a.seq = s.account JOIN organizations AS o ON o.seq = a.organization",
        ),
        "refresh_tokens" => (
            "o.id, t.hash, s.id, t.expires_at, t.used",
            "refresh_tokens AS t JOIN sessions AS s ON s.seq = t.session JOIN accounts AS a ON a.seq = s.account
             JOIN organizations AS o ON o.seq = a.organization",
        ),
        "signing_keys" => (
            "k.number, k.kid, k.secret, k.created_at",
            "(SELECT row_number() OVER (ORDER BY seq) AS number, * FROM signing_keys) AS k",
        ),
        // By the index customers_id.
        "customers" => (
            "o.id, c.id, c.version, c.updated_at, c.name_key, c.email_key, c.company_key, c.name, c.email, c.phone,
             c.company, c.address, c.city, c.region, c.postal_code, c.country, c.notes",
            "organizations AS o CROSS JOIN customers AS c ON c.organization = o.seq",
        ),
        _ => return None,
    })
}

fn read(connection: &Connection, table: &Table, key: Option<&[Value]>, limit: usize) -> Result<Vec<Row>, Error> {
    if table.name == CUSTOMER_TOKENS.name {
        return read_tokens(connection, key, limit);
    }
    let unknown = || Error::Internal(format!("there is nothing to read of {}", table.name));
    let (columns, from) = source(table).ok_or_else(unknown)?;
    let key_columns: Vec<&str> = columns.split(", ").take(table.key).collect();
    let mut rows = Vec::new();
    for part in after(&key_columns, key) {
        let Part { condition, order, values } = part;
        let limit = limit - rows.len();
        let sql = format!("SELECT {columns} FROM {from} WHERE {condition} ORDER BY {order} LIMIT {limit}");
        let mut found = connection.prepare(&sql)?;
        let mut found = found.query(params_from_iter(values))?;
        while let Some(row) = found.next()? {
            rows.push((0..table.columns.len()).map(|column| value(row, column)).collect::<Result<_, _>>()?);
        }
    }
    Ok(rows)
}

/// Between these are the tokens that every database has.
const KINDS: [(&str, &str); 2] = [("f", "g"), ("w", "x")];

/// What the search index holds, organization by organization. Its tokens begin with the organization's number, and the
/// customers of each come in the order of their numbers, which is that of their ids.
fn read_tokens(connection: &Connection, key: Option<&[Value]>, limit: usize) -> Result<Vec<Row>, Error> {
    let mut rows = Vec::new();
    let mut organization = Value::Bytes(Vec::new());
    if let Some([last, token, customer]) = key {
        let (number, seq): (i64, i64) = connection
            .prepare_cached(
                "SELECT o.seq, c.seq FROM organizations AS o JOIN customers AS c ON c.organization = o.seq
                 WHERE o.id = ?1 AND c.id = ?2",
            )?
            .query_row([last, customer], |found| Ok((found.get(0)?, found.get(1)?)))?;
        organization = last.clone();
        let of = (&organization, number);
        let token = format!("{number}{}", token.text().unwrap_or_default());
        add_tokens(connection, of, "w.term = ?1 AND w.doc > ?2", params![token, seq], limit, &mut rows)?;
        for (from, end) in KINDS {
            let from = token.clone().max(format!("{number}{from}"));
            let end = format!("{number}{end}");
            add_tokens(connection, of, "w.term > ?1 AND w.term < ?2", params![from, end], limit, &mut rows)?;
        }
    }
    while rows.len() < limit {
        let next = connection
            .prepare_cached("SELECT id, seq FROM organizations WHERE id > ?1 ORDER BY id LIMIT 1")?
            .query_row([&organization], |found| Ok((value(found, 0)?, found.get::<_, i64>(1)?)))
            .optional()?;
        let Some((id, number)) = next else { break };
        organization = id;
        for (from, end) in KINDS {
            let all = params![format!("{number}{from}"), format!("{number}{end}")];
            add_tokens(connection, (&organization, number), "w.term > ?1 AND w.term < ?2", all, limit, &mut rows)?;
        }
    }
    Ok(rows)
}

/// Adds the tokens of an organization that fulfil a condition, without its number, up to `limit` rows.
fn add_tokens(
    connection: &Connection,
    (organization, number): (&Value, i64),
    condition: &str,
    values: &[&dyn ToSql],
    limit: usize,
    rows: &mut Vec<Row>,
) -> Result<(), Error> {
    let limit = limit - rows.len();
    let sql = format!(
        "SELECT w.term, c.id FROM temp.words AS w LEFT JOIN customers AS c ON c.seq = w.doc
         WHERE {condition} ORDER BY w.term LIMIT {limit}"
    );
    let mut statement = connection.prepare(&sql)?;
    let mut found = statement.query(values)?;
    let digits = number.to_string().len();
    while let Some(row) = found.next()? {
        let token = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        let token = Value::Text(token.get(digits..).unwrap_or_default().to_owned());
        rows.push(vec![organization.clone(), token, value(row, 1)?]);
    }
    Ok(())
}

fn insert(context: &mut Context, table: &Table, rows: &[Row]) -> Result<(), Error> {
    for row in rows {
        let (sql, values): (_, &[Value]) = match table.name {
            "accounts" => {
                insert_account(&context.connection, row)?;
                continue;
            }
            "customers" => {
                insert_customer(context, row)?;
                continue;
            }
            // Its customers are counted as they come.
            "organizations" => ("INSERT INTO organizations (id, name, country) VALUES (?1, ?2, ?3)", &row[..3]),
            "sessions" => (
                "INSERT INTO sessions (id, account, expires_at, ended_at)
                 SELECT ?2, (SELECT a.seq FROM accounts AS a JOIN organizations AS o ON o.seq = a.organization
                             WHERE o.id = ?1 AND a.id = ?3), ?4, ?5",
                row,
            ),
            "refresh_tokens" => (
                "INSERT INTO refresh_tokens (hash, session, expires_at, used)
                 SELECT ?2, (SELECT s.seq FROM sessions AS s JOIN accounts AS a ON a.seq = s.account
                             JOIN organizations AS o ON o.seq = a.organization
                             WHERE o.id = ?1 AND s.id = ?3), ?4, ?5",
                row,
            ),
            "signing_keys" => ("INSERT INTO signing_keys (kid, secret, created_at) VALUES (?1, ?2, ?3)", &row[1..]),
            name => return Err(Error::Internal(format!("there is nothing to insert into {name}"))),
        };
        context.connection.prepare_cached(sql)?.execute(params_from_iter(values))?;
    }
    Ok(())
}

fn insert_account(connection: &Connection, row: &Row) -> Result<(), Error> {
    let email_key = Value::Text(account_email_key(row)?);
    connection
        .prepare_cached(
            "INSERT INTO accounts (organization, id, email, name, role, password_hash, email_key)
             VALUES ((SELECT seq FROM organizations WHERE id = ?1), ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params_from_iter(row.iter().chain([&email_key])))?;
    Ok(())
}

fn insert_customer(context: &mut Context, row: &Row) -> Result<(), Error> {
    let connection = &context.connection;
    let organization: i64 = connection
        .prepare_cached("SELECT seq FROM organizations WHERE id = ?1")?
        .query_row([&row[0]], |found| found.get(0))?;
    connection
        .prepare_cached(
            "INSERT INTO customers (organization, id, version, updated_at, name_key, email_key, company_key, name,
                 email, phone, company, address, city, region, postal_code, country, notes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        )?
        .execute(params_from_iter([&Value::Int(organization)].into_iter().chain(&row[1..])))?;
    let seq = connection.last_insert_rowid();
    let tokens = index::text(organization, &index::of_customer(&customer_fields(row)?));
    context.later.extend([Later::Count(organization, 1), Later::Index(IndexChange::Add(seq, tokens))]);
    let keys = [&row[1], &row[3], &row[4], &row[5], &row[6]];
    place(context, organization, places::all(keys.map(value_ref), seq), 1);
    Ok(())
}
