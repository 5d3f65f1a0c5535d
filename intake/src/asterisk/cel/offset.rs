//! The offset of CEL times, inferred from the IDs of channels.

use std::collections::BTreeMap;

use chrono::FixedOffset;

use super::columns::{Columns, FirstLine};
use crate::asterisk::offset::{OffsetError, began, infer};
use crate::csv;
use crate::zone::WrittenTime;

/// Proposes the offsets of a file's times, with the number of channels of each: a channel's first event is
/// in the second of its ID. Two offsets that differ by an hour are a change of clocks: the zone is a place.
///
/// # Errors
/// Why none can be inferred; then the zone has to be set.
pub fn infer_cel_offset(file: &[u8]) -> Result<Vec<(FixedOffset, usize)>, OffsetError> {
    let mut columns: Option<Columns> = None;
    let mut first = BTreeMap::new();
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
        let fields = csv::fields(text, columns.delimiter);
        let value = |column: usize| fields.get(column).map_or("", |text| text.trim());
        let id = value(columns.unique_id);
        let is_start = value(columns.kind).eq_ignore_ascii_case("CHAN_START");
        if let (true, Some(WrittenTime::Local(local)), Some(began)) =
            (is_start, WrittenTime::parse(value(columns.time)), began(id))
        {
            first.entry(id.to_owned()).or_insert((local, began));
        }
    }
    infer(first.into_values())
}
