//! Streaming parser of multipart forms, with little of them in memory.
//!
//! The parser buffers its input until it finds the first boundary or the end of a part's headers.
//! It is therefore fed small chunks, and at most [`MAX_FRAMING`] bytes that yield no content.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::multipart::{self, MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use futures::{Stream, StreamExt};

/// Maximum bytes in a row outside the content of parts: preamble, between two parts, headers.
const MAX_FRAMING: usize = 64 * 1024;
/// Size of the chunks fed to the parser, in bytes.
const CHUNK: usize = 16 * 1024;

/// A multipart form whose parts are read in order.
pub(super) struct Multipart {
    parts: multipart::Multipart,
    framing: Arc<AtomicUsize>,
    overflow: Overflow,
}

/// Flag: the form has exceeded its body limit.
#[derive(Clone, Debug, Default)]
pub(super) struct Overflow(Arc<AtomicBool>);

impl Overflow {
    /// Whether the limit was exceeded; known once reading the form has failed.
    pub(super) fn has_happened(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A part of a multipart form; a stream of its content.
pub(super) struct Part<'form> {
    field: multipart::Field<'form>,
    framing: Arc<AtomicUsize>,
}

impl Multipart {
    /// Starts to read the form of a request, with a body limit of `limit` bytes.
    pub(super) async fn of(request: Request, limit: usize) -> Result<Self, MultipartRejection> {
        let (framing, overflow) = (Arc::new(AtomicUsize::new(0)), Overflow::default());
        let mut request = request.map(|body| {
            Body::from_stream(Chunks {
                content: body.into_data_stream(),
                left: limit,
                overflow: overflow.clone(),
                rest: Bytes::new(),
                given: false,
                framing: framing.clone(),
            })
        });
        DefaultBodyLimit::disable().apply(&mut request);
        let parts = multipart::Multipart::from_request(request, &()).await?;
        Ok(Self { parts, framing, overflow })
    }

    /// A handle that says, after an error, whether the body limit was the cause.
    pub(super) fn overflow(&self) -> Overflow {
        self.overflow.clone()
    }

    /// The next part; the previous one has to be read to its end first.
    pub(super) async fn next(&mut self) -> Result<Option<Part<'_>>, MultipartError> {
        let field = self.parts.next_field().await?;
        self.framing.store(0, Ordering::Relaxed);
        Ok(field.map(|field| Part { field, framing: Arc::clone(&self.framing) }))
    }
}

impl Part<'_> {
    /// The field name.
    pub(super) fn name(&self) -> Option<&str> {
        self.field.name()
    }

    /// The file name, if the part is a file.
    pub(super) fn file_name(&self) -> Option<&str> {
        self.field.file_name()
    }

    /// The next bytes of the content.
    pub(super) async fn chunk(&mut self) -> Result<Option<Bytes>, MultipartError> {
        self.next().await.transpose()
    }

    /// Skips the rest of the content, so that the next part can be reached.
    pub(super) async fn discard(&mut self) {
        while let Ok(Some(_)) = self.chunk().await {}
    }

    /// The whole content if it has at most `limit` bytes; otherwise skips it and returns `None`.
    pub(super) async fn within(&mut self, limit: usize) -> Result<Option<Vec<u8>>, MultipartError> {
        let mut content = Vec::new();
        while let Some(piece) = self.chunk().await? {
            if content.len() + piece.len() > limit {
                self.discard().await;
                return Ok(None);
            }
            content.extend_from_slice(&piece);
        }
        Ok(Some(content))
    }
}

impl Stream for Part<'_> {
    type Item = Result<Bytes, MultipartError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.field.poll_next_unpin(context);
        if next.is_ready() {
            self.framing.store(0, Ordering::Relaxed);
        }
        next
    }
}

/// A body in small chunks; fails on too many bytes without content and beyond the body limit.
struct Chunks {
    content: BodyDataStream,
    /// Bytes left of the body limit.
    left: usize,
    overflow: Overflow,
    rest: Bytes,
    /// Whether the parser has just been given a chunk.
    given: bool,
    framing: Arc<AtomicUsize>,
}

/// The limit that a form exceeds.
#[derive(Debug, thiserror::Error)]
enum LimitExceeded {
    #[error("more than {MAX_FRAMING} bytes of a form are outside the content of its parts")]
    Framing,
    #[error("the form has more bytes than a form may have")]
    Size,
}

