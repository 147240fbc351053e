//! Puts the service together, serves it, and stops it. The other commands of the command line are here, too.

mod accept;
mod app;
mod copy;
mod head;
mod health;
mod html;
mod listen;
mod log;
mod pages;
mod progress;
mod refusal;
mod seed;
mod unread;

use std::{fmt, net::SocketAddr, pin::pin, process::ExitCode, sync::Arc};

use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    sync::oneshot,
};

pub use self::{
    app::App,
    copy::copy,
    health::health,
    log::{Log, start_log},
    seed::seed,
};
use crate::{
    auth::{AccessTokens, Attempts, Passwords, Sessions, new_signing_key},
    contract::{Authenticate, BodyLimits, Document, Runtime},
    domain::{Clock, IdSource, SystemClock, SystemIds},
    handlers::{self, KeptPages, Services},
    settings::{Secret, Settings},
    storage::{self, Repository, Storage},
};

/// Bytes that a request's body may have. openapi.yaml says so, too.
const BODY_BYTES: usize = 262_144;

/// For so many seconds more than access tokens hold, a replaced key still verifies them: clocks may differ.
const CLOCK_SKEW: i64 = 60;

/// Why a command failed.
#[derive(Debug)]
pub enum Error {
    /// A setting is not valid.
    Setting(String),
    /// Something else.
    Failed(String),
}

impl Error {
    /// What the process ends with: 2 for a wrong setting, as for a wrong command line, otherwise 1.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Setting(_) => ExitCode::from(2),
            Self::Failed(_) => ExitCode::FAILURE,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setting(text) | Self::Failed(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Error {}

impl From<storage::Error> for Error {
    fn from(error: storage::Error) -> Self {
        failed(error)
    }
}

fn failed(error: impl fmt::Display) -> Error {
    Error::Failed(error.to_string())
}

/// The service, listening but not yet answering.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    app: Arc<App>,
    storage: Arc<Storage>,
    sessions: Arc<Sessions>,
    limits: listen::Limits,
}

impl Server {
    /// Takes the address, opens the database, and makes everything that there is once.
    ///
    /// # Errors
    /// When the address is taken or the database can't be opened.
    pub async fn bind(settings: &Settings) -> Result<Self, Error> {
        // First, so that a second server on the same address ends before it touches the database.
        let listener = listen::bind(settings.listen).await?;
        let address = listener.local_addr().map_err(failed)?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let ids: Arc<dyn IdSource> = Arc::new(SystemIds);
        let storage = Arc::new(open_storage(settings, true).await?);
        let sessions = open_sessions(settings, &storage, &clock, &ids).await?;
        let runtime = Arc::new(Runtime {
            document: Document::load().map_err(failed)?,
            authenticate: Arc::clone(&sessions) as Arc<dyn Authenticate>,
            limits: BodyLimits { bytes: BODY_BYTES, time: settings.body_timeout() },
        });
        let services = Arc::new(Services {
            storage: Arc::clone(&storage),
            sessions: Arc::clone(&sessions),
            passwords: Passwords::new(settings.hashes_at_once(), Arc::clone(&ids)),
            attempts: Attempts::new(settings.wrong_passwords, Arc::clone(&clock)),
            pages: KeptPages::new(settings.kept_pages),
        });
        let operations = handlers::routes(&services, &runtime).map_err(failed)?;
        let requests = usize::try_from(settings.requests).unwrap_or(usize::MAX);
        let app = Arc::new(App::new(operations, handlers::paths(&runtime), requests, clock, ids));
        Ok(Self { listener, address, app, storage, sessions, limits: settings.into() })
    }

    /// Where it listens; with the port that port 0 came to be.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop`; then takes no more connections, lets the requests finish that run, and closes the database.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let sessions = Arc::clone(&self.sessions);
        let fresh = tokio::spawn(async move { sessions.keep_fresh().await });
        tracing::info!("Customary is ready at http://{}/", self.address);
        if !listen::run(self.listener, self.app, self.limits, stop).await {
            let seconds = self.limits.stop.as_secs();
            tracing::warn!(seconds, "requests that still run are cut off: their time to finish is over");
        }
        fresh.abort();
        self.storage.close().await;
        tracing::info!("stopped");
    }
}

