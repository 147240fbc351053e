//! Opening the file: who may read it, the migrations, and how connections are set up.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use super::search;
use crate::storage::{
    OpenError,
    migrate::{self, Source},
};

/// Every migration, in order.
pub(super) const MIGRATIONS: &[Source] = &[(1, "initial", include_str!("../../../sql/sqlite/0001_initial.sql"))];

/// Prepared statements that a connection keeps; there are fewer of them.
const STATEMENTS: usize = 100;

/// Opens the file for writing, makes it if it is not there and `create` says so, and applies the migrations that it
/// lacks. The connection, and the migrations that were applied now.
pub(super) fn open(
    path: &Path,
    create: bool,
    timeout: Duration,
    migrations: &[Source],
) -> Result<(Connection, Vec<String>), OpenError> {
    let failed = |what: &str, error: &dyn std::fmt::Display| {
        OpenError(format!("the database {} can't be {what}: {error}", path.display()))
    };
    if !create && !path.exists() {
        return Err(failed("used", &"there is none yet: `customary serve` and `customary migrate` make it"));
    }
    let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty());
    if let Some(directory) = directory.filter(|directory| !directory.is_dir()) {
        return Err(failed("made", &format!("there is no directory {}", directory.display())));
    }
    private().open(path).map_err(|error| failed("opened for writing", &error))?;
    // A file of its own: closing any handle of the database itself would end SQLite's locks on it.
    let _lock = lock(&beside(path, ".lock"), timeout).map_err(|error| failed("locked", &error))?;
    let mut connection = connect_writer(path, timeout).map_err(|error| failed("opened", &error))?;
    if is_foreign(&connection).map_err(|error| failed("read", &error))? {
        return Err(failed("used", &"it is one of another program"));
    }
    let report = migrate::runner(migrations)?.run(&mut connection).map_err(|error| {
        let OpenError(why) = migrate::explain(&error);
        failed("used", &why)
    })?;
    Ok((connection, report.applied_migrations().iter().map(ToString::to_string).collect()))
}

/// Whether there is something in the database, but no migrations.
fn is_foreign(connection: &Connection) -> rusqlite::Result<bool> {
    let sql = "SELECT count(*) > 0 AND sum(name = 'refinery_schema_history') = 0 FROM sqlite_schema";
    connection.query_row(sql, [], |found| Ok(found.get::<_, Option<bool>>(0)?.unwrap_or(false)))
}

/// Opens or makes a file that, if it is made, only its owner may read: customers and hashes of passwords are in
/// it. SQLite gives the files beside it the same permissions.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Held while migrations are applied, so that two processes that start do it one after the other.
fn lock(path: &Path, timeout: Duration) -> Result<File, String> {
    let file = private().open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let deadline = Instant::now() + timeout;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => thread::sleep(Duration::from_millis(10)),
            Err(TryLockError::WouldBlock) => {
                return Err(format!("another process holds {} to migrate it", path.display()));
            }
            Err(TryLockError::Error(error)) => return Err(format!("{}: {error}", path.display())),
        }
    }
}

fn connect_writer(path: &Path, timeout: Duration) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    prepare(&connection, timeout)?;
    // FULL: a commit returns when it is on disk. The log is not left longer than 64 MiB.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA journal_size_limit = 67108864;
         PRAGMA temp_store = MEMORY;",
    )?;
    Ok(connection)
}

/// Sets how much the writer keeps in memory, and how much it writes before that is moved from the log to the database,
/// which takes syncs of its own: 16 MiB both, and in bulk 256 and 512.
pub(super) fn size_writer(connection: &Connection, bulk: bool) -> rusqlite::Result<()> {
    let (memory, log) = if bulk { (65_536, 131_072) } else { (4_096, 4_096) };
    connection.execute_batch(&format!("PRAGMA cache_size = {memory}; PRAGMA wal_autocheckpoint = {log};"))
}

/// Sets up what all connections have in common.
fn prepare(connection: &Connection, timeout: Duration) -> rusqlite::Result<()> {
    connection.busy_timeout(timeout)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // One plan for each statement, whatever is bound to it: otherwise SQLite compiles it anew for each new value
    // (https://www.sqlite.org/queryplanner-ng.html#qpstab).
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

/// How connections that only read are opened.
pub(super) fn reader_flags() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

/// Sets up a connection that only reads.
pub(super) fn prepare_reader(connection: &Connection, timeout: Duration) -> rusqlite::Result<()> {
    prepare(connection, timeout)?;
    search::prepare(connection)?;
    // The words that the search index has, as a table of this connection's own, which stores nothing.
    connection.execute_batch(
        "PRAGMA temp_store = MEMORY;
         CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, customer_words, instance);
         PRAGMA query_only = ON;
         PRAGMA cache_size = -8192;",
    )
}
