//! The command line; nothing else. It can't serve yet: NOTES.md.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use customary::{
    contract::document::YAML,
    settings::{Settings, check_environment},
};

/// A customer management service whose contract comes first.
#[derive(Parser)]
#[command(name = "customary", version, disable_help_subcommand = true)]
struct Line {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    settings: Settings,
}

#[derive(Subcommand, Clone, Copy)]
enum Command {
    /// Print the contract, openapi.yaml.
    Openapi,
}

fn main() -> ExitCode {
    let line = Line::parse();
    if let Err(error) = check_environment::<Line>(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok())) {
        eprintln!("error: {error}");
        return ExitCode::from(2);
    }
    match line.command {
        Command::Openapi => print!("{YAML}"),
    }
    ExitCode::SUCCESS
}
