//! The offset of local times, inferred from the IDs of channels, which hold the second in which they were
//! made.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{FixedOffset, NaiveDateTime};

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

/// Proposes the offsets of times, with the number of channels of each, from pairs of the local time at
/// which a channel was made and the second, UTC, of its ID. They are within two seconds of each other.
/// Two offsets that differ by an hour are a change of clocks: the zone is a place.
///
/// # Errors
/// Why none can be inferred; then the zone has to be set.
pub(super) fn infer(
    pairs: impl IntoIterator<Item = (NaiveDateTime, i64)>,
) -> Result<Vec<(FixedOffset, usize)>, OffsetError> {
    let mut by_offset = BTreeMap::new();
    for (local, began) in pairs {
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

/// The second, UTC, in which a channel was made, by its ID: `1772452800.1`, perhaps with a system name
/// before it.
pub(super) fn began(unique_id: &str) -> Option<i64> {
    let id = unique_id.rsplit_once('-').map_or(unique_id, |(_, id)| id);
    let (seconds, number) = id.split_once('.')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    ((9..=11).contains(&seconds.len()) && is_number(seconds) && is_number(number))
        .then(|| seconds.parse().ok())?
}
