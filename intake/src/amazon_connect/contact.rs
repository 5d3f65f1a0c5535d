//! The interaction that a contact record is.

use domain::interaction::limits::MAX_VERSION;
use domain::{
    CallStatus, Channel, Direction, EndedBy, NewCall, NewCase, NewCustomer, NewInteraction, Outcome,
};
use serde_json::Value;

use super::settings::AmazonConnectSettings;
use crate::emission::{instant, phone, some_text, valid};
use crate::json_fields::{count, field, text, time};
use crate::source::{Reason, Skipped};

/// What a record is.
pub(super) enum Contact {
    Interaction(Box<NewInteraction>),
    Skipped(Skipped),
}

/// When a record was last updated, in microseconds since 1970.
pub(super) fn updated(record: &Value) -> Option<i64> {
    time(record, "LastUpdateTimestamp").ok().flatten()
}

/// Reads a record.
///
/// # Errors
/// Why it makes no interaction.
pub(super) fn read(settings: &AmazonConnectSettings, record: &Value, id: &str) -> Result<Contact, Reason> {
    let Some(channel) = channel(record) else { return Ok(Contact::Skipped(Skipped::OtherChannel)) };
    let method = text(record, "InitiationMethod").unwrap_or("").to_uppercase();
    let is_dialled = matches!(method.as_str(), "OUTBOUND" | "EXTERNAL_OUTBOUND");
    // By the API, calls are begun by us and chats by customers.
    let is_outbound = is_dialled || (method == "API" && channel == Channel::Voice);
    let queue = field(record, "Queue").filter(|queue| queue.is_object());
    if queue.is_none() && !is_dialled {
        return Ok(Contact::Skipped(Skipped::NoQueue));
    }
    let course = Course::read(record, queue, is_outbound)?;
    let address = Address::read(record, channel);
    let queued_at = instant(course.queued)?;
    let answered_at = course.answered.map(instant).transpose()?;
    let ended_at = instant(course.ended)?;
    let talk = answered_at.map_or(0, |answered| (ended_at - answered).num_seconds());
    let agent = field(record, "Agent").filter(|_| answered_at.is_some() || is_outbound);
    let seconds = |name: &str| agent.filter(|_| answered_at.is_some()).and_then(|agent| count(agent, name));
    let attempt = address.number.clone().filter(|_| is_outbound && channel == Channel::Voice);
    let login = agent.and_then(|agent| text(agent, "Username"));
    valid(NewInteraction {
        source: settings.source.clone(),
        external_id: id.to_owned(),
        channel,
        direction: if is_outbound { Direction::Outbound } else { Direction::Inbound },
        queue: queue_name(settings, queue),
        agent: login.map(|login| settings.agents.get(login).map_or(login, String::as_str).to_owned()),
        customer: address.customer,
        number: address.number,
        queued_at,
        answered_at,
        ended_at,
        protocol: None,
        contact_reason: None,
        notes: None,
        case: Some(NewCase {
            external_id: text(record, "InitialContactId").unwrap_or(id).to_owned(),
            kind: settings.case_kind.clone(),
            subject: None,
        }),
        messages: Vec::new(),
        calls: attempt
            .map(|number| NewCall {
                at: queued_at,
                number,
                status: course.status,
                duration_s: u32::try_from(talk).unwrap_or(0),
            })
            .into_iter()
            .collect(),
        hold_s: seconds("CustomerHoldDuration").filter(|hold| i64::from(*hold) <= talk),
        wrap_up_s: seconds("AfterContactWorkDuration"),
        ended_by: course.ended_by,
        outcome: Some(course.outcome),
        follows: text(record, "PreviousContactId").map(str::to_owned),
        first_reply_at: None,
        version: updated(record).map(|micros| {
            u32::try_from(micros / 1_000_000).map_or(MAX_VERSION, |seconds| seconds.min(MAX_VERSION))
        }),
    })
    .map(|interaction| Contact::Interaction(Box::new(interaction)))
}

/// The channel; `None` for those that are not taken, such as tasks and e-mail.
fn channel(record: &Value) -> Option<Channel> {
    match text(record, "Channel").unwrap_or("").to_uppercase().as_str() {
        "VOICE" => Some(Channel::Voice),
        "CHAT" => {
            let places = ["CustomerEndpoint", "ContactDetails", "SegmentAttributes"];
            let says_whatsapp = |name: &&str| {
                field(record, name).is_some_and(|value| value.to_string().to_lowercase().contains("whatsapp"))
            };
            Some(if places.iter().any(says_whatsapp) { Channel::WhatsApp } else { Channel::WebChat })
        }
        _ => None,
    }
}

