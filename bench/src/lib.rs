//! Measures Protocolo against its budgets: `make bench`, or `docs/benchmarks.md` for more.
//!
//! The program `protocolo-bench` fills a database with `protocolo demo` (once, it is kept), asks its
//! lists of `store` and of SQL written by hand, starts `protocolo serve` on it and asks for the pages
//! as a signed-in supervisor, then sends interactions into an empty database. What it found is one
//! table. Nothing of the product is linked in but `store` and `domain`: the server measured is the
//! one that is released, with its default settings.
//!
//! How to add a page: one entry in [`pages`]. A list: one in [`lists`]. A pure function: one
//! in `benches/`.

pub mod arguments;
pub mod client;
pub mod database;
pub mod engine;
pub mod facts;
pub mod figures;
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
pub mod visit;
