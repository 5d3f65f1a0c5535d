//! The interaction that a leg is: a visit to a queue, or a direct call.

use domain::{
    CallStatus, Channel, Direction, EndedBy, NewCall, NewCase, NewCustomer, NewInteraction, Outcome,
};

use super::leg::{Leg, Way};
use crate::emission::{instant, phone, some_text, valid};
use crate::source::{Output, Place, Reason, Skipped};

/// How much later than its last event a call may end and have ended by it, in microseconds: each is cut
/// to a second.
const SAME_MOMENT: i64 = 1_000_000;

/// Emits the interaction of a leg, or says why there is none.
pub(super) fn emit(leg: &Leg<'_>, place: Place, text: &str, output: &mut Output) {
    let domains = &leg.settings.domains;
    if !domains.is_empty() && !domains.contains(&leg.domain()) {
        return output.skip(Skipped::OtherDomain);
    }
    let found = match &*leg.get("cc_side") {
        "member" => queue_call(leg, output),
        "agent" => return output.skip(Skipped::Leg),
        _ if leg.is_made_by_another() => return output.skip(Skipped::Leg),
        _ => direct_call(leg),
    };
    match found {
        Ok(Found::Interaction(interaction)) => output.interactions.push(*interaction),
        Ok(Found::Skipped(kind)) => output.skip(kind),
        Err(reason) => output.reject(place, reason, text),
    }
}

/// What a leg is.
enum Found {
    Interaction(Box<NewInteraction>),
    Skipped(Skipped),
}

/// The last visit of a call to a queue. Variables of earlier visits stay in the record: what happened
/// before the call joined the queue is none of this one.
fn queue_call(leg: &Leg<'_>, output: &mut Output) -> Result<Found, Reason> {
    let missing = |name: &str| Reason::MissingField { name: name.to_owned() };
    let queue = leg.get("cc_queue");
    if queue.is_empty() {
        return Err(Reason::NoQueue);
    }
    let joined = leg.instant("cc_queue_joined").ok_or_else(|| missing("cc_queue_joined_epoch"))?;
    let events = ["cc_queue_answered", "cc_queue_terminated", "cc_queue_canceled"];
    let [answered, terminated, canceled] = events.map(|name| leg.instant(name));
    if [answered, terminated, canceled].into_iter().flatten().any(|at| at < joined) {
        output.skip(Skipped::EarlierVisit);
    }
    let end = leg.instant("end");
    let answered = answered
        .filter(|at| *at >= joined && leg.get("cc_cause") == "answered" && leg.is_true("cc_agent_bridged"));
    let ended = match answered {
        Some(answered) => terminated.filter(|at| *at >= answered),
        None => canceled.filter(|at| *at >= joined),
    };
    let ended = ended.or(end).ok_or(Reason::NoEnd)?;
    let is_last = end.is_none_or(|end| end - ended <= SAME_MOMENT);
    let (outcome, ended_by) = match (answered, is_last) {
        (Some(_), true) => (Outcome::Answered, hung_up_by(leg, true)),
        (Some(_), false) => (Outcome::Answered, None),
        (None, _) => left(&leg.get("cc_cancel_reason"), is_last),
    };
    let session = match leg.get("cc_member_session_uuid") {
        session if session.is_empty() => leg.id(),
        session => session,
    };
    let member = leg.get("cc_member_uuid");
    let external_id = if member.is_empty() {
        if session.is_empty() {
            return Err(missing("cc_member_uuid"));
        }
        format!("{session}/{}", joined / 1_000_000)
    } else {
        member.into_owned()
    };
    // A dialler may put a customer into a queue after it called that customer.
    let is_inbound = match leg.said_way() {
        Some(way) => way != Way::Outbound,
        None => !leg.is_outbound_channel(),
    };
    let course = Course {
        direction: if is_inbound { Direction::Inbound } else { Direction::Outbound },
        queue: leg.settings.queue(&queue),
        queued: joined,
        answered,
        ended,
        agent: answered.and_then(|_| leg.settings.agent(&leg.get("cc_agent"))),
        outcome,
        ended_by,
        hold: None,
        status: None,
    };
    interaction(leg, external_id, &session, course)
}

/// What became of a visit without an answer, and which side ended it.
fn left(reason: &str, is_last: bool) -> (Outcome, Option<EndedBy>) {
    match reason {
        "TIMEOUT" | "NO_AGENT_TIMEOUT" => (Outcome::Overflow, Some(EndedBy::System)),
        "EXIT_WITH_KEY" => (Outcome::Overflow, Some(EndedBy::Customer)),
        // The call went on: it was transferred.
        _ if !is_last => (Outcome::Overflow, Some(EndedBy::System)),
        _ => (Outcome::Abandoned, Some(EndedBy::Customer)),
    }
}

