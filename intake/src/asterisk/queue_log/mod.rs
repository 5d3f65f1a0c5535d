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
use crate::lines::Lines;
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
    machine: Machine,
}

impl QueueLog {
    /// A file with its settings.
    pub fn new(settings: QueueLogSettings) -> Self {
        Self { settings }
    }

    fn line(&self, machine: &mut Machine, place: Place, line: &str, output: &mut Output) {
        match line::parse(line) {
            Ok(entry) => machine.take(&self.settings, entry, place, line, output),
            Err(reason) => output.reject(place, reason, line),
        }
    }
}

impl Source for QueueLog {
    type State = QueueLogState;

    fn read(&self, state: &mut QueueLogState, bytes: &[u8], output: &mut Output) -> usize {
        let QueueLogState { lines, machine } = state;
        lines.read(bytes, output, |place, line, output| self.line(machine, place, line, output))
    }

    /// A last line without its end is rejected, even if it looks whole: Asterisk writes line ends, so
    /// something is missing.
    fn end_file(&self, state: &mut QueueLogState, rest: &[u8], output: &mut Output) {
        let QueueLogState { lines, machine } = state;
        lines.end_file(
            rest,
            output,
            |place, line, output| self.line(machine, place, line, output),
            |place, line, output| output.reject(place, Reason::CutLine, line),
        );
    }

    fn finish(&self, state: &mut QueueLogState, output: &mut Output) {
        state.machine.report_open(output);
    }

    fn content_hash(&self) -> String {
        content_hash(&self.settings)
    }
}
