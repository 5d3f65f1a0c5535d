//! The offset of CDR times, inferred from the IDs of channels.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{FixedOffset, NaiveDateTime};

use super::columns::{Columns, FirstLine, began};
use crate::csv;
use crate::zone::WrittenTime;

/// Why no offset can be inferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OffsetError {
    /// No row has both a local time and the ID of its channel.
    NothingToInferFrom,
    /// The rows have different offsets, and not by one hour as at a change of clocks.
    Contradiction,
    /// The times are off by more than any time zone is.
    Impossible,
}

impl fmt::Display for OffsetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NothingToInferFrom => "no row has a local time and the ID of its channel",
            Self::Contradiction => "the rows have different offsets",
            Self::Impossible => "the times differ from the IDs of the channels by more than a time zone",
        })
    }
}

impl std::error::Error for OffsetError {}

/// Proposes the offsets of a file's times, with the number of rows of each: the integer part of a
/// channel's ID is the second, UTC, in which it was made, and its row starts within two seconds of it.
/// Two offsets that differ by an hour are a change of clocks: the zone is a place.
///
/// # Errors
/// Why none can be inferred; then the zone has to be set.
pub fn infer_cdr_offset(file: &[u8]) -> Result<Vec<(FixedOffset, usize)>, OffsetError> {
    let mut by_offset = BTreeMap::new();
    for (local, began) in pairs(file) {
        let difference = local.and_utc().timestamp() - began;
        let offset = (difference + 450).div_euclid(900) * 900;
        if offset.abs() > 14 * 3600 {
            return Err(OffsetError::Impossible);
        }
        // A channel whose first row is missing says nothing.
        if (difference - offset).abs() <= 2 {
            *by_offset.entry(offset).or_insert(0_usize) += 1;
        }
    }
    let mut offsets = by_offset.keys();
    match (offsets.next(), offsets.next(), offsets.next()) {
        (None, _, _) => return Err(OffsetError::NothingToInferFrom),
        (Some(_), None, _) => {}
        (Some(one), Some(other), None) if other - one == 3600 => {}
        _ => return Err(OffsetError::Contradiction),
    }
    let known = by_offset.into_iter().filter_map(|(offset, rows)| {
        i32::try_from(offset).ok().and_then(FixedOffset::east_opt).map(|offset| (offset, rows))
    });
    Ok(known.collect())
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
