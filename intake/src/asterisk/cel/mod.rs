//! CEL: the channel event log of an Asterisk, which knows every talk of a call.
//!
//! All events with the same linked ID are one call; [`call`] makes interactions of them. Files of
//! `cel_custom` and tables with a header are read, in the order of their times or against it; others have to
//! be sorted before ([`is_cel_in_order`], [`order_cel`]). Times may be local; [`infer_cel_offset`] proposes
//! an offset, for a person to confirm.
//!
//! Only one log may emit the calls in queues of an Asterisk: `queue_log` where there is one
//! ([`CelSettings::queue_calls`] is off then), else CEL. Both name a visit alike, by call, queue and the
//! second of entry, so that one that both emit is refused as a conflict instead of being counted twice; but
//! the second may differ, since `queue_log` writes the entry a moment after CEL writes the start of
//! `Queue()`. Direct and outbound calls are named like those of the CDR, for the same reason.
//!
//! CEL writes the start of `Queue()` only if `cel.conf` has it under `apps`; without it, a call in a queue
//! looks like a direct one. It knows what `queue_log` does not: which person a blind transfer reached, how
//! long a third party talked, and the files of recordings.

mod call;
mod columns;
mod event;
mod offset;
mod order;
mod settings;
mod talks;
mod waiting;

pub use crate::asterisk::offset::OffsetError;
pub use offset::infer_cel_offset;
pub use order::{is_cel_in_order, order_cel};
pub use settings::CelSettings;
pub use waiting::{MAX_EVENTS_PER_CALL, MAX_WAITING_CALLS, MAX_WAITING_EVENTS, SETTLED_AFTER};

use domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::content_hash::content_hash;
use crate::csv;
use crate::lines::Lines;
use crate::log_clock::DAY;
use crate::source::{Output, Place, Reason, Skipped, Source};
use columns::{Columns, FirstLine};
use event::Event;
use waiting::WaitingCalls;

/// The CEL of one Asterisk.
#[derive(Clone, Debug)]
pub struct Cel {
    settings: CelSettings,
}

/// What is remembered of a CEL file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CelState {
    lines: Lines,
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

impl Cel {
    /// A CEL with its settings.
    pub fn new(settings: CelSettings) -> Self {
        Self { settings }
    }

    fn line(&self, state: (&mut Header, &mut WaitingCalls), place: Place, line: &str, output: &mut Output) {
        let (header, waiting) = state;
        match header {
            Header::Unread => match FirstLine::read(line) {
                Ok(FirstLine::Header(columns)) => *header = Header::Read(Box::new(columns)),
                Ok(FirstLine::Row(columns)) => {
                    self.row(&columns, waiting, place, line, output);
                    *header = Header::Read(Box::new(columns));
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
    }

    fn row(
        &self,
        columns: &Columns,
        waiting: &mut WaitingCalls,
        place: Place,
        line: &str,
        output: &mut Output,
    ) {
        match Event::parse(line, columns, self.settings.zone, place) {
            Ok(Some(event)) => {
                for events in waiting.add(event, line, output) {
                    call::emit(&self.settings, &events, output);
                }
            }
            Ok(None) => output.skip(Skipped::UnknownEvent),
            Err(reason) => output.reject(place, reason, line),
        }
    }
}

impl Source for Cel {
    type State = CelState;

    fn read(&self, state: &mut CelState, bytes: &[u8], output: &mut Output) -> usize {
        let CelState { lines, header, waiting } = state;
        lines.read(bytes, output, |place, line, output| self.line((header, waiting), place, line, output))
    }

    /// An export may end without a line end, so its last line is read if it is whole.
    fn end_file(&self, state: &mut CelState, rest: &[u8], output: &mut Output) {
        let CelState { lines, header, waiting } = state;
        let mut tail = None;
        lines.end_file(
            rest,
            output,
            |place, line, output| self.line((header, waiting), place, line, output),
            |place, line, _| tail = Some((place, line.to_owned())),
        );
        if let Some((place, line)) = tail {
            match header {
                Header::Read(columns) if !csv::is_whole(&line, columns.delimiter, columns.width) => {
                    output.reject(place, Reason::CutLine, &line);
                }
                _ => self.line((header, waiting), place, &line, output),
            }
        }
        state.header = Header::Unread;
    }

    fn settle(&self, state: &mut CelState, now: Timestamp, output: &mut Output) {
        let now = now.0.saturating_mul(1_000);
        for events in state.waiting.complete_before(now.saturating_sub(SETTLED_AFTER.0 * 1_000)) {
            call::emit(&self.settings, &events, output);
        }
        state.waiting.expire(now.saturating_sub(DAY), output);
    }

    fn finish(&self, state: &mut CelState, output: &mut Output) {
        for events in state.waiting.complete_before(i64::MAX) {
            call::emit(&self.settings, &events, output);
        }
        state.waiting.report_open(output);
    }

    fn content_hash(&self) -> String {
        content_hash(&self.settings)
    }
}
