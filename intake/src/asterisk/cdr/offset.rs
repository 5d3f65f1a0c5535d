//! The offset of CDR times, inferred from the IDs of channels.

use std::collections::BTreeMap;

use chrono::{FixedOffset, NaiveDateTime};

use super::columns::{Columns, FirstLine};
use crate::asterisk::offset::{OffsetError, began, infer};
use crate::csv;
use crate::zone::WrittenTime;

/// Proposes the offsets of a file's times, with the number of rows of each: the integer part of a
/// channel's ID is the second, UTC, in which it was made, and its row starts within two seconds of it.
/// Two offsets that differ by an hour are a change of clocks: the zone is a place.
///
/// # Errors
/// Why none can be inferred; then the zone has to be set.
pub fn infer_cdr_offset(file: &[u8]) -> Result<Vec<(FixedOffset, usize)>, OffsetError> {
    infer(pairs(file))
}

/// When the first row of each channel starts, and the second in which the channel was made.
fn pairs(file: &[u8]) -> Vec<(NaiveDateTime, i64)> {
    let mut columns: Option<Columns> = None;
    let mut pairs = BTreeMap::new();
    for line in file.split(|byte| *byte == b'\n') {
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end_matches('\r').trim_start_matches('\u{feff}');
        if columns.is_none() {
            columns = match FirstLine::read(text) {
                Ok(FirstLine::Header(columns) | FirstLine::Row(columns)) => Some(columns),
                Err(_) => None,
            };
        }
        let Some(columns) = &columns else { continue };
        let fields = csv::fields(text, columns.delimiter.unwrap_or(','));
        let value = |column: Option<usize>| {
            column.and_then(|column| fields.get(column)).map_or("", |text| text.trim())
        };
        let started = WrittenTime::parse(value(Some(columns.start)));
        if let (Some(WrittenTime::Local(local)), Some(began)) = (started, began(value(columns.unique_id))) {
            // A channel's later rows begin later than it: they say nothing.
            let first = pairs.entry(value(columns.unique_id).to_owned()).or_insert((local, began));
            first.0 = first.0.min(local);
        }
    }
    pairs.into_values().collect()
}
