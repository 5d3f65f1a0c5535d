//! Business time between instants, in the calendar's own time zone.
//!
//! An instant is worked where its civil time lies in a span of the calendar. Between two changes
//! of the zone's offset civil time and real time run alike, so time is cut where the offset
//! changes and each piece is measured in civil time. An hour that comes twice is therefore worked
//! twice, one that is left out not at all, and a day without midnight is nothing special.

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;

use super::BusinessCalendar;

/// How much is looked at in one piece, whose ends tell whether the offset changes in it. No zone
/// has ever changed its offset back sooner than after seven days (Recife in October 2000).
const PIECE_MS: i64 = 3 * 86_400_000;
/// 1900-01-01 and 2200-01-01: before and after, nothing is worked, so every count comes to an end.
const FIRST: i64 = -2_208_988_800_000;
const LAST: i64 = 7_258_118_400_000;

/// The calendar names a time zone that does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownZone(pub String);

impl std::fmt::Display for UnknownZone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} is no IANA time zone, like America/Sao_Paulo", self.0)
    }
}

impl std::error::Error for UnknownZone {}

/// A calendar in its time zone: the measure of business time.
#[derive(Clone, Copy, Debug)]
pub struct WorkingTime<'a> {
    calendar: &'a BusinessCalendar,
    zone: Tz,
}

impl<'a> WorkingTime<'a> {
    /// The measure of a calendar.
    ///
    /// # Errors
    /// Where its time zone does not exist.
    pub fn new(calendar: &'a BusinessCalendar) -> Result<Self, UnknownZone> {
        let zone = calendar.zone.parse().map_err(|_| UnknownZone(calendar.zone.clone()))?;
        Ok(Self { calendar, zone })
    }

    /// Business time between two instants; none where the second is not the later one.
    pub fn between(&self, from: i64, to: i64) -> i64 {
        self.pieces(from, to).map(|piece| self.worked(piece)).sum()
    }

    /// The first instant from `from` on by which `business_ms` have been worked: 17:00 and not
    /// 9:00 of the next day. `None` where that is never, or not before the year 2200.
    pub fn after(&self, from: i64, business_ms: i64) -> Option<i64> {
        if business_ms <= 0 {
            return Some(from);
        }
        if self.calendar.is_empty() {
            return None;
        }
        let mut left = business_ms;
        for piece in self.pieces(from, LAST) {
            let worked = self.worked(piece);
            if worked >= left {
                let (from, to) = (piece.from + piece.offset, piece.to + piece.offset);
                return Some(self.calendar.civil_after(from, to, left) - piece.offset);
            }
            left -= worked;
        }
        None
    }

    fn worked(&self, piece: Piece) -> i64 {
        self.calendar.civil_between(piece.from + piece.offset, piece.to + piece.offset)
    }

    /// Cuts the time between two instants into pieces of one offset each.
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

    /// The piece that begins at `from` and ends at `to`, or where the offset changes before.
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

    /// What the zone adds to UTC at an instant, in milliseconds.
    fn offset(&self, at: i64) -> i64 {
        let utc = DateTime::from_timestamp_millis(at).unwrap_or_default().naive_utc();
        i64::from(self.zone.offset_from_utc_datetime(&utc).fix().local_minus_utc()) * 1000
    }
}

/// A stretch of time within which the zone's offset does not change.
#[derive(Clone, Copy)]
struct Piece {
    from: i64,
    to: i64,
    offset: i64,
}
