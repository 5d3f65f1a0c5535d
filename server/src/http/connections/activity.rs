//! What a connection is doing: whether the server or the client is to move next, and since when.
//!
//! Everything that times a connection out or closes it to make room is decided from this, whatever
//! the version of HTTP. Time is an argument.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::Timeouts;

/// The activity of one connection, shared by its I/O, its requests and the table of connections.
#[derive(Debug)]
pub(super) struct Activity(Mutex<State>);

#[derive(Clone, Copy, Debug)]
struct State {
    /// When it was opened, when its last request was finished, or its last progress since then.
    since: Instant,
    /// When the first byte of the next request arrived.
    head_begun: Option<Instant>,
    /// Whether a request has arrived whole.
    used: bool,
    http2: bool,
    /// Requests whose response is not finished.
    requests: usize,
    /// Request bodies of which the next bytes have not arrived.
    awaited: usize,
    /// Response bodies of which the client has not taken what there is.
    untaken: usize,
}

/// How readily a connection is closed to make room: first those without a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Waiting {
    /// It has no request, or not yet the whole head of one.
    ForRequest(Instant),
    /// Its client does not send or does not take a body.
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
            untaken: 0,
        }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes have arrived.
    pub(super) fn received(&self, now: Instant) {
        let mut state = self.state();
        if state.requests == 0 {
            state.head_begun.get_or_insert(now);
        }
    }

    /// The head of a request has arrived whole.
    pub(super) fn begin(&self, http2: bool, now: Instant) {
        let mut state = self.state();
        state.requests += 1;
        state.used = true;
        state.http2 = http2;
        state.head_begun = None;
        state.since = now;
    }

    /// The response of a request is finished, or nobody is there to take it.
    pub(super) fn finish(&self, now: Instant) {
        let mut state = self.state();
        state.requests = state.requests.saturating_sub(1);
        state.since = now;
    }

    /// The server waits for the next bytes of a request body.
    pub(super) fn await_body(&self) {
        self.state().awaited += 1;
    }

    /// They have arrived, or are not waited for any more.
    pub(super) fn stop_awaiting(&self, now: Instant) {
        let mut state = self.state();
        state.awaited = state.awaited.saturating_sub(1);
        state.since = now;
    }

    /// Part of a response body waits for the client to take it.
    pub(super) fn offer(&self) {
        self.state().untaken += 1;
    }

    /// The client has taken it.
    pub(super) fn take(&self, now: Instant) {
        let mut state = self.state();
        state.untaken = state.untaken.saturating_sub(1);
        state.since = now;
    }

    /// Whether it speaks HTTP/2 and has had a request: it can be told that it is going to be closed.
    pub(super) fn can_be_told(&self) -> bool {
        let state = self.state();
        state.http2 && state.requests == 0
    }

    /// When the client has had enough time; none while the server is to move.
    pub(super) fn deadline(&self, timeouts: &Timeouts) -> Option<Instant> {
        let state = self.state();
        if state.requests > 0 {
            // Of the bodies that it sends, each has a clock of its own.
            return (state.untaken >= state.requests).then(|| state.since + timeouts.body);
        }
        let head = state.head_begun.filter(|_| !state.http2);
        Some(match (state.used, head) {
            (false, _) => state.since + timeouts.header,
            (true, Some(begun)) => begun + timeouts.header,
            (true, None) => state.since + timeouts.keep_alive,
        })
    }

    /// What the connection waits for from its client; none while the server is to move.
    pub(super) fn waiting(&self) -> Option<Waiting> {
        let state = self.state();
        if state.requests == 0 {
            Some(Waiting::ForRequest(state.since))
        } else if state.awaited + state.untaken >= state.requests {
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
