//! Durations as people read them.

/// `hh:mm:ss`; past a day the hours keep counting. A negative span, which only a broken clock
/// can produce, reads as zero.
pub fn hh_mm_ss(milliseconds: i64) -> String {
    let seconds = (milliseconds / 1000).max(0);
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
