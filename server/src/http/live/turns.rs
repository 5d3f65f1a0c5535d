//! Turns of what open pages ask by themselves: a few at a time, so that hundreds of pages that follow the
//! same arrivals leave a processor to intake and to people.

use std::num::NonZero;
use std::thread::available_parallelism;
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// The longest wait for a turn: a slow question must not hold up those of others.
const MAX_WAIT: Duration = Duration::from_millis(500);

/// The turns of the server.
pub struct Turns(Semaphore);

impl Turns {
    /// Turns for all processors but one, at least one.
    pub fn for_this_machine() -> Self {
        let processors = available_parallelism().map_or(1, NonZero::get);
        Self(Semaphore::new(processors.saturating_sub(1).max(1)))
    }

    /// Waits for a turn, which ends on drop; none if that takes too long: it is answered all the same.
    pub(crate) async fn next(&self) -> Option<SemaphorePermit<'_>> {
        timeout(MAX_WAIT, self.0.acquire()).await.ok()?.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_turn_waits_for_the_one_before_but_not_for_ever() {
        let turns = Turns(Semaphore::new(1));
        let first = turns.next().await;
        assert!(first.is_some());
        assert!(turns.next().await.is_none(), "answered without a turn");
        let waiting = async { turns.next().await.is_some() };
        let ending = async { drop(first) };
        assert!(tokio::join!(waiting, ending).0);
    }
}
