//! The filters among the parameters of the history: reading, writing, and what they select.

use chrono::NaiveDate;
use domain::{
    Channel, ClockTime, DailyHours, Direction, DurationRange, HistoryFilter, Period, Protocol,
    RelativePeriod, civil, duration, number,
};

use super::HistoryQuery;
use crate::address::{many, optional};

/// The value of `reason` for interactions without a contact reason.
pub(in crate::history) const NO_REASON: &str = "none";
/// Maximum number of characters of `customer`.
pub(in crate::history) const MAX_CUSTOMER: usize = 100;

impl HistoryQuery {
    /// Reads the parameter of a filter and returns whether it was understood; `None` if it is none.
    pub(super) fn read_filter(&mut self, key: &str, value: &str) -> Option<bool> {
        Some(match key {
            "channel" => many(value, &mut self.channels, Channel::parse),
            "direction" => many(value, &mut self.directions, Direction::parse),
            "queue" => many(value, &mut self.queues, |id| id.parse().ok()),
            "agent" => many(value, &mut self.agents, |id| id.parse().ok()),
            "reason" => self.read_reasons(value),
            "number" => self.read_number(value),
            "customer" => self.read_customer(value),
            "protocol" => self.read_protocol(value),
            "period" => optional(value, &mut self.relative, RelativePeriod::parse),
            "from" => moment(value, &mut self.from, &mut self.begins),
            "to" => moment(value, &mut self.to, &mut self.ends),
            "time_from" => optional(value, &mut self.hours.from, ClockTime::parse),
            "time_to" => optional(value, &mut self.hours.until, ClockTime::parse),
            "duration_min" => optional(value, &mut self.duration.min, duration::parse_seconds),
            "duration_max" => optional(value, &mut self.duration.max, duration::parse_seconds),
            "wait_min" => optional(value, &mut self.wait.min, duration::parse_seconds),
            "wait_max" => optional(value, &mut self.wait.max, duration::parse_seconds),
            "recording" => optional(value, &mut self.recorded, yes_or_no),
            _ => return None,
        })
    }

    /// Removes what contradicts another parameter, and reports it.
    pub(super) fn settle_filters(&mut self) {
        for (range, name) in [(&mut self.duration, "duration_max"), (&mut self.wait, "wait_max")] {
            if range.is_impossible() {
                range.max = None;
                self.ignored.push(name.to_owned());
            }
        }
        // Dates that were typed replace the choice of a quick period.
        if self.from.is_some() || self.to.is_some() {
            self.relative = None;
        }
    }

    fn read_reasons(&mut self, value: &str) -> bool {
        let mut words: Vec<&str> = value.split(',').collect();
        let all = words.len();
        words.retain(|word| word.trim() != NO_REASON);
        self.without_reason |= words.len() < all;
        many(&words.join(","), &mut self.reasons, |id| id.parse().ok())
    }

    fn read_number(&mut self, value: &str) -> bool {
        let digits = number::digits_in(value);
        let understood = value.is_empty() || (!digits.is_empty() && digits.len() <= 30);
        self.number = (understood && !digits.is_empty()).then_some(digits);
        understood
    }

    fn read_customer(&mut self, value: &str) -> bool {
        let understood = value.chars().count() <= MAX_CUSTOMER;
        self.customer = (understood && !value.is_empty()).then(|| value.to_owned());
        understood
    }

    fn read_protocol(&mut self, value: &str) -> bool {
        let understood = value.is_empty() || Protocol::parse(value).is_ok();
        self.protocol = (understood && !value.is_empty()).then(|| value.to_owned());
        understood
    }