/// Who hung up; `is_customer` says whose leg it is.
fn hung_up_by(leg: &Leg<'_>, is_customer: bool) -> Option<EndedBy> {
    let (own, other) =
        if is_customer { (EndedBy::Customer, EndedBy::Agent) } else { (EndedBy::Agent, EndedBy::Customer) };
    match &*leg.get("sip_hangup_disposition") {
        "recv_bye" | "recv_cancel" => Some(own),
        "send_bye" => Some(other),
        _ => None,
    }
}

/// A call that was in no queue.
fn direct_call(leg: &Leg<'_>) -> Result<Found, Reason> {
    let settings = leg.settings;
    let way = leg.way().ok_or(Reason::UnknownDirection)?;
    let (queue, skipped) = match way {
        Way::Inbound => (&settings.direct_queue, Skipped::DirectCall),
        Way::Outbound => (&settings.outbound_queue, Skipped::DirectCall),
        Way::Internal => (&settings.internal_queue, Skipped::InternalCall),
    };
    let Some(queue) = queue else { return Ok(Found::Skipped(skipped)) };
    let id = leg.id().into_owned();
    if id.is_empty() {
        return Err(Reason::NoCall);
    }
    let queued =
        leg.instant("start").ok_or_else(|| Reason::MissingField { name: "start_epoch".to_owned() })?;
    let ended = leg.instant("end").ok_or(Reason::NoEnd)?;
    let is_voicemail = leg.get("last_app").eq_ignore_ascii_case("voicemail")
        || leg.get("status") == "voicemail"
        || leg.is_true("voicemail_message");
    let dialplan_answered = leg.instant("answer");
    let answered = dialplan_answered.filter(|_| is_talk(leg) && !is_voicemail);
    if way != Way::Outbound
        && dialplan_answered.is_some()
        && answered.is_none()
        && !is_voicemail
        && !rang(leg)
    {
        return Ok(Found::Skipped(Skipped::Announcement));
    }
    // The dialplan may have answered before the other party did.
    let answered = answered.map(|at| leg.instant("bridge").map_or(at, |bridged| at.max(bridged.min(ended))));
    let status = status(leg, answered.is_some());
    let outcome = match answered {
        Some(_) => Outcome::Answered,
        None if is_voicemail => Outcome::Voicemail,
        None if way != Way::Outbound && status == CallStatus::NoAnswer => Outcome::Abandoned,
        None => Outcome::Failed,
    };
    let hold =
        leg.get("hold_accum_seconds").parse().ok().filter(|_| way == Way::Outbound && answered.is_some());
    let course = Course {
        direction: if way == Way::Outbound { Direction::Outbound } else { Direction::Inbound },
        queue: queue.clone(),
        queued,
        answered,
        ended,
        agent: if way == Way::Outbound { caller(leg) } else { answered.and_then(|_| callee(leg)) },
        outcome,
        ended_by: answered.and_then(|_| hung_up_by(leg, way != Way::Outbound)),
        hold,
        status: (way == Way::Outbound).then_some(status),
    };
    interaction(leg, id.clone(), &id, course)
}

/// Whether the caller was connected to someone.
fn is_talk(leg: &Leg<'_>) -> bool {
    let status = leg.get("status").to_lowercase();
    let is_missed = leg.is_true("missed_call")
        || matches!(&*status, "missed" | "no_answer" | "cancelled" | "canceled" | "busy" | "failed");
    let signs = ["bridge_uuid", "last_bridge_to", "bridge_epoch", "bridge_channel"];
    let has_sign = signs.iter().any(|sign| !matches!(&*leg.get(sign), "" | "0"));
    let is_silent = signs.iter().all(|sign| !leg.knows(sign));
    !is_missed && (has_sign || is_silent)
}

/// Whether a telephone rang.
fn rang(leg: &Leg<'_>) -> bool {
    let signs = ["originate_disposition", "originated_legs", "dialed_user", "DIALSTATUS", "originate_causes"];
    leg.get("last_app") == "bridge"
        || leg.is_true("missed_call")
        || !leg.first(&signs).is_empty()
        || matches!(&*leg.get("status"), "missed" | "no_answer" | "cancelled" | "busy" | "failed")
}

