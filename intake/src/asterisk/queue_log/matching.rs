//! Which open visit an event belongs to.
//!
//! By its call and queue, and of several by the seconds that the event names. Transfers swap calls, so
//! that an event may come under another call: then the seconds decide, or the agent's only talk. What
//! fits several visits or none is for the caller to reject; nothing is guessed.

use super::event::Entry;
use super::visits::{Found, OpenVisits, SECOND, Visit};

/// The longest difference between the seconds that an end names and the lines of the log, where an
/// agent's only talk is taken for the one that ended.
const MAX_TALK_DIFFERENCE: i64 = 60 * SECOND;

impl OpenVisits {
    /// The waiting visit of an event's call and queue: the one that entered at an instant, if that is
    /// known, else the latest; an earlier one lost its end.
    pub(super) fn waiting_of_call(&self, entry: Entry<'_>, entered: Option<i64>) -> Option<u64> {
        let waiting = self
            .of_call(entry.call)
            .filter(|visit| visit.call == entry.call && visit.queue == entry.queue && visit.talk.is_none());
        let nearest = |visit: &&Visit| {
            let difference = entered.map_or(0, |entered| (visit.entered - entered).abs() / SECOND);
            (std::cmp::Reverse(difference.max(1)), visit.entered, visit.number)
        };
        waiting.max_by_key(nearest).map(|visit| visit.number)
    }

    /// Whether an answer was recorded before.
    pub(super) fn is_connected_again(&self, entry: Entry<'_>, agent: Option<&str>) -> bool {
        self.of_call(entry.call).any(|visit| {
            let began = visit.talk.as_ref().map(|talk| talk.began);
            visit.queue == entry.queue
                && visit.is_of_agent(agent)
                && began.is_some_and(|began| (entry.at - began).abs() <= 5 * SECOND)
        })
    }

    /// The talk of an event's call, queue and agent: the one that began at an instant, if that is
    /// known, else the latest.
    pub(super) fn talk_of_call(
        &self,
        entry: Entry<'_>,
        agent: Option<&str>,
        began: Option<i64>,
    ) -> Option<u64> {
        let talks = self.of_call(entry.call).filter(|visit| visit.queue == entry.queue);
        let nearest = |visit: &&Visit| {
            let own = visit.talk.as_ref().map_or(0, |talk| talk.began);
            let difference = began.map_or(0, |began| (own - began).abs() / SECOND);
            (std::cmp::Reverse(difference.max(2)), own, visit.number)
        };
        talks
            .filter(|visit| visit.talk.is_some() && visit.is_of_agent(agent))
            .max_by_key(nearest)
            .map(|visit| visit.number)
    }

    /// The talk of an event whose call is not that of any talk of the agent: calls are swapped by
    /// transfers.
    pub(super) fn talk_of_agent(&self, entry: Entry<'_>, agent: Option<&str>, began: Option<i64>) -> Found {
        if let (Some(agent), Some(began)) = (agent, began) {
            let found = self.talking_since(entry.queue, agent, began);
            if found != Found::None {
                return found;
            }
        }
        // Another name of the same member.
        let mut of_call = self
            .of_call(entry.call)
            .filter(|visit| visit.queue == entry.queue && visit.talk.is_some())
            .map(|visit| visit.number);
        if let (Some(number), None) = (of_call.next(), of_call.next()) {
            return Found::One(number);
        }
        let Some(agent) = agent else { return Found::None };
        match self.talking(entry.queue, agent) {
            Found::One(number) => {
                let own = self.get(number).and_then(|visit| visit.talk.as_ref()).map(|talk| talk.began);
                let is_far = |own: i64| began.is_some_and(|began| (own - began).abs() > MAX_TALK_DIFFERENCE);
                if own.is_none_or(is_far) { Found::None } else { Found::One(number) }
            }
            _ => Found::None,
        }
    }
}
