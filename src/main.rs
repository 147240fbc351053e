//! The command line; nothing else.

use std::{
    io::{self, ErrorKind, Write},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use customary::{
    contract::document,
    server::{self, Error},
    settings::{Secret, Seed, Settings, check_environment},
};

/// The C library's allocator takes several times as long for texts as short as a customer's, and more so musl's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A customer management service whose contract comes first.
#[derive(Parser)]
#[command(name = "customary", version, disable_help_subcommand = true)]
struct Line {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    settings: Settings,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until a signal to stop comes (this is what happens without a command).
    Serve,
    /// Apply the migrations that the database lacks, and end.
    Migrate,
    /// Move everything from one database to another, of any kinds, and verify it.
    ///
    /// No server may use either of them meanwhile: of a database that is served, later writes can be missed, which the
    /// verification at the end finds. A copy that was cut off goes on where it was when the same command is run again.
    /// The target must be new, or hold what an earlier copy left there; nothing in it is ever changed or removed.
    /// Prints how many rows each table has and their checksum, which both databases have in common.
    Copy {
        /// The database to read, in the same form as `--database-url`.
        #[arg(long, env = "CUSTOMARY_COPY_FROM", value_name = "URL", hide_env_values = true)]
        from: Secret,
        /// The database to fill, which is made or brought up to date.
        #[arg(long, env = "CUSTOMARY_COPY_TO", value_name = "URL", hide_env_values = true)]
        to: Secret,
    },
    /// Fill organizations with made-up customers, to try the service with or to measure it.
    ///
    /// They are created as requests would create them, so they are counted, found and kept like others. The same number
    /// is always the same customer; those that an earlier run made are left as they are, and others are made instead.
    Seed(Seed),
    /// The keys that sign access tokens.
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Print the OpenAPI document.
    Openapi,
    /// Ask the server at --listen whether it is ready; exit with 0 if so (for container health checks).
    Health,
}

#[derive(Subcommand)]
enum KeysCommand {
    /// Make a new key. It signs a few seconds later, when all servers know it; tokens signed with older ones hold until they expire.
    Rotate,
}

fn main() -> ExitCode {
    let line = Line::parse();
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let done = check_environment::<Line>(names)
        .and_then(|()| line.settings.check())
        .map_err(Error::Setting)
        .and_then(|()| run(line.command.unwrap_or(Command::Serve), &line.settings));
    done.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        error.exit_code()
    })
}

fn run(command: Command, settings: &Settings) -> Result<ExitCode, Error> {
    match command {
        Command::Openapi => print(document::YAML)?,
        Command::Health => server::health(settings.listen)?,
        Command::Serve => return with_runtime(settings, server::serve(settings)),
        Command::Migrate => with_runtime(settings, server::migrate(settings))?,
        Command::Copy { from, to } => print(&with_runtime(settings, server::copy(settings, &from, &to))?)?,
        Command::Seed(seed) => print(&with_runtime(settings, server::seed(settings, &seed))?)?,
        Command::Keys { command: KeysCommand::Rotate } => with_runtime(settings, server::rotate_keys(settings))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes to standard output. Whoever reads may stop before the end, as `head` does; `print!` would panic then.
fn print(text: &str) -> Result<(), Error> {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Error::Failed(format!("can't write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

fn with_runtime<T>(settings: &Settings, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let _log = server::start_log(settings)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::Failed(format!("can't start the runtime: {error}")))?;
    let done = runtime.block_on(work);
    // What had to be finished is finished; nobody waits for the answers that other threads may still work on.
    runtime.shutdown_background();
    done
}