/// How an attempt ended.
fn status(leg: &Leg<'_>, is_answered: bool) -> CallStatus {
    if is_answered {
        return CallStatus::Answered;
    }
    match (&*leg.get("status"), &*leg.get("hangup_cause")) {
        ("busy", _) | (_, "USER_BUSY") => CallStatus::Busy,
        ("failed", _) => CallStatus::Failed,
        ("missed" | "no_answer" | "cancelled" | "canceled", _)
        | (
            _,
            "NO_ANSWER" | "NO_USER_RESPONSE" | "ORIGINATOR_CANCEL" | "ALLOTTED_TIMEOUT" | "PROGRESS_TIMEOUT"
            | "NORMAL_CLEARING" | "LOSE_RACE" | "PICKED_OFF" | "",
        ) => CallStatus::NoAnswer,
        _ => CallStatus::Failed,
    }
}

/// The agent who calls: the user of the telephone, or what the map knows of the caller.
fn caller(leg: &Leg<'_>) -> Option<String> {
    let names = [
        "extension_uuid",
        "user_name",
        "sip_from_user",
        "sip_auth_username",
        "source_number",
        "caller_id_number",
    ];
    let known = names.iter().find_map(|name| leg.settings.known_agent(&leg.get(name)));
    known.or_else(|| {
        leg.settings.agent(&leg.first(&["user_name", "sip_auth_username", "sip_from_user", "extension_uuid"]))
    })
}

/// The agent who was called and answered.
fn callee(leg: &Leg<'_>) -> Option<String> {
    let channel = leg.get("bridge_channel").into_owned();
    // sofia/internal/1002@10.0.0.9:5060
    let user =
        channel.splitn(3, '/').nth(2).and_then(|rest| rest.split_once('@')).map_or("", |(user, _)| user);
    let names = ["extension_uuid", "dialed_user", "last_sent_callee_id_number", "destination_number"];
    let known = names.iter().find_map(|name| leg.settings.known_agent(&leg.get(name)));
    known.or_else(|| leg.settings.known_agent(user)).or_else(|| {
        let said = leg.first(&["dialed_user"]).into_owned();
        let others = leg.first(&["extension_uuid", "last_sent_callee_id_number"]);
        let number = leg.of_caller("destination_number");
        [said.as_str(), user, &others, &number].into_iter().find_map(|name| leg.settings.agent(name))
    })
}

/// The course of an interaction.
struct Course {
    direction: Direction,
    queue: String,
    queued: i64,
    answered: Option<i64>,
    ended: i64,
    agent: Option<String>,
    outcome: Outcome,
    ended_by: Option<EndedBy>,
    hold: Option<u32>,
    /// How the attempt ended that an outbound call is.
    status: Option<CallStatus>,
}

fn interaction(leg: &Leg<'_>, external_id: String, call: &str, course: Course) -> Result<Found, Reason> {
    let settings = leg.settings;
    let is_inbound = course.direction == Direction::Inbound;
    let number = leg.of_caller(if is_inbound { "caller_id_number" } else { "destination_number" });
    let name = leg.of_caller("caller_id_name");
    let name = Some(&*name).filter(|name| settings.caller_names && is_inbound && is_name(name));
    let (queued_at, ended_at) = (instant(course.queued)?, instant(course.ended)?);
    let answered_at = course.answered.map(instant).transpose()?;
    let talk = answered_at.map_or(0, |answered| (ended_at - answered).num_seconds());
    let attempt = course.status.zip(some_text(&number)).map(|(status, number)| NewCall {
        at: queued_at,
        number,
        status,
        duration_s: u32::try_from(talk).unwrap_or(0),
    });
    valid(NewInteraction {
        source: settings.source.clone(),
        external_id,
        channel: Channel::Voice,
        direction: course.direction,
        queue: course.queue,
        agent: course.agent,
        customer: NewCustomer {
            name: name.and_then(some_text),
            phone: phone(&number),
            ..NewCustomer::default()
        },
        number: some_text(&number),
        queued_at,
        answered_at,
        ended_at,
        protocol: None,
        contact_reason: None,
        notes: None,
        case: some_text(call).map(|external_id| NewCase {
            external_id,
            kind: settings.case_kind.clone(),
            subject: None,
        }),
        messages: Vec::new(),
        calls: attempt.into_iter().collect(),
        hold_s: course.hold.filter(|hold| i64::from(*hold) <= talk),
        wrap_up_s: None,
        ended_by: course.ended_by,
        outcome: Some(course.outcome),
        follows: None,
        first_reply_at: None,
        version: None,
    })
    .map(|interaction| Found::Interaction(Box::new(interaction)))
}

/// What telephones send instead of a name.
const NO_NAMES: [&str; 7] =
    ["anonymous", "unknown", "restricted", "unavailable", "private", "withheld", "caller"];

/// Whether a caller's name is one, and not the number again or a word for a withheld one.
fn is_name(name: &str) -> bool {
    name.chars().any(char::is_alphabetic) && !NO_NAMES.contains(&name.to_lowercase().as_str())
}
