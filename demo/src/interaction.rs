//! Decides the course of one interaction: agent, channel, duration and result.

use domain::{CallStatus, Channel, Direction, Millis, Timestamp};

use super::calendar::Slot;
use super::cases::Turn;
use super::chance::Chance;
use super::people::{DEMO_AGENT, Staff};
use super::texts::{QUEUES, Texts};
use super::voices;

const SECOND: f64 = 1000.0;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;

/// The course of an interaction, from which its rows are made.
#[derive(Clone, Debug)]
pub(crate) struct InteractionPlan {
    pub(crate) channel: Channel,
    pub(crate) direction: Direction,
    /// The agent who served the customer or tried to reach them.
    pub(crate) agent: Option<usize>,
    pub(crate) queued_at: Timestamp,
    pub(crate) answered_at: Option<Timestamp>,
    pub(crate) ended_at: Timestamp,
    pub(crate) settled: bool,
    /// The earlier call attempts: when, and how each ended.
    pub(crate) attempts: Vec<(Timestamp, CallStatus)>,
    /// The last call attempt, in voice.
    pub(crate) call: Option<CallStatus>,
    /// The index of its recording.
    pub(crate) voice: Option<usize>,
    /// The minimum number of messages.
    pub(crate) messages: usize,
}

/// Whether the two sides reached each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ContactResult {
    Served,
    /// The customer gave up waiting.
    Abandoned,
    /// We could not reach the customer.
    Unreached,
}

