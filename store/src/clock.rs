//! The one place where the store's callers read the clock; everything below takes the time as an
//! argument.

/// Now, in UTC milliseconds.
pub fn now_ms() -> i64 {
    chrono::Utc::now().timestamp_millis()
}
