//! Every setting, once: its flag, environment variable, default and meaning. Help and checks come from here.

use std::{fmt, fs, net::SocketAddr, path::PathBuf, str::FromStr, time::Duration};

use clap::{Args, CommandFactory, Parser, ValueEnum};
use url::Url;

/// Text that must not show in logs or `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for Secret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// What `customary seed` makes.
#[derive(Debug, Clone, Args)]
pub struct Seed {
    /// How many customers.
    #[arg(long, env = "CUSTOMARY_SEED_CUSTOMERS", default_value_t = 100_000,
          value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub customers: u64,

    /// In how many organizations, of uneven size: the first has by far the most.
    #[arg(long, env = "CUSTOMARY_SEED_ORGANIZATIONS", default_value_t = 1,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub organizations: u32,

    /// The account of the first organization, which is registered if it is not there. Those of the others have its
    /// number in them: `demo+2@customary.example`.
    #[arg(long, env = "CUSTOMARY_SEED_EMAIL", default_value = "demo@customary.example")]
    pub email: String,

    /// The password of the accounts that are registered; one is made up and printed if none is given.
    #[arg(long, env = "CUSTOMARY_SEED_PASSWORD", hide_env_values = true)]
    pub password: Option<Secret>,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// A JSON object a line.
    Json,
}

/// Bytes that a secret for signing needs: as many as HMAC with SHA-256 makes (RFC 7518 §3.2).
const SIGNING_SECRET_BYTES: usize = 32;

/// All settings of the service.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// Address and port to listen on.
    #[arg(long, env = "CUSTOMARY_LISTEN", default_value = "127.0.0.1:8000", global = true)]
    pub listen: SocketAddr,

    /// The database: `sqlite://FILE`, relative to the working directory, `sqlite:///FILE`,
    /// `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, or the same with `mysql://`.
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite://customary.db", global = true, hide_env_values = true)]
    pub database_url: Secret,

    /// A file with the password for the database server, where the URL has a user and no password.
    #[arg(long, env = "CUSTOMARY_DATABASE_PASSWORD_FILE", global = true)]
    pub database_password_file: Option<PathBuf>,

    /// Signs access tokens with this secret of at least 32 bytes, instead of the keys in the database.
    #[arg(long, env = "CUSTOMARY_JWT_SECRET", global = true, hide_env_values = true)]
    pub jwt_secret: Option<Secret>,

    /// How the log is written.
    #[arg(long, env = "CUSTOMARY_LOG_FORMAT", value_enum, default_value = "text", global = true)]
    pub log_format: LogFormat,

    /// What is logged: off, error, warn, info, debug or trace, also by module (tracing's filter syntax).
    #[arg(long, env = "CUSTOMARY_LOG", default_value = "info", global = true)]
    pub log: String,

    /// How many seconds an access token holds; never more than its session.
    #[arg(long, env = "CUSTOMARY_ACCESS_TOKEN_SECONDS", default_value_t = 900, global = true,
          value_parser = clap::value_parser!(i32).range(1..=86_400))]
    pub access_token_seconds: i32,

    /// How many seconds a session lives after its last refresh.
    #[arg(long, env = "CUSTOMARY_SESSION_SECONDS", default_value_t = 30 * 86_400, global = true,
          value_parser = clap::value_parser!(i64).range(1..=31_536_000))]
    pub session_seconds: i64,

    /// Wrong passwords that an account may have in 15 minutes, and a network address ten times; 0: any number.
    #[arg(long, env = "CUSTOMARY_WRONG_PASSWORDS", default_value_t = 10, global = true,
          value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub wrong_passwords: u32,

    /// How many passwords are hashed at once, each with 16 MiB; 0: one for each core.
    #[arg(long, env = "CUSTOMARY_PASSWORD_HASHES", default_value_t = 0, global = true,
          value_parser = clap::value_parser!(u16).range(0..=1024))]
    pub password_hashes: u16,

    /// Connections to SQLite that read at the same time; 0: two for each core.
    #[arg(long, env = "CUSTOMARY_READERS", default_value_t = 0, global = true,
          value_parser = clap::value_parser!(u16).range(0..=1024))]
    pub readers: u16,

    /// Pages of customers that are kept for whoever asks for the same ones again, on SQLite, until a customer of the
    /// organization changes, if they have at most 32 KiB; 0: none.
    #[arg(long, env = "CUSTOMARY_KEPT_PAGES", default_value_t = 256, global = true,
          value_parser = clap::value_parser!(u16).range(0..=16_384))]
    pub kept_pages: u16,

    /// Connections to `PostgreSQL` or `MySQL` at the same time.
    #[arg(long, env = "CUSTOMARY_DATABASE_CONNECTIONS", default_value_t = 16, global = true,
          value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub database_connections: u16,

    /// Writes that may wait; more are answered with 503.
    #[arg(long, env = "CUSTOMARY_WRITE_QUEUE", default_value_t = 4096, global = true,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub write_queue: u32,

    /// How many milliseconds to wait for the database before answering 503.
    #[arg(long, env = "CUSTOMARY_DATABASE_TIMEOUT_MS", default_value_t = 5000, global = true,
          value_parser = clap::value_parser!(u32).range(1..=600_000))]
    pub database_timeout_ms: u32,

    /// How many milliseconds a request's body may take to arrive.
    #[arg(long, env = "CUSTOMARY_BODY_TIMEOUT_MS", default_value_t = 30_000, global = true,
          value_parser = clap::value_parser!(u32).range(1..=600_000))]
    pub body_timeout_ms: u32,

    /// After how many seconds a connection without traffic is closed.
    #[arg(long, env = "CUSTOMARY_IDLE_SECONDS", default_value_t = 75, global = true,
          value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub idle_seconds: u32,

    /// Connections at the same time; further ones wait to be accepted.
    #[arg(long, env = "CUSTOMARY_CONNECTIONS", default_value_t = 10_000, global = true,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub connections: u32,

    /// Requests to operations at the same time; more are answered with 503.
    #[arg(long, env = "CUSTOMARY_REQUESTS", default_value_t = 4096, global = true,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub requests: u32,

    /// How many seconds requests that run may take to finish after a signal to stop.
    #[arg(long, env = "CUSTOMARY_STOP_SECONDS", default_value_t = 30, global = true,
          value_parser = clap::value_parser!(u32).range(0..=3600))]
    pub stop_seconds: u32,
}

