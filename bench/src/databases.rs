//! The databases to measure on: SQLite always, the servers that the environment names.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use clap::ValueEnum;
use mysql_async::prelude::Queryable;
use tokio::{task::JoinSet, time::sleep};
use tokio_postgres::{Client, NoTls};

use crate::{Result, stats};

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
    Mysql,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::Mysql];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MariaDB",
        }
    }

    /// The URL of its server, as scripts/with-databases sets it: the name of a database is to follow.
    fn server(self) -> Option<String> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => std::env::var("TEST_POSTGRES_URL").ok(),
            Self::Mysql => std::env::var("TEST_MYSQL_URL").ok(),
        }
    }

    pub(crate) fn is_there(self) -> bool {
        self == Self::Sqlite || self.server().is_some()
    }
}

/// An empty database.
pub(crate) struct Database {
    pub(crate) kind: Kind,
    pub(crate) url: String,
    name: String,
}

impl Database {
    /// `place`: a folder for files. `name` is in no other database's name.
    pub(crate) async fn new(kind: Kind, place: &Path, name: &str) -> Result<Self> {
        let name = format!("bench_{name}");
        let Some(server) = kind.server() else {
            return Ok(Self::file(place, name));
        };
        let database = Self { kind, url: format!("{server}{name}"), name };
        database.at_server(&format!("CREATE DATABASE {}", database.name)).await?;
        Ok(database)
    }

    /// After it was filled: what a server would do by itself some time later.
    pub(crate) async fn tidy(&self) -> Result<()> {
        if self.kind == Kind::Postgres {
            let client = postgres(&self.url).await?;
            for table in ["organizations", "customers", "customer_tokens"] {
                client.batch_execute(&format!("VACUUM ANALYZE {table}")).await?;
            }
        }
        Ok(())
    }

    /// A copy of a file that nothing has open.
    pub(crate) fn copy(&self, place: &Path, name: &str) -> Result<Self> {
        let copy = Self::file(place, format!("bench_{name}"));
        let of = |database: &Self| place.join(format!("{}.db", database.name));
        std::fs::copy(of(self), of(&copy))?;
        // It is written out now, and not while something is measured.
        std::fs::File::open(of(&copy))?.sync_all()?;
        Ok(copy)
    }

    fn file(place: &Path, name: String) -> Self {
        Self { kind: Kind::Sqlite, url: format!("sqlite://{}/{name}.db", place.display()), name }
    }

    pub(crate) async fn remove(self, place: &Path) -> Result<()> {
        if self.kind != Kind::Sqlite {
            return self.at_server(&format!("DROP DATABASE {}", self.name)).await;
        }
        for end in ["", "-wal", "-shm", ".lock"] {
            let _ = std::fs::remove_file(place.join(format!("{}.db{end}", self.name)));
        }
        Ok(())
    }

    async fn at_server(&self, statement: &str) -> Result<()> {
        let server = self.kind.server().unwrap_or_default();
        if self.kind == Kind::Postgres {
            return Ok(postgres(&format!("{server}postgres")).await?.batch_execute(statement).await?);
        }
        let mut connection = mysql_async::Conn::from_url(server).await?;
        connection.query_drop(statement).await?;
        Ok(connection.disconnect().await?)
    }
}

/// The version of each, by its name, and what a server keeps of its data in memory.
pub(crate) async fn versions(kinds: &[Kind]) -> Result<BTreeMap<String, String>> {
    let mut versions = BTreeMap::new();
    for kind in kinds {
        versions.insert(kind.name().to_owned(), version(*kind).await?);
    }
    Ok(versions)
}

async fn version(kind: Kind) -> Result<String> {
    let server = kind.server().unwrap_or_default();
    Ok(match kind {
        Kind::Sqlite => rusqlite::version().to_owned(),
        Kind::Postgres => {
            let row = postgres(&format!("{server}postgres")).await?;
            let sql =
                "SELECT current_setting('server_version') || ', shared_buffers ' || current_setting('shared_buffers')";
            row.query_one(sql, &[]).await?.get(0)
        }
        Kind::Mysql => {
            let mut connection = mysql_async::Conn::from_url(server).await?;
            let sql =
                "SELECT concat(version(), ', innodb_buffer_pool_size ', @@innodb_buffer_pool_size DIV 1048576, 'MB')";
            let version: Option<String> = connection.query_first(sql).await?;
            connection.disconnect().await?;
            version.unwrap_or_default()
        }
    })
}

async fn postgres(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// A customer with no more than the table and its indexes ask for: search has nothing to find it by.
const INSERT: &str = "
INSERT INTO customers (organization, id, version, updated_at, name_key, email_key, company_key, name, email, phone, company, address, city,
    country, notes, tokens)
SELECT id, gen_random_uuid(), 1, 1770000000000, 'mirela vantorsen ' || $1, $1 || '@alone.example', 'vantorsen & sons trading',
    'Mirela Vantorsen ' || $1, $1 || '@alone.example', '+41441234567', 'Vantorsen & Sons Trading', '17 Old Harbour Road', 'Port Ellison', 'CH',
    'Prefers e-mail; invoices go out on the first Monday.', ''
FROM organizations LIMIT 1";

/// A page as the server asks for it, without the total.
const PAGE: &str = "
SELECT id, version, updated_at, name, email, phone, company, address, city, region, postal_code, country, notes
FROM customers WHERE organization = (SELECT id FROM organizations LIMIT 1) ORDER BY id DESC LIMIT 25 OFFSET $1::text::bigint";

/// What PostgreSQL does without a service before it: so many of these statements a second.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Alone {
    Insert,
    Page,
}

pub(crate) async fn postgres_alone(url: &str, what: Alone, connections: usize, time: Duration) -> Result<f64> {
    let (done, over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let mut clients = JoinSet::new();
    for _ in 0..connections {
        let client = postgres(url).await?;
        let statement = client.prepare(if matches!(what, Alone::Insert) { INSERT } else { PAGE }).await?;
        let (done, over) = (Arc::clone(&done), Arc::clone(&over));
        clients.spawn(async move {
            while !over.load(Ordering::Relaxed) {
                let number = done.fetch_add(1, Ordering::Relaxed);
                let parameter = match what {
                    Alone::Insert => format!("r{:x}.{number}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
                    Alone::Page => (number % 40 * 25).to_string(),
                };
                client.query(&statement, &[&parameter]).await?;
            }
            Ok::<_, tokio_postgres::Error>(())
        });
    }
    let (begun, before) = (Instant::now(), done.load(Ordering::Relaxed));
    sleep(time).await;
    let rate = stats::count(usize::try_from(done.load(Ordering::Relaxed) - before)?) / begun.elapsed().as_secs_f64();
    over.store(true, Ordering::Relaxed);
    while let Some(client) = clients.join_next().await {
        client??;
    }
    Ok(rate)
}
