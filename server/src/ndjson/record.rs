//! Parses lines and records them in chunks.

use std::future::Future;
use std::sync::Arc;

use bytes::Bytes;
use domain::NewInteraction;
use futures::Stream;
use intake::ParseError;
use store::intake::{Intake, Recorded, Rejected};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::lines::{LONG, Line, Lines, MAX_LINE, Text};

/// Maximum lines of a chunk, and approximate maximum bytes: a chunk of typical lines is as large as
/// the largest commit, so that the cost of a commit is shared by as many lines as possible.
const CHUNK_LINES: usize = 1000;
const CHUNK_BYTES: usize = 4 * 1024 * 1024;
/// Approximate memory of a line besides its texts: the interaction and its result.
const LINE_BYTES: usize = 1024;
/// Size of the buffer that a long line is read into, which the reader keeps.
const LONG_LINE_BYTES: usize = MAX_LINE + LONG;
/// Approximate memory of a message or a call besides its texts.
const ITEM_BYTES: usize = 128;
/// Approximate memory of a bad field: path, code and message, and all of them in the response.
const BAD_FIELD_BYTES: usize = 512;
/// Approximate maximum bytes of the chunks that wait or are being committed; beyond it, reading
/// pauses.
const MAX_PENDING_BYTES: usize = 2 * CHUNK_BYTES;

/// Whether outcomes carry the texts of their lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineTexts {
    /// They do, for a report that repeats them.
    Keep,
    /// They do not: a text is freed as soon as it is parsed.
    Drop,
}

/// The outcome of a line.
pub struct LineOutcome {
    /// Its number in the input, from 1.
    pub line: u64,
    /// Its text, only the beginning if it is too long; empty with [`LineTexts::Drop`].
    pub text: Bytes,
    /// The agent it names, for the report of unknown agents.
    pub agent: Option<String>,
    /// The recorded interaction, or why it was refused.
    pub result: Result<Recorded, Refusal>,
}

impl LineOutcome {
    /// Whether it was refused because the API key was revoked meanwhile.
    pub fn is_of_revoked_key(&self) -> bool {
        matches!(self.result, Err(Refusal::Rejected(Rejected::KeyRevoked)))
    }
}

/// Why a line was not recorded.
pub enum Refusal {
    /// It is longer than [`MAX_LINE`].
    TooLong,
    /// It is not a valid interaction.
    Unreadable(ParseError),
    /// The store refused it.
    Rejected(Rejected),
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLong => write!(f, "the line has more than {MAX_LINE} bytes"),
            Self::Unreadable(error) => error.fmt(f),
            Self::Rejected(rejected) => rejected.fmt(f),
        }
    }
}

/// A line that is parsed, but not yet recorded.
struct ParsedLine {
    line: u64,
    text: Bytes,
    parsed: Result<NewInteraction, Refusal>,
    /// Approximate memory, in bytes.
    size: usize,
}

impl ParsedLine {
    fn of(line: Line, texts: LineTexts) -> Self {
        let (text, parsed) = match line.text {
            Text::TooLong(text) => (text, Err(Refusal::TooLong)),
            Text::Whole(text) => {
                let parsed = intake::json::parse(&text).map_err(Refusal::Unreadable);
                (text, parsed)
            }
        };
        let kept = match texts {
            LineTexts::Keep => text.clone(),
            LineTexts::Drop => Bytes::new(),
        };
        let buffer = if text.len() > LONG { LONG_LINE_BYTES } else { 0 };
        let size = LINE_BYTES + buffer + kept.len() + parsed_size(&parsed, text.len());
        Self { line: line.number, text: kept, parsed, size }
    }
}

/// Approximate memory of what a line of this length was parsed into, in bytes.
fn parsed_size(parsed: &Result<NewInteraction, Refusal>, line_length: usize) -> usize {
    match parsed {
        // Its texts are copies of the line's.
        Ok(new) => line_length + (new.messages.len() + new.calls.len()) * ITEM_BYTES,
        Err(Refusal::Unreadable(ParseError::Fields(errors))) => errors.0.len() * BAD_FIELD_BYTES,
        Err(_) => 0,
    }
}

/// Records every line of `source` and passes the outcomes to `report`, in order and by chunk, with
/// the number of bytes read so far. Ends early if `report` returns `false`.
///
/// # Errors
/// If the source fails; complete lines before the failure are recorded and reported.
pub async fn record_in_chunks<S, E, F>(
    source: S,
    intake: &Intake,
    texts: LineTexts,
    mut report: impl FnMut(Vec<LineOutcome>, u64) -> F,
) -> Result<(), E>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    F: Future<Output = bool>,
{
    // One chunk waits while another is being committed.
    let (sender, mut next_chunk) = mpsc::channel(1);
    let chunks = Chunks { sender, room: Arc::new(Semaphore::new(MAX_PENDING_BYTES)) };
    let recording = async move {
        while let Some(Chunk { lines: chunk, bytes, _room }) = next_chunk.recv().await {
            if !report(record(chunk, intake).await, bytes).await {
                break;
            }
        }
    };
    let (read, ()) = tokio::join!(read_chunks(source, texts, chunks), recording);
    read
}

/// Lines to be recorded together.
struct Chunk {
    lines: Vec<ParsedLine>,
    /// Number of bytes read up to its end.
    bytes: u64,
    _room: OwnedSemaphorePermit,
}

