//! The system clock for callers of the store, whose functions take the time as an argument.

use domain::Timestamp;

/// Reads the clock.
pub fn now() -> Timestamp {
    chrono::Utc::now().into()
}
