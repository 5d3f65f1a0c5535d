//! Activity of a connection: whether the server or the client is expected to act, and since when.
//!
//! Timeouts and the choice of a connection to close are decided from this, for every HTTP version.
//! The current time is an argument.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::Timeouts;

/// The activity of one connection, shared by its I/O, its requests and the table of connections.
#[derive(Debug)]
pub(super) struct Activity(Mutex<State>);

#[derive(Clone, Copy, Debug)]
struct State {
    /// When it was opened, finished its last request, or last made progress.
    since: Instant,
    /// When the first byte of the next request arrived.
    head_begun: Option<Instant>,
    /// Whether a complete request head has ever arrived.
    used: bool,
    http2: bool,
    /// Requests whose response is not finished.
    requests: usize,
    /// Request bodies whose next bytes the server waits for.
    awaited: usize,
    /// Response bodies with data that the client has not read.
    unread: usize,
}

/// What a connection waits for, ordered by which is closed first to make room: idle ones, then
/// oldest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Waiting {
    /// Idle, or the head of a request is incomplete.
    ForRequest(Instant),
    /// The client does not send or does not read a body.
    ForBody(Instant),
}

impl Activity {
    pub(super) fn new(now: Instant) -> Self {
        Self(Mutex::new(State {
            since: now,
            head_begun: None,
            used: false,
            http2: false,
            requests: 0,
            awaited: 0,
            unread: 0,
        }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes have arrived; the first ones of a request start its header timeout.
    pub(super) fn received(&self, now: Instant) {
        let mut state = self.state();
        if state.requests == 0 {
            state.head_begun.get_or_insert(now);
        }
    }

    /// A complete request head has arrived.
    pub(super) fn begin(&self, http2: bool, now: Instant) {
        let mut state = self.state();
        state.requests += 1;
        state.used = true;
        state.http2 = http2;
        state.head_begun = None;
        state.since = now;
    }

    /// A response is finished or abandoned.
    pub(super) fn finish(&self, now: Instant) {
        let mut state = self.state();
        state.requests = state.requests.saturating_sub(1);
        state.since = now;
    }

    /// The server waits for the next bytes of a request body.
    pub(super) fn await_body(&self) {
        self.state().awaited += 1;
    }

    /// The bytes of a request body have arrived, or the server has stopped waiting for them.
    pub(super) fn stop_awaiting(&self, now: Instant) {
        let mut state = self.state();
        state.awaited = state.awaited.saturating_sub(1);
        state.since = now;
    }

    /// Data of a response body waits for the client to read it.
    pub(super) fn offer(&self) {
        self.state().unread += 1;
    }

    /// The client has read the offered data.
    pub(super) fn take(&self, now: Instant) {
        let mut state = self.state();
        state.unread = state.unread.saturating_sub(1);
        state.since = now;
    }

    /// Whether it is an idle HTTP/2 connection, whose client can be sent GOAWAY before it is
    /// closed.
    pub(super) fn accepts_goaway(&self) -> bool {
        let state = self.state();
        state.http2 && state.requests == 0
    }

    /// When the client's timeout ends; `None` while the server is expected to act.
    pub(super) fn deadline(&self, timeouts: &Timeouts) -> Option<Instant> {
        let state = self.state();
        if state.requests > 0 {
            // Each request body has a timeout of its own.
            return (state.unread >= state.requests).then(|| state.since + timeouts.body);
        }
        let head = state.head_begun.filter(|_| !state.http2);
        Some(match (state.used, head) {
            (false, _) => state.since + timeouts.header,
            (true, Some(begun)) => begun + timeouts.header,
            (true, None) => state.since + timeouts.keep_alive,
        })
    }

    /// What the connection waits for from its client; `None` while the server is expected to act.
    pub(super) fn waiting(&self) -> Option<Waiting> {
        let state = self.state();
        if state.requests == 0 {
            Some(Waiting::ForRequest(state.since))
        } else if state.awaited + state.unread >= state.requests {
            Some(Waiting::ForBody(state.since))
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const TIMEOUTS: Timeouts = Timeouts {
        header: Duration::from_secs(10),
        keep_alive: Duration::from_secs(75),
        body: Duration::from_secs(30),
    };

    fn after(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    #[test]
    fn a_head_has_to_arrive_in_time_however_it_trickles() {
        let start = Instant::now();
        let activity = Activity::new(start);
        assert_eq!(activity.deadline(&TIMEOUTS), Some(after(start, 10)));
        for second in 1..9 {
            activity.received(after(start, second));
        }
        assert_eq!(activity.deadline(&TIMEOUTS), Some(after(start, 10)));
    }

    #[test]
    fn between_requests_it_may_rest_until_the_next_begins() {
        let start = Instant::now();
        let activity = Activity::new(start);
        activity.begin(false, after(start, 1));
        assert_eq!(activity.deadline(&TIMEOUTS), None, "the server is to move");
        activity.finish(after(start, 2));
        assert_eq!(activity.deadline(&TIMEOUTS), Some(after(start, 77)));
        activity.received(after(start, 40));
        activity.received(after(start, 45));
        assert_eq!(activity.deadline(&TIMEOUTS), Some(after(start, 50)));
        activity.begin(false, after(start, 46));
        activity.finish(after(start, 47));
        assert_eq!(activity.deadline(&TIMEOUTS), Some(after(start, 122)));
    }

    #[test]
    fn frames_without_a_request_do_not_begin_one() {
        let start = Instant::now();
        let activity = Activity::new(start);
        activity.begin(true, start);
        activity.finish(start);
        activity.received(after(start, 20));
        assert_eq!(activity.deadline(&TIMEOUTS), Some(after(start, 75)));
    }

    #[test]
    fn a_response_has_to_be_taken() {
        let start = Instant::now();
        let activity = Activity::new(start);
        activity.begin(false, start);
        activity.offer();
        activity.take(after(start, 5));
        assert_eq!(activity.deadline(&TIMEOUTS), None);
        activity.offer();
        assert_eq!(activity.deadline(&TIMEOUTS), Some(after(start, 35)));
        activity.begin(true, after(start, 6));
        assert_eq!(activity.deadline(&TIMEOUTS), None, "another request is being worked on");
    }

    #[test]
    fn what_waits_for_a_request_gives_way_before_what_waits_for_a_body() {
        let start = Instant::now();
        let [idle, sending, taking, working] = std::array::from_fn(|_| Activity::new(start));
        for activity in [&sending, &taking, &working] {
            activity.begin(false, start);
        }
        sending.await_body();
        taking.offer();
        assert_eq!(working.waiting(), None);
        assert_eq!(sending.waiting(), Some(Waiting::ForBody(start)));
        assert_eq!(taking.waiting(), Some(Waiting::ForBody(start)));
        assert_eq!(idle.waiting(), Some(Waiting::ForRequest(start)));
        let later = Activity::new(after(start, 100));
        assert!(later.waiting() < sending.waiting() && idle.waiting() < later.waiting());
        sending.stop_awaiting(after(start, 1));
        assert_eq!(sending.waiting(), None);
    }
}
