//! One interaction: who serves, on which channel, how long it takes and how it ends.

use domain::{CallStatus, Channel, Direction};

use super::calendar::Slot;
use super::cases::Turn;
use super::chance::Chance;
use super::people::{Staff, TRIED_AGENT};
use super::texts::{QUEUES, Texts};
use super::voices;

const SECOND: f64 = 1000.0;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;

/// How an interaction went, before it becomes rows.
#[derive(Clone, Debug)]
pub(crate) struct Course {
    pub(crate) channel: Channel,
    pub(crate) direction: Direction,
    /// Who served or tried to reach the customer.
    pub(crate) agent: Option<usize>,
    pub(crate) queued_at: i64,
    pub(crate) answered_at: Option<i64>,
    pub(crate) ended_at: i64,
    pub(crate) settled: bool,
    /// The call attempts before the last one: when, and how each ended.
    pub(crate) attempts: Vec<(i64, CallStatus)>,
    /// The last call attempt, in voice.
    pub(crate) call: Option<CallStatus>,
    /// The place of its recording.
    pub(crate) voice: Option<usize>,
    /// At least so many messages.
    pub(crate) messages: usize,
}

/// How an interaction ends as far as people are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Served,
    /// The customer gave up waiting.
    Abandoned,
    /// We could not reach the customer.
    Unreached,
}

/// Decides everything about the interaction of a turn. Nothing happens after `horizon`; `heard`
/// lets it have a recording.
pub(crate) fn decide(
    turn: &Turn,
    (queued_at, slot): (i64, &Slot),
    horizon: i64,
    heard: bool,
    (staff, texts): (&Staff, &Texts),
    chance: &mut Chance,
) -> Course {
    let direction = direction(turn, texts, chance);
    let channel = channel(turn.queue, direction, slot.hour, chance);
    let fate = fate(channel, direction, slot.hour, chance);
    let agent = (fate != Fate::Abandoned).then(|| match turn.agent {
        Some(known) if chance.hit(0.6) => known,
        _ => staff.on_duty(turn.queue, slot.day, slot.hour, chance),
    });
    let long = fate == Fate::Served && channel == Channel::WhatsApp && chance.hit(0.0006);
    let recorded = voices::about(turn.queue, turn.script).filter(|_| {
        let fits = channel == Channel::Voice && direction == Direction::Inbound && fate == Fate::Served;
        heard && fits && turn.previous.is_none() && (agent == Some(TRIED_AGENT) || chance.hit(0.85))
    });
    let attempts = if channel == Channel::Voice && direction == Direction::Outbound {
        earlier_attempts(queued_at, horizon, chance)
    } else {
        Vec::new()
    };
    let wait = wait(channel, direction, fate, chance) + 45.0 * SECOND * attempts.len() as f64;
    let talk = match (fate, recorded) {
        (Fate::Served, Some(voice)) => voices::ALL[voice].length as f64,
        (Fate::Served, None) if long => HOUR * (30.0 + 120.0 * chance.unit()),
        (Fate::Served, None) => talk(channel, chance),
        (Fate::Abandoned | Fate::Unreached, _) => 0.0,
    };
    let (waited, talked) = fit(wait, talk, horizon - queued_at);
    Course {
        channel,
        direction,
        agent,
        queued_at,
        answered_at: (fate == Fate::Served).then_some(queued_at + waited),
        ended_at: queued_at + waited + talked,
        settled: fate == Fate::Served && if turn.is_last { chance.hit(0.93) } else { chance.hit(0.25) },
        attempts,
        call: (channel == Channel::Voice).then(|| call_status(fate, chance)),
        voice: recorded,
        messages: if long { chance.between(60, 320) as usize } else { 0 },
    }
}

fn direction(turn: &Turn, texts: &Texts, chance: &mut Chance) -> Direction {
    let calls_back = turn.agent.is_some() && chance.hit(0.45);
    let can_begin = !texts.queues[turn.queue].scripts[turn.script].lines.agent_opens.is_empty();
    let begins = turn.agent.is_none() && can_begin && chance.hit(1.45 * QUEUES[turn.queue].outbound);
    if calls_back || begins { Direction::Outbound } else { Direction::Inbound }
}

