//! `PostgreSQL`: connecting, values, errors, and what it writes in a way of its own.

use std::{collections::HashMap, error::Error as _, time::Duration};

use bytes::{BufMut, BytesMut};
use futures_util::{
    TryStreamExt,
    future::{join, join_all},
};
use serde_json::json;
use tokio::task::AbortHandle;
use tokio_postgres::{
    Client, Config, Statement,
    error::SqlState,
    types::{FromSql, IsNull, ToSql, Type, to_sql_checked},
};

use super::{
    session::{Answer, Connection, Dialect, Failure, Row, Value},
    tls::{self, Tls},
};
use crate::storage::transfer::Kind;

/// The customers of a JSON array, as `insert_customers` and the others get them.
macro_rules! from_json {
    ($columns:literal) => {
        concat!("json_to_recordset(CAST(? AS json)) AS new (", $columns, ")")
    };
}

const DIALECT: Dialect = Dialect {
    begin_snapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    // Of a table that was just filled it knows nothing, and would sort all of it for each page.
    begin_in_order: "BEGIN READ ONLY; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off",
    tables: "SELECT count(*), count(*) FILTER (WHERE table_name = 'refinery_schema_history')
             FROM information_schema.tables WHERE table_schema = current_schema()",
    // synchronous_commit is set by each connection.
    unsafe_settings: "SELECT name || ' = ' || setting FROM pg_settings
         WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off'",
    // It waits as long as lock_timeout says.
    lock_migrations: "SELECT count(*) FROM pg_advisory_lock(7146328845) WHERE CAST(? AS bigint) > 0",
    unlock_migrations: "SELECT pg_advisory_unlock_all()",
    migrations: &[(1, "initial", include_str!("../../../sql/postgres/0001_initial.sql"))],
    lock_organizations: "SELECT id, last_customer, customers, created FROM organizations
         WHERE id IN (SELECT CAST(value AS uuid) FROM json_array_elements_text(CAST(? AS json)))
         ORDER BY id FOR UPDATE",
    insert_customers: concat!(
        "INSERT INTO customers (organization, id, version, updated_at, name_key, email_key, company_key, name, email,
             phone, company, address, city, region, postal_code, country, notes, tokens)
         SELECT organization, id, version, updated_at, name_key, email_key, company_key, name, email,
             phone, company, address, city, region, postal_code, country, notes, tokens
         FROM ",
        from_json!(
            "organization uuid, id uuid, version bigint, updated_at bigint, name_key text, email_key text, company_key text, name text,
             email text, phone text, company text, address text, city text, region text, postal_code text,
             country text, notes text, tokens text"
        ),
    ),
    find_holders: concat!(
        "SELECT new.number, c.id FROM ",
        from_json!("number bigint, organization uuid, email_key text"),
        " JOIN customers AS c ON c.organization = new.organization AND c.email_key = new.email_key"
    ),
    count_created: concat!(
        "UPDATE organizations AS o SET customers = o.customers + new.created, created = o.created + new.created,
             last_customer = new.last_customer FROM ",
        from_json!("organization uuid, created bigint, last_customer uuid"),
        " WHERE o.id = new.organization"
    ),
    count_blocks: concat!(
        "INSERT INTO customer_blocks AS b (organization, level, number, first, customers)
         SELECT organization, level, number, first, created FROM ",
        from_json!("organization uuid, level integer, number bigint, first uuid, created integer"),
        " ON CONFLICT (organization, level, number) DO UPDATE SET customers = b.customers + excluded.customers"
    ),
    insert_tokens: concat!(
        "INSERT INTO customer_tokens (organization, token, customer, signature_short, signature_long)
         SELECT organization, token COLLATE \"C\", id, signature_short, signature_long
         FROM (
             SELECT new.organization, unnest(string_to_array(new.tokens, ' ')) AS token, new.id, new.signature_short,
                 new.signature_long
             FROM ",
        from_json!("organization uuid, id uuid, tokens text, signature_short bigint, signature_long bigint"),
        ") AS t
         ORDER BY 1, 2, 3"
    ),
    // No token has a space. This takes half of the time that an array in JSON would.
    tokens: |tokens| json!(tokens.join(" ")),
    delete_tokens: "DELETE FROM customer_tokens AS t USING json_array_elements_text(CAST(? AS json)) AS old (token)
         WHERE t.token = old.token AND t.organization = ? AND t.customer = ?",
    insert_rows,
};

