//! Parses lines and records them, a chunk at a time.

use std::future::Future;
use std::sync::Arc;

use bytes::Bytes;
use domain::NewInteraction;
use futures::Stream;
use intake::ParseError;
use store::intake::{Intake, Recorded, Rejected};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::lines::{Line, Lines, MAX_LINE, Text};

/// The most lines of a chunk, and about the most bytes.
const CHUNK_LINES: usize = 1000;
const CHUNK_BYTES: usize = 2 * 1024 * 1024;
/// About what a line takes besides its bytes: the interaction, its answer.
const LINE_BYTES: usize = 2048;
/// About what a message or a call takes besides its texts.
const ITEM_BYTES: usize = 128;
/// About what a bad field takes: its path, a word, a sentence, and all of it in the answer.
const BAD_FIELD_BYTES: usize = 512;
/// About the most bytes of the chunks that wait or are being committed. Where they take all of it,
/// nothing more is read.
const BYTES_UNDER_WAY: usize = 2 * CHUNK_BYTES;

/// What became of a line.
pub struct Entry {
    /// Its number in the input, from 1.
    pub line: u64,
    /// What it said; of a line that was too long, the beginning.
    pub text: Bytes,
    /// The name of the agent it gave, for the report of those who were unknown.
    pub agent: Option<String>,
    /// Whether it is in the history now.
    pub result: Result<Recorded, Refusal>,
}

impl Entry {
    /// Whether the key that sent it was revoked on the way.
    pub fn is_of_revoked_key(&self) -> bool {
        matches!(self.result, Err(Refusal::Rejected(Rejected::KeyRevoked)))
    }
}

/// Why a line was not recorded.
pub enum Refusal {
    /// It has more than [`MAX_LINE`] bytes.
    TooLong,
    /// It is no interaction.
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

/// A line on its way: read, but not yet recorded.
struct Read {
    line: u64,
    text: Bytes,
    parsed: Result<NewInteraction, Refusal>,
}

impl Read {
    fn of(line: Line) -> Self {
        match line.text {
            Text::TooLong(text) => Self { line: line.number, text, parsed: Err(Refusal::TooLong) },
            Text::Whole(text) => {
                let parsed = intake::json::parse(&text).map_err(Refusal::Unreadable);
                Self { line: line.number, text, parsed }
            }
        }
    }

    /// About the memory it takes.
    fn size(&self) -> usize {
        let parsed = match &self.parsed {
            // Its texts are copies.
            Ok(new) => self.text.len() + (new.messages.len() + new.calls.len()) * ITEM_BYTES,
            Err(Refusal::Unreadable(ParseError::Fields(errors))) => errors.0.len() * BAD_FIELD_BYTES,
            Err(_) => 0,
        };
        LINE_BYTES + self.text.len() + parsed
    }
}

/// Records every line of `source` and hands what became of them to `tell`, in order and a chunk at
/// a time, with the bytes read so far. Ends early where `tell` answers `false`.
///
/// # Errors
/// Where the source fails; the whole lines before are recorded and told.
pub async fn record_in_chunks<S, E, F>(
    source: S,
    intake: &Intake,
    mut tell: impl FnMut(Vec<Entry>, u64) -> F,
) -> Result<(), E>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    F: Future<Output = bool>,
{
    // One chunk waits while another is being committed.
    let (sender, mut next_chunk) = mpsc::channel(1);
    let chunks = Chunks { sender, room: Arc::new(Semaphore::new(BYTES_UNDER_WAY)) };
    let recording = async move {
        while let Some(Chunk { lines: chunk, bytes, _room }) = next_chunk.recv().await {
            if !tell(record(chunk, intake).await, bytes).await {
                break;
            }
        }
    };
    let (read, ()) = tokio::join!(read_chunks(source, chunks), recording);
    read
}

/// Lines to be recorded together.
struct Chunk {
    lines: Vec<Read>,
    /// The bytes read up to its end.
    bytes: u64,
    _room: OwnedSemaphorePermit,
}

/// The way of chunks to the store.
struct Chunks {
    sender: mpsc::Sender<Chunk>,
    room: Arc<Semaphore>,
}

impl Chunks {
    /// Whether a line may be read besides what has this size already.
    fn has_room_beside(&self, size: usize) -> bool {
        self.room.available_permits() > size
    }

    /// Waits until some of what is under way has ended.
    async fn room(&self) {
        // It is never closed.
        drop(self.room.acquire().await);
    }

    /// Waits until the store takes another chunk of this size; `None` where nobody listens any more.
    async fn reserve(&self, size: usize) -> Option<(mpsc::Permit<'_, Chunk>, OwnedSemaphorePermit)> {
        let permit = self.sender.reserve().await.ok()?;
        let size = size.min(BYTES_UNDER_WAY) as u32;
        let room = Arc::clone(&self.room).acquire_many_owned(size).await.ok()?;
        Some((permit, room))
    }
}

async fn read_chunks<S, E>(source: S, chunks: Chunks) -> Result<(), E>
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
                    let read = Read::of(line);
                    size += read.size();
                    chunk.push(read);
                }
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            },
            reserved = chunks.reserve(size), if !chunk.is_empty() => {
                // Nobody listens any more.
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

async fn record(chunk: Vec<Read>, intake: &Intake) -> Vec<Entry> {
    let mut good = Vec::with_capacity(chunk.len());
    let mut entries = Vec::with_capacity(chunk.len());
    for Read { line, text, parsed } in chunk {
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
        Some(Entry { line, text, agent, result })
    };
    entries.into_iter().filter_map(&mut entry).collect()
}
