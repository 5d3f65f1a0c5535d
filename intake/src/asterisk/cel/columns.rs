//! The columns of CEL files: a header names them, or they are those of `cel_custom` by default.

use serde::{Deserialize, Serialize};

use crate::csv;
use crate::source::Reason;
use crate::zone::WrittenTime;

/// The positions of the columns; the optional ones are not in every table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Columns {
    /// How many fields the first line has.
    pub width: usize,
    pub delimiter: char,
    pub kind: usize,
    pub time: usize,
    pub channel: usize,
    pub unique_id: usize,
    pub linked_id: usize,
    pub name: Option<usize>,
    pub number: Option<usize>,
    pub exten: Option<usize>,
    pub context: Option<usize>,
    pub app: Option<usize>,
    pub data: Option<usize>,
    pub peer: Option<usize>,
    pub extra: Option<usize>,
}

/// What the first line of a file is.
pub(super) enum FirstLine {
    /// A header; rows follow.
    Header(Columns),
    /// A row of a file without a header.
    Row(Columns),
}

impl FirstLine {
    /// Recognises the format by the first line.
    pub(super) fn read(line: &str) -> Result<Self, Reason> {
        let delimiter = csv::delimiter(line);
        let fields = csv::fields(line, delimiter);
        let names: Vec<String> = fields.iter().map(|name| name.trim().to_lowercase()).collect();
        if names.iter().any(|name| matches!(name.as_str(), "eventtype" | "eventtime")) {
            return Columns::by_name(&names, delimiter).map(Self::Header);
        }
        let is_time = fields.get(1).is_some_and(|text| WrittenTime::parse(text).is_some());
        if is_time && fields.len() > Columns::LINKED_ID {
            Ok(Self::Row(Columns::custom(fields.len(), delimiter)))
        } else {
            Err(Reason::TooFewFields)
        }
    }
}

impl Columns {
    /// The position of the linked ID in files of `cel_custom`.
    const LINKED_ID: usize = 15;

    fn custom(width: usize, delimiter: char) -> Self {
        Self {
            width,
            delimiter,
            kind: 0,
            time: 1,
            name: Some(2),
            number: Some(3),
            exten: Some(7),
            context: Some(8),
            channel: 9,
            app: Some(10),
            data: Some(11),
            unique_id: 14,
            linked_id: Self::LINKED_ID,
            peer: Some(16),
            extra: Some(19),
        }
    }

    fn by_name(names: &[String], delimiter: char) -> Result<Self, Reason> {
        let position = |name: &str| names.iter().position(|one| one == name);
        let required =
            |name: &str| position(name).ok_or_else(|| Reason::MissingColumn { name: name.to_owned() });
        Ok(Self {
            width: names.len(),
            delimiter,
            kind: required("eventtype")?,
            time: required("eventtime")?,
            channel: position("channel").map_or_else(|| required("channame"), Ok)?,
            unique_id: required("uniqueid")?,
            linked_id: required("linkedid")?,
            name: position("cid_name"),
            number: position("cid_num"),
            exten: position("exten"),
            context: position("context"),
            app: position("appname"),
            data: position("appdata"),
            peer: position("peer").or_else(|| position("bridgepeer")),
            extra: position("extra").or_else(|| position("eventextra")),
        })
    }
}
