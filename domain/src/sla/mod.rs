//! Service levels: how much business time a case may take, and how much it has taken.
//!
//! A [`SlaPolicy`] says what is promised, a [`BusinessCalendar`] when the operation works, a
//! [`SlaClock`] what has happened. `WorkingTime` measures business time between instants, and
//! `SlaClock::read` puts the three together into what the *SLA* tab shows. Instants are UTC
//! milliseconds, durations milliseconds, and *now* is always an argument.
//!
//! What needs the time zone tables (measuring) is behind the feature `zone` and stays on the
//! server; what pages show and edit compiles without.

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
pub use clock::{Carried, ClockEffect, Pause, SlaClock};
pub use policy::{ClockKind, PolicyScope, SlaPolicy, SlaReading, SlaStatus, Target, choose};
pub use promise::{parse_promise, write_promise};
#[cfg(feature = "zone")]
pub use working_time::{UnknownZone, WorkingTime};

#[cfg(all(test, feature = "zone"))]
mod tests;
