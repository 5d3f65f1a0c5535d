//! The interaction that a finished visit is.

use domain::{
    CallStatus, Channel, Direction, EndedBy, NewCall, NewCase, NewCustomer, NewInteraction, Outcome,
};

use super::event::{Entry, Exit};
use super::settings::QueueLogSettings;
use super::visits::{SECOND, Visit};
use crate::emission::{instant, phone, some_text, valid};
use crate::source::Reason;

/// By how much a time may be before the one it follows and count as equal: the ends are recorded by
/// another thread.
const OUT_OF_ORDER: i64 = 2 * SECOND;

/// How a visit ended.
pub(super) struct Ending {
    pub at: i64,
    pub by: EndedBy,
    pub outcome: Outcome,
    pub note: Option<String>,
}

impl Ending {
    /// The caller left without an answer.
    pub(super) fn left(settings: &QueueLogSettings, at: i64, exit: Exit<'_>) -> Self {
        let outcome = match exit {
            Exit::Abandon => Outcome::Abandoned,
            Exit::Timeout | Exit::Empty => Outcome::Overflow,
            Exit::Key(key) => settings.key_outcomes.get(key).copied().unwrap_or(Outcome::Overflow),
            Exit::Withdraw(text) => {
                settings.withdraw_outcomes.get(text).copied().unwrap_or(Outcome::Overflow)
            }
        };
        let note = match exit {
            Exit::Withdraw(text) if !text.is_empty() => Some(format!("{} {text}", settings.notes.withdrawn)),
            _ => None,
        };
        Self { at, by: exit.by(), outcome, note }
    }

    /// A restart cut it off.
    pub(super) fn interrupted(settings: &QueueLogSettings, at: i64) -> Self {
        let note = Some(settings.notes.interrupted.clone());
        Self { at, by: EndedBy::System, outcome: Outcome::Interrupted, note }
    }
}

/// The interaction of a visit.
///
/// # Errors
/// What makes it invalid.
pub(super) fn visited(
    settings: &QueueLogSettings,
    visit: &Visit,
    ending: &Ending,
) -> Result<NewInteraction, Reason> {
    let answered = visit.talk.as_ref().map(|talk| not_before(visit.entered, talk.began));
    let notes = [visit.rebuilt.then_some(&settings.notes.rebuilt), ending.note.as_ref()];
    let notes: Vec<&str> =
        notes.into_iter().flatten().map(String::as_str).filter(|note| !note.is_empty()).collect();
    let customer = NewCustomer {
        name: some_text(&visit.caller_name).filter(|_| settings.caller_names),
        phone: phone(&visit.caller),
        ..NewCustomer::default()
    };
    valid(NewInteraction {
        source: settings.source.clone(),
        external_id: visit.external_id(),
        channel: Channel::Voice,
        direction: Direction::Inbound,
        queue: settings.queues.get(&visit.queue).unwrap_or(&visit.queue).clone(),
        agent: visit.talk.as_ref().and_then(|talk| talk.agent.clone()),
        number: some_text(&visit.caller),
        customer,
        queued_at: instant(visit.entered)?,
        answered_at: answered.map(instant).transpose()?,
        ended_at: instant(not_before(answered.unwrap_or(visit.entered), ending.at))?,
        protocol: None,
        contact_reason: None,
        notes: some_text(&notes.join("\n")),
        case: Some(NewCase {
            external_id: visit.case.clone(),
            kind: settings.case_kind.clone(),
            subject: None,
        }),
        messages: Vec::new(),
        calls: Vec::new(),
        hold_s: None,
        wrap_up_s: None,
        ended_by: Some(ending.by),
        outcome: Some(ending.outcome),
        follows: visit.follows.clone(),
        first_reply_at: None,
        version: None,
    })
}

/// The interaction of a dialler's call, which is recorded when it ended.
///
/// # Errors
/// What makes it invalid.
pub(super) fn dialled(
    settings: &QueueLogSettings,
    entry: Entry<'_>,
    agent: Option<String>,
    status: &str,
    talk: Option<i64>,
    number: &str,
) -> Result<NewInteraction, Reason> {
    let (status, outcome) = match status {
        "ANSWER" => (CallStatus::Answered, Outcome::Answered),
        "BUSY" => (CallStatus::Busy, Outcome::Failed),
        "NOANSWER" | "CANCEL" => (CallStatus::NoAnswer, Outcome::Failed),
        _ => (CallStatus::Failed, Outcome::Failed),
    };
    let is_answered = status == CallStatus::Answered;
    let talk = talk.filter(|_| is_answered).unwrap_or(0);
    let (began, ended) = (instant(entry.at - talk * SECOND)?, instant(entry.at)?);
    let number = some_text(number);
    let call = number.clone().map(|number| NewCall {
        at: began,
        number,
        status,
        duration_s: u32::try_from(talk).unwrap_or(u32::MAX),
    });
    valid(NewInteraction {
        source: settings.source.clone(),
        external_id: format!("{}/{}/{}", entry.call, entry.queue, entry.at.div_euclid(SECOND)),
        channel: Channel::Voice,
        direction: Direction::Outbound,
        queue: settings.dialler_queue.clone().unwrap_or_default(),
        agent,
        customer: NewCustomer { phone: number.as_deref().and_then(phone), ..NewCustomer::default() },
        number,
        queued_at: began,
        answered_at: is_answered.then_some(began),
        ended_at: ended,
        protocol: None,
        contact_reason: None,
        notes: None,
        case: Some(NewCase {
            external_id: entry.call.to_owned(),
            kind: settings.case_kind.clone(),
            subject: None,
        }),
        messages: Vec::new(),
        calls: call.into_iter().collect(),
        hold_s: None,
        wrap_up_s: None,
        ended_by: None,
        outcome: Some(outcome),
        follows: None,
        first_reply_at: None,
        version: None,
    })
}

/// A time that follows another.
fn not_before(start: i64, at: i64) -> i64 {
    if at < start && start - at <= OUT_OF_ORDER { start } else { at }
}