    /// The parameters of the filters.
    pub(super) fn filter_pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut add = |key: &str, value: String| pairs.push((key.to_owned(), value));
        self.channels.iter().for_each(|channel| add("channel", channel.as_str().to_owned()));
        self.directions.iter().for_each(|direction| add("direction", direction.as_str().to_owned()));
        self.queues.iter().for_each(|id| add("queue", id.to_string()));
        self.agents.iter().for_each(|id| add("agent", id.to_string()));
        self.reasons.iter().for_each(|id| add("reason", id.to_string()));
        if self.without_reason {
            add("reason", NO_REASON.to_owned());
        }
        self.number.iter().for_each(|number| add("number", number.clone()));
        self.customer.iter().for_each(|customer| add("customer", customer.clone()));
        self.protocol.iter().for_each(|protocol| add("protocol", protocol.clone()));
        self.relative.iter().for_each(|period| add("period", period.as_str().to_owned()));
        self.from.iter().for_each(|day| add("from", written(*day, self.begins)));
        self.to.iter().for_each(|day| add("to", written(*day, self.ends)));
        self.hours.from.iter().for_each(|time| add("time_from", time.to_string()));
        self.hours.until.iter().for_each(|time| add("time_to", time.to_string()));
        self.duration.min.iter().for_each(|seconds| add("duration_min", seconds.to_string()));
        self.duration.max.iter().for_each(|seconds| add("duration_max", seconds.to_string()));
        self.wait.min.iter().for_each(|seconds| add("wait_min", seconds.to_string()));
        self.wait.max.iter().for_each(|seconds| add("wait_max", seconds.to_string()));
        self.recorded.iter().for_each(|yes| add("recording", if *yes { "yes" } else { "no" }.to_owned()));
        pairs
    }

    /// The effective period. Without start and end it is `today`, except in a search for one
    /// interaction or person ([`Self::covers_every_day`]). One end may be open.
    pub fn period(&self, today: NaiveDate) -> Period {
        match (self.from, self.to, self.relative) {
            (None, None, Some(relative)) => relative.days(today),
            (None, None, None) if self.covers_every_day() => Period::default(),
            (None, None, None) => Period::day(today),
            (from, to, _) => Period { from, to },
        }
    }

    /// Whether a period was chosen.
    pub(in crate::history) fn has_period(&self) -> bool {
        self.from.is_some() || self.to.is_some() || self.relative.is_some()
    }

    /// Without a period; others may be chosen then.
    pub(in crate::history) fn remove_period(&mut self) {
        (self.from, self.to, self.begins, self.ends, self.relative) = (None, None, None, None, None);
    }

    /// Whether the filters search for one interaction or person, by protocol, number, customer or agent.
    fn covers_every_day(&self) -> bool {
        self.protocol.is_some() || self.number.is_some() || self.customer.is_some() || !self.agents.is_empty()
    }

    /// The filter for the store.
    pub fn filter(&self, today: NaiveDate) -> HistoryFilter {
        HistoryFilter {
            period: self.period(today),
            begins: self.begins,
            ends: self.ends,
            hours: self.hours,
            channels: self.channels.clone(),
            directions: self.directions.clone(),
            queues: self.queues.clone(),
            agents: self.agents.clone(),
            reasons: self.reasons.clone(),
            without_reason: self.without_reason,
            duration: self.duration,
            wait: self.wait,
            recorded: self.recorded,
            customer: self.customer.clone(),
            number: self.number.clone(),
            protocol: self.protocol.clone(),
        }
    }

    /// Whether any filter differs from the default.
    pub fn is_filtered(&self) -> bool {
        !self.filter_pairs().is_empty()
    }

    /// Whether a filter is set that the panel shows under *Mais filtros*.
    pub(in crate::history) fn has_rare_filter(&self) -> bool {
        !self.directions.is_empty()
            || self.hours != DailyHours::default()
            || self.duration != DurationRange::default()
            || self.wait != DurationRange::default()
            || self.recorded.is_some()
    }
}

fn yes_or_no(value: &str) -> Option<bool> {
    match value {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// Reads an end of the period: a day, with a time (`2026-11-20T08:00`) or without.
fn moment(value: &str, day: &mut Option<NaiveDate>, time: &mut Option<ClockTime>) -> bool {
    let (date, clock) = value.split_once('T').map_or((value, None), |(date, clock)| (date, Some(clock)));
    let (found, at) = (civil::parse_day(date), clock.and_then(ClockTime::parse));
    let understood = value.is_empty() || (found.is_some() && at.is_some() == clock.is_some());
    (*day, *time) = if understood { (found, at) } else { (None, None) };
    understood
}

/// An end of the period as it is read.
fn written(day: NaiveDate, time: Option<ClockTime>) -> String {
    time.map_or_else(|| day.to_string(), |time| format!("{day}T{time}"))
}
