//! Deliveries that were kept in a file: one JSON object per line with `received_at`, `body` and
//! `x_hub_signature_256`.
//!
//! The lines may be in any order. Only when the file has been read, its deliveries are passed to the
//! source in the order in which they were received, and conversations end between them as they would have
//! live: a message that was late then is late now, and both give the same interactions. Therefore all
//! bodies of an import are held in memory, which is limited ([`MAX_IMPORT_BYTES`]).

use domain::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

use super::conversation::Moment;
use super::pool::Pool;
use super::segments::{resolve, split};
use super::settings::WhatsAppSettings;
use super::signature::verify;
use super::{Delivery, WhatsApp, call_record, keys, sort};
use crate::lines::Lines;
use crate::memory::{Memory, MemoryError};
use crate::source::{Output, Place, Reason, Source};

/// How many bytes all bodies of an import have together. Further deliveries are rejected.
pub const MAX_IMPORT_BYTES: usize = 512 * 1024 * 1024;

/// A file of deliveries.
#[derive(Clone, Debug)]
pub struct WhatsAppFile {
    source: WhatsApp,
    secret: Option<Vec<u8>>,
    until: Option<Timestamp>,
}

/// What is remembered of a file of deliveries.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WhatsAppFileState {
    lines: Lines,
    /// Deliveries that were read and not passed on.
    waiting: Vec<Waiting>,
    /// How many bytes their bodies have.
    bytes: usize,
    /// When the last one was received.
    latest: Option<Timestamp>,
    memory: Memory,
}

