//! `MySQL` and `MariaDB`: connecting, values, errors, and what they write in a way of their own.

use std::time::Duration;

use mysql_async::{Conn, DriverError, Error, IoError, Opts, OptsBuilder, Params, prelude::Queryable};
use serde_json::json;

use super::{
    session::{Answer, Connection, Dialect, Failure, Row, Value},
    tls::{self, Protection},
};
use crate::storage::transfer::Kind;

// JSON_TABLE cuts what is too long for its columns. Those here take more than the tables, which refuse it. Of small tables
// all rows would be read, and locked with them those of others, were it not for FORCE INDEX.
const DIALECT: Dialect = Dialect {
    begin_snapshot: "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;
                     START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
    begin_in_order: "START TRANSACTION READ ONLY",
    tables: "SELECT count(*), count(CASE WHEN table_name = 'refinery_schema_history' THEN 1 END)
             FROM information_schema.tables WHERE table_schema = DATABASE()",
    unsafe_settings: "SELECT CONCAT('innodb_flush_log_at_trx_commit = ', @@GLOBAL.innodb_flush_log_at_trx_commit)
         FROM (SELECT 1) AS one WHERE @@GLOBAL.innodb_flush_log_at_trx_commit <> 1
         UNION ALL SELECT CONCAT('sync_binlog = ', @@GLOBAL.sync_binlog)
         FROM (SELECT 1) AS one WHERE @@GLOBAL.log_bin = 1 AND @@GLOBAL.sync_binlog <> 1",
    // A lock's name has 64 characters at most. MySQL has neither SHA1 nor MD5 since 9.6.
    lock_migrations: "SELECT GET_LOCK(CONCAT('customary ', LEFT(SHA2(DATABASE(), 256), 40)), ?)",
    unlock_migrations: "DO RELEASE_ALL_LOCKS()",
    migrations: &[(1, "initial", include_str!("../../../sql/mysql/0001_initial.sql"))],
    // The inner SELECT is for MySQL: it takes no JSON_TABLE beside a table that is locked (error 3569).
    lock_organizations: "SELECT o.id, o.last_customer, o.customers, o.created
         FROM (SELECT UNHEX(id) AS id FROM JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$')) AS ids) AS new
         STRAIGHT_JOIN organizations AS o FORCE INDEX (PRIMARY) ON o.id = new.id FOR UPDATE",
    insert_customers: "INSERT INTO customers (organization, id, version, updated_at, name_key, email_key, company_key,
             name, email, phone, company, address, city, region, postal_code, country, notes, tokens)
         SELECT UNHEX(new.organization), UNHEX(new.id), new.version, new.updated_at, CAST(new.name_key AS BINARY),
             CAST(new.email_key AS BINARY), CAST(new.company_key AS BINARY), new.name, new.email, new.phone,
             new.company, new.address, new.city, new.region, new.postal_code, new.country, new.notes,
             CAST(new.tokens AS BINARY)
         FROM JSON_TABLE(?, '$[*]' COLUMNS (
             organization CHAR(32) PATH '$.organization', id CHAR(32) PATH '$.id', version BIGINT PATH '$.version',
             updated_at BIGINT PATH '$.updated_at',
             name_key VARCHAR(2000) CHARACTER SET utf8mb4 PATH '$.name_key',
             email_key VARCHAR(508) CHARACTER SET utf8mb4 PATH '$.email_key',
             company_key VARCHAR(2000) CHARACTER SET utf8mb4 PATH '$.company_key',
             name VARCHAR(400) CHARACTER SET utf8mb4 PATH '$.name',
             email VARCHAR(508) CHARACTER SET utf8mb4 PATH '$.email', phone VARCHAR(80) PATH '$.phone',
             company VARCHAR(400) CHARACTER SET utf8mb4 PATH '$.company',
             address VARCHAR(1000) CHARACTER SET utf8mb4 PATH '$.address',
             city VARCHAR(200) CHARACTER SET utf8mb4 PATH '$.city',
             region VARCHAR(200) CHARACTER SET utf8mb4 PATH '$.region',
             postal_code VARCHAR(40) CHARACTER SET utf8mb4 PATH '$.postal_code', country CHAR(2) PATH '$.country',
             notes TEXT CHARACTER SET utf8mb4 PATH '$.notes', tokens MEDIUMTEXT CHARACTER SET utf8mb4 PATH '$.tokens'
         )) AS new",
    find_holders: "SELECT new.number, c.id
         FROM JSON_TABLE(?, '$[*]' COLUMNS (
             number BIGINT PATH '$.number', organization CHAR(32) PATH '$.organization',
             email_key VARCHAR(254) CHARACTER SET utf8mb4 PATH '$.email_key'
         )) AS new
         STRAIGHT_JOIN customers AS c FORCE INDEX (customers_email)
             ON c.organization = UNHEX(new.organization) AND c.email_key = CAST(new.email_key AS BINARY)",
    count_created: "UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
             organization CHAR(32) PATH '$.organization', created BIGINT PATH '$.created',
             last_customer CHAR(32) PATH '$.last_customer'
         )) AS new
         STRAIGHT_JOIN organizations AS o FORCE INDEX (PRIMARY) ON o.id = UNHEX(new.organization)
         SET o.customers = o.customers + new.created, o.created = o.created + new.created,
             o.last_customer = UNHEX(new.last_customer)",
    count_blocks: "INSERT INTO customer_blocks (organization, level, number, first, customers)
         SELECT UNHEX(new.organization), new.level, new.number, UNHEX(new.first), new.created
         FROM JSON_TABLE(?, '$[*]' COLUMNS (
             organization CHAR(32) PATH '$.organization', level INT PATH '$.level', number BIGINT PATH '$.number',
             first CHAR(32) PATH '$.first', created INT PATH '$.created'
         )) AS new
         ON DUPLICATE KEY UPDATE customer_blocks.customers = customer_blocks.customers + new.created",
    // As a nested path of one table the tokens would have MariaDB read a customer's columns anew for each of them, which
    // takes twice as long.
    insert_tokens: "INSERT INTO customer_tokens (organization, token, customer, signature_short, signature_long)
         SELECT UNHEX(new.organization), CAST(one.token AS BINARY), UNHEX(new.id), new.signature_short,
             new.signature_long
         FROM JSON_TABLE(?, '$[*]' COLUMNS (
             organization CHAR(32) PATH '$.organization', id CHAR(32) PATH '$.id',
             signature_short BIGINT PATH '$.signature_short', signature_long BIGINT PATH '$.signature_long',
             tokens JSON PATH '$.tokens'
         )) AS new
         STRAIGHT_JOIN JSON_TABLE(new.tokens, '$[*]' COLUMNS (
             token VARCHAR(202) CHARACTER SET utf8mb4 PATH '$'
         )) AS one
         ORDER BY 1, 2, 3",
    tokens: |tokens| json!(tokens),
    delete_tokens: "DELETE t
         FROM JSON_TABLE(?, '$[*]' COLUMNS (token VARCHAR(202) CHARACTER SET utf8mb4 PATH '$')) AS old
         STRAIGHT_JOIN customer_tokens AS t FORCE INDEX (PRIMARY)
             ON t.token = CAST(old.token AS BINARY) AND t.organization = ? AND t.customer = ?",
    insert_rows,
};

