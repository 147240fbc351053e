//! A database for one test: a file, or one on a server that `scripts/with-databases` has started. It is removed with
//! the test.

#![allow(dead_code, reason = "each test program uses some of it")]

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use tempfile::TempDir;

/// A database.
pub(crate) enum Database {
    File(TempDir),
    Server(OnServer),
}

impl Database {
    /// A file of SQLite.
    pub(crate) fn sqlite() -> Self {
        Self::File(tempfile::tempdir().expect("a directory"))
    }

    /// A new one on the `PostgreSQL` server.
    pub(crate) fn postgres() -> Self {
        Self::Server(OnServer::new("TEST_POSTGRES_URL"))
    }

    /// A new one on the `MariaDB` server.
    pub(crate) fn mysql() -> Self {
        Self::Server(OnServer::new("TEST_MYSQL_URL"))
    }

    /// The kind that `TEST_DATABASE` names: `sqlite` (also without it), `postgres` or `mysql`.
    pub(crate) fn chosen() -> Self {
        match env::var("TEST_DATABASE").as_deref() {
            Err(_) | Ok("sqlite") => Self::sqlite(),
            Ok("postgres") => Self::postgres(),
            Ok("mysql") => Self::mysql(),
            Ok(other) => panic!("TEST_DATABASE is {other}; there are sqlite, postgres and mysql"),
        }
    }

    /// For `DATABASE_URL`.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::File(_) => format!("sqlite://{}", self.file().display()),
            Self::Server(database) => format!("{}{}", database.server, database.name),
        }
    }

    /// The directory of a file.
    pub(crate) fn directory(&self) -> &Path {
        match self {
            Self::File(directory) => directory.path(),
            Self::Server(database) => panic!("{} is in no directory", database.name),
        }
    }

    /// The file.
    pub(crate) fn file(&self) -> PathBuf {
        self.directory().join("test.db")
    }

    /// Runs SQL in it, past the program.
    pub(crate) fn run(&self, sql: &str) {
        match self {
            Self::File(_) => {
                rusqlite::Connection::open(self.file()).and_then(|file| file.execute_batch(sql)).expect(sql);
            }
            Self::Server(database) => assert!(run(&database.server, &database.name, sql), "{sql}"),
        }
    }

    /// The rows that SQL finds in it, as the server's client prints them: columns with tabs between.
    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        let Self::Server(database) = self else { panic!("rows are asked for on servers only") };
        let asked = client(&database.server, &database.name, sql).output().expect("the client runs");
        assert!(asked.status.success(), "{sql}: {}", String::from_utf8_lossy(&asked.stderr));
        String::from_utf8_lossy(&asked.stdout).lines().map(str::to_owned).collect()
    }

    /// Removes every table.
    pub(crate) fn drop_tables(&self) {
        match self {
            Self::File(_) => {
                let file = rusqlite::Connection::open(self.file()).expect("opened");
                file.execute_batch("PRAGMA foreign_keys = OFF").expect("set");
                let sql = "SELECT name FROM sqlite_schema WHERE type = 'table'
                           AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '*_search_*'";
                let mut found = file.prepare(sql).expect("prepared");
                let tables = found.query_map([], |row| row.get::<_, String>(0)).expect("found");
                for table in tables.collect::<Result<Vec<_>, _>>().expect("names") {
                    file.execute_batch(&format!("DROP TABLE IF EXISTS \"{table}\"")).expect("dropped");
                }
            }
            Self::Server(database) if database.is_postgres() => self.run("DROP SCHEMA public CASCADE"),
            Self::Server(database) => {
                assert!(database.on_server(&format!("DROP DATABASE {0}; CREATE DATABASE {0}", database.name)));
            }
        }
    }
}

/// A database on a server.
pub(crate) struct OnServer {
    server: String,
    name: String,
}

impl OnServer {
    fn new(variable: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = env::var(variable).unwrap_or_else(|_| {
            panic!("{variable} is not set: tests need a database server; run them by scripts/with-databases")
        });
        let name = format!("test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let database = Self { server, name };
        assert!(database.on_server(&format!("CREATE DATABASE {}", database.name)), "{} can't be made", database.name);
        database
    }

    fn is_postgres(&self) -> bool {
        self.server.starts_with("postgres")
    }

    fn on_server(&self, sql: &str) -> bool {
        run(&self.server, if self.is_postgres() { "postgres" } else { "" }, sql)
    }
}

impl Drop for OnServer {
    fn drop(&mut self) {
        let force = if self.is_postgres() { " WITH (FORCE)" } else { "" };
        self.on_server(&format!("DROP DATABASE {}{force}", self.name));
    }
}

/// Runs SQL by the server's own client. Whether it could.
fn run(server: &str, name: &str, sql: &str) -> bool {
    client(server, name, sql).stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn client(server: &str, name: &str, sql: &str) -> Command {
    if server.starts_with("postgres") {
        let mut psql = Command::new("psql");
        psql.args(["--quiet", "--no-psqlrc", "--tuples-only", "--no-align", "--field-separator=\t"]);
        psql.args(["--set=ON_ERROR_STOP=1", "--command", sql, &format!("{server}{name}")]);
        return psql;
    }
    let (user, address) = server.trim_start_matches("mysql://").trim_end_matches('/').split_once('@').expect("a user");
    let (user, password) = user.split_once(':').expect("a password");
    let (host, port) = address.split_once(':').expect("a port");
    let mut mariadb = Command::new("mariadb");
    mariadb.env("MYSQL_PWD", password).args(["--batch", "--skip-column-names"]);
    mariadb.args(["--host", host, "--port", port, "--user", user, "--execute", sql, name]);
    mariadb
}
