//! Work that goes on after failures: a database that was away for a while is there again later.

use std::time::Duration;

use crate::Result;

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const MAX_PAUSE: Duration = Duration::from_mins(5);

/// Work in steps, each of which is done wholly or not at all.
pub(super) trait Steps: Send {
    /// Takes the next step, the same one again after a failure; whether there is another one.
    fn step(&mut self) -> impl Future<Output = Result<bool>> + Send;

    /// Waits.
    fn pause(&mut self, time: Duration) -> impl Future<Output = ()> + Send;
}

/// Takes all steps. A step that failed is taken again after a pause, which grows with every failure in
/// succession.
pub(super) async fn take_all(steps: &mut impl Steps) {
    let mut failures = 0;
    loop {
        match steps.step().await {
            Ok(true) => failures = 0,
            Ok(false) => return,
            Err(error) => {
                let pause = pause_after(failures);
                failures += 1;
                tracing::warn!(%error, ?pause, "telephone numbers could not be read by the new codes; it is tried again");
                steps.pause(pause).await;
            }
        }
    }
}

/// How long to wait after a failure, by the number of those directly before it.
fn pause_after(failures: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(failures)).min(MAX_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    /// What the steps answer, the first one last, and the pauses between them in seconds.
    struct Scripted {
        answers: Vec<Result<bool>>,
        pauses: Vec<u64>,
    }

    impl Steps for Scripted {
        async fn step(&mut self) -> Result<bool> {
            self.answers.pop().expect("no step after the last one")
        }

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
        take_all(&mut steps).await;
        assert!(steps.answers.is_empty());
        assert_eq!(steps.pauses, [1, 2, 4, 1]);
    }

    #[test]
    fn pauses_grow_up_to_a_limit() {
        assert_eq!(pause_after(8), Duration::from_secs(256));
        for failures in [9, 31, 32, 1_000, u32::MAX] {
            assert_eq!(pause_after(failures), MAX_PAUSE, "{failures}");
        }
    }
}
