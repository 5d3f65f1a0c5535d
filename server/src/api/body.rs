//! Request bodies: content type, body limit, and draining.
//!
//! A client that is still sending when the response arrives often never sees it, because the
//! connection is reset. [`read_to_the_end`] drains what a refused request still sends, within
//! limits.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt};

use super::problem::{Kind, Problem};
use crate::http::announced_length;
use crate::http::closing::CloseConnection;

/// Refuses a body whose `Content-Type` is none of `types`.
pub(super) fn expect_type(headers: &HeaderMap, types: &[&str]) -> Result<(), Problem> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if types.iter().any(|known| known.eq_ignore_ascii_case(essence)) {
        return Ok(());
    }
    let said = if essence.is_empty() { "is missing".to_owned() } else { format!("is {essence:?}") };
    Err(Problem::because(
        Kind::UnsupportedMediaType,
        format!("Content-Type {said}; send {}", types.join(" or ")),
    ))
}

/// Middleware: refuses a compressed body, because nothing is decompressed here.
pub(super) async fn expect_uncompressed(request: Request, next: Next) -> Response {
    let codings = request.headers().get_all(header::CONTENT_ENCODING).iter();
    let mut codings = codings.flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    let is_plain = |coding: &[u8]| {
        let coding = coding.trim_ascii();
        coding.is_empty() || coding.eq_ignore_ascii_case(b"identity")
    };
    if codings.all(is_plain) {
        return next.run(request).await;
    }
    let detail = "the body has a Content-Encoding; send it uncompressed, without one";
    let mut response = Problem::because(Kind::UnsupportedMediaType, detail).into_response();
    response.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    response
}

/// Reads the whole body, at most `limit` bytes.
pub(super) async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, Problem> {
    let too_large = || Problem::because(Kind::TooLarge, format!("at most {limit} bytes are taken"));
    let announced = announced_length(headers);
    if announced.is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    let mut frames = body.into_data_stream();
    let size = announced.and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
    // Reserved once, but committed only as bytes arrive: announcing a length costs nothing.
    let mut read = Vec::with_capacity(size);
    while let Some(frame) = frames.next().await {
        let frame = frame.map_err(|_| Problem::because(Kind::Malformed, "the body was cut off"))?;
        if read.len() + frame.len() > limit {
            return Err(too_large());
        }
        read.extend_from_slice(&frame);
    }
    Ok(read.into())
}

/// How much of a refused request is drained, and for how long.
const DRAIN: DrainLimit = DrainLimit { bytes: 512 * 1024 * 1024, time: Duration::from_secs(30) };
/// How much is drained if the connection is closed anyway: what is in transit.
const DRAIN_AT_CLOSE: DrainLimit = DrainLimit { bytes: 2 * 1024 * 1024, time: Duration::from_secs(1) };

struct DrainLimit {
    bytes: usize,
    time: Duration,
}

/// Middleware: drains what a refused request still sends before it is answered.
pub(crate) async fn read_to_the_end(request: Request, next: Next) -> Response {
    // A client that announces more than is drained is answered at once: nothing would be gained by waiting.
    let is_endless = announced_length(request.headers()).is_some_and(|length| length > DRAIN.bytes as u64);
    let waits = request.headers().contains_key(header::EXPECT);
    let (parts, body) = request.into_parts();
    let left = Arc::new(Mutex::new(None));
    let body = UnreadBody { frames: Some(body.into_data_stream()), left: Arc::clone(&left) };
    let mut response = next.run(Request::from_parts(parts, Body::from_stream(body))).await;
    let unread = left.lock().unwrap_or_else(PoisonError::into_inner).take();
    // A client that waits for "100 Continue" has not begun to send, and never will.
    if let Some(mut frames) = unread.filter(|_| response.status().is_client_error() && !waits) {
        if is_endless {
            response = CloseConnection::after(response);
        }
        let limit = if CloseConnection::is_wanted(&response) { DRAIN_AT_CLOSE } else { DRAIN };
        let mut read = 0;
        let discard = async {
            while let Some(Ok(frame)) = frames.next().await {
                read += frame.len();
                if read > limit.bytes {
                    break;
                }
            }
        };
        let _ = tokio::time::timeout(limit.time, discard).await;
    }
    response
}

/// A body that hands back its unread rest when its reader drops it.
struct UnreadBody {
    frames: Option<BodyDataStream>,
    left: Arc<Mutex<Option<BodyDataStream>>>,
}

impl Stream for UnreadBody {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(frames) = &mut self.frames else { return Poll::Ready(None) };
        let next = frames.poll_next_unpin(context);
        if matches!(next, Poll::Ready(None | Some(Err(_)))) {
            self.frames = None;
        }
        next
    }
}

impl Drop for UnreadBody {
    fn drop(&mut self) {
        if let Some(frames) = self.frames.take() {
            *self.left.lock().unwrap_or_else(PoisonError::into_inner) = Some(frames);
        }
    }
}
