//! CSV files of any system, by a [`Mapping`] of their columns that an operator writes.
//!
//! A row is an interaction. What a mapping can say is in `docs/csv-mapping.md`; one for 3CX is shipped
//! ([`three_cx`]). Rows that it leaves out on purpose are counted.
//!
//! Times that no column has follow from durations:
//!
//! | missing | computed as |
//! |---|---|
//! | `queued_at` | `answered_at` − `wait_s`, else `ended_at` − `total_s`, else `ended_at` − `wait_s` − `talk_s` |
//! | `ended_at` | `answered_at` + `talk_s`, else `queued_at` + `total_s`, else `queued_at` + `wait_s` + `talk_s` |
//! | `answered_at`, if no column is for it | `queued_at` + `wait_s`, else `ended_at` − `talk_s`; none if `talk_s` is 0 or absent, unless the outcome is `answered` |

mod check;
mod duration;
mod guess;
mod header;
mod interaction;
mod json;
mod mapping;
mod rule;
mod sample;
mod simple;
pub mod three_cx;
mod time;

pub use duration::DurationFormat;
pub use guess::{guess, suggested_words};
pub use mapping::{Fault, Field, Mapping, MappingError};
pub use rule::{Choice, Column, Condition, Constant, Rule};
pub use sample::{Sample, SampleColumn};
pub use simple::SimpleRule;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::content_hash::content_hash;
use crate::csv::{Format, Records, Shape};
use crate::source::{Output, Place, Reason, Skipped, Source};
use header::Positions;

/// What an operator chooses for a CSV file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CsvSettings {
    /// The name of the source.
    pub source: String,
    /// What the columns mean.
    pub mapping: Mapping,
    /// Names of queues by what the mapping gives. Others stay.
    pub queues: BTreeMap<String, String>,
    /// Logins by what the mapping gives. Others stay.
    pub agents: BTreeMap<String, String>,
}

/// A CSV file with its mapping.
#[derive(Clone, Debug)]
pub struct MappedCsv {
    settings: CsvSettings,
}

/// What is remembered of a CSV file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct MappedCsvState {
    records: Records,
    header: Header,
}

/// What is known of the columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Header {
    /// The first record comes next.
    #[default]
    Unread,
    /// A column is missing; no row is read.
    Refused,
    /// Where the columns are.
    Read(Positions),
}

impl MappedCsv {
    /// A file with its settings.
    pub fn new(settings: CsvSettings) -> Self {
        // The name of the source is identity; it does not change what the content is.
        let mapping = Mapping { source: None, ..settings.mapping };
        Self { settings: CsvSettings { mapping, ..settings } }
    }

    fn format(&self) -> Format {
        Format { encoding: self.settings.mapping.encoding, delimiter: self.settings.mapping.delimiter }
    }

    /// Reads a record; returns the shape of the following ones, if it shows it.
    fn record(&self, header: &mut Header, place: Place, text: &str, output: &mut Output) -> Option<Shape> {
        let mapping = &self.settings.mapping;
        if place.line <= mapping.skip_lines {
            output.skip(Skipped::LeftOut);
            return None;
        }
        let text = self.without_prefix(text);
        if *header == Header::Unread && is_hint(text) {
            output.skip(Skipped::BlankLine);
            return None;
        }
        if let Header::Refused = header {
            output.skip(Skipped::RefusedTable);
        }
        if let Header::Read(positions) = header {
            self.row(positions, place, text, output);
        }
        let Header::Unread = header else { return None };
        let first = if mapping.header {
            Positions::of_header(mapping, text)
        } else {
            Positions::of_row(mapping, text)
        };
        match first {
            Ok(positions) => {
                if !mapping.header {
                    self.row(&positions, place, text, output);
                }
                let shape = positions.shape();
                *header = Header::Read(positions);
                Some(shape)
            }
            Err(reasons) => {
                for reason in reasons {
                    output.reject(place, reason, text);
                }
                *header = Header::Refused;
                None
            }
        }
    }

    fn row(&self, positions: &Positions, place: Place, text: &str, output: &mut Output) {
        let row = match positions.row(text) {
            Ok(row) => row,
            Err(reason) => return output.reject(place, reason, text),
        };
        if row.is_blank() {
            return output.skip(Skipped::BlankLine);
        }
        match interaction::interaction(&self.settings, &row) {
            Ok(Some(interaction)) => output.interactions.push(interaction),
            Ok(None) => output.skip(Skipped::LeftOut),
            Err(reason) => output.reject(place, reason, text),
        }
    }

    fn without_prefix<'a>(&self, text: &'a str) -> &'a str {
        text.strip_prefix(&self.settings.mapping.line_prefix).unwrap_or(text)
    }
}

/// Whether the first line is the hint `sep=;` that Excel writes, and no record.
fn is_hint(line: &str) -> bool {
    line.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep=")) && line.chars().count() <= 5
}

impl Source for MappedCsv {
    type State = MappedCsvState;

    fn read(&self, state: &mut MappedCsvState, bytes: &[u8], output: &mut Output) -> usize {
        let MappedCsvState { records, header } = state;
        records.read(bytes, self.format(), output, |record, output| {
            record.recognise(self.record(header, record.place, record.text, output));
        })
    }

    /// An export may end without a line end, so its last row is read if it is whole.
    fn end_file(&self, state: &mut MappedCsvState, rest: &[u8], output: &mut Output) {
        let MappedCsvState { records, header } = state;
        let mut tail = None;
        records.end_file(
            rest,
            self.format(),
            output,
            |record, output| {
                record.recognise(self.record(header, record.place, record.text, output));
            },
            |place, text, _| tail = Some((place, text.trim_end_matches('\r').to_owned())),
        );
        match tail {
            Some((_, text)) if text.trim().is_empty() => output.skip(Skipped::BlankLine),
            Some((place, text)) => match header {
                Header::Read(positions) if !positions.is_whole(self.without_prefix(&text)) => {
                    output.reject(place, Reason::CutLine, &text);
                }
                _ => {
                    self.record(header, place, &text, output);
                }
            },
            None => {}
        }
        *header = Header::Unread;
    }

    fn finish(&self, _: &mut MappedCsvState, _: &mut Output) {}

    fn content_hash(&self) -> String {
        content_hash(&self.settings)
    }
}