fn insert_rows(table: &str, columns: &[(&str, Kind)]) -> String {
    let (mut names, mut values, mut types) = (Vec::new(), Vec::new(), Vec::new());
    for (name, kind) in columns {
        names.push(*name);
        values.push(match kind {
            Kind::Id | Kind::Bytes => format!("UNHEX(new.{name})"),
            Kind::Key(_) => format!("CAST(new.{name} AS BINARY)"),
            Kind::Int | Kind::Bool | Kind::Text(_) => format!("new.{name}"),
        });
        let kind = match kind {
            Kind::Id => "CHAR(32)".to_owned(),
            Kind::Bytes => "VARCHAR(600)".to_owned(),
            Kind::Int | Kind::Bool => "BIGINT".to_owned(),
            Kind::Key(length) | Kind::Text(length) => format!("VARCHAR({length}) CHARACTER SET utf8mb4"),
        };
        types.push(format!("{name} {kind} PATH '$.{name}'"));
    }
    let (names, values, types) = (names.join(", "), values.join(", "), types.join(", "));
    format!("INSERT INTO {table} ({names}) SELECT {values} FROM JSON_TABLE(?, '$[*]' COLUMNS ({types})) AS new")
}

/// After so long a server closes a connection that says nothing, and takes back what it has begun.
const WAIT: Duration = Duration::from_mins(1);

