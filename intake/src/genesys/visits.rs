//! The visits of a conversation to queues, with the talk after each.

use domain::{
    CallStatus, Channel, Direction, EndedBy, NewCall, NewCase, NewCustomer, NewInteraction, Outcome,
};

use super::conversation::{Conversation, Participant, Segment, Session};
use super::settings::GenesysSettings;
use crate::emission::{instant, phone, some_text, valid};
use crate::json_fields::text;
use crate::newest::Made;
use crate::source::{Place, Reason, Skipped};

/// How long after a visit an agent's talk begins, at most, in microseconds. Both are the same moment.
const SAME_MOMENT: i64 = 60 * 1_000_000;

/// How many visits a conversation has, at most. Each is compared with all segments.
const MAX_VISITS: u32 = 200;

/// A visit to a queue.
struct Visit<'c, 'a> {
    session: &'c Session<'a>,
    channel: Channel,
    queue: &'a str,
    /// Its ID within the session: whether it is the first, the second …
    number: usize,
    queued: i64,
    /// When it left the queue.
    left: Option<i64>,
    disconnect: &'a str,
    talk: Option<Talk<'c, 'a>>,
}

/// An agent's talk.
struct Talk<'c, 'a> {
    agent: &'c Participant<'a>,
    answered: i64,
}

/// Adds the interactions of a conversation that ended.
pub(super) fn add(
    settings: &GenesysSettings,
    conversation: &Conversation<'_>,
    (place, written): (Place, &str),
    made: &mut Made,
) {
    let mut visits = match visits(conversation, made) {
        Ok(visits) => visits,
        Err(reason) => return made.add(Err(reason), place, written),
    };
    if visits.is_empty() && made.skipped.is_empty() {
        let kind = if names_queue(conversation) { Skipped::BegunByAgent } else { Skipped::NoQueue };
        made.skipped.push(kind);
    }
    find_talks(conversation, &mut visits);
    let mut latest: Option<String> = None;
    for visit in &visits {
        let found = interaction(settings, conversation, visit, &visits, latest.as_deref());
        if let Ok(interaction) = &found {
            latest = Some(interaction.external_id.clone());
        }
        made.add(found, place, written);
    }
}

/// Whether an agent acts in the name of a queue: of one who dialled, nothing waited in it.
fn names_queue(conversation: &Conversation<'_>) -> bool {
    let sessions = conversation.of_purpose("agent").flat_map(|agent| &agent.sessions);
    sessions.flat_map(|session| &session.segments).any(|segment| segment.queue.is_some())
}

/// The visits, in the order in which they began.
fn visits<'c, 'a>(conversation: &'c Conversation<'a>, made: &mut Made) -> Result<Vec<Visit<'c, 'a>>, Reason> {
    let mut visits: Vec<Visit<'c, 'a>> = Vec::new();
    for session in conversation.of_purpose("acd").flat_map(|participant| &participant.sessions) {
        let customer = conversation.customer(session.media).map(|(_, session)| session);
        let Some(channel) = session.channel(customer) else {
            made.skipped.push(Skipped::OtherChannel);
            continue;
        };
        let of_session = session.segments.iter().find_map(|segment| segment.queue);
        let mut number = 0;
        for segment in session.segments.iter().filter(|segment| segment.kind == "interact") {
            let queue = segment.queue.or(of_session).ok_or(Reason::NoQueue)?;
            let queued = segment.start.map_err(|()| Reason::BadTime)?.ok_or(Reason::BadTime)?;
            let left = segment.end.map_err(|()| Reason::BadTime)?;
            match visits.last_mut() {
                // The visit goes on.
                Some(visit) if number > 0 && visit.queue == queue => {
                    (visit.left, visit.disconnect) = (left, segment.disconnect);
                }
                _ => {
                    number += 1;
                    let disconnect = segment.disconnect;
                    visits.push(Visit {
                        session,
                        channel,
                        queue,
                        number,
                        queued,
                        left,
                        disconnect,
                        talk: None,
                    });
                }
            }
        }
    }
    if visits.len() > MAX_VISITS as usize {
        return Err(Reason::TooManyVisits { limit: MAX_VISITS });
    }
    visits.sort_by_key(|visit| visit.queued);
    Ok(visits)
}

