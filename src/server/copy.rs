//! `customary copy`: moves a database, tells how far it is, and prints what was verified.

use std::{
    fmt::Write,
    io::{self, IsTerminal},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Error, failed, open_storage};
use crate::{
    settings::{Secret, Settings},
    storage::{self, Progress, Repository},
};

/// Rows that are read and inserted together.
const PAGE: usize = 2000;

/// How long a statement may take at least: those that insert whole pages take longer than those for requests.
const TIMEOUT_MS: u32 = 60_000;

/// How often a line tells how far it is, where there is no terminal.
const EVERY: Duration = Duration::from_secs(3);

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
    let show = |progress| display.show(progress);
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

/// Where progress is shown, on standard error.
enum Display {
    Bar(ProgressBar),
    /// When the last line was written.
    Lines(Mutex<Instant>),
}

impl Display {
    fn new() -> Self {
        if !io::stderr().is_terminal() {
            return Self::Lines(Mutex::new(Instant::now()));
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{msg:27} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self::Bar(bar)
    }

    fn show(&self, progress: Progress) {
        let Progress { what, table, rows, of } = progress;
        match self {
            Self::Bar(bar) => {
                let message = format!("{what} {table}");
                if bar.message() != message {
                    bar.reset();
                    bar.set_message(message);
                }
                bar.set_length(of.unwrap_or(rows));
                bar.set_position(rows);
            }
            Self::Lines(written) => {
                let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
                if written.elapsed() >= EVERY {
                    let of = of.map(|of| format!(" of {of}")).unwrap_or_default();
                    eprintln!("{what} {table}: {rows}{of} rows");
                    *written = Instant::now();
                }
            }
        }
    }

    fn end(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