fn channel(queue: usize, direction: Direction, hour: u32, chance: &mut Chance) -> Channel {
    let [voice, webchat, whatsapp] = QUEUES[queue].channels;
    let awake = if (7..22).contains(&hour) { 1.0 } else { 0.35 };
    // Nobody can be called in a web chat.
    let visiting = if direction == Direction::Inbound { 1.35 } else { 0.0 };
    let weights = [voice * awake, webchat * visiting, whatsapp];
    Channel::ALL[chance.weighted(weights.into_iter())]
}

fn fate(channel: Channel, direction: Direction, hour: u32, chance: &mut Chance) -> Fate {
    let peak = if (9..12).contains(&hour) { 0.04 } else { 0.0 };
    match (channel, direction) {
        (Channel::Voice, Direction::Inbound) if chance.hit(0.07 + peak) => Fate::Abandoned,
        (_, Direction::Inbound) if chance.hit(0.04) => Fate::Abandoned,
        (Channel::Voice, Direction::Outbound) if chance.hit(0.32) => Fate::Unreached,
        (_, Direction::Outbound) if chance.hit(0.15) => Fate::Unreached,
        _ => Fate::Served,
    }
}

fn wait(channel: Channel, direction: Direction, fate: Fate, chance: &mut Chance) -> f64 {
    let (median, spread, most) = match (channel, direction, fate) {
        (Channel::Voice, Direction::Outbound, _) => (18.0 * SECOND, 0.4, MINUTE),
        (Channel::Voice, _, Fate::Abandoned) => (70.0 * SECOND, 0.9, 20.0 * MINUTE),
        (Channel::Voice, ..) => (25.0 * SECOND, 1.0, 15.0 * MINUTE),
        (_, Direction::Outbound, Fate::Unreached) => (2.0 * HOUR, 0.8, 23.0 * HOUR),
        (_, Direction::Outbound, _) => (6.0 * MINUTE, 1.1, 3.0 * HOUR),
        (_, _, Fate::Abandoned) => (7.0 * MINUTE, 0.6, HOUR),
        _ => (95.0 * SECOND, 0.8, 30.0 * MINUTE),
    };
    chance.around(median, spread).clamp(2.0 * SECOND, most)
}

fn talk(channel: Channel, chance: &mut Chance) -> f64 {
    match channel {
        Channel::Voice => chance.around(4.2 * MINUTE, 0.75).clamp(15.0 * SECOND, 2.0 * HOUR),
        Channel::WebChat => chance.around(11.0 * MINUTE, 0.6).clamp(2.0 * MINUTE, 3.0 * HOUR),
        // Some answer only the next day, or the one after.
        Channel::WhatsApp if chance.hit(0.025) => {
            chance.around(31.0 * HOUR, 0.4).clamp(18.0 * HOUR, 96.0 * HOUR)
        }
        Channel::WhatsApp => chance.around(24.0 * MINUTE, 1.0).clamp(3.0 * MINUTE, 16.0 * HOUR),
    }
}

fn earlier_attempts(queued_at: i64, horizon: i64, chance: &mut Chance) -> Vec<(i64, CallStatus)> {
    let wanted = chance.weighted([0.72, 0.2, 0.08].into_iter());
    (0..wanted as i64)
        .map(|nth| (queued_at + nth * 45 * 1000, unreached(chance)))
        .take_while(|(at, _)| *at < horizon - 60_000)
        .collect()
}

fn unreached(chance: &mut Chance) -> CallStatus {
    *chance.pick(&[CallStatus::NoAnswer, CallStatus::NoAnswer, CallStatus::Busy, CallStatus::Failed])
}

fn call_status(fate: Fate, chance: &mut Chance) -> CallStatus {
    match fate {
        Fate::Served => CallStatus::Answered,
        Fate::Abandoned => CallStatus::Abandoned,
        Fate::Unreached => unreached(chance),
    }
}

/// Only what is finished is in the history: what would go on after the end of all was shorter.
fn fit(wait: f64, talk: f64, available: i64) -> (i64, i64) {
    let most = 0.95 * available.max(0) as f64;
    let shrink = (most / (wait + talk).max(1.0)).min(1.0);
    let whole = |duration: f64| (duration * shrink) as i64 / 1000 * 1000;
    (whole(wait), whole(talk))
}