/// Finds the agent who answered each visit: the first one who talks in the name of its queue, before the
/// next visit to it.
fn find_talks<'c, 'a>(conversation: &'c Conversation<'a>, visits: &mut [Visit<'c, 'a>]) {
    for index in 0..visits.len() {
        let (visit, later) = (&visits[index], &visits[index + 1..]);
        let until = later.iter().filter(|other| other.queue == visit.queue).map(|other| other.queued).min();
        let until = until.into_iter().chain(visit.left.map(|left| left.saturating_add(SAME_MOMENT))).min();
        let mut talks: Vec<Talk<'c, 'a>> = Vec::new();
        for agent in conversation.of_purpose("agent") {
            let starts = talk_segments(agent, visit)
                .filter(|segment| segment.kind == "interact")
                .filter_map(|segment| segment.start.ok().flatten());
            let answered =
                starts.filter(|start| *start >= visit.queued && until.is_none_or(|until| *start < until));
            talks.extend(answered.min().map(|answered| Talk { agent, answered }));
        }
        visits[index].talk = talks.into_iter().min_by_key(|talk| talk.answered);
    }
}

/// The segments of an agent that can belong to a visit.
fn talk_segments<'c, 'a>(
    agent: &'c Participant<'a>,
    visit: &Visit<'_, 'a>,
) -> impl Iterator<Item = &'c Segment<'a>> {
    let (media, queue) = (visit.session.media, visit.queue);
    let sessions = agent.sessions.iter().filter(move |session| session.media == media);
    sessions.flat_map(|session| &session.segments).filter(move |segment| segment.queue == Some(queue))
}

/// What an agent did in a visit.
struct Work {
    ended: i64,
    hold: i64,
    wrap_up: Option<i64>,
    ended_by: Option<EndedBy>,
}

impl Work {
    /// `until` is when the same agent answers another visit.
    fn of(
        conversation: &Conversation<'_>,
        visit: &Visit<'_, '_>,
        talk: &Talk<'_, '_>,
        until: Option<i64>,
    ) -> Self {
        let mut work = Self { ended: talk.answered, hold: 0, wrap_up: None, ended_by: None };
        for segment in talk_segments(talk.agent, visit) {
            let Ok(Some(start)) = segment.start else { continue };
            if start < talk.answered || until.is_some_and(|until| start >= until) {
                continue;
            }
            let end = segment.end.ok().flatten().or(conversation.ended).unwrap_or(start);
            let length = (end - start).max(0);
            match segment.kind {
                "interact" | "hold" => {
                    work.hold += if segment.kind == "hold" { length } else { 0 };
                    if end >= work.ended {
                        work.ended = end;
                        work.ended_by = ended_by(conversation, visit, segment.disconnect);
                    }
                }
                "wrapup" => work.wrap_up = Some(work.wrap_up.unwrap_or(0) + length),
                _ => {}
            }
        }
        work
    }
}

/// Who ended a talk, by how the agent's last segment ended.
fn ended_by(conversation: &Conversation<'_>, visit: &Visit<'_, '_>, disconnect: &str) -> Option<EndedBy> {
    match disconnect {
        "" | "other" | "unknown" => None,
        "peer" => {
            // The other side ended it: the customer, or what disconnected the customer.
            let customer = conversation.customer(visit.session.media);
            let last = customer.and_then(|(_, session)| session.segments.last());
            match last.map_or("", |segment| segment.disconnect) {
                "timeout" | "system" | "error" | "uncallable" => Some(EndedBy::System),
                _ => Some(EndedBy::Customer),
            }
        }
        "timeout" | "system" | "error" | "spam" => Some(EndedBy::System),
        // The agent's client or telephone, or a transfer.
        _ => Some(EndedBy::Agent),
    }
}

/// What became of a visit without an answer, and which side ended it.
fn left(visit: &Visit<'_, '_>) -> (Outcome, Option<EndedBy>) {
    let is_abandoned = if visit.session.has_metric("tAbandon") {
        true
    } else if visit.session.has_metric("tFlowOut") {
        false
    } else {
        matches!(visit.disconnect, "" | "peer" | "client" | "endpoint")
    };
    if is_abandoned {
        (Outcome::Abandoned, Some(EndedBy::Customer))
    } else {
        (Outcome::Overflow, Some(EndedBy::System))
    }
}