/// Serves until SIGTERM or SIGINT, then finishes what runs. A second signal ends it at once, with the exit code that
/// shells give a process which the signal killed: 143 or 130.
///
/// # Errors
/// When it can't start.
pub async fn serve(settings: &Settings) -> Result<ExitCode, Error> {
    let mut signals = Signals::new()?;
    let server = Server::bind(settings).await?;
    let (stop, stopped) = oneshot::channel::<()>();
    let mut running = pin!(server.run(async {
        // It does not matter whether somebody says so or nobody can any more.
        let _ = stopped.await;
    }));
    let first = tokio::select! {
        () = &mut running => return Ok(ExitCode::SUCCESS),
        number = signals.next() => number,
    };
    tracing::info!(signal = first, "stopping: what runs is finished; a second signal ends it at once");
    drop(stop);
    tokio::select! {
        () = running => Ok(ExitCode::SUCCESS),
        second = signals.next() => {
            tracing::warn!(signal = second, "ended at once by a second signal");
            Ok(ExitCode::from(128 + second))
        }
    }
}

/// Applies the migrations that the database lacks.
///
/// # Errors
/// When one can't be applied.
pub async fn migrate(settings: &Settings) -> Result<(), Error> {
    // To open a database is to bring it up to date.
    open_storage(settings, true).await?.close().await;
    tracing::info!("the database is up to date");
    Ok(())
}

/// Makes a new signing key. Running servers take it over within seconds; tokens signed with older keys hold.
///
/// # Errors
/// Those of the storage.
pub async fn rotate_keys(settings: &Settings) -> Result<(), Error> {
    if settings.jwt_secret.is_some() {
        let text = "CUSTOMARY_JWT_SECRET is set, so the keys in the database are not used: change the secret instead";
        return Err(Error::Setting(text.to_owned()));
    }
    // A database that is made here would be one whose URL is mistyped.
    let storage = open_storage(settings, false).await?;
    let new = new_signing_key(&SystemClock, &SystemIds);
    let kid = new.kid.clone();
    let needed = SystemClock.now().plus_seconds(-i64::from(settings.access_token_seconds) - CLOCK_SKEW);
    let rotated = storage.rotate_signing_keys(new, false, needed).await;
    storage.close().await;
    tracing::info!(kid, keys = rotated?.len(), "a new key signs access tokens a few seconds from now");
    Ok(())
}

async fn open_storage(settings: &Settings, create: bool) -> Result<Storage, Error> {
    open_storage_for(settings, create, false).await
}

/// Opens the database; `bulk`: a great many customers will be written.
async fn open_storage_for(settings: &Settings, create: bool, bulk: bool) -> Result<Storage, Error> {
    let options = storage::Options {
        create,
        bulk,
        readers: settings.readers_at_once(),
        connections: settings.database_connections.into(),
        write_queue: usize::try_from(settings.write_queue).unwrap_or(usize::MAX),
        timeout: settings.database_timeout(),
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
    };
    let url = settings.database_url_with_password().map_err(Error::Setting)?;
    Storage::open(url.reveal(), options).await.map_err(failed)
}

async fn open_sessions(
    settings: &Settings,
    storage: &Arc<Storage>,
    clock: &Arc<dyn Clock>,
    ids: &Arc<dyn IdSource>,
) -> Result<Arc<Sessions>, Error> {
    let secret = settings.jwt_secret.as_ref().map(Secret::reveal);
    // A token that outlived its session would let in somebody who can't refresh any more.
    let seconds = i32::try_from(settings.session_seconds).unwrap_or(i32::MAX).min(settings.access_token_seconds);
    let tokens = AccessTokens::new(secret, seconds, Arc::clone(clock), Arc::clone(ids));
    let sessions =
        Sessions::open(Arc::clone(storage), tokens, settings.session_seconds, Arc::clone(clock), Arc::clone(ids));
    Ok(Arc::new(sessions.await?))
}

/// The signals that ask the process to stop.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> Result<Self, Error> {
        let on = |kind| signal(kind).map_err(|error| Error::Failed(format!("can't watch for signals: {error}")));
        Ok(Self { terminate: on(SignalKind::terminate())?, interrupt: on(SignalKind::interrupt())? })
    }

    /// The number of the next one.
    async fn next(&mut self) -> u8 {
        tokio::select! {
            _ = self.terminate.recv() => 15,
            _ = self.interrupt.recv() => 2,
        }
    }
}
