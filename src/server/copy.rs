//! `customary copy`: moves a database, tells how far it is, and prints what was verified.

use std::fmt::Write;

use super::{Error, failed, open_storage, progress::Display};
use crate::{
    settings::{Secret, Settings},
    storage::{self, Progress, Repository},
};

/// Rows that are read and inserted together.
const PAGE: usize = 2000;

/// How long a statement may take at least: those that insert whole pages take longer than those for requests.
const TIMEOUT_MS: u32 = 60_000;

/// Copies all that is in the database `from` to the database `to`. The checksums that both have, a line for each table.
///
/// # Errors
/// When a database can't be used, the target has other data, or the two differ at the end.
pub async fn copy(settings: &Settings, from: &Secret, to: &Secret) -> Result<String, Error> {
    if from == to {
        return Err(Error::Setting("--from and --to are the same database".to_owned()));
    }
    let opened = |url: &Secret| Settings {
        database_url: url.clone(),
        database_timeout_ms: settings.database_timeout_ms.max(TIMEOUT_MS),
        ..settings.clone()
    };
    // A source that is made here would be one whose URL is mistyped.
    let source = open_storage(&opened(from), false).await.map_err(|error| failed(format!("--from: {error}")))?;
    let target = open_storage(&opened(to), true).await.map_err(|error| failed(format!("--to: {error}")))?;
    let display = Display::new();
    let show = |Progress { what, table, rows, of }| display.show(&format!("{what} {table}"), rows, of);
    let copied = tokio::select! {
        copied = storage::copy(&source, &target, PAGE, &show) => copied.map_err(failed),
        _ = tokio::signal::ctrl_c() => Err(failed("interrupted; the same command goes on where it was")),
    };
    display.end();
    source.close().await;
    target.close().await;
    let mut report = String::new();
    for storage::Checksum { table, rows, sha256 } in copied? {
        let _ = writeln!(report, "{table:15} {rows:>10} rows  SHA-256 {sha256}"); // writing to a String does not fail
    }
    Ok(report)
}