impl Settings {
    /// Checks what clap must not: it shows a value that it refuses, and this one is secret.
    ///
    /// # Errors
    /// What is wrong, without the value.
    pub fn check(&self) -> Result<(), String> {
        match self.jwt_secret.as_ref().map(|secret| secret.reveal().len()) {
            Some(length @ ..SIGNING_SECRET_BYTES) => Err(format!(
                "the secret of --jwt-secret (CUSTOMARY_JWT_SECRET) has {length} bytes, {SIGNING_SECRET_BYTES} or more are needed"
            )),
            _ => Ok(()),
        }
    }

    /// The URL of the database, with the password of the file.
    ///
    /// # Errors
    /// If the file can't be read or is empty, or the URL has no place for a password.
    pub fn database_url_with_password(&self) -> Result<Secret, String> {
        let Some(file) = &self.database_password_file else { return Ok(self.database_url.clone()) };
        let failed = |why: &dyn fmt::Display| {
            format!("the file {} of --database-password-file (CUSTOMARY_DATABASE_PASSWORD_FILE): {why}", file.display())
        };
        let text = fs::read_to_string(file).map_err(|error| failed(&error))?;
        let password = text.trim_end_matches(['\r', '\n']);
        if password.is_empty() {
            return Err(failed(&"it is empty"));
        }
        let mut url = Url::parse(self.database_url.reveal())
            .map_err(|error| failed(&format!("the URL of the database: {error}")))?;
        if url.username().is_empty() || url.password().is_some() || url.set_password(Some(password)).is_err() {
            return Err(failed(&"it is for a database URL with a user and no password, postgres://USER@HOST/DATABASE"));
        }
        Ok(Secret(url.into()))
    }

    /// How long to wait for the database.
    #[must_use]
    pub fn database_timeout(&self) -> Duration {
        Duration::from_millis(self.database_timeout_ms.into())
    }

    /// How long a body may take to arrive.
    #[must_use]
    pub fn body_timeout(&self) -> Duration {
        Duration::from_millis(self.body_timeout_ms.into())
    }

    /// How many passwords are hashed at once.
    #[must_use]
    pub fn hashes_at_once(&self) -> usize {
        or_cores(self.password_hashes, 1)
    }

    /// How many connections read at the same time.
    #[must_use]
    pub fn readers_at_once(&self) -> usize {
        or_cores(self.readers, 2)
    }
}

fn or_cores(setting: u16, each: usize) -> usize {
    match setting {
        0 => std::thread::available_parallelism().map_or(1, usize::from) * each,
        so_many => so_many.into(),
    }
}

