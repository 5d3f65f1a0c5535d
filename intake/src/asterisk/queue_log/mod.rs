//! `queue_log`: what happened in the queues of an Asterisk, as a file or as a table.
//!
//! An interaction is one visit to a queue. A call in two queues, or twice in one, is two interactions
//! of one case; the later one `follows` the earlier one. Times are those of the lines, never sums of the
//! seconds that events name, which only help to find the visit of an event.
//!
//! | End | `outcome` | `ended_by` |
//! |---|---|---|
//! | COMPLETEAGENT, a transfer | answered | agent |
//! | COMPLETECALLER | answered | customer |
//! | ABANDON | abandoned | customer |
//! | EXITWITHTIMEOUT, EXITEMPTY | overflow | system |
//! | EXITWITHKEY | by the settings, else overflow | customer |
//! | WITHDRAW | by the settings, else overflow | system |
//! | QUEUESTART | interrupted | system |
//!
//! What the log cannot say: with members `Local/EXT@from-queue/n`, as `FreePBX` makes them, transfers are
//! not recorded and the talk runs on through that of the third party; who a blind transfer reached is
//! unknown; callers that a full or empty queue refused do not appear.
//!
//! What is remembered is limited: [`MAX_OPEN_VISITS`], [`MAX_OPEN_PER_CALL`], [`MAX_CALLS`]. With all of
//! it, the memory is a few ten megabytes.

mod calls;
mod event;
mod interaction;
mod line;
mod machine;
mod matching;
mod settings;
mod table;
mod visits;

pub use calls::MAX_CALLS;
pub use settings::{Notes, QueueLogSettings};
pub use table::{QueueLogTable, QueueLogTableState, infer_table_offset, order_table};
pub use visits::{MAX_OPEN_PER_CALL, MAX_OPEN_VISITS};

use serde::{Deserialize, Serialize};

use crate::content_hash::content_hash;
use crate::lines::{Lines, MAX_LINE_BYTES};
use crate::source::{Output, Place, Reason, Source};
use machine::Machine;

/// The file `queue_log` of one Asterisk, through all its rotations.
#[derive(Clone, Debug)]
pub struct QueueLog {
    settings: QueueLogSettings,
}

/// What is remembered of a `queue_log`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct QueueLogState {
    lines: Lines,
    /// The last line of the file before, whose end may be the first line of this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cut: Option<(Place, String)>,
    machine: Machine,
}

impl QueueLogState {
    /// Splits the state: the lines, and what is done with each of them.
    fn split(&mut self) -> (&mut Lines, Cut<'_>, &mut Machine) {
        (&mut self.lines, Cut(&mut self.cut), &mut self.machine)
    }
}

/// The last line of the file before, which lacks its end, if there is one.
struct Cut<'a>(&'a mut Option<(Place, String)>);

impl Cut<'_> {
    /// The whole line, if this one is the rest of the one that was cut. Otherwise that one is rejected:
    /// a crash has cut it, and nothing has its rest.
    fn join(&mut self, place: Place, line: &str, output: &mut Output) -> (Place, Option<String>) {
        match self.0.take() {
            Some((begun, start))
                if !line::is_beginning(line) && start.len() + line.len() <= MAX_LINE_BYTES =>
            {
                (begun, Some(start + line))
            }
            Some((begun, start)) => {
                output.reject(begun, Reason::CutLine, &start);
                (place, None)
            }
            None => (place, None),
        }
    }

    /// Rejects the line that was cut, if there is one: nothing follows.
    fn give_up(&mut self, output: &mut Output) {
        if let Some((place, start)) = self.0.take() {
            output.reject(place, Reason::CutLine, &start);
        }
    }
}

impl QueueLog {
    /// A file with its settings.
    pub fn new(settings: QueueLogSettings) -> Self {
        Self { settings }
    }

    fn line(
        &self,
        (cut, machine): (&mut Cut<'_>, &mut Machine),
        place: Place,
        line: &str,
        output: &mut Output,
    ) {
        let (place, joined) = cut.join(place, line, output);
        let line = joined.as_deref().unwrap_or(line);
        match line::parse(line) {
            Ok(entry) => machine.take(&self.settings, entry, place, line, output),
            Err(reason) => output.reject(place, reason, line),
        }
    }
}

impl Source for QueueLog {
    type State = QueueLogState;

    fn read(&self, state: &mut QueueLogState, bytes: &[u8], output: &mut Output) -> usize {
        let (lines, mut cut, machine) = state.split();
        let mut ended = 0;
        // Only the line end of the last line may be missing in the file before.
        if let Some((place, line)) = cut.0.take() {
            match lines.leading_line_end(bytes) {
                Some(length) => {
                    ended = length;
                    self.line((&mut cut, machine), place, line.trim_end_matches('\r'), output);
                }
                None => *cut.0 = Some((place, line)),
            }
            if bytes == b"\r" {
                return 0;
            }
        }
        let bytes = &bytes[ended..];
        ended
            + lines.read(bytes, output, |place, line, output| {
                self.line((&mut cut, machine), place, line, output);
            })
    }

    /// A last line without its end is not read, even if it looks whole: Asterisk writes line ends, so
    /// something is missing. If the next file begins with no line of its own, that is the rest.
    fn end_file(&self, state: &mut QueueLogState, rest: &[u8], output: &mut Output) {
        let (lines, mut cut, machine) = state.split();
        let mut tail = None;
        lines.end_file(
            rest,
            output,
            |place, line, output| self.line((&mut cut, machine), place, line, output),
            |place, line, _| tail = Some((place, line.to_owned())),
        );
        if let Some((place, line)) = tail {
            let (place, joined) = cut.join(place, &line, output);
            state.cut = Some((place, joined.unwrap_or(line)));
        }
    }

    fn finish(&self, state: &mut QueueLogState, output: &mut Output) {
        state.split().1.give_up(output);
        state.machine.report_open(output);
    }

    fn content_hash(&self) -> String {
        content_hash(&self.settings)
    }
}
