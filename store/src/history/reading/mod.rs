//! Interactions for the read API: the list by cursor ([`newest`]), the changes since an instant
//! ([`changes`]), and one with its messages and calls ([`single`]).
//!
//! A part of a list begins after a [`Position`] and not at an offset, so that
//! it takes the same time everywhere in the list, and arrivals move nothing.

mod changes;
mod newest;
mod single;

use domain::reading::{
    InteractionLinks, ListPart, Position, RecordedCustomer, RecordedInteraction, ShownCase,
};
use domain::{
    CaseId, Channel, ContactReasonId, CustomerId, Direction, EndedBy, InteractionId, Millis, Outcome,
    QueueId, Timestamp, UserId,
};

pub use changes::{ChangedPart, ChangesAfter};

use super::{coded, stored_protocol};
use crate::Result;
use crate::cases::stored_status;
use crate::recordings::lengths::LENGTH;

/// When an interaction last changed, as the index `interaction_changed` has it.
const CHANGED: &str = "coalesce(i.updated_at, i.created_at)";

/// Columns of [`CustomerRow`], selected from `customer AS c`.
pub(crate) const CUSTOMER_COLUMNS: &str = "c.id AS customer_id, nullif(c.name, '') AS customer_name, nullif(c.phone, '') AS customer_phone, \
     nullif(c.email, '') AS customer_email, nullif(c.document, '') AS customer_document, \
     nullif(c.whatsapp, '') AS customer_whatsapp, nullif(c.chat, '') AS customer_chat, \
     c.source AS customer_source, c.external_id AS customer_external_id, \
     c.updated_at AS customer_updated_at";

/// A customer as the API shows them.
#[derive(sqlx::FromRow)]
pub(crate) struct CustomerRow {
    #[sqlx(rename = "customer_id")]
    id: CustomerId,
    #[sqlx(rename = "customer_name")]
    name: Option<String>,
    #[sqlx(rename = "customer_phone")]
    phone: Option<String>,
    #[sqlx(rename = "customer_email")]
    email: Option<String>,
    #[sqlx(rename = "customer_document")]
    document: Option<String>,
    #[sqlx(rename = "customer_whatsapp")]
    whatsapp: Option<String>,
    #[sqlx(rename = "customer_chat")]
    chat: Option<String>,
    #[sqlx(rename = "customer_source")]
    source: Option<String>,
    #[sqlx(rename = "customer_external_id")]
    external_id: Option<String>,
    #[sqlx(rename = "customer_updated_at")]
    updated_at: Timestamp,
}

impl From<CustomerRow> for RecordedCustomer {
    fn from(row: CustomerRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            phone: row.phone,
            email: row.email,
            document: row.document,
            whatsapp: row.whatsapp,
            chat: row.chat,
            source: row.source,
            external_id: row.external_id,
            updated_at: row.updated_at.to_utc(),
        }
    }
}

/// An interaction as the API shows it.
#[derive(sqlx::FromRow)]
struct Row {
    id: InteractionId,
    protocol: String,
    source: String,
    external_id: String,
    version: i32,
    channel: i16,
    direction: i16,
    queue_id: QueueId,
    queue: String,
    agent_id: Option<UserId>,
    agent: Option<String>,
    agent_name: Option<String>,
    number: Option<String>,
    queued_at: Timestamp,
    answered_at: Option<Timestamp>,
    ended_at: Timestamp,
    reason_id: Option<ContactReasonId>,
    reason: Option<String>,
    notes: Option<String>,
    hold_s: Option<i32>,
    wrap_up_s: Option<i32>,
    ended_by: Option<i16>,
    outcome: Option<i16>,
    follows: Option<String>,
    first_reply_at: Option<Timestamp>,
    created_at: Timestamp,
    changed_at: Timestamp,
    case_id: CaseId,
    case_external_id: Option<String>,
    case_kind: Option<String>,
    case_subject: Option<String>,
    case_status: String,
    case_merged_into: Option<CaseId>,
    has_recording: bool,
    recording_length: Option<Millis>,
    #[sqlx(flatten)]
    customer: CustomerRow,
}

