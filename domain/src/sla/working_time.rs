//! Measures business time between instants, in the time zone of the calendar.
//!
//! An instant is business time if its civil time is in a span of the calendar. Between two changes
//! of the zone's offset civil and real time advance alike, so time is split at the changes and each
//! piece is measured in civil time. A repeated hour therefore counts twice, a skipped one not at
//! all, and a day without midnight needs no special case.

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;

use super::BusinessCalendar;
use crate::{Millis, Timestamp};

/// The length of a piece, small enough that comparing the offsets at its ends detects every change:
/// no zone has ever changed its offset back within seven days (Recife in October 2000).
const PIECE_MS: i64 = 3 * 86_400_000;
/// 1900-01-01 and 2200-01-01: there is no business time outside, so every search terminates.
const FIRST: i64 = -2_208_988_800_000;
const LAST: i64 = 7_258_118_400_000;

/// The time zone of the calendar does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownZone(pub String);

impl std::fmt::Display for UnknownZone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} is no IANA time zone, like America/Sao_Paulo", self.0)
    }
}

impl std::error::Error for UnknownZone {}

/// Measures business time by a calendar in its time zone.
#[derive(Clone, Copy, Debug)]
pub struct WorkingTime<'a> {
    calendar: &'a BusinessCalendar,
    zone: Tz,
}

impl<'a> WorkingTime<'a> {
    /// Resolves the time zone of a calendar.
    ///
    /// # Errors
    /// Returns an error if the time zone does not exist.
    pub fn new(calendar: &'a BusinessCalendar) -> Result<Self, UnknownZone> {
        let zone = calendar.zone.parse().map_err(|_| UnknownZone(calendar.zone.clone()))?;
        Ok(Self { calendar, zone })
    }

    /// Business time between two instants in milliseconds; zero unless `to` is after `from`.
    pub fn between(&self, from: Timestamp, to: Timestamp) -> Millis {
        Millis(self.pieces(from.0, to.0).map(|piece| self.worked(piece)).sum())
    }

    /// The earliest instant, not before `from`, by which `business_ms` of business time have
    /// passed: 17:00 rather than 9:00 the next day. `None` if it is not reached before the year
    /// 2200.
    pub fn after(&self, from: Timestamp, business_ms: Millis) -> Option<Timestamp> {
        if business_ms <= Millis::ZERO {
            return Some(from);
        }
        if self.calendar.is_empty() {
            return None;
        }
        let mut left = business_ms.0;
        for piece in self.pieces(from.0, LAST) {
            let worked = self.worked(piece);
            if worked >= left {
                let (from, to) = (piece.from + piece.offset, piece.to + piece.offset);
                return Some(Timestamp(self.calendar.civil_after(from, to, left) - piece.offset));
            }
            left -= worked;
        }
        None
    }

    fn worked(&self, piece: Piece) -> i64 {
        self.calendar.civil_between(piece.from + piece.offset, piece.to + piece.offset)
    }

    /// Splits the time between two instants into pieces of one offset each.
    fn pieces(&self, from: i64, to: i64) -> impl Iterator<Item = Piece> {
        let (mut at, to) = (from.max(FIRST), to.min(LAST));
        std::iter::from_fn(move || {
            (at < to).then(|| {
                let piece = self.piece(at, to.min(at + PIECE_MS));
                at = piece.to;
                piece
            })
        })
    }

    /// The piece from `from` to `to`, or to the change of the offset if one comes first.
    fn piece(&self, from: i64, to: i64) -> Piece {
        let offset = self.offset(from);
        let (mut same, mut end) = (from, to);
        if self.offset(to - 1) != offset {
            while end - same > 1 {
                let middle = same + (end - same) / 2;
                if self.offset(middle) == offset {
                    same = middle;
                } else {
                    end = middle;
                }
            }
        }
        Piece { from, to: end, offset }
    }

    /// The offset from UTC at an instant, in milliseconds.
    fn offset(&self, at: i64) -> i64 {
        let utc = DateTime::from_timestamp_millis(at).unwrap_or_default().naive_utc();
        i64::from(self.zone.offset_from_utc_datetime(&utc).fix().local_minus_utc()) * 1000
    }
}

/// An interval in which the zone's offset does not change.
#[derive(Clone, Copy)]
struct Piece {
    from: i64,
    to: i64,
    offset: i64,
}