fn interaction(
    settings: &GenesysSettings,
    conversation: &Conversation<'_>,
    visit: &Visit<'_, '_>,
    visits: &[Visit<'_, '_>],
    follows: Option<&str>,
) -> Result<NewInteraction, Reason> {
    let work = visit.talk.as_ref().map(|talk| {
        let others = visits.iter().filter_map(|other| other.talk.as_ref());
        let of_agent = others.filter(|other| std::ptr::eq(other.agent, talk.agent));
        let until = of_agent.map(|other| other.answered).filter(|answered| *answered > talk.answered).min();
        Work::of(conversation, visit, talk, until)
    });
    let ended =
        work.as_ref().map(|work| work.ended).or(visit.left).or(conversation.ended).ok_or(Reason::NoEnd)?;
    let (outcome, ended_by) =
        work.as_ref().map_or_else(|| left(visit), |work| (Outcome::Answered, work.ended_by));
    let direction = conversation.direction(visit.session);
    let is_outbound = direction == Direction::Outbound;
    let address = Address::read(settings, conversation, visit, is_outbound);
    let queued_at = instant(visit.queued)?;
    let answered_at = visit.talk.as_ref().map(|talk| instant(talk.answered)).transpose()?;
    let ended_at = instant(ended)?;
    let user = visit.talk.as_ref().and_then(|talk| text(talk.agent.record, "userId"));
    let seconds = |micros: i64| u32::try_from(micros / 1_000_000).ok();
    let attempt = address.number.clone().filter(|_| is_outbound && visit.channel == Channel::Voice);
    valid(NewInteraction {
        source: settings.source.clone(),
        external_id: external_id(conversation, visit),
        channel: visit.channel,
        direction,
        queue: settings.queues.get(visit.queue).map_or(visit.queue, String::as_str).to_owned(),
        agent: user.map(|user| settings.agents.get(user).map_or(user, String::as_str).to_owned()),
        customer: address.customer,
        number: address.number,
        queued_at,
        answered_at,
        ended_at,
        protocol: None,
        contact_reason: None,
        notes: None,
        case: Some(NewCase {
            external_id: conversation.id.to_owned(),
            kind: settings.case_kind.clone(),
            subject: None,
        }),
        messages: Vec::new(),
        calls: attempt
            .zip(answered_at)
            .map(|(number, answered)| NewCall {
                at: queued_at,
                number,
                status: CallStatus::Answered,
                duration_s: u32::try_from((ended_at - answered).num_seconds()).unwrap_or(0),
            })
            .into_iter()
            .collect(),
        hold_s: work.as_ref().and_then(|work| seconds(work.hold)),
        wrap_up_s: work.as_ref().and_then(|work| work.wrap_up).and_then(seconds),
        ended_by,
        outcome: Some(outcome),
        follows: follows.map(str::to_owned),
        first_reply_at: None,
        version: None,
    })
}

/// The ID of a visit: that of its session, in which there is rarely another one.
fn external_id(conversation: &Conversation<'_>, visit: &Visit<'_, '_>) -> String {
    let session = text(visit.session.record, "sessionId")
        .map_or_else(|| (visit.queued / 1_000).to_string(), str::to_owned);
    let id = format!("{}/{session}", conversation.id);
    if visit.number > 1 { format!("{id}/{}", visit.number) } else { id }
}

/// The address of the customer.
#[derive(Default)]
struct Address {
    number: Option<String>,
    customer: NewCustomer,
}

impl Address {
    fn read(
        settings: &GenesysSettings,
        conversation: &Conversation<'_>,
        visit: &Visit<'_, '_>,
        is_outbound: bool,
    ) -> Self {
        let found = conversation.customer(visit.session.media);
        let of_session = |name: &str| {
            let sessions = [found.map(|(_, session)| session.record), Some(visit.session.record)];
            sessions.into_iter().flatten().find_map(|session| text(session, name))
        };
        let name = match (visit.channel, is_outbound) {
            (Channel::Voice, false) => "ani",
            (Channel::Voice, true) => "dnis",
            (Channel::WhatsApp, false) => "addressFrom",
            (Channel::WhatsApp, true) => "addressTo",
            (Channel::WebChat, _) => "",
        };
        let number = of_session(name).map(|number| number.strip_prefix("tel:").unwrap_or(number));
        let mut customer = NewCustomer::default();
        match visit.channel {
            Channel::Voice => customer.phone = number.and_then(phone),
            Channel::WhatsApp => customer.whatsapp = number.and_then(phone),
            Channel::WebChat => {}
        }
        if let Some((participant, _)) = found {
            customer.external_id = text(participant.record, "externalContactId").map(str::to_owned);
            let is_name = |name: &&str| name.chars().any(char::is_alphabetic);
            customer.name = text(participant.record, "participantName")
                .filter(|_| visit.channel != Channel::Voice || settings.caller_names)
                .filter(is_name)
                .map(str::to_owned);
        }
        Self { number: number.and_then(some_text), customer }
    }
}
