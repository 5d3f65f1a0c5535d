//! The columns of CDR files: a header names them, or the places of the three times do.

use serde::{Deserialize, Serialize};

use crate::asterisk::offset::began;
use crate::csv::{self, Shape};
use crate::source::Reason;
use crate::zone::WrittenTime;

/// The positions of the columns; the optional ones are not in every format.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Columns {
    /// How many fields the first line has.
    pub width: usize,
    pub delimiter: Option<char>,
    pub start: usize,
    pub answer: Option<usize>,
    pub end: Option<usize>,
    pub duration: usize,
    pub billsec: usize,
    pub disposition: usize,
    pub src: usize,
    pub dst: usize,
    pub context: usize,
    pub clid: usize,
    pub channel: usize,
    pub peer: usize,
    pub app: usize,
    pub data: usize,
    pub unique_id: Option<usize>,
    pub linked_id: Option<usize>,
    pub sequence: Option<usize>,
    pub userfield: Option<usize>,
    pub did: Option<usize>,
    pub caller_number: Option<usize>,
    pub outbound_number: Option<usize>,
}

/// What the first line of a file is.
pub(super) enum FirstLine {
    /// A header; rows follow.
    Header(Columns),
    /// A row of a format without a header.
    Row(Columns),
}

impl FirstLine {
    /// Recognises the format by the first line.
    pub(super) fn read(line: &str) -> Result<Self, Reason> {
        let delimiter = csv::delimiter(line);
        let fields = csv::fields(line, delimiter);
        let names: Vec<String> = fields.iter().map(|name| name.trim().to_lowercase()).collect();
        if names.iter().any(|name| matches!(name.as_str(), "calldate" | "start")) {
            return Columns::by_name(&names, delimiter).map(Self::Header);
        }
        let is_time =
            |position: usize| fields.get(position).is_some_and(|text| WrittenTime::parse(text).is_some());
        let is_absent = |position: usize| fields.get(position).is_some_and(|text| text.trim().is_empty());
        let are_times = |first: usize| {
            is_time(first) && (is_time(first + 1) || is_absent(first + 1)) && is_time(first + 2)
        };
        if are_times(9) {
            Ok(Self::Row(Columns { width: fields.len(), ..Columns::master(&fields, delimiter) }))
        } else if are_times(8) {
            Ok(Self::Row(Columns { width: fields.len(), ..Columns::custom(delimiter) }))
        } else {
            Err(Reason::TooFewFields)
        }
    }
}

impl Columns {
    /// What the rows have in common.
    pub(super) fn shape(&self) -> Shape {
        Shape { delimiter: self.delimiter.unwrap_or(','), width: Some(self.width) }
    }

    /// `Master.csv`: an account code first.
    fn master(fields: &[String], delimiter: char) -> Self {
        // The columns after the sixteenth are there or not, by three settings.
        let is_unique_id = fields.get(16).is_some_and(|text| is_unique_id(text));
        let after = if is_unique_id { 17 } else { 16 };
        let has_new_columns = fields.len() >= after + 3;
        let userfield = (fields.len() - after.min(fields.len())) % 3 == 1;
        let new_columns = after + usize::from(userfield);
        Self {
            delimiter: Some(delimiter),
            src: 1,
            dst: 2,
            context: 3,
            clid: 4,
            channel: 5,
            peer: 6,
            app: 7,
            data: 8,
            start: 9,
            answer: Some(10),
            end: Some(11),
            duration: 12,
            billsec: 13,
            disposition: 14,
            unique_id: is_unique_id.then_some(16),
            userfield: userfield.then_some(after),
            linked_id: has_new_columns.then_some(new_columns + 1),
            sequence: has_new_columns.then_some(new_columns + 2),
            ..Self::default()
        }
    }

    /// The default of `cdr_custom`: the caller's name and number first.
    fn custom(delimiter: char) -> Self {
        Self {
            delimiter: Some(delimiter),
            clid: 0,
            src: 1,
            dst: 2,
            context: 3,
            channel: 4,
            peer: 5,
            app: 6,
            data: 7,
            start: 8,
            answer: Some(9),
            end: Some(10),
            duration: 11,
            billsec: 12,
            disposition: 13,
            unique_id: Some(16),
            userfield: Some(17),
            sequence: Some(18),
            ..Self::default()
        }
    }

    /// A table of `FreePBX`, Issabel or another system, by the names of its columns.
    fn by_name(names: &[String], delimiter: char) -> Result<Self, Reason> {
        let position = |name: &str| names.iter().position(|one| one == name);
        let required =
            |name: &str| position(name).ok_or_else(|| Reason::MissingColumn { name: name.to_owned() });
        Ok(Self {
            width: names.len(),
            delimiter: Some(delimiter),
            start: position("calldate").map_or_else(|| required("start"), Ok)?,
            answer: position("answer"),
            end: position("end"),
            duration: required("duration")?,
            billsec: required("billsec")?,
            disposition: required("disposition")?,
            src: required("src")?,
            dst: required("dst")?,
            context: required("dcontext")?,
            clid: required("clid")?,
            channel: required("channel")?,
            peer: required("dstchannel")?,
            app: required("lastapp")?,
            data: required("lastdata")?,
            unique_id: Some(required("uniqueid")?),
            linked_id: position("linkedid"),
            sequence: position("sequence"),
            userfield: position("userfield"),
            did: position("did"),
            caller_number: position("cnum"),
            outbound_number: position("outbound_cnum"),
        })
    }
}

/// Whether a text is the ID of a channel: `1772452800.1`, perhaps with a system name before it.
pub(super) fn is_unique_id(text: &str) -> bool {
    began(text).is_some()
}
