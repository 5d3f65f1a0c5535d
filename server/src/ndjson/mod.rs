//! Interactions one a line: read as a stream, handed to the store in chunks, answered in order.
//!
//! The batch endpoint and `protocolo import ndjson` are this one path. Reading and parsing go on
//! while the chunk before is being committed. A chunk closes when it is full, or when there is
//! nothing more to read at the moment and the store is idle: a fast sender gets large commits, a
//! sender that waits for each answer gets it at once.

mod lines;
mod record;

pub use lines::{Line, Lines, MAX_LINE, Text};
pub use record::{Entry, Refusal, record_in_chunks};