/// Columns of [`Row`]; see [`joined`].
fn columns() -> String {
    format!(
        "i.id, i.protocol, i.source, i.external_id, i.version, i.channel, i.direction, i.queue_id, \
         q.name AS queue, i.agent_id, u.login AS agent, u.name AS agent_name, i.number, i.queued_at, \
         i.answered_at, i.ended_at, reason.id AS reason_id, reason.name AS reason, \
         nullif(i.notes, '') AS notes, i.hold_s, i.wrap_up_s, i.ended_by, i.outcome, i.follows, \
         i.first_reply_at, i.created_at, {CHANGED} AS changed_at, i.case_id, \
         s.external_id AS case_external_id, nullif(s.kind, '') AS case_kind, \
         nullif(s.subject, '') AS case_subject, s.status AS case_status, s.merged_into AS case_merged_into, \
         r.interaction_id IS NOT NULL AS has_recording, {LENGTH} AS recording_length, {CUSTOMER_COLUMNS}"
    )
}

/// The tables of [`columns`] for the interactions `i` of a clause that ends with `interaction AS i`, in
/// this order: each interaction, and what it refers to by key. `WHERE` is part of it.
fn joined(interactions: &str) -> String {
    format!(
        "{interactions} CROSS JOIN queue AS q CROSS JOIN service_case AS s CROSS JOIN customer AS owner \
         CROSS JOIN customer AS c \
         LEFT JOIN user_account AS u ON u.id = i.agent_id \
         LEFT JOIN contact_reason AS reason ON reason.id = i.contact_reason_id \
         LEFT JOIN recording AS r ON r.interaction_id = i.id \
         WHERE q.id = i.queue_id AND s.id = i.case_id AND owner.id = i.customer_id \
         AND c.id = coalesce(owner.merged_into, owner.id)"
    )
}

/// A stored number of seconds, or of corrections, which is not negative.
fn whole(stored: i32) -> u32 {
    u32::try_from(stored).unwrap_or_default()
}

impl TryFrom<Row> for RecordedInteraction {
    type Error = crate::Error;

    fn try_from(row: Row) -> Result<Self> {
        let protocol = stored_protocol(&row.protocol)?;
        Ok(Self {
            links: InteractionLinks::of(&protocol, row.case_id),
            protocol,
            source: row.source,
            external_id: row.external_id,
            version: whole(row.version),
            channel: coded("channel", row.channel, Channel::from_code)?,
            direction: coded("direction", row.direction, Direction::from_code)?,
            queue: row.queue,
            queue_id: row.queue_id,
            agent: row.agent,
            agent_name: row.agent_name,
            agent_id: row.agent_id,
            customer: row.customer.into(),
            number: row.number,
            queued_at: row.queued_at.to_utc(),
            answered_at: row.answered_at.map(Timestamp::to_utc),
            ended_at: row.ended_at.to_utc(),
            contact_reason: row.reason,
            contact_reason_id: row.reason_id,
            notes: row.notes,
            hold_s: row.hold_s.map(whole),
            wrap_up_s: row.wrap_up_s.map(whole),
            ended_by: row.ended_by.map(|code| coded("ended by", code, EndedBy::from_code)).transpose()?,
            outcome: row.outcome.map(|code| coded("outcome", code, Outcome::from_code)).transpose()?,
            follows: row.follows,
            first_reply_at: row.first_reply_at.map(Timestamp::to_utc),
            case: ShownCase {
                id: row.case_id,
                external_id: row.case_external_id,
                kind: row.case_kind,
                subject: row.case_subject,
                status: stored_status(&row.case_status)?,
                merged_into: row.case_merged_into,
            },
            has_recording: row.has_recording,
            recording_s: row.recording_length.map(|Millis(ms)| ms.cast_unsigned().saturating_add(500) / 1000),
            recorded_at: row.created_at.to_utc(),
            updated_at: row.changed_at.to_utc(),
            messages: None,
            calls: None,
        })
    }
}

/// At most `limit` of these rows, of which one more was read if others follow.
fn part(
    mut rows: Vec<Row>,
    limit: u64,
    position: impl Fn(&Row) -> Position,
) -> Result<ListPart<RecordedInteraction>> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(position);
    let items = rows.into_iter().map(RecordedInteraction::try_from).collect::<Result<_>>()?;
    Ok(ListPart { items, next })
}
