//! Bodies that an answer did without. hyper closes the connection if something of one is still to come, and says nothing
//! of it in the answer, so that the client's next request may be lost. So what is left is read, if it is not much and not
//! long in coming; otherwise the answer says that the connection ends (RFC 9112 §9.6).

use std::{
    io,
    pin::{Pin, pin},
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use futures_util::future;
use http_body_util::combinators::BoxBody;
use hyper::body::{Body, Frame, SizeHint};
use poem::{
    Request, Response,
    http::{HeaderValue, header},
};
use tokio::sync::oneshot;

/// How many bytes are read for nothing: as many as a body may have.
const BYTES: usize = 256 * 1024;

/// How long they may take to arrive.
const TIME: Duration = Duration::from_secs(1);

type Unread = BoxBody<Bytes, io::Error>;

/// The body of a request, which comes back if it is dropped before its end.
struct Lent {
    body: Option<Unread>,
    back: Option<oneshot::Sender<Unread>>,
}

/// Where the rest of a body comes back.
pub(super) struct Rest {
    back: oneshot::Receiver<Unread>,
    /// Whether the client waits for a word before it sends the body.
    waits: bool,
}

/// Lets the answer to a request read its body.
pub(super) fn lend(request: &mut Request) -> Rest {
    let (sender, back) = oneshot::channel();
    let waits = request.headers().contains_key(header::EXPECT);
    let body = Some(request.take_body().into());
    request.set_body(poem::Body::from(BoxBody::new(Lent { body, back: Some(sender) })));
    Rest { back, waits }
}

impl Rest {
    /// Reads what the answer did not. Whether nothing is left; if something is, the answer says that the connection ends.
    pub(super) async fn settle(mut self, response: &mut Response) -> bool {
        let ends = response.headers().get(header::CONNECTION).is_some_and(|value| value == "close");
        let read = match self.back.try_recv() {
            // It was read to its end, or to where it is broken, and then the answer says that the connection ends.
            Err(oneshot::error::TryRecvError::Closed) => !ends,
            Ok(rest) if !ends && !self.waits => tokio::time::timeout(TIME, drain(rest)).await.unwrap_or(false),
            _ => false,
        };
        if !read {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        read
    }
}

/// Whether the end was reached.
async fn drain(body: Unread) -> bool {
    let mut body = pin!(body);
    let mut left = BYTES;
    loop {
        match future::poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
            None => return true,
            Some(Err(_)) => return false,
            Some(Ok(frame)) => match left.checked_sub(frame.data_ref().map_or(0, Bytes::len)) {
                Some(rest) => left = rest,
                None => return false,
            },
        }
    }
}

impl Body for Lent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let frame = ready!(Pin::new(body).poll_frame(cx));
        if !matches!(frame, Some(Ok(_))) {
            self.body = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let (Some(body), Some(back)) = (self.body.take().filter(|body| !body.is_end_stream()), self.back.take()) {
            // Nobody waits for it when the connection has ended.
            let _ = back.send(body);
        }
    }
}
