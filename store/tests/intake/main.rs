//! Recording interactions, on both engines: what is promised to sources of interactions.

#![allow(clippy::unwrap_used, reason = "a panic is the failure of a test")]
#![allow(clippy::assigning_clones, reason = "in a test, what is assigned should be plain to see")]
#![allow(unreachable_pub, reason = "the harness is shared by test programs of one file and of many")]

#[path = "../support/administration.rs"]
mod administration;
#[path = "../support/mod.rs"]
mod support;

mod arrival;
mod cases;
mod content;
mod counts;
mod customers;
mod days;
mod durability;
mod idempotence;
mod names;
mod neighbours;
mod probe;
mod processes;
mod protocols;
mod recordings;
mod sample;
mod time_zone;
