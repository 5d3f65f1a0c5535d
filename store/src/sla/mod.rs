//! Storage of SLA policies and SLA clocks.
//!
//! The arithmetic is in `domain::sla`; here clocks are read, updated and written in the transaction
//! of the event that affects them. Intake starts them ([`crate::intake`]), transitions of a case
//! update them (`effects.rs`), the tab and the lists read them (`readings.rs`).

mod effects;
mod readings;
mod rows;

pub(crate) use rows::{
    CLOCK_COLUMNS, ClockRow, MEASURED_BY, MEASURED_COLUMNS, Policy, PolicyRow, pauses_json,
};
