//! `FreeSWITCH`: the call records of `mod_json_cdr`, and of `FusionPBX` as an exported table.
//!
//! Records are one a leg. An interaction is the last visit of a caller to a queue of `mod_callcenter`
//! (`cc_side=member`), or a direct call: the leg of the caller who made it. Legs that the switch made, to
//! agents and to trunks, are counted. A record holds only the last visit of its call to a queue; earlier
//! ones are counted as what they are, unknown.
//!
//! A file holds JSON in any form, bodies of POSTs (`uuid=…&cdr=…`, percent-encoded or Base64), or
//! the table `v_xml_cdr` as CSV with a header; its beginning shows which. Only times in seconds since 1970
//! are read: others are local, and `duration` is not what it says in every version. The same call gives
//! the same interaction from JSON and from the table, unless the table lacks `cc_member_uuid`.

mod call;
mod encoding;
mod leg;
mod settings;

pub use settings::{FreeSwitchSettings, ValueEncoding};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::content_hash::content_hash;
use crate::csv::{self, Format, Records, Shape};
use crate::json_values::{JsonValues, MAX_OBJECT_BYTES, Part};
use crate::lines::{BYTE_ORDER_MARK, MAX_LINE_BYTES};
use crate::source::{Output, Place, Reason, Skipped, Source};
use leg::{Leg, Record};

/// The call records of one `FreeSWITCH`.
#[derive(Clone, Debug)]
pub struct FreeSwitch {
    settings: FreeSwitchSettings,
}

/// What is remembered of a file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FreeSwitchState {
    kind: Kind,
    values: JsonValues,
    records: Records,
}

/// What a file is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    /// Nothing of it was read.
    #[default]
    Unknown,
    /// JSON, or bodies of POSTs.
    Json,
    /// A table; its header comes next.
    Table,
    /// A table with these columns, and the delimiter between them.
    Rows(Vec<String>, char),
    /// A table that lacks a column; no row is read.
    Refused,
}

/// The columns without which a table says nothing of a call.
const NEEDED: [&str; 3] = ["xml_cdr_uuid", "start_epoch", "end_epoch"];

/// Columns by which a header is recognised.
const KNOWN: [&str; 6] =
    ["xml_cdr_uuid", "start_epoch", "end_epoch", "start_stamp", "cc_side", "domain_name"];

impl Kind {
    /// What begins like this; `None` if that cannot be said yet.
    fn of(bytes: &[u8], is_all: bool) -> Option<Self> {
        let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes).trim_ascii_start();
        if matches!(bytes.first(), Some(b'{' | b'[')) {
            return Some(Self::Json);
        }
        let line_end = bytes.iter().position(|byte| *byte == b'\n');
        let line = match line_end {
            Some(end) => &bytes[..end],
            None if is_all || bytes.len() > MAX_LINE_BYTES => bytes,
            None => return None,
        };
        let line = String::from_utf8_lossy(line).to_lowercase();
        let names = csv::fields(&line, csv::delimiter(&line));
        let is_known = |name: &String| KNOWN.contains(&name.trim());
        Some(if names.len() > 1 && names.iter().any(is_known) { Self::Table } else { Self::Json })
    }
}

impl FreeSwitch {
    /// The records with their settings.
    pub fn new(settings: FreeSwitchSettings) -> Self {
        Self { settings }
    }

    /// Reads an object or a line.
    fn part(&self, place: Place, part: Part<'_>, output: &mut Output) {
        match part {
            Part::Object(record, text) => self.json(place, record, text, output),
            Part::Line(line) => match encoding::posted_record(line).map(|text| serde_json::from_str(&text)) {
                Some(Ok(record)) => self.json(place, &record, line, output),
                Some(Err(_)) | None => output.reject(place, Reason::BadJson, line),
            },
        }
    }

    fn json(&self, place: Place, record: &Value, text: &str, output: &mut Output) {
        if !record["variables"].is_object() {
            return output.reject(place, Reason::MissingField { name: "variables".to_owned() }, text);
        }
        call::emit(&Leg { record: Record::Json(record), settings: &self.settings }, place, text, output);
    }

    /// Reads a record of a table; returns the shape of the following ones, if this is the header.
    fn record(&self, kind: &mut Kind, place: Place, text: &str, output: &mut Output) -> Option<Shape> {
        match kind {
            Kind::Rows(names, delimiter) => {
                let fields = csv::fields(text, *delimiter);
                if fields.len() < names.len() {
                    output.reject(place, Reason::TooFewFields, text);
                } else {
                    let record = Record::Table(names, &fields);
                    call::emit(&Leg { record, settings: &self.settings }, place, text, output);
                }
                None
            }
            Kind::Refused => {
                output.skip(Skipped::RefusedTable);
                None
            }
            Kind::Unknown | Kind::Json | Kind::Table => {
                let delimiter = csv::delimiter(text);
                let names: Vec<String> =
                    csv::fields(text, delimiter).iter().map(|name| name.trim().to_lowercase()).collect();
                let missing: Vec<&str> =
                    NEEDED.into_iter().filter(|needed| names.iter().all(|name| name != needed)).collect();
                for name in &missing {
                    output.reject(place, Reason::MissingColumn { name: (*name).to_owned() }, text);
                }
                let shape = Shape { delimiter, width: Some(names.len()) };
                *kind = if missing.is_empty() { Kind::Rows(names, delimiter) } else { Kind::Refused };
                Some(shape)
            }
        }
    }
}

impl Source for FreeSwitch {
    type State = FreeSwitchState;

    const MAX_PART_BYTES: usize = MAX_OBJECT_BYTES;

    fn read(&self, state: &mut FreeSwitchState, bytes: &[u8], output: &mut Output) -> usize {
        let FreeSwitchState { kind, values, records } = state;
        if *kind == Kind::Unknown {
            match Kind::of(bytes, false) {
                Some(found) => *kind = found,
                None => return 0,
            }
        }
        if *kind == Kind::Json {
            return values.read(bytes, None, output, |place, part, output| self.part(place, part, output));
        }
        records.read(bytes, Format::default(), output, |record, output| {
            record.recognise(self.record(kind, record.place, record.text, output));
        })
    }

    /// An export may end without a line end, so its last row is read if it is whole.
    fn end_file(&self, state: &mut FreeSwitchState, rest: &[u8], output: &mut Output) {
        let FreeSwitchState { kind, values, records } = state;
        if *kind == Kind::Unknown {
            *kind = Kind::of(rest, true).unwrap_or_default();
        }
        // Both count the files.
        let (json, table): (&[u8], &[u8]) = if *kind == Kind::Json { (rest, b"") } else { (b"", rest) };
        values.end_file(json, None, output, |place, part, output| self.part(place, part, output));
        let mut tail = None;
        records.end_file(
            table,
            Format::default(),
            output,
            |record, output| {
                record.recognise(self.record(kind, record.place, record.text, output));
            },
            |place, text, _| tail = Some((place, text.to_owned())),
        );
        if let Some((place, text)) = tail.filter(|(_, text)| !text.trim().is_empty()) {
            match kind {
                Kind::Rows(names, delimiter) if !csv::is_whole(&text, *delimiter, names.len()) => {
                    output.reject(place, Reason::CutLine, &text);
                }
                _ => {
                    self.record(kind, place, &text, output);
                }
            }
        }
        *kind = Kind::Unknown;
    }

    fn finish(&self, _: &mut FreeSwitchState, _: &mut Output) {}

    fn content_hash(&self) -> String {
        content_hash(&self.settings)
    }
}
