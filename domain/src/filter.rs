//! Filters of the history list.

use serde::{Deserialize, Serialize};

use crate::{
    Channel, ClockTime, ContactReasonId, DailyHours, Direction, DurationRange, Period, QueueId, UserId,
};

/// The filters of the history: all must match, an empty one matches everything.
///
/// The user's scope is not part of it: the store always adds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryFilter {
    /// The civil days, in the operation's time zone, in which the interaction entered the queue.
    pub period: Period,
    /// The time on the first day at which the period begins; midnight if absent.
    pub begins: Option<ClockTime>,
    /// The time on the last day before which the period ends; midnight if absent.
    pub ends: Option<ClockTime>,
    /// The hours of the day in which the interaction entered the queue.
    pub hours: DailyHours,
    /// Any of these channels.
    pub channels: Vec<Channel>,
    /// Any of these directions.
    pub directions: Vec<Direction>,
    /// Any of these queues.
    pub queues: Vec<QueueId>,
    /// Any of these agents.
    pub agents: Vec<UserId>,
    /// Any of these contact reasons.
    pub reasons: Vec<ContactReasonId>,
    /// Those without a contact reason, besides those with one of `reasons`.
    pub without_reason: bool,
    /// From the answer (or from entering the queue, if unanswered) to the end.
    pub duration: DurationRange,
    /// From entering the queue to the answer (or to the end, if unanswered).
    pub wait: DurationRange,
    /// Whether there is a recording.
    pub recorded: Option<bool>,
    /// The customer: words of the name, the document, or the telephone number in any spelling.
    pub customer: Option<String>,
    /// Part of the other party's number. Digits only; see [`crate::number::digits`].
    pub number: Option<String>,
    /// Exactly this protocol.
    pub protocol: Option<String>,
}

impl HistoryFilter {
    /// Whether the counters by day suffice to count the matches: they are kept by day, agent, channel
    /// and queue only.
    pub fn is_counted_by_day(&self) -> bool {
        let counted = Self {
            period: self.period,
            channels: self.channels.clone(),
            queues: self.queues.clone(),
            agents: self.agents.clone(),
            ..Self::default()
        };
        *self == counted
    }

    /// Whether the table has to be asked for every row: no index of the lists has what this filters by.
    pub fn reads_rows(&self) -> bool {
        !self.directions.is_empty()
            || self.without_reason
            || !self.duration.is_open()
            || !self.wait.is_open()
            || self.recorded.is_some()
            || self.customer.is_some()
            || self.number.is_some()
    }

    /// Whether nothing can match: the period or a range ends before it begins.
    pub fn is_impossible(&self) -> bool {
        let ends_on_its_day = self.period.from.is_some() && self.period.from == self.period.to;
        let ends_early = self.begins.zip(self.ends).is_some_and(|(begins, ends)| ends <= begins);
        self.period.is_impossible()
            || (ends_on_its_day && ends_early)
            || self.duration.is_impossible()
            || self.wait.is_impossible()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_channels_queues_and_agents_are_counted_by_day() {
        let counted = HistoryFilter {
            channels: vec![Channel::Voice],
            queues: vec![QueueId(1)],
            agents: vec![UserId(2)],
            ..HistoryFilter::default()
        };
        assert!(counted.is_counted_by_day());
        let at = ClockTime::parse("08:00");
        for filter in [
            HistoryFilter { begins: at, ..counted.clone() },
            HistoryFilter { ends: at, ..counted.clone() },
            HistoryFilter { hours: DailyHours { from: at, until: None }, ..counted.clone() },
            HistoryFilter { directions: vec![Direction::Inbound], ..counted.clone() },
            HistoryFilter { reasons: vec![ContactReasonId(1)], ..counted.clone() },
            HistoryFilter { without_reason: true, ..counted.clone() },
            HistoryFilter { duration: DurationRange { min: Some(0), max: None }, ..counted.clone() },
            HistoryFilter { wait: DurationRange { min: None, max: Some(9) }, ..counted.clone() },
            HistoryFilter { recorded: Some(false), ..counted.clone() },
            HistoryFilter { customer: Some("ana".to_owned()), ..counted.clone() },
            HistoryFilter { number: Some("1".to_owned()), ..counted.clone() },
            HistoryFilter { protocol: Some("A".to_owned()), ..counted },
        ] {
            assert!(!filter.is_counted_by_day(), "{filter:?}");
        }
    }

    #[test]
    fn what_the_indexes_have_is_not_asked_of_every_row() {
        let at = ClockTime::parse("08:00");
        let all = HistoryFilter::default;
        for filter in [
            all(),
            HistoryFilter { begins: at, ends: at, ..all() },
            HistoryFilter { hours: DailyHours { from: at, until: None }, ..all() },
            HistoryFilter { channels: vec![Channel::Voice], queues: vec![QueueId(1)], ..all() },
            HistoryFilter { agents: vec![UserId(2)], reasons: vec![ContactReasonId(1)], ..all() },
            HistoryFilter { protocol: Some("A".to_owned()), ..all() },
        ] {
            assert!(!filter.reads_rows(), "{filter:?}");
        }
        for filter in [
            HistoryFilter { directions: vec![Direction::Inbound], ..all() },
            HistoryFilter { without_reason: true, ..all() },
            HistoryFilter { duration: DurationRange { min: Some(1), max: None }, ..all() },
            HistoryFilter { wait: DurationRange { min: None, max: Some(9) }, ..all() },
            HistoryFilter { recorded: Some(false), ..all() },
            HistoryFilter { customer: Some("ana".to_owned()), ..all() },
            HistoryFilter { number: Some("1".to_owned()), ..all() },
        ] {
            assert!(filter.reads_rows(), "{filter:?}");
        }
    }

    #[test]
    fn a_period_of_one_day_ends_after_it_begins() {
        let day = |text: &str| text.parse().ok();
        let at = ClockTime::parse;
        let one_day = Period { from: day("2026-11-20"), to: day("2026-11-20") };
        let filter = HistoryFilter { period: one_day, begins: at("08:00"), ..HistoryFilter::default() };
        assert!(!filter.is_impossible());
        assert!(HistoryFilter { ends: at("08:00"), ..filter.clone() }.is_impossible());
        assert!(!HistoryFilter { ends: at("08:01"), ..filter.clone() }.is_impossible());
        let two_days = Period { from: day("2026-11-20"), to: day("2026-11-21") };
        assert!(!HistoryFilter { period: two_days, ends: at("07:00"), ..filter }.is_impossible());
    }
}
