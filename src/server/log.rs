//! The log: lines for people or JSON objects, on standard error, written by a thread of its own.

use std::{
    io::{self, BufWriter},
    panic,
};

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{EnvFilter, filter::LevelFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use super::Error;
use crate::settings::{LogFormat, Settings};

/// Lines that may wait to be written. Beyond that whoever logs waits: no line is ever dropped.
const WAITING_LINES: usize = 2048;

/// What is written to standard error at once, in bytes. The thread writes whenever no line waits.
const BUFFER: usize = 64 * 1024;

/// The log is written while this lives; when it is dropped, every line is on its way out of the process.
#[must_use = "the log ends when this is dropped"]
pub struct Log {
    _writer: WorkerGuard,
}

/// Starts the log as the settings say. It is the process's one and only: a second call fails.
///
/// # Errors
/// When the filter is not one, or there is a log already.
pub fn start_log(settings: &Settings) -> Result<Log, Error> {
    let filter = filter(&settings.log).map_err(|error| {
        Error::Setting(format!(
            "invalid value '{}' for '--log' (CUSTOMARY_LOG): {error}; it takes off, error, warn, info, debug or trace, \
             also by module, as in 'info,customary::storage=debug'",
            settings.log
        ))
    })?;
    let output = BufWriter::with_capacity(BUFFER, io::stderr());
    let (writer, guard) = NonBlockingBuilder::default()
        .lossy(false)
        .buffered_lines_limit(WAITING_LINES)
        .thread_name("log")
        .finish(output);
    let lines = fmt::layer().with_writer(writer).with_target(false).with_ansi(false);
    let registry = tracing_subscriber::registry().with(filter);
    match settings.log_format {
        LogFormat::Text => registry.with(lines).try_init(),
        LogFormat::Json => {
            let objects = lines.json().flatten_event(true).with_current_span(false).with_span_list(false);
            registry.with(objects).try_init()
        }
    }
    .map_err(|error| Error::Failed(format!("the log can't be started: {error}")))?;
    // Libraries that log by the crate `log` say too much below: tokio-postgres the values of statements, refinery lines
    // with line breaks.
    log::set_max_level(log::LevelFilter::Warn);
    log_panics();
    Ok(Log { _writer: guard })
}

/// A word without `=` would be the name of a module; here it must be a level, since a misspelt one would end the log.
fn filter(text: &str) -> Result<EnvFilter, String> {
    for part in text.split(',').map(str::trim) {
        let is_level = !part.is_empty() && part.parse::<LevelFilter>().is_ok();
        if !is_level && !part.contains(['=', '[']) {
            return Err(format!("'{part}' is no level"));
        }
    }
    EnvFilter::builder().parse(text).map_err(|error| error.to_string())
}

/// Panics become lines of the log like all others, instead of text between them.
fn log_panics() {
    panic::set_hook(Box::new(|info| {
        let location = info.location().map(ToString::to_string);
        tracing::error!(location, cause = panic_message(info.payload()), "panicked");
    }));
}

/// What a panic was called with.
pub(super) fn panic_message(payload: &(dyn std::any::Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic without a message")
}
