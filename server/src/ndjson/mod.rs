//! NDJSON import: interactions are read as a stream, recorded in chunks, and reported in order.
//!
//! The batch endpoint and `protocolo import ndjson` share this code. Reading and parsing continue
//! while the previous chunk is being committed. A chunk is closed when it is full, or when no input
//! is available and the store is idle: a fast sender gets large commits, and a sender that waits
//! for each result gets it at once.

mod lines;
mod record;

pub use lines::{Line, Lines, MAX_LINE, Text};
pub use record::{LineOutcome, LineTexts, Refusal, record_in_chunks};
