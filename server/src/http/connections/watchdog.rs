//! Timeout of a connection that waits for its client.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use tokio::time::{Sleep, sleep_until};

use super::Timeouts;
use super::activity::Activity;

/// Resolves when the deadline of the connection's [`Activity`] has passed. The task that serves the
/// connection polls it, and so whenever something happens there.
pub(super) struct Watchdog {
    activity: Arc<Activity>,
    timeouts: Timeouts,
    alarm: Pin<Box<Sleep>>,
}

impl Watchdog {
    pub(super) fn new(activity: Arc<Activity>, timeouts: Timeouts) -> Self {
        let alarm = Box::pin(sleep_until((Instant::now() + timeouts.header).into()));
        Self { activity, timeouts, alarm }
    }
}

impl Future for Watchdog {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        loop {
            let now = Instant::now();
            let deadline = self.activity.deadline(&self.timeouts);
            if deadline.is_some_and(|deadline| deadline <= now) {
                return Poll::Ready(());
            }
            // An HTTP/2 request ends on a task of its own, so the deadline is checked at intervals.
            let look = deadline.unwrap_or(now + self.timeouts.body);
            // A timer that fires too early is reset then.
            if look < self.alarm.deadline().into_std() || self.alarm.is_elapsed() {
                self.alarm.as_mut().reset(look.into());
            }
            if self.alarm.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
        }
    }
}