fn insert_rows(table: &str, columns: &[(&str, Kind)]) -> String {
    let (mut names, mut values, mut types) = (Vec::new(), Vec::new(), Vec::new());
    for (name, kind) in columns {
        names.push(*name);
        values.push(if *kind == Kind::Bytes { format!("decode({name}, 'hex')") } else { (*name).to_owned() });
        let kind = match kind {
            Kind::Id => "uuid",
            Kind::Int => "bigint",
            Kind::Bool => "boolean",
            Kind::Bytes | Kind::Key(_) | Kind::Text(_) => "text",
        };
        types.push(format!("{name} {kind}"));
    }
    let (names, values, types) = (names.join(", "), values.join(", "), types.join(", "));
    format!("INSERT INTO {table} ({names}) SELECT {values} FROM json_to_recordset(CAST(? AS json)) AS new ({types})")
}

/// How often the server looks whether who asked is still there, in milliseconds. It can't on every system.
const CHECK: u32 = 500;

/// Prepared statements that a connection keeps at most: a search has some for each number of words and of tokens, and each
/// size of a page.
const STATEMENTS: usize = 200;

/// Where a database is, and how to connect.
pub(in crate::storage) struct Target {
    /// For messages.
    pub(super) place: String,
    pub(super) config: Config,
    pub(super) tls: Tls,
    pub(super) timeout: Duration,
}

/// A connection to `PostgreSQL`.
pub(in crate::storage) struct Postgres {
    client: Client,
    statements: HashMap<String, Statement>,
    /// What carries the statements to the server.
    carrier: AbortHandle,
    /// Whether one is on its way, or its caller has gone away meanwhile.
    busy: bool,
}

impl Connection for Postgres {
    type Target = Target;

    const DIALECT: Dialect = DIALECT;

    fn place(target: &Target) -> &str {
        &target.place
    }

    async fn open(target: &Target) -> Result<Self, Failure> {
        let connected = target.tls.connect_postgres(&target.config).await;
        let (client, carrier) = connected.map_err(|error| refused(&error))?;
        // What waits longer is given up here at the same time; a commit is on disk when it is answered.
        let timeout = target.timeout.as_millis();
        let setup = format!(
            "SET default_transaction_isolation = 'read committed';
             SET statement_timeout = {timeout};
             SET lock_timeout = {timeout};
             SET idle_in_transaction_session_timeout = {};
             SET enable_seqscan = off;
             SET enable_bitmapscan = off;
             SET jit = off;
             SET max_parallel_workers_per_gather = 0;
             SET plan_cache_mode = force_generic_plan;
             SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';",
            2 * timeout
        );
        let mut postgres = Self { client, statements: HashMap::new(), carrier, busy: false };
        postgres.batch(&setup).await?;
        let _ = postgres.batch(&format!("SET client_connection_check_interval = {CHECK}")).await;
        let sql = "SELECT current_setting('server_encoding')";
        let encoding = postgres.run(sql, Vec::new()).await?.rows.pop().map(|mut row| row.text()).transpose()?;
        match encoding.as_deref() {
            Some("UTF8") => Ok(postgres),
            _ => Err(Failure::Internal(format!(
                "the database has the encoding {}, UTF8 is needed: make one with ENCODING 'UTF8' TEMPLATE template0",
                encoding.unwrap_or_default()
            ))),
        }
    }

    fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    async fn run(&mut self, sql: &str, values: Vec<Value>) -> Result<Answer, Failure> {
        self.busy = true;
        let statement = self.prepare(sql).await?;
        let answer = query(&self.client, &statement, &values).await;
        self.busy = false;
        answer
    }

    async fn run_all(
        &mut self,
        begin: Option<&str>,
        statements: Vec<(&str, Vec<Value>)>,
    ) -> Result<Vec<Answer>, Failure> {
        self.busy = true;
        let mut prepared = Vec::with_capacity(statements.len());
        for (sql, values) in statements {
            prepared.push((self.prepare(sql).await?, values));
        }
        // What is polled first is sent first.
        let client = &self.client;
        let opened = async {
            match begin {
                Some(begin) => client.batch_execute(begin).await.map_err(|error| failure(&error)),
                None => Ok(()),
            }
        };
        let answers = join_all(prepared.iter().map(|(statement, values)| query(client, statement, values)));
        let (opened, answers) = join(opened, answers).await;
        self.busy = false;
        // The first that failed says why; those after it only that there was a failure.
        opened?;
        answers.into_iter().collect()
    }

    async fn batch(&mut self, sql: &str) -> Result<(), Failure> {
        self.busy = true;
        let done = self.client.batch_execute(sql).await;
        self.busy = false;
        done.map_err(|error| failure(&error))
    }
}

impl Drop for Postgres {
    /// A statement that was given up would be waited for. The server ends it when it finds the connection closed.
    fn drop(&mut self) {
        if self.busy {
            self.carrier.abort();
        }
    }
}

