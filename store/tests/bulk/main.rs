//! Loading a whole database, on both engines: it ends up as if everything had come by intake, or
//! nothing has happened.

#![allow(clippy::unwrap_used, reason = "a panic is the failure of a test")]
#![allow(unreachable_pub, reason = "the harness is shared by test programs of one file and of many")]

#[allow(dead_code, reason = "each test program uses its part")]
#[path = "../intake/probe.rs"]
mod probe;
#[path = "../support/mod.rs"]
mod support;

mod atomicity;
mod equivalence;
mod sample;
mod schema;
