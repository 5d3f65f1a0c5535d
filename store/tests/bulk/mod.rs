//! Bulk loading of a whole database, on both engines: equivalent to intake, and atomic.

mod atomicity;
mod equivalence;
mod sample;
mod schema;