/// Where a database is, and how to connect.
pub(in crate::storage) struct Target {
    /// For messages.
    pub(super) place: String,
    pub(super) opts: Opts,
    pub(super) protection: Protection,
    pub(super) timeout: Duration,
}

/// A connection to `MySQL` or `MariaDB`.
pub(in crate::storage) struct Mysql {
    connection: Conn,
    lost: bool,
    /// Whether a statement is on its way, or its caller has gone away meanwhile.
    busy: bool,
    timeout: Duration,
}

impl Connection for Mysql {
    type Target = Target;

    const DIALECT: Dialect = DIALECT;

    fn place(target: &Target) -> &str {
        &target.place
    }

    async fn open(target: &Target) -> Result<Self, Failure> {
        let connection = open(target).await.map_err(|error| refused(&error))?;
        let mut mysql = Self { connection, lost: false, busy: false, timeout: target.timeout };
        let version = mysql.run("SELECT VERSION()", Vec::new()).await?.rows.pop();
        let version = version.map(|mut row| row.text()).transpose()?.unwrap_or_default();
        let seconds = target.timeout.as_secs_f64();
        // Statements are given up by the server when they are here, and transactions of a process that has vanished.
        // MySQL can do so with statements that read only, and has no time-out but that of a connection.
        let timeouts = if version.contains("MariaDB") {
            let idle = (2.0 * seconds).ceil();
            format!("max_statement_time = {seconds}, SESSION idle_transaction_timeout = {idle}")
        } else {
            format!("max_execution_time = {}", target.timeout.as_millis())
        };
        let lock_timeout = seconds.ceil();
        let setup = format!(
            "SET NAMES utf8mb4 COLLATE utf8mb4_bin;
             SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;
             SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',
                 SESSION innodb_lock_wait_timeout = {lock_timeout},
                 SESSION wait_timeout = {}, SESSION {timeouts}",
            WAIT.max(target.timeout * 4).as_secs()
        );
        mysql.batch(&setup).await?;
        Ok(mysql)
    }

    fn is_closed(&self) -> bool {
        self.lost
    }

    async fn run(&mut self, sql: &str, values: Vec<Value>) -> Result<Answer, Failure> {
        let values = values.into_iter().map(to_mysql).collect();
        self.busy = true;
        let done = run(&mut self.connection, sql, values).await;
        self.note(done)
    }

    async fn run_all(
        &mut self,
        begin: Option<&str>,
        statements: Vec<(&str, Vec<Value>)>,
    ) -> Result<Vec<Answer>, Failure> {
        if let Some(begin) = begin {
            self.batch(begin).await?;
        }
        let mut answers = Vec::with_capacity(statements.len());
        for (sql, values) in statements {
            answers.push(self.run(sql, values).await?);
        }
        Ok(answers)
    }

    async fn batch(&mut self, sql: &str) -> Result<(), Failure> {
        self.busy = true;
        let done = self.connection.query_drop(sql).await;
        self.note(done)
    }
}

impl Mysql {
    fn note<T>(&mut self, done: Result<T, Error>) -> Result<T, Failure> {
        self.busy = false;
        let done = done.map_err(|error| failure(&error));
        self.lost |= matches!(done, Err(Failure::Lost(_)));
        done
    }
}

impl Drop for Mysql {
    /// A statement that was given up goes on: the server does not look whether who asked is still there. So it is told, over
    /// another connection.
    fn drop(&mut self) {
        if !self.busy {
            return;
        }
        let (opts, id, timeout) = (self.connection.opts().clone(), self.connection.id(), self.timeout);
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                let kill = async {
                    let mut connection = Conn::new(opts).await?;
                    connection.query_drop(format!("KILL {id}")).await?;
                    connection.disconnect().await
                };
                // If it can't be told, the statement ends by its own time-out.
                let _: Result<Result<(), Error>, _> = tokio::time::timeout(timeout, kill).await;
            });
        }
    }
}

