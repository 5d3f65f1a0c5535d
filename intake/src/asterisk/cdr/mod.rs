//! CDR: the call detail records of an Asterisk, which know outbound and direct calls.
//!
//! All rows with the same first channel are one call; [`call`] makes interactions of them. A call is
//! final when a row begins more than [`SETTLED_AFTER`] after its last row ended: rows of one call are
//! written when its channels end, which may be minutes apart. At the end of an import, a call without an
//! answer to which a row may still be written is not emitted but reported: the file may end between its rows,
//! and a later one would be another content of the same interaction.
//!
//! Three formats are read: `Master.csv`, the default of `cdr_custom`, and tables with a header, such as
//! those of `FreePBX` and Issabel. Times are local unless they carry an offset; [`infer_cdr_offset`]
//! proposes one, for a person to confirm. Calls in queues are left to `queue_log` by default. Asterisk
//! does not write records of 1,024 bytes or more: such calls are missing.

mod call;
mod columns;
mod offset;
mod row;
mod settings;

pub use crate::asterisk::offset::OffsetError;
pub use offset::infer_cdr_offset;
pub use settings::CdrSettings;

use std::collections::{BTreeMap, BTreeSet};

use domain::{Millis, NewInteraction, Outcome, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::content_hash::content_hash;
use crate::csv::{self, Format, Records, Shape};
use crate::log_clock::LogClock;
use crate::source::{Output, Place, Reason, Skipped, Source};
use columns::{Columns, FirstLine};
use row::Row;

/// How long after its last row a call is final.
pub const SETTLED_AFTER: Millis = Millis::minutes(15);
/// For how long no row came before the log is taken to have no more of a call at present.
const QUIET: Millis = Millis::seconds(10);
/// How many calls wait for more rows. Beyond it the oldest is emitted.
pub const MAX_WAITING_CALLS: usize = 20_000;
/// How many rows a call has. Further rows are rejected.
pub const MAX_ROWS_PER_CALL: usize = 200;

/// The CDR of one Asterisk.
#[derive(Clone, Debug)]
pub struct Cdr {
    settings: CdrSettings,
}

/// What is remembered of a CDR file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CdrState {
    records: Records,
    header: Header,
    waiting: WaitingCalls,
}

/// What is known of the columns.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
enum Header {
    /// No line was recognised yet.
    #[default]
    Unread,
    /// A column is missing; no row is read.
    Refused,
    /// The positions of the columns.
    Read(Box<Columns>),
}

impl Cdr {
    /// A CDR with its settings.
    pub fn new(settings: CdrSettings) -> Self {
        Self { settings }
    }

    /// Reads a record; returns the shape of the following ones, if this is the first of its file.
    fn record(
        &self,
        state: (&mut Header, &mut WaitingCalls),
        place: Place,
        line: &str,
        output: &mut Output,
    ) -> Option<Shape> {
        let (header, waiting) = state;
        match header {
            Header::Unread => match FirstLine::read(line) {
                Ok(FirstLine::Header(columns)) => {
                    let shape = columns.shape();
                    *header = Header::Read(Box::new(columns));
                    return Some(shape);
                }
                Ok(FirstLine::Row(columns)) => {
                    let shape = columns.shape();
                    self.row(&columns, waiting, place, line, output);
                    *header = Header::Read(Box::new(columns));
                    return Some(shape);
                }
                Err(reason) => {
                    if matches!(reason, Reason::MissingColumn { .. }) {
                        *header = Header::Refused;
                    }
                    output.reject(place, reason, line);
                }
            },
            Header::Refused => output.skip(Skipped::RefusedTable),
            Header::Read(columns) => self.row(columns, waiting, place, line, output),
        }
        None
    }

    fn row(
        &self,
        columns: &Columns,
        waiting: &mut WaitingCalls,
        place: Place,
        line: &str,
        output: &mut Output,
    ) {
        match Row::parse(line, columns, &self.settings, place) {
            Ok(row) => {
                for rows in waiting.add(row, line, output) {
                    call::emit(&self.settings, rows, output);
                }
            }
            Err(reason) => output.reject(place, reason, line),
        }
    }
}

impl Source for Cdr {
    type State = CdrState;

    fn read(&self, state: &mut CdrState, bytes: &[u8], output: &mut Output) -> usize {
        let CdrState { records, header, waiting } = state;
        records.read(bytes, Format::default(), output, |record, output| {
            record.recognise(self.record((header, waiting), record.place, record.text, output));
        })
    }

    /// An export may end without a line end, so its last line is read if it is whole.
    fn end_file(&self, state: &mut CdrState, rest: &[u8], output: &mut Output) {
        let CdrState { records, header, waiting } = state;
        let mut tail = None;
        records.end_file(
            rest,
            Format::default(),
            output,
            |record, output| {
                record.recognise(self.record((header, waiting), record.place, record.text, output));
            },
            |place, line, _| tail = Some((place, line.to_owned())),
        );
        if let Some((place, line)) = tail {
            // Without its last column, the sequence, a row would be another call.
            let is_cut = |columns: &Columns| {
                let delimiter = columns.delimiter.unwrap_or(',');
                line.ends_with(delimiter) || !csv::is_whole(&line, delimiter, columns.width)
            };
            match header {
                Header::Read(columns) if is_cut(columns) => {
                    output.reject(place, Reason::CutLine, &line);
                }
                _ => {
                    self.record((header, waiting), place, &line, output);
                }
            }
        }
        state.header = Header::Unread;
    }

