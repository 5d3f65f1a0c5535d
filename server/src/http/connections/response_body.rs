//! Response body that tracks whether the client is reading, and finishes the request when it ends.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::activity::Activity;

/// A request from its head to the end of its response.
pub(super) struct InFlight(Arc<Activity>);

impl InFlight {
    pub(super) fn begin(activity: Arc<Activity>, http2: bool) -> Self {
        activity.begin(http2, Instant::now());
        Self(activity)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.finish(Instant::now());
    }
}

/// The body of a response.
pub(super) struct ResponseBody {
    inner: Body,
    /// Whether data waits for the client to read it.
    offered: bool,
    request: InFlight,
}

impl ResponseBody {
    pub(super) fn new(inner: Body, request: InFlight) -> Self {
        request.0.offer();
        Self { inner, offered: true, request }
    }

    fn note(&mut self, offered: bool) {
        let activity = &self.request.0;
        match (self.offered, offered) {
            (false, true) => activity.offer(),
            (true, false) => activity.take(Instant::now()),
            _ => {}
        }
        self.offered = offered;
    }
}

impl HttpBody for ResponseBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        // A poll for more means that the client has made room by reading.
        self.note(false);
        let frame = Pin::new(&mut self.inner).poll_frame(context);
        self.note(matches!(frame, Poll::Ready(Some(_))));
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for ResponseBody {
    fn drop(&mut self) {
        self.note(false);
    }
}
