//! Answers to heads that hyper refuses by itself, since they are too large or not HTTP. It calls no service for them and has
//! no hook: it writes a head of its own, without a body, and ends the connection.
//!
//! The stream here lies under hyper and knows whether an answer of the service is under way. What hyper writes while none
//! is can only be its own, so a problem goes out in its place. It also sees to it that the last answer of a connection
//! arrives when not all was read that the client sends.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU8, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_util::FutureExt;
use hyper::body::{Body, Frame, SizeHint};
use poem::http::StatusCode;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::Sleep,
};

use super::App;

/// How long what a client still sends is thrown away after the last answer.
const LINGER: Duration = Duration::from_secs(2);

/// Where a connection is between a request and the end of its answer. The stream and the service of one connection share
/// it; both run in its one task, so there is nothing to synchronize.
#[derive(Clone, Default)]
pub(super) struct Progress(Arc<State>);

#[derive(Default)]
struct State {
    at: AtomicU8,
    /// Whether the last request has a body that was not read to its end.
    unread: AtomicBool,
}

impl Progress {
    /// No request is with the service, and every answer has been written.
    const IDLE: u8 = 0;
    /// The service has a request, or hyper its answer.
    const BUSY: u8 = 1;
    /// hyper has the last of the answer, but may not have written it.
    const ENDED: u8 = 2;

    /// The service gets a request.
    pub(super) fn begin(&self) {
        self.0.at.store(Self::BUSY, Ordering::Relaxed);
        self.0.unread.store(false, Ordering::Relaxed);
    }

    /// The request was answered, but something of its body was not read.
    pub(super) fn leave_unread(&self) {
        self.0.unread.store(true, Ordering::Relaxed);
    }

    /// The body of the answer, which tells when hyper has taken the last of it.
    pub(super) fn watch<B>(self, body: B) -> Watched<B> {
        Watched { body, progress: self }
    }

    fn is_idle(&self) -> bool {
        self.0.at.load(Ordering::Relaxed) == Self::IDLE
    }

    /// Everything that hyper had is written. It flushes each answer before it reads the next head; only after a body that
    /// nobody read it may not, if the client takes no answers meanwhile, and then its own head goes out as it is.
    fn flushed(&self) {
        let _ = self.0.at.compare_exchange(Self::ENDED, Self::IDLE, Ordering::Relaxed, Ordering::Relaxed);
    }
}

/// A body that reports its end.
pub(super) struct Watched<B> {
    body: B,
    progress: Progress,
}

impl<B> Drop for Watched<B> {
    fn drop(&mut self) {
        self.progress.0.at.store(Progress::ENDED, Ordering::Relaxed);
    }
}

impl<B: Body + Unpin> Body for Watched<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A connection as hyper has it.
pub(super) struct Stream<S> {
    inner: S,
    app: Arc<App>,
    progress: Progress,
    /// What is still to be written in place of hyper's own head.
    instead: Vec<u8>,
    /// Whether bytes of the client may be unread at the end. A connection that is closed then is reset by the operating
    /// system, and the client may never see the answer; so they are read, for a while (RFC 9112 §9.6).
    lingers: bool,
    /// The end of that while.
    end: Option<Pin<Box<Sleep>>>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Stream<S> {
    pub(super) fn new(inner: S, app: Arc<App>, progress: Progress) -> Self {
        Self { inner, app, progress, instead: Vec::new(), lingers: false, end: None }
    }

    /// Takes what hyper writes of its own; whether it did.
    fn takes(&mut self, head: &[u8]) -> bool {
        if !self.progress.is_idle() {
            return false;
        }
        let Some(instead) = answer(&self.app, head) else { return false };
        self.instead = instead;
        self.lingers = true;
        true
    }

    fn poll_instead(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.instead.is_empty() {
            let written = ready!(Pin::new(&mut self.inner).poll_write(cx, &self.instead))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.instead.drain(..written);
        }
        Poll::Ready(Ok(()))
    }

    /// Reads what comes until the client ends, too. Where nothing is there and nothing expected, it ends at once.
    fn poll_linger(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut bytes = [0; 4096];
        loop {
            let mut unread = ReadBuf::new(&mut bytes);
            let read = Pin::new(&mut self.inner).poll_read(cx, &mut unread);
            match read {
                Poll::Ready(Ok(())) if !unread.filled().is_empty() => self.lingers = true,
                Poll::Pending if self.lingers => {}
                _ => return Poll::Ready(()),
            }
            let end = self.end.get_or_insert_with(|| Box::pin(tokio::time::sleep(LINGER)));
            match end.poll_unpin(cx) {
                Poll::Pending if read.is_ready() => {}
                over => return over,
            }
        }
    }
}

/// The whole answer in place of a head that hyper made. Its own lines stay: the status, `Date` and `Connection: close`.
fn answer(app: &App, head: &[u8]) -> Option<Vec<u8>> {
    let head = std::str::from_utf8(head).ok()?.strip_suffix("\r\n\r\n")?;
    let status: StatusCode = head.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    let mut response = app.refuse(status);
    // It is in memory, so it is there at once.
    let body = response.take_body().into_vec().now_or_never()?.ok()?;
    let mut answer = Vec::with_capacity(1024);
    for line in head.split("\r\n").filter(|line| !line.starts_with("content-length:")) {
        answer.extend_from_slice(line.as_bytes());
        answer.extend_from_slice(b"\r\n");
    }
    for (name, value) in response.headers() {
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            answer.extend_from_slice(part);
        }
    }
    answer.extend_from_slice(format!("content-length: {}\r\n\r\n", body.len()).as_bytes());
    answer.extend_from_slice(&body);
    Some(answer)
}

impl<S: AsyncRead + Unpin> AsyncRead for Stream<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Stream<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.takes(bytes) {
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        // A head without a body is one slice.
        if let [head] = slices
            && self.takes(head)
        {
            return Poll::Ready(Ok(head.len()));
        }
        Pin::new(&mut self.inner).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_instead(cx))?;
        ready!(Pin::new(&mut self.inner).poll_flush(cx))?;
        self.progress.flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_instead(cx))?;
        ready!(Pin::new(&mut self.inner).poll_shutdown(cx))?;
        self.lingers |= self.progress.0.unread.load(Ordering::Relaxed);
        self.poll_linger(cx).map(Ok)
    }
}

#[cfg(test)]
#[path = "refusal_tests.rs"]
mod tests;