    fn settle(&self, state: &mut CdrState, now: Timestamp, output: &mut Output) {
        if !state.waiting.is_quiet(now) {
            return;
        }
        for rows in state.waiting.ended_before((now - SETTLED_AFTER).0.saturating_mul(1000)) {
            call::emit(&self.settings, rows, output);
        }
    }

    fn finish(&self, state: &mut CdrState, output: &mut Output) {
        let final_before = state.waiting.final_before();
        for rows in state.waiting.ended_before(i64::MAX) {
            let mut emitted = Output::default();
            let may_go_on = last_end(&rows) >= final_before;
            call::emit(&self.settings, rows.clone(), &mut emitted);
            if may_go_on && emitted.interactions.iter().any(has_no_end) {
                state.waiting.report_open(rows, output);
            } else {
                output.append(emitted);
            }
        }
    }

    fn content_hash(&self) -> String {
        content_hash(&self.settings)
    }
}

/// Whether a later row may say that a person answered: none did, and the caller was sent nowhere else.
fn has_no_end(interaction: &NewInteraction) -> bool {
    interaction.answered_at.is_none() && interaction.outcome != Some(Outcome::Voicemail)
}

/// The calls that may get more rows.
#[derive(Clone, Debug, Default)]
struct WaitingCalls {
    clock: LogClock,
    calls: BTreeMap<String, Vec<Row>>,
    /// By when the last row of each ended.
    by_age: BTreeSet<(i64, String)>,
    /// Since when no row was added, as far as it is known.
    quiet_since: Option<Timestamp>,
}

impl WaitingCalls {
    /// Adds a row; returns the calls that are final by it.
    fn add(&mut self, row: Row, line: &str, output: &mut Output) -> Vec<Vec<Row>> {
        self.quiet_since = None;
        let before = self.clock.now();
        self.clock.note(row.start);
        // Only while rows come in order: in a table that begins with the newest, nothing is final.
        let mut settled = match self.clock.now() {
            Some(now) if before.is_none_or(|before| before < now) => self.ended_before(self.final_before()),
            _ => Vec::new(),
        };
        let rows = self.calls.entry(row.call.clone()).or_default();
        if rows.iter().any(|known| row.is_copy_of(known)) {
            output.skip(Skipped::Duplicate);
        } else if rows.len() == MAX_ROWS_PER_CALL {
            output.reject(row.place, Reason::TooManyOpen, line);
        } else {
            let ended = last_end(rows);
            self.by_age.remove(&(ended, row.call.clone()));
            self.by_age.insert((ended.max(row.end), row.call.clone()));
            rows.push(row);
        }
        if self.calls.len() > MAX_WAITING_CALLS {
            settled.extend(self.take_oldest());
        }
        settled
    }

    /// Before which instant a call has ended that gets no more rows; before none, while the time of the log is
    /// uncertain.
    fn final_before(&self) -> i64 {
        self.clock.now().map_or(i64::MIN, |now| now - SETTLED_AFTER.0 * 1000)
    }

    /// Reports a call that may go on, and keeps its rows.
    fn report_open(&mut self, rows: Vec<Row>, output: &mut Output) {
        let Some(first) = rows.first() else { return };
        output.reject(first.place, Reason::StillOpen, &first.call);
        self.by_age.insert((last_end(&rows), first.call.clone()));
        self.calls.insert(first.call.clone(), rows);
    }

    /// Whether no row was added for a while. The rows of a call are written together when it ends, however
    /// long ago its first ones ended: what was read may end between them.
    fn is_quiet(&mut self, now: Timestamp) -> bool {
        *self.quiet_since.get_or_insert(now) + QUIET <= now
    }

    /// Takes out the calls whose last row ended before an instant.
    fn ended_before(&mut self, until: i64) -> Vec<Vec<Row>> {
        let mut ended = Vec::new();
        while self.by_age.first().is_some_and(|(end, _)| *end < until) {
            ended.extend(self.take_oldest());
        }
        ended
    }

    fn take_oldest(&mut self) -> Option<Vec<Row>> {
        let (_, call) = self.by_age.pop_first()?;
        self.calls.remove(&call)
    }
}

fn last_end(rows: &[Row]) -> i64 {
    rows.iter().map(|row| row.end).max().unwrap_or(i64::MIN)
}

impl Serialize for WaitingCalls {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.clock, &self.calls).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for WaitingCalls {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (clock, calls) = <(LogClock, BTreeMap<String, Vec<Row>>)>::deserialize(deserializer)?;
        let by_age = calls.iter().map(|(call, rows)| (last_end(rows), call.clone())).collect();
        Ok(Self { clock, calls, by_age, quiet_since: None })
    }
}
