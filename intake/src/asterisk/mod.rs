//! Logs of Asterisk, also as `FreePBX` and Issabel keep them.

pub mod cdr;
pub mod cel;
pub mod member;
mod offset;
pub mod queue_log;
pub mod recordings;

/// The fewest digits of a number with its area, or of a local one in Brazil.
const MIN_WHOLE_DIGITS: usize = 8;

/// Whether a dialled number is one of the telephone network: an extension has fewer digits.
fn is_whole_number(dialled: &str) -> bool {
    let digits = dialled.strip_prefix('+').unwrap_or(dialled);
    digits.len() >= MIN_WHOLE_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit())
}