/// The answer to a statement.
async fn query(client: &Client, statement: &Statement, values: &[Value]) -> Result<Answer, Failure> {
    let found = client.query_raw(statement, values).await.map_err(|error| failure(&error))?;
    let mut found = std::pin::pin!(found);
    let mut rows = Vec::new();
    while let Some(row) = found.try_next().await.map_err(|error| failure(&error))? {
        let columns = (0..row.len()).map(|column| row.try_get(column));
        rows.push(Row::new(columns.collect::<Result<_, _>>().map_err(|error| failure(&error))?));
    }
    Ok(Answer { rows, changed: found.rows_affected().unwrap_or_default() })
}

impl Postgres {
    /// The statement, prepared.
    async fn prepare(&mut self, sql: &str) -> Result<Statement, Failure> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(&numbered(sql)).await.map_err(|error| failure(&error))?;
        if self.statements.len() >= STATEMENTS {
            self.statements.clear(); // the server forgets them, too
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

/// Why there is no connection.
fn refused(error: &tokio_postgres::Error) -> Failure {
    match tls::refusal(error, "sslrootcert") {
        Some(why) => Failure::Unavailable(why),
        None if error.code() == Some(&SqlState::INVALID_CATALOG_NAME) => {
            Failure::Unavailable(format!("{}; it has to be made first", failure(error)))
        }
        None => failure(error),
    }
}

/// The statement with `$1`, `$2` and so on in place of each `?`.
fn numbered(sql: &str) -> String {
    let mut numbered = String::with_capacity(sql.len() + 20);
    for (number, part) in sql.split('?').enumerate() {
        if number > 0 {
            numbered.push('$');
            numbered.push_str(&number.to_string());
        }
        numbered.push_str(part);
    }
    numbered
}

/// What an error means. Its text has no values: those of rows are in `detail`, which is left out.
fn failure(error: &tokio_postgres::Error) -> Failure {
    let Some(reported) = error.as_db_error() else {
        let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
        let why = format!("PostgreSQL: {error}{cause}");
        return if error.is_closed() || is_io(error) { Failure::Lost(why) } else { Failure::Internal(why) };
    };
    let code = reported.code();
    let why = format!("PostgreSQL: {} ({})", reported.message(), code.code());
    match code {
        &SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED => Failure::Conflict(why),
        &SqlState::UNIQUE_VIOLATION => Failure::Duplicate(why),
        // The server stops, or somebody has ended the connection.
        &SqlState::ADMIN_SHUTDOWN | &SqlState::CRASH_SHUTDOWN => Failure::Lost(why),
        // Time-outs; a server that starts, has too much to do, no room left, or has become one that only reads.
        &SqlState::QUERY_CANCELED
        | &SqlState::LOCK_NOT_AVAILABLE
        | &SqlState::CANNOT_CONNECT_NOW
        | &SqlState::READ_ONLY_SQL_TRANSACTION
        | &SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT => Failure::Unavailable(why),
        &SqlState::TOO_MANY_CONNECTIONS => Failure::Full(why),
        code if ["08", "53", "58"].contains(&&code.code()[..2]) => Failure::Unavailable(why),
        _ => Failure::Internal(why),
    }
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.is::<std::io::Error>() {
            return true;
        }
        cause = error.source();
    }
    false
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => return Ok(IsNull::Yes),
            Self::Int(number) if *ty == Type::INT8 => out.put_i64(*number),
            Self::Int(number) if *ty == Type::INT4 => out.put_i32((*number).try_into()?),
            Self::Int(_) => return Err(format!("a number can't be sent as {ty}").into()),
            Self::Text(text) => out.put_slice(text.as_bytes()),
            Self::Bytes(bytes) => out.put_slice(bytes),
        }
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        [Type::INT8, Type::INT4, Type::TEXT, Type::JSON, Type::UUID, Type::BYTEA].contains(ty)
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(match *ty {
            Type::INT8 => Self::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Self::Int(i32::from_sql(ty, raw)?.into()),
            Type::BOOL => Self::Int(bool::from_sql(ty, raw)?.into()),
            Type::TEXT | Type::VARCHAR => Self::Text(String::from_sql(ty, raw)?),
            _ => Self::Bytes(raw.to_vec()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(ty: &Type) -> bool {
        [Type::INT8, Type::INT4, Type::BOOL, Type::TEXT, Type::VARCHAR, Type::UUID, Type::BYTEA].contains(ty)
    }
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn parameters_are_numbered() {
        assert_eq!(numbered("a = ? AND b < ?"), "a = $1 AND b < $2");
        assert_eq!(numbered("SELECT 1"), "SELECT 1");
    }
}
