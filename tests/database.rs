//! A database for one test: a file, or one on a server that `scripts/with-databases` has started. It is removed with
//! the test.

#![allow(dead_code, reason = "each test program uses some of it")]

use std::{
    env,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
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
        Self::Server(OnServer::new("TEST_POSTGRES_URL", ""))
    }

    /// A new one on the `PostgreSQL` server, made with these options.
    pub(crate) fn postgres_with(options: &str) -> Self {
        Self::Server(OnServer::new("TEST_POSTGRES_URL", options))
    }

    /// A new one on the `MariaDB` server.
    pub(crate) fn mysql() -> Self {
        Self::Server(OnServer::new("TEST_MYSQL_URL", ""))
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
            Self::Server(database) => drop(run(&database.server, &database.name, sql).expect(sql)),
        }
    }

    /// Its URL for a new user who may read and write rows and nothing else, over at most so many connections.
    pub(crate) fn for_limited_user(&self, connections: u32) -> String {
        let Self::Server(database) = self else { panic!("a file has no users") };
        let name = &database.name;
        let sql = if database.is_postgres() {
            format!(
                "CREATE ROLE {name}_user LOGIN PASSWORD 'limited' CONNECTION LIMIT {connections};
                 GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}_user"
            )
        } else {
            format!(
                "CREATE USER {name}_user IDENTIFIED BY 'limited' WITH MAX_USER_CONNECTIONS {connections};
                 GRANT SELECT, INSERT, UPDATE, DELETE ON {name}.* TO {name}_user"
            )
        };
        let administrator = database.server.replacen("customary_test:", "customary_test_admin:", 1);
        run(&administrator, name, &sql).expect("a user");
        let (scheme, rest) = database.server.split_once("://").expect("a scheme");
        let (_, place) = rest.split_once('@').expect("a user");
        format!("{scheme}://{name}_user:limited@{place}{name}")
    }

    /// Begins to run SQL on a server, past the program.
    pub(crate) fn start(&self, sql: &str) -> Child {
        match self {
            Self::File(_) => panic!("a file is not a server"),
            Self::Server(database) => {
                command(&database.server, &database.name, sql).stdout(Stdio::null()).spawn().expect(sql)
            }
        }
    }

    /// What a query finds on a server, without headings.
    pub(crate) fn ask(&self, sql: &str) -> String {
        match self {
            Self::File(_) => panic!("a file is asked otherwise"),
            Self::Server(database) => run(&database.server, &database.name, sql).expect(sql),
        }
    }

    /// The lines of that: a row each, columns with tabs between.
    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        self.ask(sql).lines().map(str::to_owned).collect()
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
    fn new(variable: &str, options: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = env::var(variable).unwrap_or_else(|_| {
            panic!("{variable} is not set: tests need a database server; run them by scripts/with-databases")
        });
        let name = format!("test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let database = Self { server, name };
        assert!(
            database.on_server(&format!("CREATE DATABASE {} {options}", database.name)),
            "{} can't be made",
            database.name
        );
        database
    }

    fn is_postgres(&self) -> bool {
        self.server.starts_with("postgres")
    }

    fn on_server(&self, sql: &str) -> bool {
        run(&self.server, if self.is_postgres() { "postgres" } else { "" }, sql).is_some()
    }
}

impl Drop for OnServer {
    fn drop(&mut self) {
        let force = if self.is_postgres() { " WITH (FORCE)" } else { "" };
        self.on_server(&format!("DROP DATABASE {}{force}", self.name));
    }
}

/// What the server's own client prints when it runs SQL; `None` if it could not.
fn run(server: &str, name: &str, sql: &str) -> Option<String> {
    let output = command(server, name, sql).stderr(Stdio::inherit()).output().ok();
    let output = output.filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The server's own client, that is to run SQL.
fn command(server: &str, name: &str, sql: &str) -> Command {
    if server.starts_with("postgres") {
        let mut psql = Command::new("psql");
        psql.args([
            "--quiet",
            "--tuples-only",
            "--no-align",
            "--field-separator=\t",
            "--no-psqlrc",
            "--set=ON_ERROR_STOP=1",
            "--command",
            sql,
            &format!("{server}{name}"),
        ]);
        psql
    } else {
        let (user, address) =
            server.trim_start_matches("mysql://").trim_end_matches('/').split_once('@').expect("a user");
        let (user, password) = user.split_once(':').expect("a password");
        let (host, port) = address.split_once(':').expect("a port");
        let mut mariadb = Command::new("mariadb");
        mariadb.env("MYSQL_PWD", password);
        mariadb.args(["--skip-column-names", "--host", host, "--port", port, "--user", user, "--execute", sql, name]);
        mariadb
    }
}
