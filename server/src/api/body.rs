//! Reading bodies: of the right type, no larger than they may be, and to the end.
//!
//! A client that is still sending when the answer comes often never sees it: the connection is
//! reset under it. [`read_to_the_end`] reads what a refused request still sends, within limits,
//! and throws it away.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use futures::{Stream, StreamExt};

use super::problem::{Kind, Problem};

/// Refuses a body that does not say to be of one of these types.
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

/// The whole body, where it has at most `limit` bytes.
pub(super) async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, Problem> {
    let too_large = || Problem::because(Kind::TooLarge, format!("at most {limit} bytes are taken"));
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: u64| length > limit as u64) {
        return Err(too_large());
    }
    let mut frames = body.into_data_stream();
    let mut read = Vec::new();
    while let Some(frame) = frames.next().await {
        let frame = frame.map_err(|_| Problem::because(Kind::Malformed, "the body was cut off"))?;
        if read.len() + frame.len() > limit {
            return Err(too_large());
        }
        read.extend_from_slice(&frame);
    }
    Ok(read.into())
}

/// The most that is read of a body whose answer is settled, and for how long.
const UNREAD_BYTES: usize = 512 * 1024 * 1024;
const UNREAD_TIME: Duration = Duration::from_secs(30);

/// Reads what a refused request still sends before it is answered.
pub(crate) async fn read_to_the_end(request: Request, next: Next) -> Response {
    let waits = request.headers().contains_key(header::EXPECT);
    let (parts, body) = request.into_parts();
    let left = Arc::new(Mutex::new(None));
    let body = Lent { frames: Some(body.into_data_stream()), left: Arc::clone(&left) };
    let response = next.run(Request::from_parts(parts, Body::from_stream(body))).await;
    let unread = left.lock().unwrap_or_else(PoisonError::into_inner).take();
    // Who waits for "100 Continue" has not begun to send, and never will.
    if let Some(mut frames) = unread.filter(|_| response.status().is_client_error() && !waits) {
        let mut read = 0;
        let discard = async {
            while let Some(Ok(frame)) = frames.next().await {
                read += frame.len();
                if read > UNREAD_BYTES {
                    break;
                }
            }
        };
        let _ = tokio::time::timeout(UNREAD_TIME, discard).await;
    }
    response
}

/// A body that gives itself back when its reader drops it unread.
struct Lent {
    frames: Option<BodyDataStream>,
    left: Arc<Mutex<Option<BodyDataStream>>>,
}

impl Stream for Lent {
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

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(frames) = self.frames.take() {
            *self.left.lock().unwrap_or_else(PoisonError::into_inner) = Some(frames);
        }
    }
}