async fn open(target: &Target) -> Result<Conn, Error> {
    let again = |tls| Conn::new(OptsBuilder::from_opts(target.opts.clone()).ssl_opts(tls));
    match (Conn::new(target.opts.clone()).await, target.protection) {
        (Err(Error::Driver(DriverError::NoClientSslFlagFromServer)), Protection::Prefer) => again(None).await,
        // mysql_async 0.37 can't leave out the check of the name, so a name that is there is asked for.
        (Err(error), Protection::VerifyCa) => match tls::name_of_certificate(&error) {
            Some(name) => {
                let tls = target.opts.ssl_opts().cloned().unwrap_or_default();
                again(Some(tls.with_danger_tls_hostname_override(Some(name)))).await
            }
            None => Err(error),
        },
        (connected, _) => connected,
    }
}

/// Why there is no connection.
fn refused(error: &Error) -> Failure {
    match (tls::refusal(error, "ssl-ca"), error) {
        (Some(why), _) => Failure::Unavailable(why),
        (None, Error::Server(reported)) if reported.code == 1049 => {
            Failure::Unavailable(format!("{}; it has to be made first", failure(error)))
        }
        (None, Error::Driver(DriverError::NoClientSslFlagFromServer)) => {
            Failure::Unavailable("MySQL: server does not support TLS, which the database URL demands".to_owned())
        }
        (None, _) => failure(error),
    }
}

async fn run(connection: &mut Conn, sql: &str, values: Vec<mysql_async::Value>) -> Result<Answer, Error> {
    let values = if values.is_empty() { Params::Empty } else { Params::Positional(values) };
    let mut found = connection.exec_iter(sql, values).await?;
    let changed = found.affected_rows();
    let rows = found.collect::<mysql_async::Row>().await?;
    let rows = rows.into_iter().map(|row| Row::new(row.unwrap().into_iter().map(from_mysql).collect()));
    Ok(Answer { rows: rows.collect(), changed })
}

fn to_mysql(value: Value) -> mysql_async::Value {
    match value {
        Value::Null => mysql_async::Value::NULL,
        Value::Int(number) => mysql_async::Value::Int(number),
        Value::Text(text) => mysql_async::Value::Bytes(text.into_bytes()),
        Value::Bytes(bytes) => mysql_async::Value::Bytes(bytes),
    }
}

fn from_mysql(value: mysql_async::Value) -> Value {
    match value {
        mysql_async::Value::Int(number) => Value::Int(number),
        mysql_async::Value::UInt(number) => Value::Int(number.cast_signed()),
        mysql_async::Value::Bytes(bytes) => Value::Bytes(bytes),
        _ => Value::Null, // no column has floats or dates
    }
}

/// What an error means.
fn failure(error: &Error) -> Failure {
    let Error::Server(reported) = error else {
        let why = match error {
            Error::Io(IoError::Io(error)) => format!("MySQL: {error}"), // which says of itself what it is
            _ => format!("MySQL: {error}"),
        };
        return match error {
            Error::Io(_) | Error::Driver(DriverError::ConnectionClosed | DriverError::PoolDisconnected) => {
                Failure::Lost(why)
            }
            _ => Failure::Internal(why),
        };
    };
    let code = reported.code;
    let why = match code {
        // The text of this one has the key that is taken: a person's address.
        1062 => "MySQL: another row has the key (1062)".to_owned(),
        _ => format!("MySQL: {} ({code})", reported.message),
    };
    match code {
        1213 => Failure::Conflict(why), // a deadlock
        1062 => Failure::Duplicate(why),
        // The server stops, or somebody has ended the connection.
        1053 | 1077 | 1079 | 1080 | 1152 | 1158..=1161 | 1184 | 1927 => Failure::Lost(why),
        1040 | 1203 | 1226 => Failure::Full(why),
        // Too many prepared statements, no room left, only for reading, a lock or an end that did not come in time.
        1205 | 1021 | 1028 | 1030 | 1037 | 1038 | 1041 | 1114 | 1135 | 1290 | 1317 | 1461 | 1792 | 1836 | 1969
        | 3024 => Failure::Unavailable(why),
        _ => Failure::Internal(why),
    }
}
