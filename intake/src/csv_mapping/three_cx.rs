//! 3CX: the call data records of `cdr.log`, by a mapping that is shipped.
//!
//! Lines begin with `Call ` and have no header. Which fields they have, and in what order, an administrator
//! of 3CX chooses; three orders are recognised by the first line ([`Order::of`]), any other is a setting.
//! Calls between two extensions are left out, and calls that reached only a menu or another machine: what a
//! machine answers is no answer, and a voice mailbox is where the caller left a message.
//!
//! What is not known of real files: whether a transferred call has several records, and what they have in
//! common. Each record is an interaction; those of one `callid` share a case.

use std::collections::BTreeMap;

use super::mapping::{Field, Mapping, MappingError};
use super::rule::{Choice, Column, Constant};
use super::time;
use crate::csv;

/// The fields in the order of the page "CDR output fields".
const MAPPING: &str = include_str!("three_cx.json");
/// What lines begin with.
const PREFIX: &str = "Call ";

/// The fields of systems that write the time first, without an ID of the call.
const TIME_FIRST: [&str; 20] = [
    "time-start",
    "dial-no",
    "from-dn",
    "duration",
    "time-answered",
    "time-end",
    "reason-terminated",
    "reason-changed",
    "missed-queue-calls",
    "from-no",
    "to-no",
    "to-dn",
    "final-number",
    "final-dn",
    "from-type",
    "to-type",
    "final-type",
    "from-dispname",
    "to-dispname",
    "final-dispname",
];
/// The fields after the first twenty, where all are chosen on the page.
const ALL_CHOSEN: [&str; 7] = [
    "missed-queue-calls",
    "from-dispname",
    "to-dispname",
    "final-dispname",
    "from-type",
    "to-type",
    "final-type",
];
/// The fields without which no call is read.
const NEEDED: [&str; 5] = ["time-start", "time-answered", "time-end", "from-no", "to-no"];
/// How times are written.
const TIMES: [&str; 2] = ["%Y/%m/%d %H:%M:%S", "iso"];
/// Types of a party, as `from-type` and `to-type` have them.
const TYPES: [&str; 6] = ["extension", "line", "queue", "ringgroup", "ivr", "lineset"];

/// Whether a line without the names of fields is a call: after the word that all begin with, one of the
/// fields is a time, however the fields are ordered. A header that begins with that word has none.
pub(crate) fn is_call(line: &str) -> bool {
    let Some(record) = line.strip_prefix(PREFIX) else { return false };
    let is_time = |field: &String| TIMES.iter().any(|format| time::fits(field.trim(), format));
    csv::fields(record, ',').iter().filter(|field| field.contains(':')).any(is_time)
}

/// Which fields the lines have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Those of the page "CDR output fields", in its order.
    #[default]
    Standard,
    /// These, in this order.
    Fields(Vec<String>),
    /// Those of the header, with which the file begins.
    Header,
}

impl Order {
    /// The order in a file, by its first line: a header; a time first; the types
    /// last; else the standard.
    pub fn of(first_line: &str) -> Self {
        let line = first_line.trim().trim_start_matches('\u{feff}');
        let fields = csv::fields(line.strip_prefix(PREFIX).unwrap_or(line), ',');
        let is = |position: usize, words: &[&str]| {
            fields.get(position).is_some_and(|field| words.contains(&field.trim().to_lowercase().as_str()))
        };
        if (0..fields.len()).any(|position| is(position, &["time-start"])) {
            return Self::Header;
        }
        let formats = TIMES.map(str::to_owned);
        let first = fields.first().map_or("", |field| field.trim());
        let is_time = time::parse(first, &formats, "UTC".parse().ok(), None).is_ok() && first.contains(':');
        if is_time {
            return Self::Fields(TIME_FIRST.map(str::to_owned).to_vec());
        }
        if !is(20, &TYPES) && is(24, &TYPES) {
            let standard = Mapping::parse(MAPPING).map(|mapping| mapping.columns).unwrap_or_default();
            let others = ALL_CHOSEN.map(str::to_owned);
            return Self::Fields(standard.into_iter().take(20).chain(others).collect());
        }
        Self::Standard
    }
}

/// The mapping for files of an order. `queues` has names by number or name; a number wins over the name
/// that 3CX gives the queue. Without an ID in the fields, a call is known by its beginning and its parties.
///
/// # Errors
/// If fields are missing that every call needs.
pub fn mapping(order: Order, queues: &BTreeMap<String, String>) -> Result<Mapping, MappingError> {
    let mut mapping = Mapping::parse(MAPPING)?;
    match order {
        Order::Standard => {}
        Order::Fields(fields) => mapping.columns = fields,
        Order::Header => {
            mapping.header = true;
            mapping.columns.clear();
        }
    }
    if !mapping.header
        && let Some(missing) =
            NEEDED.into_iter().find(|needed| mapping.columns.iter().all(|name| name != needed))
    {
        return Err(MappingError::at("columns", format!("have no {missing:?}, which every call needs")));
    }
    let has_id = mapping.header
        || ["historyid", "callid"].iter().any(|id| mapping.columns.iter().any(|name| name == id));
    if !has_id {
        mapping.key = ["time-start", "from-no", "to-no"].map(|name| Column::Name(name.to_owned())).to_vec();
    }
    if let Some(rule) = mapping.fields.get_mut(&Field::Queue) {
        let mut values: BTreeMap<_, _> =
            queues.iter().map(|(from, to)| (from.clone(), Constant::Text(to.clone()))).collect();
        values.insert("*".to_owned(), Constant::Text(String::new()));
        let by_number = Choice {
            column: Some(Column::Name("to-dn".to_owned())),
            direction: Some(domain::Direction::Inbound),
            values,
            ..Choice::default()
        };
        rule.0.insert(0, by_number);
    }
    mapping.check()?;
    Ok(mapping)
}
