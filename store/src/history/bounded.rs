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
//! Whole days, or whole quarters of an hour of a day that has too many rows by itself, and not a number of rows,
//! so that every page of a list is a page of the same list.

use chrono::NaiveDate;
use domain::history::SearchedTo;
use domain::{ClockTime, DailyHours, HistoryFilter, Period, Timestamp, zone};

use super::streams::Streams;
use super::totals::ListSummary;
use crate::Result;
use crate::db::Window;
use crate::history::History;

/// Limit of counting, and so of paging, where the day counters do not count.
pub const MAX_COUNTED: u64 = 10_000;

/// Maximum number of rows that a list reads from the table to ask whether they match.
pub const MAX_ASKED: u64 = 20_000;

/// Maximum number of rows that a list asks by an index alone, which takes a fifth of the time.
pub(super) const MAX_ASKED_BY_INDEX: u64 = 100_000;

/// A quarter of an hour in milliseconds: days are divided into these where they have too many rows.
const QUARTER: i64 = 15 * 60_000;

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

/// Where the rows that may be asked end in a list of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// After all of them.
    All,
    /// After the day with this index.
    After(usize),
    /// On the day with this index, of which so many rows may be asked.
    Within(usize, u64),
}

/// Where `most` rows end. A day is asked in part only where whole days have less than half of these rows.
fn end_of(days: &[(NaiveDate, u64)], most: u64) -> End {
    let mut rows = 0;
    for (index, (_, n)) in days.iter().enumerate() {
        if rows + n > most {
            return match index.checked_sub(1) {
                Some(last) if rows * 2 >= most => End::After(last),
                _ => End::Within(index, most - rows),
            };
        }
        rows += n;
    }
    End::All
}

/// How many of these parts of a day have at most so many rows together.
fn parts_within(parts: &[(Timestamp, u64)], most: u64) -> usize {
    let mut rows = 0;
    let fits = |(_, n): &&(Timestamp, u64)| {
        rows += n;
        rows <= most
    };
    parts.iter().take_while(fits).count()
}

impl History<'_> {
    /// How far a list is searched of whose rows `most` may be asked; `None` to the end of its period.
    pub(super) async fn searched_to(
        &self,
        filter: &HistoryFilter,
        summary: &ListSummary,
        most: u64,
        oldest_first: bool,
    ) -> Result<Option<SearchedTo>> {
        let mut days = self.counted_days(filter).await?;
        if oldest_first {
            days.reverse();
        }
        let zone = self.store.zone();
        loop {
            let (index, rest) = match end_of(&days, most) {
                End::All => return Ok(None),
                End::After(last) => return Ok(Some(SearchedTo { day: days[last].0, time: None })),
                End::Within(index, rest) => (index, rest),
            };
            let mut quarters = self.quarters_of(filter, summary, days[index].0).await?;
            if !oldest_first {
                quarters.reverse();
            }
            let within = match (parts_within(&quarters, rest), index.checked_sub(1)) {
                (0, Some(last)) => return Ok(Some(SearchedTo { day: days[last].0, time: None })),
                // A quarter of an hour is always searched whole.
                (within, _) => within.max(1),
            };
            match (quarters.get(within - 1), quarters.get(within)) {
                (Some((last, _)), Some(_)) => {
                    let at = if oldest_first { Timestamp(last.0 + QUARTER) } else { *last };
                    let time = Some(ClockTime::of(zone::civil(zone, at).time()));
                    return Ok(Some(SearchedTo { day: days[index].0, time }));
                }
                // The period begins or ends on this day, and has fewer rows of it than the counters.
                _ => days[index].1 = quarters.iter().map(|(_, n)| n).sum::<u64>().min(rest),
            }
        }
    }

    /// The quarters of an hour of a day of a filter, as far as it is in its period, with the numbers of rows that
    /// the part of it selects that the day counters cover.
    async fn quarters_of(
        &self,
        filter: &HistoryFilter,
        summary: &ListSummary,
        day: NaiveDate,
    ) -> Result<Vec<(Timestamp, u64)>> {
        let counted = HistoryFilter {
            period: Period::day(day),
            begins: filter.begins.filter(|_| filter.period.from == Some(day)),
            ends: filter.ends.filter(|_| filter.period.to == Some(day)),
            channels: filter.channels.clone(),
            queues: filter.queues.clone(),
            agents: filter.agents.clone(),
            ..HistoryFilter::default()
        };
        let streams = self.streams(&counted, summary).await?;
        let mut statement = self.statement();
        let window = Window::of_history(self.store.zone(), &counted);
        let conditions = self.conditions(&mut statement, &counted, window);
        let all = streams.some(&mut statement, &conditions, i64::MAX.cast_unsigned());
        statement.plan_for_values();
        statement.text = format!(
            "SELECT met.queued_at / {QUARTER} AS quarter, count(*) AS n FROM ({all}) AS met \
             GROUP BY met.queued_at / {QUARTER} ORDER BY quarter"
        );
        let found = self.fetch_all::<(i64, i64)>(statement).await?;
        Ok(found.into_iter().map(|(quarter, n)| (Timestamp(quarter * QUARTER), n.cast_unsigned())).collect())
    }
}

/// The part of a filter that is searched.
pub(super) fn part(filter: &HistoryFilter, searched: SearchedTo, oldest_first: bool) -> HistoryFilter {
    let mut part = filter.clone();
    if oldest_first {
        (part.period.to, part.ends) = (Some(searched.day), searched.time);
    } else {
        (part.period.from, part.begins) = (Some(searched.day), searched.time);
    }
    part
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn as_many_days_are_searched_as_have_few_enough_rows() {
        assert_eq!(end_of(&days(), 20_000), End::After(1));
        assert_eq!(end_of(&days(), 20_001), End::After(2), "exactly as many");
        assert_eq!(end_of(&days(), 50_001), End::All);
        assert_eq!(end_of(&[], 1), End::All);
    }

    #[test]
    fn a_day_is_searched_in_part_where_whole_days_have_less_than_half_of_the_rows() {
        assert_eq!(end_of(&days(), 8_999), End::Within(0, 8_999), "no whole day");
        assert_eq!(end_of(&days(), 18_000), End::After(0), "half of the rows");
        assert_eq!(end_of(&days(), 18_001), End::Within(1, 9_001));
    }

    #[test]
    fn whole_parts_of_a_day_are_searched() {
        let parts = [(Timestamp(3), 5), (Timestamp(2), 1), (Timestamp(1), 4)];
        for (most, within) in [(4, 0), (5, 1), (6, 2), (9, 2), (10, 3)] {
            assert_eq!(parts_within(&parts, most), within, "{most}");
        }
        assert_eq!(parts_within(&[], 1), 0);
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
    fn a_part_ends_with_a_day_or_at_a_time() {
        let at = ClockTime::parse;
        let filter = HistoryFilter { begins: at("08:00"), ends: at("08:00"), ..HistoryFilter::default() };
        let day = day("2026-10-04");
        for time in [None, at("15:45")] {
            let newest = part(&filter, SearchedTo { day, time }, false);
            assert_eq!((newest.period.from, newest.begins, newest.ends), (Some(day), time, at("08:00")));
            let oldest = part(&filter, SearchedTo { day, time }, true);
            assert_eq!((oldest.period.to, oldest.begins, oldest.ends), (Some(day), at("08:00"), time));
        }
    }
}
