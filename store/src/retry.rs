//! Retry with exponential back-off for background jobs.

use std::time::Duration;

use crate::{Error, Result};

const FIRST_BACKOFF: Duration = Duration::from_secs(1);
const MAX_BACKOFF: Duration = Duration::from_mins(5);

/// Work in atomic steps.
pub trait Steps: Send {
    /// Runs the next step, or the failed one again; returns whether there are more.
    fn step(&mut self) -> impl Future<Output = Result<bool>> + Send;

    /// Logs that a step failed, and when it is tried again.
    fn log_failure(&self, error: &Error, pause: Duration);

    /// Sleeps; replaced in tests.
    fn pause(&mut self, time: Duration) -> impl Future<Output = ()> + Send {
        tokio::time::sleep(time)
    }
}

/// Runs all steps. A failed step is retried after a delay that doubles with each consecutive
/// failure.
pub async fn run_all(steps: &mut impl Steps) {
    let mut failures = 0;
    loop {
        match steps.step().await {
            Ok(true) => failures = 0,
            Ok(false) => return,
            Err(error) => {
                let pause = backoff_after(failures);
                failures += 1;
                steps.log_failure(&error, pause);
                steps.pause(pause).await;
            }
        }
    }
}

/// The delay after a failure, given the number of consecutive failures before it.
fn backoff_after(failures: u32) -> Duration {
    FIRST_BACKOFF.saturating_mul(2_u32.saturating_pow(failures)).min(MAX_BACKOFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Results of the steps in reverse order, and the recorded delays in seconds.
    struct Scripted {
        answers: Vec<Result<bool>>,
        pauses: Vec<u64>,
    }

    impl Steps for Scripted {
        async fn step(&mut self) -> Result<bool> {
            self.answers.pop().expect("no step after the last one")
        }

        fn log_failure(&self, _: &Error, _: Duration) {}

        async fn pause(&mut self, time: Duration) {
            self.pauses.push(time.as_secs());
        }
    }

    #[tokio::test]
    async fn a_step_that_failed_is_taken_again_after_growing_pauses() {
        let failed = || Err(Error::TooSlow);
        let mut answers =
            vec![Ok(true), failed(), failed(), failed(), Ok(true), failed(), Ok(true), Ok(false)];
        answers.reverse();
        let mut steps = Scripted { answers, pauses: Vec::new() };
        run_all(&mut steps).await;
        assert!(steps.answers.is_empty());
        assert_eq!(steps.pauses, [1, 2, 4, 1]);
    }

    #[test]
    fn pauses_grow_up_to_a_limit() {
        assert_eq!(backoff_after(8), Duration::from_secs(256));
        for failures in [9, 31, 32, 1_000, u32::MAX] {
            assert_eq!(backoff_after(failures), MAX_BACKOFF, "{failures}");
        }
    }
}