/// Environment variables that begin like ours but are no setting: most likely misspelt, so they are refused.
///
/// # Errors
/// Their names, and those that there are.
pub fn check_environment<P: Parser + CommandFactory>(names: impl Iterator<Item = String>) -> Result<(), String> {
    let command = P::command();
    let arguments = command.get_arguments().chain(command.get_subcommands().flat_map(clap::Command::get_arguments));
    let known: Vec<&str> = arguments.filter_map(|arg| arg.get_env()?.to_str()).collect();
    let unknown: Vec<String> =
        names.filter(|name| name.starts_with("CUSTOMARY_") && !known.contains(&name.as_str())).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(format!("unknown environment variable {}; there are: {}", unknown.join(", "), known.join(", ")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::fmt::Write;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        settings: Settings,
    }

    /// The table of the README, made from the definitions above.
    fn table() -> String {
        let mut table = "| flag | environment variable | default | meaning |\n|---|---|---|---|\n".to_owned();
        for arg in Line::command().get_arguments().filter(|arg| arg.get_env().is_some()) {
            let flag = arg.get_long().unwrap();
            let variable = arg.get_env().unwrap().to_str().unwrap();
            let default = arg.get_default_values().first().map_or("", |value| value.to_str().unwrap());
            let meaning = arg.get_help().unwrap().to_string();
            let default = if default.is_empty() { "none".to_owned() } else { format!("`{default}`") };
            writeln!(table, "| `--{flag}` | `{variable}` | {default} | {meaning} |").unwrap();
        }
        table
    }

    #[test]
    fn the_readme_lists_every_setting_as_it_is() {
        let readme = std::fs::read_to_string("README.md").unwrap();
        let (_, rest) = readme.split_once("compares this table -->\n").unwrap();
        let (listed, _) = rest.split_once("<!-- /settings -->").unwrap();
        assert!(listed == table(), "the table in README.md should be:\n{}", table());
    }

    #[test]
    fn nothing_needs_to_be_set() {
        let settings = Line::try_parse_from(["customary"]).unwrap().settings;
        assert_eq!(settings.listen.to_string(), "127.0.0.1:8000");
        assert_eq!(settings.database_url.reveal(), "sqlite://customary.db");
    }

    #[test]
    fn a_value_out_of_range_is_refused_with_name_value_and_range() {
        let error = Line::try_parse_from(["customary", "--write-queue", "0"]).err().unwrap().to_string();
        for part in ["--write-queue", "0", "1..=1000000"] {
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn a_short_secret_is_refused_and_secrets_do_not_show() {
        let parse = |secret| Line::try_parse_from(["customary", "--jwt-secret", secret]).unwrap().settings;
        let short = "0123456789abcdef0123456789abcde";
        let error = parse(short).check().unwrap_err();
        assert!(error.contains("has 31 bytes, 32 or more") && !error.contains(short), "{error}");
        let secret = "0123456789abcdef0123456789abcdef";
        let settings = parse(secret);
        assert_eq!(settings.check(), Ok(()));
        assert!(!format!("{settings:?}").contains(secret));
    }

    #[test]
    fn a_password_comes_from_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        let url = |url: &str| {
            let line = ["customary", "--database-url", url, "--database-password-file", file.to_str().unwrap()];
            let url = Line::try_parse_from(line).unwrap().settings.database_url_with_password();
            url.map(|url| url.reveal().to_owned())
        };
        let server = "postgres://u@host/d?sslmode=require";
        assert!(url(server).unwrap_err().contains("No such file"));
        std::fs::write(&file, "\n").unwrap();
        assert!(url(server).unwrap_err().ends_with("it is empty"));
        std::fs::write(&file, "a/ @#%\n").unwrap();
        assert_eq!(url(server).unwrap(), "postgres://u:a%2F%20%40%23%@host/d?sslmode=require");
        for other in ["sqlite://customary.db", "sqlite:///a.db", "postgres://host/d", "postgres://u:secret@host/d"] {
            let error = url(other).unwrap_err();
            assert!(error.contains("a user and no password") && !error.contains("secret"), "{error}");
        }
        let settings = Line::try_parse_from(["customary", "--database-url", server]).unwrap().settings;
        assert_eq!(settings.database_url_with_password().unwrap().reveal(), server);
    }

    #[test]
    fn a_misspelt_environment_variable_is_refused() {
        let names = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>().into_iter();
        assert_eq!(check_environment::<Line>(names(&["CUSTOMARY_LISTEN", "HOME"])), Ok(()));
        let error = check_environment::<Line>(names(&["CUSTOMARY_LISTENS"])).unwrap_err();
        assert!(error.starts_with("unknown environment variable CUSTOMARY_LISTENS; there are: CUSTOMARY_LISTEN,"));
    }
}
