//! Timeout of request bodies: a client may take long, but may neither be silent for long nor
//! trickle bytes for ever.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::HttpBody;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::Sleep;

use super::activity::Activity;

/// Bytes that extend the total waiting time by one second. A line every few seconds is enough, a
/// byte every second is not.
const BYTES_PER_SECOND: u64 = 128;

/// Why a request body ended early.
#[derive(Debug, thiserror::Error)]
pub(super) enum BodyError {
    #[error("the client was silent for too long, or sends too slowly")]
    TooSlow,
    #[error(transparent)]
    Cut(#[from] hyper::Error),
}

/// A request body that fails if its client keeps the server waiting for too long.
pub(super) struct RequestBody {
    inner: Incoming,
    activity: Arc<Activity>,
    silence: Duration,
    /// The start of the current wait for bytes, and the timer of its end.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
    /// Total time waited.
    waited: Duration,
    received: u64,
    failed: bool,
}

impl RequestBody {
    pub(super) fn new(inner: Incoming, activity: Arc<Activity>, silence: Duration) -> Self {
        Self { inner, activity, silence, waiting: None, waited: Duration::ZERO, received: 0, failed: false }
    }

    fn allowed_wait(&self) -> Duration {
        allowed_wait(self.silence, self.received, self.waited)
    }

    fn stop_waiting(&mut self, now: Instant) {
        if let Some((since, _)) = self.waiting.take() {
            self.waited += now.saturating_duration_since(since);
            self.activity.stop_awaiting(now);
        }
    }
}

/// How long to wait for the next bytes, given the bytes received and the time waited so far.
fn allowed_wait(silence: Duration, received: u64, waited: Duration) -> Duration {
    let allowed = silence + Duration::from_secs(received / BYTES_PER_SECOND);
    silence.min(allowed.saturating_sub(waited))
}

impl HttpBody for RequestBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        if self.failed {
            return Poll::Ready(None);
        }
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(context) {
            self.stop_waiting(Instant::now());
            if let Some(Ok(frame)) = &frame {
                self.received += frame.data_ref().map_or(0, Bytes::len) as u64;
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(BodyError::Cut)));
        }
        let allowed_wait = self.allowed_wait();
        let this = &mut *self;
        let (_, end) = this.waiting.get_or_insert_with(|| {
            this.activity.await_body();
            (Instant::now(), Box::pin(tokio::time::sleep(allowed_wait)))
        });
        if end.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        self.stop_waiting(Instant::now());
        self.failed = true;
        Poll::Ready(Some(Err(BodyError::TooSlow)))
    }

    fn is_end_stream(&self) -> bool {
        self.failed || self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for RequestBody {
    fn drop(&mut self) {
        self.stop_waiting(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_sends_steadily_may_be_silent_now_and_then() {
        let silence = Duration::from_secs(30);
        assert_eq!(allowed_wait(silence, 0, Duration::ZERO), silence);
        assert_eq!(allowed_wait(silence, 1_000_000, Duration::from_mins(10)), silence);
    }

    #[test]
    fn who_trickles_uses_up_the_patience() {
        let silence = Duration::from_secs(30);
        assert_eq!(allowed_wait(silence, 20, Duration::from_secs(20)), Duration::from_secs(10));
        assert_eq!(allowed_wait(silence, 31, Duration::from_secs(31)), Duration::ZERO);
    }
}
