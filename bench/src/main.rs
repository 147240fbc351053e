//! Measures Customary: `run` loads the built binary on each database, `growth` tells what more customers cost, `searches`
//! what people type into a search.
//! README.md says what is measured and how.

mod alone;
mod api;
mod databases;
mod growth;
mod http;
mod load;
mod loads;
mod number;
mod organizations;
mod place;
mod plot;
mod record;
mod run;
mod searches;
mod server;
mod stats;
mod table;

use std::{error::Error, process::ExitCode};

use clap::{Parser, Subcommand};

/// Whatever goes wrong ends the program, with a text for whoever started it.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Measures Customary.
#[derive(Parser)]
#[command(name = "customary-bench", disable_help_subcommand = true)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Loads the release binary on each database and compares with the last recorded result.
    ///
    /// SQLite is always there; PostgreSQL and MariaDB are where `TEST_POSTGRES_URL` and `TEST_MYSQL_URL` name a server, as
    /// with `scripts/with-databases bench/run`. Writes DATE-COMMIT.json and history.svg into the folder of results
    /// and prints tables. Nothing else should use the machine meanwhile.
    Run(run::Options),
    /// Measures each operation, one at a time, on a SQLite database that grows tenfold from 1,000 customers on.
    ///
    /// Writes growth.json and growth.svg into the folder of results and prints a table. With `--organizations`, compares a
    /// database of so many organizations of uneven size with one that has all customers in one, and writes
    /// organizations.json instead.
    Growth(growth::Options),
    /// Measures what people type into a search, one request at a time, on each database that `run` would measure on.
    ///
    /// Writes searches.json into the folder of results and prints a table.
    Searches(searches::Options),
}

// The load is on one thread, so that the server has the other core.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let done = match Line::parse().command {
        Command::Run(options) => run::run(options).await,
        Command::Growth(options) if options.organizations > 1 => organizations::compare(options).await,
        Command::Growth(options) => growth::grow(options).await,
        Command::Searches(options) => searches::measure(options).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