/// The bounded queue of chunks to the store.
struct Chunks {
    sender: mpsc::Sender<Chunk>,
    room: Arc<Semaphore>,
}

impl Chunks {
    /// Whether another line may be read while the current chunk has this size.
    fn has_room_beside(&self, size: usize) -> bool {
        self.room.available_permits() > size
    }

    /// Waits until a pending chunk is recorded.
    async fn room(&self) {
        // The semaphore is never closed.
        drop(self.room.acquire().await);
    }

    /// Waits until another chunk of this size may be sent; `None` if the receiver is gone.
    async fn reserve(&self, size: usize) -> Option<(mpsc::Permit<'_, Chunk>, OwnedSemaphorePermit)> {
        let permit = self.sender.reserve().await.ok()?;
        let size = size.min(MAX_PENDING_BYTES) as u32;
        let room = Arc::clone(&self.room).acquire_many_owned(size).await.ok()?;
        Some((permit, room))
    }
}

async fn read_chunks<S, E>(source: S, texts: LineTexts, chunks: Chunks) -> Result<(), E>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    let mut lines = Lines::of(source);
    let (mut chunk, mut size) = (Vec::new(), 0);
    let end = loop {
        let full = chunk.len() >= CHUNK_LINES || size >= CHUNK_BYTES;
        let has_room = chunks.has_room_beside(size);
        tokio::select! {
            biased;
            line = lines.next(), if !full && has_room => match line {
                Ok(Some(line)) => {
                    let read = ParsedLine::of(line, texts);
                    size += read.size;
                    chunk.push(read);
                }
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            },
            reserved = chunks.reserve(size), if !chunk.is_empty() => {
                // The receiver is gone.
                let Some((permit, room)) = reserved else { return Ok(()) };
                size = 0;
                let lines_read = std::mem::take(&mut chunk);
                permit.send(Chunk { lines: lines_read, bytes: lines.bytes_read(), _room: room });
            }
            () = chunks.room(), if chunk.is_empty() && !has_room => {}
            () = chunks.sender.closed() => return Ok(()),
        }
    };
    if !chunk.is_empty()
        && let Some((permit, room)) = chunks.reserve(size).await
    {
        permit.send(Chunk { lines: chunk, bytes: lines.bytes_read(), _room: room });
    }
    end
}

async fn record(chunk: Vec<ParsedLine>, intake: &Intake) -> Vec<LineOutcome> {
    let mut good = Vec::with_capacity(chunk.len());
    let mut entries = Vec::with_capacity(chunk.len());
    for ParsedLine { line, text, parsed, .. } in chunk {
        let (agent, refusal) = match parsed {
            Ok(interaction) => {
                let agent = interaction.agent.clone();
                good.push(interaction);
                (agent, None)
            }
            Err(refusal) => (None, Some(refusal)),
        };
        entries.push((line, text, agent, refusal));
    }
    let mut recorded = intake.record_all(good).await.into_iter();
    let mut entry = |(line, text, agent, refusal): (u64, Bytes, Option<String>, Option<Refusal>)| {
        let result = match refusal {
            Some(refusal) => Err(refusal),
            None => recorded.next()?.map_err(Refusal::Rejected),
        };
        Some(LineOutcome { line, text, agent, result })
    };
    entries.into_iter().filter_map(&mut entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &'static str, texts: LineTexts) -> ParsedLine {
        ParsedLine::of(Line { number: 7, text: Text::Whole(Bytes::from_static(text.as_bytes())) }, texts)
    }

    #[test]
    fn a_dropped_text_is_neither_kept_nor_counted() {
        let long = "[\"a line that is no interaction, long enough to be seen in its size\"]";
        let (kept, dropped) = (parsed(long, LineTexts::Keep), parsed(long, LineTexts::Drop));
        assert_eq!((kept.text.as_ref(), kept.line), (long.as_bytes(), 7));
        assert_eq!((dropped.text.as_ref(), dropped.line), (&b""[..], 7));
        assert_eq!(kept.size - dropped.size, long.len());
    }

    #[test]
    fn bad_fields_and_messages_count() {
        let none = parsed("{}", LineTexts::Drop).size;
        let more = parsed(r#"{"what": 1, "is": 2, "this": 3}"#, LineTexts::Drop).size;
        assert_eq!(more - none, 3 * BAD_FIELD_BYTES);
        let interaction = |messages: &str| {
            let line = format!(
                r#"{{"source": "pbx", "external_id": "1", "channel": "voice", "direction": "inbound",
                "queue": "Vendas", "customer": {{}}, "queued_at": "2026-03-02T10:00:00-03:00",
                "ended_at": "2026-03-02T10:05:00-03:00", "messages": [{messages}]}}"#
            );
            let length = line.len();
            let parsed = ParsedLine::of(Line { number: 1, text: Text::Whole(line.into()) }, LineTexts::Drop);
            assert!(parsed.parsed.is_ok());
            parsed.size - length
        };
        let message = r#"{"at": "2026-03-02T10:01:00-03:00", "from": "agent", "text": "Bom dia"}"#;
        assert_eq!(interaction(&format!("{message}, {message}")) - interaction(""), 2 * ITEM_BYTES);
    }
}
