//! Listening: accepts connections, bounds them, and lets them finish when the server stops.
//!
//! poem's own `Server` is not used: it can neither limit the time and size of a request's head nor the time that
//! a client may take to read an answer, and it turns in circles when the process has no file descriptor left. HTTP/1.1 only:
//! browsers speak HTTP/2 with TLS only, which a proxy in front ends, and such a proxy speaks HTTP/1.1 to us.

use std::{
    convert::Infallible,
    future::Future,
    iter,
    net::SocketAddr,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use hyper::{
    body::{Body, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulConnection, GracefulShutdown},
};
use poem::{
    Request,
    http::{HeaderValue, header, uri::Scheme},
    web::{LocalAddr, RemoteAddr},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_io_timeout::TimeoutStream;

use super::{
    App, Error,
    refusal::{self, Progress},
    unread,
};
use crate::settings::Settings;

/// Bytes that a request's line and headers may have together. Beyond: 431. What the contract allows needs less than
/// 20 KiB; a parameter that is too long shall still be answered with a problem that names it.
const HEAD_BYTES: usize = 64 * 1024;

/// How long to wait after a connection could not be accepted, most likely for want of file descriptors.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);

/// For so long a server that stops still answers on the connections that it has, and ends each with its answer. A proxy may
/// send on an idle one at the moment at which it is closed, and could not know whether that request was done.
const LINGER: Duration = Duration::from_millis(500);

/// What connections may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Connections at the same time.
    pub(super) connections: usize,
    /// How long a connection may wait for a request's head to be complete, and for a client to take more of an answer.
    pub(super) idle: Duration,
    /// How long requests may take to finish when the server stops.
    pub(super) stop: Duration,
}

impl From<&Settings> for Limits {
    fn from(settings: &Settings) -> Self {
        let seconds = |count: u32| Duration::from_secs(count.into());
        Self {
            connections: usize::try_from(settings.connections).unwrap_or(usize::MAX),
            idle: seconds(settings.idle_seconds),
            stop: seconds(settings.stop_seconds),
        }
    }
}

/// Listens at `address`; port 0 takes any free one.
pub(super) async fn bind(address: SocketAddr) -> Result<TcpListener, Error> {
    TcpListener::bind(address).await.map_err(|error| {
        Error::Failed(format!(
            "can't listen at {address}: {error}; choose another address with --listen (CUSTOMARY_LISTEN)"
        ))
    })
}

/// Serves until `stop`, then answers what is under way. Whether all of it was answered in time.
pub(super) async fn run(listener: TcpListener, app: Arc<App>, limits: Limits, stop: impl Future<Output = ()>) -> bool {
    let places = Arc::new(Semaphore::new(limits.connections.min(Semaphore::MAX_PERMITS)));
    let connections = GracefulShutdown::new();
    let stopping = Arc::new(AtomicBool::new(false));
    let mut http = http1::Builder::new();
    // hyper starts this time when it begins to wait for a request, so it ends connections without traffic as well.
    http.timer(TokioTimer::new()).header_read_timeout(limits.idle).max_header_size(HEAD_BYTES);
    let begin = |stream, remote, permit| {
        let connection =
            connections.watch(serve(&http, stream, remote, (Arc::clone(&app), Arc::clone(&stopping)), limits.idle));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, %remote, "a connection ended early");
            }
            drop(permit);
        });
    };
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &places) => accepted,
        };
        let (stream, remote, permit) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "can't accept a connection");
                tokio::time::sleep(ACCEPT_AGAIN).await;
                continue;
            }
        };
        begin(stream, remote, permit);
    }
    stopping.store(true, Ordering::Relaxed);
    for (stream, remote) in waiting(listener) {
        let Ok(permit) = Arc::clone(&places).try_acquire_owned() else { break };
        begin(stream, remote, permit);
    }
    let places_of_all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    let ended = async {
        let _ = tokio::time::timeout(LINGER, places.acquire_many(places_of_all)).await;
        connections.shutdown().await;
    };
    tokio::time::timeout(limits.stop, ended).await.is_ok()
}

/// Those that are connected but were not accepted yet. To close the listener would reset them.
fn waiting(listener: TcpListener) -> impl Iterator<Item = (TcpStream, SocketAddr)> {
    let listener = listener.into_std().ok();
    iter::from_fn(move || {
        let (stream, remote) = listener.as_ref()?.accept().ok()?;
        stream.set_nonblocking(true).ok()?;
        Some((TcpStream::from_std(stream).ok()?, remote))
    })
}

/// The next connection, once there is a place for it: until then it waits in the operating system's queue.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> std::io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let permit = Arc::clone(places).acquire_owned().await.map_err(std::io::Error::other)?;
    let (stream, remote) = listener.accept().await?;
    Ok((stream, remote, permit))
}

fn serve(
    http: &http1::Builder,
    stream: TcpStream,
    remote: SocketAddr,
    (app, stopping): (Arc<App>, Arc<AtomicBool>),
    idle: Duration,
) -> impl GracefulConnection<Error = hyper::Error> + Send + use<> {
    // Without this a small answer may wait for the client's delayed acknowledgement. A failure costs time only.
    let _ = stream.set_nodelay(true);
    let local = LocalAddr(stream.local_addr().unwrap_or(remote).into());
    let remote = RemoteAddr(remote.into());
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(idle));
    let progress = Progress::default();
    let stream = refusal::Stream::new(Box::pin(stream), Arc::clone(&app), progress.clone());
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let (app, stopping, progress) = (Arc::clone(&app), Arc::clone(&stopping), progress.clone());
        progress.begin();
        let has_body = !request.body().is_end_stream();
        let mut request = Request::from((request, local.clone(), remote.clone(), Scheme::HTTP));
        async move {
            let body = has_body.then(|| unread::lend(&mut request));
            let mut response = app.answer(request).await;
            if let Some(body) = body
                && !body.settle(&mut response).await
            {
                progress.leave_unread();
            }
            if stopping.load(Ordering::Relaxed) {
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(hyper::Response::from(response).map(|body| progress.watch(body)))
        }
    });
    http.serve_connection(TokioIo::new(stream), service)
}

#[cfg(test)]
#[path = "listen_tests.rs"]
mod tests;