/// Decides the course of a turn's interaction. It ends by `horizon`; `may_record` permits a
/// recording.
pub(crate) fn decide(
    turn: &Turn,
    (queued_at, slot): (Timestamp, &Slot),
    horizon: Timestamp,
    may_record: bool,
    (staff, texts): (&Staff, &Texts),
    chance: &mut Chance,
) -> InteractionPlan {
    let direction = direction(turn, texts, chance);
    let channel = channel(turn.queue, direction, slot.hour, chance);
    let result = result(channel, direction, slot.hour, chance);
    let agent = (result != ContactResult::Abandoned).then(|| match turn.agent {
        Some(known) if chance.hit(0.6) => known,
        _ => staff.on_duty(turn.queue, slot.day, slot.hour, chance),
    });
    let long = result == ContactResult::Served && channel == Channel::WhatsApp && chance.hit(0.0006);
    let recorded = voices::about(turn.queue, turn.script).filter(|_| {
        let fits =
            channel == Channel::Voice && direction == Direction::Inbound && result == ContactResult::Served;
        may_record && fits && turn.previous.is_none() && (agent == Some(DEMO_AGENT) || chance.hit(0.85))
    });
    let attempts = if channel == Channel::Voice && direction == Direction::Outbound {
        earlier_attempts(queued_at, horizon, chance)
    } else {
        Vec::new()
    };
    let wait = wait(channel, direction, result, chance) + 45.0 * SECOND * attempts.len() as f64;
    let talk = match (result, recorded) {
        (ContactResult::Served, Some(voice)) => voices::ALL[voice].length.0 as f64,
        (ContactResult::Served, None) if long => HOUR * (30.0 + 120.0 * chance.unit()),
        (ContactResult::Served, None) => talk(channel, chance),
        (ContactResult::Abandoned | ContactResult::Unreached, _) => 0.0,
    };
    let (waited, talked) = fit(wait, talk, horizon - queued_at);
    InteractionPlan {
        channel,
        direction,
        agent,
        queued_at,
        answered_at: (result == ContactResult::Served).then_some(queued_at + waited),
        ended_at: queued_at + waited + talked,
        settled: result == ContactResult::Served
            && if turn.is_last { chance.hit(0.93) } else { chance.hit(0.25) },
        attempts,
        call: (channel == Channel::Voice).then(|| call_status(result, chance)),
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
    // Web chats cannot be outbound.
    let visiting = if direction == Direction::Inbound { 1.35 } else { 0.0 };
    let weights = [voice * awake, webchat * visiting, whatsapp];
    Channel::ALL[chance.weighted(weights.into_iter())]
}

fn result(channel: Channel, direction: Direction, hour: u32, chance: &mut Chance) -> ContactResult {
    let peak = if (9..12).contains(&hour) { 0.04 } else { 0.0 };
    match (channel, direction) {
        (Channel::Voice, Direction::Inbound) if chance.hit(0.07 + peak) => ContactResult::Abandoned,
        (_, Direction::Inbound) if chance.hit(0.04) => ContactResult::Abandoned,
        (Channel::Voice, Direction::Outbound) if chance.hit(0.32) => ContactResult::Unreached,
        (_, Direction::Outbound) if chance.hit(0.15) => ContactResult::Unreached,
        _ => ContactResult::Served,
    }
}

fn wait(channel: Channel, direction: Direction, result: ContactResult, chance: &mut Chance) -> f64 {
    let (median, spread, most) = match (channel, direction, result) {
        (Channel::Voice, Direction::Outbound, _) => (18.0 * SECOND, 0.4, MINUTE),
        (Channel::Voice, _, ContactResult::Abandoned) => (70.0 * SECOND, 0.9, 20.0 * MINUTE),
        (Channel::Voice, ..) => (25.0 * SECOND, 1.0, 15.0 * MINUTE),
        (_, Direction::Outbound, ContactResult::Unreached) => (2.0 * HOUR, 0.8, 23.0 * HOUR),
        (_, Direction::Outbound, _) => (6.0 * MINUTE, 1.1, 3.0 * HOUR),
        (_, _, ContactResult::Abandoned) => (7.0 * MINUTE, 0.6, HOUR),
        _ => (95.0 * SECOND, 0.8, 30.0 * MINUTE),
    };
    chance.around(median, spread).clamp(2.0 * SECOND, most)
}

fn talk(channel: Channel, chance: &mut Chance) -> f64 {
    match channel {
        Channel::Voice => chance.around(4.2 * MINUTE, 0.75).clamp(15.0 * SECOND, 2.0 * HOUR),
        Channel::WebChat => chance.around(11.0 * MINUTE, 0.6).clamp(2.0 * MINUTE, 3.0 * HOUR),
        // Some customers answer only after a day or two.
        Channel::WhatsApp if chance.hit(0.025) => {
            chance.around(31.0 * HOUR, 0.4).clamp(18.0 * HOUR, 96.0 * HOUR)
        }
        Channel::WhatsApp => chance.around(24.0 * MINUTE, 1.0).clamp(3.0 * MINUTE, 16.0 * HOUR),
    }
}

fn earlier_attempts(
    queued_at: Timestamp,
    horizon: Timestamp,
    chance: &mut Chance,
) -> Vec<(Timestamp, CallStatus)> {
    let wanted = chance.weighted([0.72, 0.2, 0.08].into_iter());
    (0..wanted as i64)
        .map(|nth| (queued_at + nth * Millis::seconds(45), unreached(chance)))
        .take_while(|(at, _)| *at < horizon - Millis::minutes(1))
        .collect()
}

fn unreached(chance: &mut Chance) -> CallStatus {
    *chance.pick(&[CallStatus::NoAnswer, CallStatus::NoAnswer, CallStatus::Busy, CallStatus::Failed])
}

fn call_status(result: ContactResult, chance: &mut Chance) -> CallStatus {
    match result {
        ContactResult::Served => CallStatus::Answered,
        ContactResult::Abandoned => CallStatus::Abandoned,
        ContactResult::Unreached => unreached(chance),
    }
}

/// Shortens an interaction that would end after the horizon: the history has only finished ones.
fn fit(wait: f64, talk: f64, available: Millis) -> (Millis, Millis) {
    let most = 0.95 * available.max(Millis::ZERO).0 as f64;
    let shrink = (most / (wait + talk).max(1.0)).min(1.0);
    let whole = |duration: f64| Millis((duration * shrink) as i64 / 1000 * 1000);
    (whole(wait), whole(talk))
}
