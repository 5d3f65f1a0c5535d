//! End-to-end benchmarks of Protocolo against its budgets: `make bench`; see `docs/benchmarks.md`.
//!
//! The program `protocolo-bench` fills a database with `protocolo demo` (once; it is kept),
//! compares the lists of `store` with hand-written SQL, starts `protocolo serve` and requests its
//! pages as a signed-in supervisor, then sends interactions into an empty database. The result is
//! one table. Only `store` and `domain` are linked in: the measured server is the release build
//! with its default settings.
//!
//! To add a page, add an entry in [`pages`]; for a list, in [`lists`] and [`growth`]; for a pure function, in
//! `benches/`.

pub mod arguments;
pub mod client;
pub mod database;
pub mod engine;
pub mod facts;
pub mod figures;
pub mod following;
pub mod growth;
pub mod heading;
pub mod heavy;
pub mod lists;
pub mod load;
pub mod pages;
pub mod posting;
pub mod process;
pub mod product;
pub mod raw;
pub mod report;
pub mod run;
pub mod sample;
pub mod server;
pub mod sources;
pub mod telephone_log;
pub mod visit;
