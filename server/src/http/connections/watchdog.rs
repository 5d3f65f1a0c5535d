//! Waits until a connection's client has had enough time.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use tokio::time::{Sleep, sleep_until};

use super::Timeouts;
use super::activity::Activity;

/// Ready when the deadline of the connection's activity has passed. It is polled by the task that
/// serves the connection, and so whenever something happens there.
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
            // A request of HTTP/2 ends on a task of its own: it is looked at now and then.
            let look = deadline.unwrap_or(now + self.timeouts.body);
            // An alarm that comes too early is set again when it rings.
            if look < self.alarm.deadline().into_std() || self.alarm.is_elapsed() {
                self.alarm.as_mut().reset(look.into());
            }
            if self.alarm.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
        }
    }
}