/// The queue's name here. An agent's own queue has none.
fn queue_name(settings: &AmazonConnectSettings, queue: Option<&Value>) -> String {
    let Some(queue) = queue else { return settings.outbound_queue.clone() };
    let arn = text(queue, "ARN").unwrap_or("");
    let last = arn.rsplit('/').next().unwrap_or("");
    let name = match text(queue, "Name") {
        Some(name) => name,
        None if arn.contains("/queue/agent/") || last.is_empty() => &settings.direct_queue,
        None => last,
    };
    settings.queues.get(name).map_or(name, String::as_str).to_owned()
}

/// The address of the customer.
#[derive(Default)]
struct Address {
    number: Option<String>,
    customer: NewCustomer,
}

impl Address {
    fn read(record: &Value, channel: Channel) -> Self {
        let Some(endpoint) = field(record, "CustomerEndpoint") else { return Self::default() };
        let Some(written) = text(endpoint, "Address") else { return Self::default() };
        let kind = text(endpoint, "Type").unwrap_or("").to_uppercase();
        let mut customer = NewCustomer::default();
        match channel {
            _ if kind.contains("EMAIL") => customer.email = some_text(written),
            Channel::WhatsApp => customer.whatsapp = phone(written),
            Channel::Voice | Channel::WebChat => customer.phone = phone(written),
        }
        let is_number = channel != Channel::WebChat && !kind.contains("EMAIL");
        Self { number: some_text(written).filter(|_| is_number), customer }
    }
}

/// The course of a contact; times in microseconds since 1970.
struct Course {
    queued: i64,
    answered: Option<i64>,
    ended: i64,
    outcome: Outcome,
    ended_by: Option<EndedBy>,
    status: CallStatus,
}

impl Course {
    fn read(record: &Value, queue: Option<&Value>, is_outbound: bool) -> Result<Self, Reason> {
        let at = |record: &Value, name: &str| time(record, name).map_err(|()| Reason::BadTime);
        let agent = field(record, "Agent").unwrap_or(&Value::Null);
        let enqueued = queue.map_or(Ok(None), |queue| at(queue, "EnqueueTimestamp"))?;
        let begun = at(record, "InitiationTimestamp")?;
        let queued = enqueued
            .or(begun)
            .ok_or_else(|| Reason::MissingField { name: "InitiationTimestamp".to_owned() })?;
        let disconnected = at(record, "DisconnectTimestamp")?.ok_or(Reason::NoEnd)?;
        let connected = at(agent, "ConnectedToAgentTimestamp")?;
        // An agent who dials is connected before the customer answers, who may never do so.
        let answered = if is_outbound {
            at(record, "ConnectedToSystemTimestamp")?
                .and_then(|system| connected.map(|agent| agent.max(system)))
        } else {
            connected
        };
        let transferred = at(record, "TransferCompletedTimestamp")?;
        let after_work = at(agent, "AfterContactWorkStartTimestamp")?;
        let ended = match answered {
            Some(answered) => {
                let left = [after_work, transferred].into_iter().flatten().filter(|left| *left >= answered);
                left.chain([disconnected]).min().unwrap_or(disconnected)
            }
            None => disconnected,
        };
        let reason = text(record, "DisconnectReason").unwrap_or("").to_uppercase();
        let ended_by = match reason.as_str() {
            // The agent left before the contact ended.
            _ if ended < disconnected => Some(EndedBy::Agent),
            "CUSTOMER_DISCONNECT" => Some(EndedBy::Customer),
            "AGENT_DISCONNECT" => Some(EndedBy::Agent),
            "" | "OTHER" => None,
            _ => Some(EndedBy::System),
        };
        let is_failure =
            reason.contains("TELECOM") || reason.ends_with("_ERROR") || reason.ends_with("_FAILED");
        let outcome = match (answered, reason.as_str()) {
            (Some(_), _) => Outcome::Answered,
            (None, _) if is_outbound || is_failure => Outcome::Failed,
            (None, "" | "CUSTOMER_DISCONNECT" | "OTHER") => Outcome::Abandoned,
            (None, _) => Outcome::Overflow,
        };
        let status = match (answered, reason.as_str()) {
            (Some(_), _) => CallStatus::Answered,
            (None, "TELECOM_BUSY") => CallStatus::Busy,
            (None, "TELECOM_TIMEOUT" | "TELECOM_ORIGINATOR_CANCEL") => CallStatus::NoAnswer,
            (None, _) if is_failure => CallStatus::Failed,
            (None, _) => CallStatus::NoAnswer,
        };
        Ok(Self { queued, answered, ended, outcome, ended_by, status })
    }
}
