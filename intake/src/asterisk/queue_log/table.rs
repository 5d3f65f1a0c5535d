//! The table `queue_log` of a database, exported as CSV with a header.
//!
//! The same events as in the file. Times are the server's local time unless they carry an offset, so
//! the zone is a setting; [`infer_table_offset`] proposes one, for a person to confirm. The rows must be
//! in the order in which they were written; [`order_table`] sorts an export that is not. Where both
//! exist, prefer the file: rows of transfers are known to be missing from tables.

use serde::{Deserialize, Serialize};

use super::event::{Entry, Event};
use super::machine::Machine;
use super::settings::QueueLogSettings;
use crate::content_hash::content_hash;
use crate::csv;
use crate::lines::Lines;
use crate::source::{Output, Place, Reason, Skipped, Source};
use crate::zone::{InferredOffset, TableZone, WrittenTime, infer_offset, is_possible};

/// The table `queue_log`, exported as CSV.
#[derive(Clone, Debug)]
pub struct QueueLogTable {
    settings: QueueLogSettings,
}

/// What is remembered of a table.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct QueueLogTableState {
    lines: Lines,
    header: Header,
    machine: Machine,
}

/// What is known of the columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Header {
    /// The header comes next.
    #[default]
    Unread,
    /// A column is missing; no row is read.
    Refused,
    /// The positions of the columns.
    Read(Columns),
}

/// The positions of the columns of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Columns {
    /// How many columns the header names.
    width: usize,
    delimiter: char,
    time: usize,
    call: usize,
    queue: usize,
    event: usize,
    id: Option<usize>,
    agent: Option<usize>,
    data: Vec<usize>,
}

impl Columns {
    /// Reads a header. Columns are in any order.
    fn read(header: &str) -> Result<Self, Reason> {
        let delimiter = csv::delimiter(header);
        let names: Vec<String> =
            csv::fields(header, delimiter).iter().map(|name| name.trim().to_lowercase()).collect();
        let position = |name: &str| names.iter().position(|one| one == name);
        let required =
            |name: &str| position(name).ok_or_else(|| Reason::MissingColumn { name: name.to_owned() });
        let numbered: Vec<usize> = (1..=5).map_while(|number| position(&format!("data{number}"))).collect();
        let queue = position("queue").map_or_else(|| required("queuename"), Ok)?;
        Ok(Self {
            width: names.len(),
            delimiter,
            time: required("time")?,
            call: required("callid")?,
            queue,
            event: required("event")?,
            id: position("id"),
            agent: position("agent"),
            data: if numbered.is_empty() { position("data").into_iter().collect() } else { numbered },
        })
    }
}

/// The value of a column; an absent one is empty, as `NULL` and `\N` are.
fn value(fields: &[String], column: Option<usize>) -> &str {
    let value = column.and_then(|column| fields.get(column)).map_or("", |value| value.trim());
    if matches!(value, "NULL" | "\\N") { "" } else { value }
}

impl QueueLogTable {
    /// A table with its settings.
    pub fn new(settings: QueueLogSettings) -> Self {
        Self { settings }
    }

    fn line(&self, state: (&mut Header, &mut Machine), place: Place, line: &str, output: &mut Output) {
        let (header, machine) = state;
        match header {
            Header::Unread => match Columns::read(line) {
                Ok(columns) => {
                    if columns.agent.is_none() {
                        output.reject(place, Reason::NoAgentColumn, line);
                    }
                    *header = Header::Read(columns);
                }
                Err(reason) => {
                    output.reject(place, reason, line);
                    *header = Header::Refused;
                }
            },
            Header::Refused => output.skip(Skipped::RefusedTable),
            Header::Read(columns) => self.row(columns, machine, place, line, output),
        }
    }

    fn row(&self, columns: &Columns, machine: &mut Machine, place: Place, line: &str, output: &mut Output) {
        let fields = csv::fields(line, columns.delimiter);
        if fields.len() <= columns.time.max(columns.call).max(columns.queue).max(columns.event) {
            output.reject(place, Reason::TooFewFields, line);
            return;
        }
        let at = match self.time(value(&fields, Some(columns.time)), machine.now()) {
            Ok(at) => at,
            Err(reason) => {
                output.reject(place, reason, line);
                return;
            }
        };
        // The last column holds several values, with bars between, where an event has more than five.
        let data: Vec<&str> = columns.data.iter().map(|column| value(&fields, Some(*column))).collect();
        let data = data.join("|");
        // Columns that an event does not use are no part of its last value.
        let data = data.trim_end_matches('|');
        let entry = Entry {
            at,
            call: value(&fields, Some(columns.call)),
            queue: value(&fields, Some(columns.queue)),
            member: value(&fields, columns.agent),
            event: Event::parse(value(&fields, Some(columns.event)), data),
        };
        machine.take(&self.settings, entry, place, line, output);
    }

