//! Business calendars and SLA policies.

use domain::settings::{CalendarRecord, PolicyRecord};
use domain::sla::{BusinessCalendar, DaySpans, PolicyScope, SlaPolicy};
use domain::{CalendarId, Millis, PolicyId, QueueId};
use store::Store;

use super::settings::create;

/// A business calendar in the time zone of São Paulo.
pub(crate) struct CalendarBuilder(CalendarRecord);

impl CalendarBuilder {
    /// Monday to Friday, from 9 to 17.
    pub(crate) fn business_hours(name: &str) -> Self {
        Self::on_weekdays(name, "09:00-17:00", 5)
    }

    /// Around the clock.
    pub(crate) fn always(name: &str) -> Self {
        Self::on_weekdays(name, "00:00-24:00", 7)
    }

    /// Mondays, the whole day.
    pub(crate) fn mondays(name: &str) -> Self {
        Self::on_weekdays(name, "00:00-24:00", 1)
    }

    /// The same hours on the first days of the week, Monday first.
    fn on_weekdays(name: &str, spans: &str, days: usize) -> Self {
        let open = DaySpans::parse(spans).expect("spans");
        let week = std::array::from_fn(|day| if day < days { open.clone() } else { DaySpans::default() });
        let hours = BusinessCalendar { zone: "America/Sao_Paulo".to_owned(), week, holidays: [].into() };
        Self(CalendarRecord { name: name.to_owned(), active: true, hours, holiday_names: [].into() })
    }

    /// Adds a holiday.
    pub(crate) fn holiday(mut self, day: &str) -> Self {
        self.0.hours.holidays.insert(day.parse().expect("a day"));
        self
    }

    pub(crate) async fn build(self, store: &Store) -> CalendarId {
        create(store, self.0).await
    }
}

/// A policy for all cases, without targets.
pub(crate) struct PolicyBuilder(PolicyRecord);

impl PolicyBuilder {
    pub(crate) fn new(name: &str, calendar: CalendarId) -> Self {
        let promise = SlaPolicy { first_response_ms: None, resolution_ms: None, at_risk_percent: 80 };
        let scope = PolicyScope { queue: None, kind: None };
        Self(PolicyRecord { name: name.to_owned(), active: true, scope, calendar, promise })
    }

    /// Restricts the policy to the cases of a queue.
    pub(crate) fn queue(mut self, queue: QueueId) -> Self {
        self.0.scope.queue = Some(queue);
        self
    }

    /// Restricts the policy to the cases of a kind.
    pub(crate) fn kind(mut self, kind: &str) -> Self {
        self.0.scope.kind = Some(kind.to_owned());
        self
    }

    pub(crate) fn first_response(mut self, target: Millis) -> Self {
        self.0.promise.first_response_ms = Some(target);
        self
    }

    pub(crate) fn resolution(mut self, target: Millis) -> Self {
        self.0.promise.resolution_ms = Some(target);
        self
    }

    pub(crate) fn at_risk_percent(mut self, percent: u8) -> Self {
        self.0.promise.at_risk_percent = percent;
        self
    }

    /// Archives the policy, so that no further case gets it.
    pub(crate) fn out_of_use(mut self) -> Self {
        self.0.active = false;
        self
    }

    pub(crate) async fn build(self, store: &Store) -> PolicyId {
        create(store, self.0).await
    }
}
