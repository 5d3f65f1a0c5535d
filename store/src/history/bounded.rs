//! How far a list is searched and counted whose filter no counter and no selective index answers.
//!
//! Such a list is walked in its order, and every row is asked whether it matches. Over a year of a large
//! operation that would take seconds, most of it for a number that says no more than "many". So
//!
//! - it is counted to a limit, and what lies beyond cannot be paged to;
//! - where few rows match, the walk itself is limited: the day counters say on how many days from its begin
//!   there are as many rows as may be read, and only these days are searched. The page says so, and leads to
//!   the others.
//!
//! Whole days, and not a number of rows, so that every page of a list is a page of the same list.

use chrono::NaiveDate;
use domain::history::SearchedTo;
use domain::{DailyHours, HistoryFilter};

use super::streams::Streams;

/// Limit of counting, and so of paging, where the day counters do not count.
pub const MAX_COUNTED: u64 = 10_000;

/// Maximum number of rows that a list reads from the table to ask whether they match; of a single day all
/// are read.
pub const MAX_ASKED: u64 = 20_000;

/// Maximum number of rows that a list asks by an index alone, which takes a fifth of the time.
pub(super) const MAX_ASKED_BY_INDEX: u64 = 100_000;

/// Whether a list needs the number of its rows in the day counters to know how far to search.
pub(super) fn is_walked(filter: &HistoryFilter) -> bool {
    filter.protocol.is_none() && (filter.reads_rows() || filter.hours != DailyHours::default())
}

/// How many rows of the period may be asked; `None` if the streams have few others.
pub(super) fn most_asked(filter: &HistoryFilter, streams: &Streams) -> Option<u64> {
    if !is_walked(filter) {
        return None;
    }
    match streams {
        Streams::Protocol | Streams::Numbers(_) | Streams::Customers(_) => None,
        // The counters count the rows of all reasons.
        Streams::Reasons(_) => filter.reads_rows().then_some(MAX_ASKED_BY_INDEX),
        Streams::Agents(_) | Streams::Queues(_) | Streams::Time | Streams::Measured { .. } => {
            Some(match (filter.reads_rows(), &filter.customer) {
                (false, _) => MAX_ASKED_BY_INDEX,
                (true, None) => MAX_ASKED,
                // The customer of each row is asked as well.
                (true, Some(_)) => MAX_ASKED / 4,
            })
        }
    }
}

/// How far a list is searched, if not to the end of its period. `days` are the numbers of its rows, newest
/// first.
pub(super) fn searched_to(days: &[(NaiveDate, u64)], most: u64, oldest_first: bool) -> Option<SearchedTo> {
    if oldest_first { last_within(days.iter().rev(), most) } else { last_within(days.iter(), most) }
}

/// The last day up to which there are at most so many rows, but at least the first; `None` if all are.
fn last_within<'a>(days: impl Iterator<Item = &'a (NaiveDate, u64)>, most: u64) -> Option<SearchedTo> {
    let (mut rows, mut last) = (0, None);
    for (day, n) in days {
        rows += n;
        if rows > most && last.is_some() {
            return last;
        }
        last = Some(SearchedTo(*day));
    }
    None
}

/// The part of a filter up to that day.
pub(super) fn part(filter: &HistoryFilter, SearchedTo(day): SearchedTo, oldest_first: bool) -> HistoryFilter {
    let mut part = filter.clone();
    if oldest_first {
        (part.period.to, part.ends) = (Some(day), None);
    } else {
        (part.period.from, part.begins) = (Some(day), None);
    }
    part
}

#[cfg(test)]
mod tests {
    use domain::ClockTime;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn days() -> Vec<(NaiveDate, u64)> {
        vec![
            (day("2026-10-05"), 9_000),
            (day("2026-10-04"), 11_000),
            (day("2026-10-03"), 1),
            (day("2026-10-01"), 30_000),
        ]
    }

    fn searched(most: u64, oldest_first: bool) -> Option<NaiveDate> {
        searched_to(&days(), most, oldest_first).map(|SearchedTo(day)| day)
    }

    #[test]
    fn as_many_days_are_searched_as_have_few_enough_rows_but_at_least_one() {
        assert_eq!(searched(20_000, false), Some(day("2026-10-04")));
        assert_eq!(searched(20_001, false), Some(day("2026-10-03")), "exactly as many");
        assert_eq!(searched(8_999, false), Some(day("2026-10-05")), "a day is searched whole");
        assert_eq!(searched(20_000, true), Some(day("2026-10-01")));
        assert_eq!(searched(30_001, true), Some(day("2026-10-03")));
        assert_eq!(searched(50_001, false), None);
        assert_eq!(searched_to(&[], 1, false), None);
    }

    #[test]
    fn what_an_index_answers_is_searched_further() {
        let at = ClockTime::parse("08:00");
        let all = HistoryFilter::default;
        let hours = HistoryFilter { hours: DailyHours { from: at, until: None }, ..all() };
        assert_eq!(most_asked(&hours, &Streams::Time), Some(MAX_ASKED_BY_INDEX));
        let number = HistoryFilter { number: Some("123".to_owned()), ..all() };
        assert_eq!(most_asked(&number, &Streams::Time), Some(MAX_ASKED));
        assert_eq!(most_asked(&number, &Streams::Numbers(vec!["123".to_owned()])), None);
        assert_eq!(most_asked(&number, &Streams::Protocol), None);
        assert_eq!(most_asked(&all(), &Streams::Time), None, "the counters count it");
        let customer = HistoryFilter { customer: Some("ana".to_owned()), ..all() };
        assert_eq!(most_asked(&customer, &Streams::Agents(Vec::new())), Some(MAX_ASKED / 4));
    }

    #[test]
    fn a_part_ends_with_a_whole_day() {
        let at = ClockTime::parse("08:00");
        let filter = HistoryFilter { begins: at, ends: at, ..HistoryFilter::default() };
        let newest = part(&filter, SearchedTo(day("2026-10-04")), false);
        assert_eq!((newest.period.from, newest.begins, newest.ends), (Some(day("2026-10-04")), None, at));
        let oldest = part(&filter, SearchedTo(day("2026-10-04")), true);
        assert_eq!((oldest.period.to, oldest.begins, oldest.ends), (Some(day("2026-10-04")), at, None));
    }
}