impl Stream for Chunks {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.given {
            // The parser drains its input before it parses any of it: pending makes it parse.
            self.given = false;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.rest.is_empty() {
            match self.content.poll_next_unpin(context) {
                Poll::Ready(Some(Ok(bytes))) => {
                    let Some(left) = self.left.checked_sub(bytes.len()) else {
                        self.overflow.0.store(true, Ordering::Relaxed);
                        return Poll::Ready(Some(Err(axum::Error::new(LimitExceeded::Size))));
                    };
                    (self.left, self.rest) = (left, bytes);
                }
                other => return other,
            }
        }
        let size = self.rest.len().min(CHUNK);
        let piece = self.rest.split_to(size);
        if self.framing.fetch_add(size, Ordering::Relaxed) + size > MAX_FRAMING {
            return Poll::Ready(Some(Err(axum::Error::new(LimitExceeded::Framing))));
        }
        self.given = true;
        Poll::Ready(Some(Ok(piece)))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header;
    use futures::stream;

    use super::*;

    /// A form that arrives in frames of `frame` bytes, and a counter of the bytes consumed.
    async fn form(content: Vec<u8>, frame: usize) -> (Multipart, Arc<AtomicUsize>) {
        let taken = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&taken);
        let frames: Vec<_> = content.chunks(frame).map(Bytes::copy_from_slice).collect();
        let frames = stream::iter(frames).map(move |frame| {
            counter.fetch_add(frame.len(), Ordering::Relaxed);
            Ok::<_, std::io::Error>(frame)
        });
        let request = Request::builder()
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X")
            .body(Body::from_stream(frames))
            .expect("a request");
        (Multipart::of(request, usize::MAX).await.expect("a form"), taken)
    }

    fn part(name: &str, content: &[u8]) -> Vec<u8> {
        let head = format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        [head.as_bytes(), content, b"\r\n"].concat()
    }

    #[tokio::test]
    async fn parts_are_read_whole_in_whatever_frames_they_come() {
        let large: Vec<u8> = (0..300_000_u32).map(|index| (index % 251) as u8).collect();
        let content =
            [part("a", b"short"), part("b", &large), part("c", b""), b"--X--\r\n".to_vec()].concat();
        for frame in [1000, 70_000, content.len()] {
            let (mut form, _) = form(content.clone(), frame).await;
            let mut read = Vec::new();
            while let Some(mut part) = form.next().await.expect("a part") {
                let name = part.name().unwrap_or_default().to_owned();
                read.push((name, part.within(usize::MAX).await.expect("content").expect("all of it")));
            }
            let expected = [("a", b"short".to_vec()), ("b", large.clone()), ("c", Vec::new())];
            assert!(
                read.iter().map(|(name, content)| (name.as_str(), content.clone())).eq(expected),
                "{frame}"
            );
        }
    }

    #[tokio::test]
    async fn what_is_too_large_is_passed_over() {
        let content = [part("a", &vec![1; 100_000]), part("b", b"b"), b"--X--".to_vec()].concat();
        let (mut form, _) = form(content, 5000).await;
        let mut first = form.next().await.expect("a part").expect("a part");
        assert_eq!(first.within(1000).await.expect("content"), None);
        drop(first);
        let mut second = form.next().await.expect("a part").expect("a part");
        assert_eq!(second.within(1000).await.expect("content"), Some(b"b".to_vec()));
    }

    #[tokio::test]
    async fn little_is_taken_of_a_form_that_does_not_come_to_its_content() {
        let endless = vec![b'A'; 1_000_000];
        let open = b"--X\r\nContent-Disposition: form-data; name=\"".to_vec();
        let before = [b"--X\r\nX: y\r\n\r\n".to_vec(), b"\r\n--X\r\n".to_vec()].concat();
        for content in [
            endless.clone(),
            [open.clone(), endless.clone()].concat(),
            [before, endless.clone()].concat(),
            [b"--X".to_vec(), vec![b' '; 1_000_000]].concat(),
        ] {
            let (mut form, taken) = form(content, 8192).await;
            let refused = loop {
                match form.next().await {
                    Ok(Some(mut part)) => part.discard().await,
                    other => break other.map(|part| part.is_some()),
                }
            };
            assert!(refused.is_err());
            let taken = taken.load(Ordering::Relaxed);
            assert!(taken <= MAX_FRAMING + 2 * CHUNK, "{taken}");
        }
    }
}
