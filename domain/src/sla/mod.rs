//! Service levels (SLA): targets in business time, and how much of them a case has used.
//!
//! A [`SlaPolicy`] has the targets, a [`BusinessCalendar`] the business hours, a [`SlaClock`] the
//! events. `WorkingTime` measures business time between instants, and `SlaClock::read` combines the
//! three into what the *SLA* tab shows. Instants are UTC milliseconds, durations milliseconds, and
//! *now* is always an argument.
//!
//! Measuring needs the time zone tables and is behind the feature `zone`, for the server only; the
//! types that pages show and edit compile without it.

mod business_calendar;
#[cfg(feature = "zone")]
mod civil_time;
mod clock;
mod policy;
mod promise;
#[cfg(feature = "zone")]
mod reading;
#[cfg(feature = "zone")]
mod working_time;

pub use business_calendar::{BadSpan, BusinessCalendar, DaySpans, Span, SpanError};
pub use clock::{CarriedTime, ClockEffect, Pause, SlaClock};
pub use policy::{ClockKind, PolicyScope, SlaPolicy, SlaReading, SlaStatus, Target, choose};
pub use promise::{parse_promise, write_promise};
#[cfg(feature = "zone")]
pub use working_time::{UnknownZone, WorkingTime};

#[cfg(all(test, feature = "zone"))]
mod tests;
