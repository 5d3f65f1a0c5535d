//! When a cycle was queued, answered and ended.
//!
//! A customer waits for people from the moment at which the conversation is open and the customer has
//! written. With a bot, that is the handover, which is the first change of status in the cycle: a
//! conversation that was open cannot be opened. After a resolve, the customer's message opens the
//! conversation or gives it to the bot, and neither is written down by every version; a sentence within
//! [`OPENED_WITHIN`] of the message, before any word of a bot, tells of the former.
//!
//! Where no sentence is recognised, the reporting event of the handover tells it, else the first activity
//! message after the bot's last word, else a webhook. Where nothing tells it and a bot spoke, the
//! handover is the first reply of a person, who ends the wait in any case.
//!
//! Where our side wrote first, the customer did not wait: the contact is outbound, queued and answered then.

use domain::{Direction, Sender as Side};

use super::activity::Changed;
use super::cycles::Cycle;
use super::rest::Message;
use super::transcript::is_by_bot;

/// How long after a message of the customer the conversation is opened because of it, in seconds.
const OPENED_WITHIN: i64 = 10;

/// What tells of handovers besides activity messages, all in seconds since 1970 UTC and sorted.
#[derive(Debug, Default)]
pub(super) struct Handovers {
    /// Reporting events.
    pub reported: Vec<i64>,
    /// Webhooks; empty where REST tells of changes of status.
    pub announced: Vec<i64>,
    /// Whether REST tells of changes of status.
    pub status_recorded: bool,
}

/// The times of a cycle, in seconds since 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Course {
    pub direction: Direction,
    pub queued: i64,
    pub answered: Option<i64>,
    pub ended: i64,
}

/// The course of a cycle that ended at `ended`; `None` if neither the customer nor a person wrote.
/// `idle` is how many seconds after the last message it has ended at the latest.
pub(super) fn course(
    cycle: &Cycle<'_>,
    ended: i64,
    handovers: &Handovers,
    idle: Option<i64>,
) -> Option<Course> {
    let people = |(_, side): &&(&Message, Side)| matches!(side, Side::Customer | Side::Agent);
    let (first, side) = cycle.said.iter().find(people)?;
    let (direction, queued) = match side {
        Side::Agent => (Direction::Outbound, first.at),
        _ => (Direction::Inbound, queued(cycle, first.at, ended, handovers)),
    };
    let answered = replies(cycle).find(|at| *at >= queued && *at <= ended);
    let idle_end = idle.map_or(ended, |idle| cycle.last_said().saturating_add(idle).min(ended));
    Some(Course { direction, queued, answered, ended: idle_end.max(answered.unwrap_or(queued)) })
}

/// The times at which persons wrote.
fn replies<'c>(cycle: &'c Cycle<'_>) -> impl Iterator<Item = i64> + 'c {
    cycle.said.iter().filter(|(_, side)| *side == Side::Agent).map(|(message, _)| message.at)
}

fn queued(cycle: &Cycle<'_>, customer: i64, ended: i64, handovers: &Handovers) -> i64 {
    let reply = replies(cycle).find(|at| *at >= customer);
    let handover = handover(cycle, customer, reply, ended, handovers);
    let queued = handover.map_or(customer, |at| at.max(customer));
    queued.min(reply.unwrap_or(ended)).min(ended)
}

/// When a bot handed the customer over; `None` if the customer was with people from the beginning.
fn handover(
    cycle: &Cycle<'_>,
    customer: i64,
    reply: Option<i64>,
    ended: i64,
    handovers: &Handovers,
) -> Option<i64> {
    if cycle.was_open {
        return None;
    }
    // What a bot said before the customer was no conversation with it.
    let bot_before = |until: i64| {
        let bots = cycle.said.iter().filter(|(message, _)| is_by_bot(message));
        bots.map(|(message, _)| message.at).find(|at| (customer..=until).contains(at))
    };
    match cycle.first_change {
        Some((at, Changed::Opened)) => {
            let by_message = cycle.is_later && at - customer <= OPENED_WITHIN && bot_before(at).is_none();
            return (!by_message).then_some(at);
        }
        Some(_) => return None,
        None => {}
    }
    let within = |times: &[i64]| times.iter().copied().find(|at| (customer..=ended).contains(at));
    within(&handovers.reported)
        .or_else(|| if handovers.status_recorded { None } else { unknown_after_bot(cycle) })
        .or_else(|| within(&handovers.announced))
        .or_else(|| bot_before(reply?).and(reply))
}

/// The first activity message between the last word of a bot and the first of a person, whatever it
/// says.
fn unknown_after_bot(cycle: &Cycle<'_>) -> Option<i64> {
    let person = cycle.said.iter().position(|(_, side)| *side == Side::Agent).unwrap_or(cycle.said.len());
    let bot = cycle.said[..person].iter().rposition(|(message, _)| is_by_bot(message))?;
    let after = |(position, _): &&(usize, &Message)| (bot + 1..=person).contains(position);
    cycle.unknown_activities.iter().find(after).map(|(_, message)| message.at)
}
