//! Service levels in the database: which policy a case has, and its clocks.
//!
//! The arithmetic is `domain::sla`'s; here clocks are read, told what happened, and written back in
//! the transaction of what happened. Intake starts them ([`crate::intake`]), the steps in the life
//! of a case move them (`effects.rs`), the tab and the lists read them (`readings.rs`).

mod effects;
mod readings;
mod rows;

pub use readings::{CaseClock, ClockPause};
pub(crate) use rows::{ClockRow, Policy, PolicyRow, pauses_json};
