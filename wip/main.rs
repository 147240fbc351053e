//! The command line; nothing else.

use std::{process::ExitCode, sync::Arc};

use clap::{Parser, Subcommand};
use customary::{
    contract::document,
    server,
    settings::{Settings, check_environment},
};

/// A customer management service whose contract comes first.
#[derive(Parser)]
#[command(name = "customary", version, disable_help_subcommand = true)]
struct Line {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    settings: Settings,
}

#[derive(Subcommand, Clone, Copy)]
enum Command {
    /// Serve until a signal to stop comes (this is what happens without a command).
    Serve,
    /// Apply the migrations that the database lacks, and end.
    Migrate,
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

#[derive(Subcommand, Clone, Copy)]
enum KeysCommand {
    /// Make a new key. It signs from now on; tokens signed with older ones hold until they expire.
    Rotate,
}

fn main() -> ExitCode {
    let line = Line::parse();
    if let Err(error) = check_environment::<Line>(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok())) {
        eprintln!("error: {error}");
        return ExitCode::from(2);
    }
    match run(line.command.unwrap_or(Command::Serve), Arc::new(line.settings)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command, settings: Arc<Settings>) -> Result<(), Box<dyn std::error::Error>> {
    if matches!(command, Command::Openapi) {
        print!("{}", document::YAML);
        return Ok(());
    }
    server::start_log(&settings)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match command {
            Command::Serve | Command::Openapi => server::serve(settings).await,
            Command::Migrate => server::migrate(&settings).await,
            Command::Keys { command: KeysCommand::Rotate } => server::rotate_keys(&settings).await,
            Command::Health => server::health(settings.listen).await,
        }
    })
}
