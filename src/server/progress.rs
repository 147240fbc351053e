//! How far a long command is, on standard error: a bar on a terminal, otherwise a line every few seconds.

use std::{
    io::{self, IsTerminal},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often a line tells how far it is, where there is no terminal.
const EVERY: Duration = Duration::from_secs(3);

/// Where it is shown.
pub(super) enum Display {
    Bar(ProgressBar),
    /// When the last line was written.
    Lines(Mutex<Instant>),
}

impl Display {
    pub(super) fn new() -> Self {
        if !io::stderr().is_terminal() {
            return Self::Lines(Mutex::new(Instant::now()));
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{msg:27} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self::Bar(bar)
    }

    /// Shows that `rows` of `what`, of so many if that is known, are done.
    pub(super) fn show(&self, what: &str, rows: u64, of: Option<u64>) {
        match self {
            Self::Bar(bar) => {
                if bar.message() != what {
                    bar.reset();
                    bar.set_message(what.to_owned());
                }
                bar.set_length(of.unwrap_or(rows));
                bar.set_position(rows);
            }
            Self::Lines(written) => {
                let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
                if written.elapsed() >= EVERY {
                    let of = of.map(|of| format!(" of {of}")).unwrap_or_default();
                    eprintln!("{what}: {rows}{of} rows");
                    *written = Instant::now();
                }
            }
        }
    }

    pub(super) fn end(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
