//! Recording interactions, on both engines: the guarantees given to sources.

#![allow(clippy::assigning_clones, reason = "in a test, what is assigned should be plain to see")]

mod announcements;
mod arrival;
mod cases;
mod content;
mod corrections;
mod counts;
mod course;
mod customers;
mod days;
mod durability;
mod idempotence;
mod names;
mod neighbours;
mod numbers;
pub(crate) mod probe;
mod processes;
mod protocols;
mod recordings;
pub(crate) mod sample;
mod time_zone;