impl Default for WhatsAppFileState {
    fn default() -> Self {
        Self { lines: Lines::default(), waiting: Vec::new(), bytes: 0, latest: None, memory: Memory::whole() }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Waiting {
    received_at: Timestamp,
    body: String,
    place: Place,
}

/// A line of the file.
#[derive(Deserialize)]
struct Line {
    received_at: String,
    #[serde(default)]
    x_hub_signature_256: Option<String>,
    body: String,
}

impl WhatsAppFile {
    /// A file with the settings of its source.
    pub fn new(settings: WhatsAppSettings) -> Self {
        Self { source: WhatsApp::new(settings), secret: None, until: None }
    }

    /// Verifies the signature of every delivery with the app's secret.
    #[must_use]
    pub fn with_secret(self, secret: Vec<u8>) -> Self {
        Self { secret: Some(secret), ..self }
    }

    /// Says until when nothing but these deliveries arrived: conversations that have ended by then are
    /// emitted. Without it, that is when the last one was received.
    #[must_use]
    pub fn complete_until(self, until: Timestamp) -> Self {
        Self { until: Some(until), ..self }
    }

    fn line(&self, line: &str) -> Result<Waiting, Reason> {
        let Line { received_at, x_hub_signature_256, body } =
            serde_json::from_str(line).map_err(|_| Reason::NotADelivery)?;
        let received_at = chrono::DateTime::parse_from_rfc3339(received_at.trim());
        let received_at = Timestamp::from(received_at.map_err(|_| Reason::BadTime)?);
        if let Some(secret) = &self.secret {
            let header = x_hub_signature_256.unwrap_or_default();
            if !verify(secret, body.as_bytes(), &header) {
                return Err(Reason::BadSignature);
            }
        }
        Ok(Waiting { received_at, body, place: Place::default() })
    }

    /// Passes on what waits, in the order in which it was received.
    fn pass_on(&self, state: &mut WhatsAppFileState, output: &mut Output) {
        let mut waiting = std::mem::take(&mut state.waiting);
        state.bytes = 0;
        waiting.sort();
        for Waiting { received_at, body, place } in waiting {
            let moment = Moment { now: received_at, grace: self.source.settings.grace() };
            let due = state.memory.due(received_at);
            let delivery = Delivery { place, received_at, body: body.into_bytes() }.parse();
            let passed = self
                .source
                .settle_all(&mut state.memory, &due, moment, output)
                .and_then(|()| self.source.receive(&mut state.memory, &delivery, output));
            report(&passed, place, output);
        }
    }

    /// Emits what has ended at a time after which nothing late is waited for.
    fn end_until(&self, state: &mut WhatsAppFileState, now: Timestamp, output: &mut Output) {
        let due: Vec<String> = ["pool/", "call/"]
            .into_iter()
            .flat_map(|kind| state.memory.keys(kind).map(str::to_owned).collect::<Vec<_>>())
            .collect();
        let moment = Moment { now, grace: Millis::ZERO };
        let ended = self.source.settle_all(&mut state.memory, &due, moment, output);
        report(&ended, Place::default(), output);
    }

    fn report_open(&self, memory: &Memory, output: &mut Output) -> Result<(), MemoryError> {
        for key in memory.keys("pool/") {
            let pool: Pool = memory.value(key)?.unwrap_or_default();
            let idle = self.source.settings.idle().0 / 1000;
            let messages = resolve(pool.items(memory)?.messages);
            let settings = &self.source.settings;
            for segment in split(messages, idle, usize::MAX, |text| settings.closes(text)) {
                let first = segment.messages.iter().min_by_key(|message| (message.at, &message.id));
                let id = first.map_or("", |first| first.id.as_str());
                output.reject(pool.place.unwrap_or_default(), Reason::StillOpen, id);
            }
        }
        for key in memory.keys("call/") {
            let id = keys::parts(key, "call").map_or(key, |(_, id)| id);
            if let Some(place) = call_record::still_open(memory, key)? {
                output.reject(place, Reason::StillOpen, id);
            }
        }
        Ok(())
    }
}

impl Source for WhatsAppFile {
    type State = WhatsAppFileState;

    /// A body in a line has its quotation marks and backslashes escaped.
    const MAX_PART_BYTES: usize = 8 * 1024 * 1024;

    fn read(&self, state: &mut WhatsAppFileState, bytes: &[u8], output: &mut Output) -> usize {
        let mut lines = std::mem::take(&mut state.lines);
        let mut damaged = Output::default();
        let consumed = lines.read_up_to(Self::MAX_PART_BYTES, bytes, &mut damaged, |place, line, damaged| {
            self.take(state, place, line, damaged);
        });
        state.lines = lines;
        add(damaged, output);
        consumed
    }

    /// A last line without its end is read if it is whole.
    fn end_file(&self, state: &mut WhatsAppFileState, rest: &[u8], output: &mut Output) {
        let mut lines = std::mem::take(&mut state.lines);
        let mut damaged = Output::default();
        let mut tail = None;
        lines.end_file_up_to(
            Self::MAX_PART_BYTES,
            rest,
            &mut damaged,
            |place, line, damaged| self.take(state, place, line, damaged),
            |place, line, _| tail = Some((place, line.to_owned())),
        );
        match tail {
            Some((place, line)) if serde_json::from_str::<Line>(&line).is_err() => {
                damaged.reject(place, Reason::CutLine, "");
            }
            Some((place, line)) => self.take(state, place, &line, &mut damaged),
            None => {}
        }
        state.lines = lines;
        add(damaged, output);
    }

    fn settle(&self, state: &mut WhatsAppFileState, now: Timestamp, output: &mut Output) {
        let mut found = Output::default();
        self.pass_on(state, &mut found);
        let now = state.latest.map_or(now, |latest| latest.max(now));
        self.end_until(state, now, &mut found);
        sort(&mut found.interactions);
        add_found(found, output);
    }

    /// Nothing late is waited for beyond the end of what arrived.
    fn finish(&self, state: &mut WhatsAppFileState, output: &mut Output) {
        let mut found = Output::default();
        self.pass_on(state, &mut found);
        if let Some(latest) = state.latest {
            self.end_until(state, self.until.map_or(latest, |until| until.max(latest)), &mut found);
        }
        sort(&mut found.interactions);
        let reported = self.report_open(&state.memory, &mut found);
        report(&reported, Place::default(), &mut found);
        add_found(found, output);
    }

    fn content_hash(&self) -> String {
        self.source.content_hash()
    }
}

impl WhatsAppFile {
    fn take(&self, state: &mut WhatsAppFileState, place: Place, line: &str, output: &mut Output) {
        match self.line(line) {
            Ok(waiting) if state.bytes + waiting.body.len() > MAX_IMPORT_BYTES => {
                output.reject(place, Reason::ImportTooLarge { limit: MAX_IMPORT_BYTES as u64 }, "");
            }
            Ok(waiting) => {
                state.bytes += waiting.body.len();
                state.latest = state.latest.max(Some(waiting.received_at));
                state.waiting.push(Waiting { place, ..waiting });
            }
            Err(reason) => output.reject(place, reason, ""),
        }
    }
}

/// Adds what was found of lines. The text of a line is what persons wrote, so that no reject has it.
fn add(damaged: Output, output: &mut Output) {
    for reject in damaged.rejects {
        output.reject(reject.place, reject.reason, "");
    }
    for (kind, count) in damaged.skipped {
        *output.skipped.entry(kind).or_default() += count;
    }
    output.read += damaged.read;
}

fn add_found(found: Output, output: &mut Output) {
    output.interactions.extend(found.interactions);
    output.rejects.extend(found.rejects);
    output.downloads.extend(found.downloads);
    for (kind, count) in found.skipped {
        *output.skipped.entry(kind).or_default() += count;
    }
}

fn report(result: &Result<(), MemoryError>, place: Place, output: &mut Output) {
    if result.is_err() {
        output.reject(place, Reason::UnreadableMemory, "");
    }
}
