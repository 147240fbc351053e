//! Databases on the servers that `scripts/with-databases` has started, one for each test.

use std::{
    env,
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

/// A database on a server. It is removed at the end.
pub(crate) struct Database {
    server: String,
    name: String,
}

impl Database {
    /// A new one on the `PostgreSQL` server.
    pub(crate) fn postgres() -> Self {
        Self::new("TEST_POSTGRES_URL")
    }

    /// A new one on the `MariaDB` server.
    pub(crate) fn mysql() -> Self {
        Self::new("TEST_MYSQL_URL")
    }

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

    /// For `DATABASE_URL`.
    pub(crate) fn url(&self) -> String {
        format!("{}{}", self.server, self.name)
    }

    /// Its name on the server.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Runs SQL in the database by the server's own client. Whether it could.
    pub(crate) fn run(&self, sql: &str) -> bool {
        run(&self.server, &self.name, sql)
    }

    fn on_server(&self, sql: &str) -> bool {
        run(&self.server, if self.server.starts_with("postgres") { "postgres" } else { "" }, sql)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let force = if self.server.starts_with("postgres") { " WITH (FORCE)" } else { "" };
        self.on_server(&format!("DROP DATABASE {}{force}", self.name));
    }
}

fn run(server: &str, name: &str, sql: &str) -> bool {
    let mut command = if server.starts_with("postgres") {
        let mut psql = Command::new("psql");
        psql.args(["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--command", sql, &format!("{server}{name}")]);
        psql
    } else {
        let rest = server.trim_start_matches("mysql://").trim_end_matches('/');
        let (user, address) = rest.split_once('@').unwrap();
        let (user, password) = user.split_once(':').unwrap();
        let (host, port) = address.split_once(':').unwrap();
        let mut mariadb = Command::new("mariadb");
        mariadb.env("MYSQL_PWD", password);
        mariadb.args(["--host", host, "--port", port, "--user", user, "--execute", sql, name]);
        mariadb
    };
    command.stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}
