//! For tests: how SQLite would run a statement.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use rusqlite::{params_from_iter, types::Value};

use super::open::{MIGRATIONS, open, prepare_reader};

/// What SQLite says of how it runs a statement on a connection that reads.
pub(super) fn plan(sql: &str) -> Vec<String> {
    let directory = tempfile::tempdir().unwrap();
    let (connection, _) = open(&directory.path().join("test.db"), true, Duration::from_secs(1), MIGRATIONS).unwrap();
    prepare_reader(&connection, Duration::ZERO).unwrap();
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let nulls = vec![Value::Null; statement.parameter_count()];
    let lines = statement.query_map(params_from_iter(nulls), |line| line.get(3)).unwrap();
    lines.collect::<Result<_, _>>().unwrap()
}