    /// The time of a row, which is not far from that of the rows before.
    fn time(&self, text: &str, now: Option<i64>) -> Result<i64, Reason> {
        let written = WrittenTime::parse(text).ok_or(Reason::BadTime)?;
        let at = written.instant(self.settings.zone, now).ok_or(Reason::NoTimeZone)?;
        if is_possible(at) { Ok(at) } else { Err(Reason::BadTime) }
    }
}

impl Source for QueueLogTable {
    type State = QueueLogTableState;

    fn read(&self, state: &mut QueueLogTableState, bytes: &[u8], output: &mut Output) -> usize {
        let QueueLogTableState { lines, header, machine } = state;
        lines.read(bytes, output, |place, line, output| self.line((header, machine), place, line, output))
    }

    /// An export may end without a line end, so its last line is read if it is whole.
    fn end_file(&self, state: &mut QueueLogTableState, rest: &[u8], output: &mut Output) {
        let QueueLogTableState { lines, header, machine } = state;
        let mut tail = None;
        lines.end_file(
            rest,
            output,
            |place, line, output| self.line((header, machine), place, line, output),
            |place, line, _| tail = Some((place, line.to_owned())),
        );
        if let Some((place, line)) = tail {
            match header {
                Header::Read(columns) if !csv::is_whole(&line, columns.delimiter, columns.width) => {
                    output.reject(place, Reason::CutLine, &line);
                }
                _ => self.line((header, machine), place, &line, output),
            }
        }
        state.header = Header::Unread;
    }

    fn finish(&self, state: &mut QueueLogTableState, output: &mut Output) {
        state.machine.report_open(output);
    }

    fn content_hash(&self) -> String {
        content_hash(&self.settings)
    }
}

/// How many rows an offset is inferred from.
const MAX_INFERRED_FROM: usize = 100_000;

/// Proposes the offset of a table's times: the integer part of a call ID is the second, UTC, in which
/// the call began. `None` if the times carry their offset, or nothing can be inferred.
pub fn infer_table_offset(table: &[u8]) -> Option<InferredOffset> {
    let mut pairs = Vec::new();
    for_each_row(table, |columns, fields, _| {
        let is_entry = value(fields, Some(columns.event)) == "ENTERQUEUE";
        let written = WrittenTime::parse(value(fields, Some(columns.time)));
        let began = began(value(fields, Some(columns.call)));
        if let (true, Some(WrittenTime::Local(local)), Some(began), true) =
            (is_entry, written, began, pairs.len() < MAX_INFERRED_FROM)
        {
            pairs.push((local, began));
        }
    });
    infer_offset(&pairs)
}

/// When a call began, by its ID: `1717397243.239826`, perhaps with a system name before it.
fn began(call: &str) -> Option<i64> {
    let id = call.rsplit_once('-').map_or(call, |(_, id)| id);
    let seconds = id.split_once('.')?.0;
    seconds.parse().ok().filter(|_| (9..=11).contains(&seconds.len()))
}

/// The lines of a table in the order of their times and IDs; as it is if it has no known header. The
/// whole table is held in memory.
pub fn order_table(table: &[u8]) -> Vec<u8> {
    let mut rows = Vec::new();
    let header = for_each_row(table, |columns, fields, line| {
        let written = WrittenTime::parse(value(fields, Some(columns.time)));
        // Compared among each other, all local times may count as UTC.
        let at = written.and_then(|written| written.instant("Z".parse::<TableZone>().ok(), None));
        let id: Option<u64> = value(fields, columns.id).parse().ok();
        rows.push((at, id, line));
    });
    if header.is_none() {
        return table.to_vec();
    }
    rows.sort_by_key(|(at, id, _)| (*at, *id));
    let lines = header.into_iter().chain(rows.into_iter().map(|(_, _, line)| line));
    let mut ordered = Vec::with_capacity(table.len() + 1);
    for line in lines {
        ordered.extend_from_slice(line);
        ordered.push(b'\n');
    }
    ordered
}

/// Passes each row of a table to `each`, with its line; returns the line of the header.
fn for_each_row<'a>(
    table: &'a [u8],
    mut each: impl FnMut(&Columns, &[String], &'a [u8]),
) -> Option<&'a [u8]> {
    let mut lines = table.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let header = lines.next()?;
    let text = String::from_utf8_lossy(header);
    let columns = Columns::read(text.trim_start_matches('\u{feff}')).ok()?;
    for line in lines.filter(|line| !line.is_empty()) {
        let fields = csv::fields(&String::from_utf8_lossy(line), columns.delimiter);
        each(&columns, &fields, line);
    }
    Some(header)
}
