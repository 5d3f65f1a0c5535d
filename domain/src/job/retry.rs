//! When a job that failed is tried again, and when it is given up.

use crate::{Millis, Timestamp};

/// After so many failures in a row a job is given up.
pub const MAX_ATTEMPTS: u32 = 6;

/// The pause after the first failure; each later one is four times as long.
const FIRST_PAUSE: Millis = Millis::seconds(5);

/// No pause is longer.
const MAX_PAUSE: Millis = Millis::minutes(30);

/// What follows a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterFailure {
    /// The job is tried again at this instant.
    RetryAt(Timestamp),
    /// It is given up, until a person asks for it again.
    GiveUp,
}

/// What follows a failure, given the number of failures in a row before it. Progress in between begins the
/// count again.
pub fn after_failure(failures: u32, now: Timestamp) -> AfterFailure {
    if failures + 1 >= MAX_ATTEMPTS {
        return AfterFailure::GiveUp;
    }
    let growth = 4_i64.saturating_pow(failures);
    let pause = Millis(FIRST_PAUSE.0.saturating_mul(growth)).min(MAX_PAUSE);
    AfterFailure::RetryAt(now + pause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_until_the_job_is_given_up() {
        let now = Timestamp(1_000);
        let pause = |failures| match after_failure(failures, now) {
            AfterFailure::RetryAt(at) => Some((at - now).0 / 1_000),
            AfterFailure::GiveUp => None,
        };
        let pauses: Vec<Option<i64>> = (0..7).map(pause).collect();
        assert_eq!(pauses, [Some(5), Some(20), Some(80), Some(320), Some(1_280), None, None]);
    }
}
