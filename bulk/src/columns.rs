//! The columns that each row fills, shared by both engines.

use domain::number::NumberDefaults;
use domain::{number, zone};
use sha2::{Digest, Sha256};
use store::cases::{document_key, name_key};

use super::cells::{Cells, Row};
use super::rows::{
    Calendar, Call, Case, CaseEvent, Clock, Customer, CustomerAddress, Group, GroupAgent, GroupSupervisor,
    Interaction, Message, Origin, Policy, Queue, QueueReason, Reason, Recording, Survey, SurveyResponse,
    User,
};

macro_rules! row {
    ($type:ident fills $table:literal: |$row:ident, $origin:ident| {
        $($column:literal = $kind:ident($value:expr)),+ $(,)?
    }) => {
        impl Row for $type {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] = &[$($column),+];
            fn write(&self, $origin: &Origin, cells: &mut impl Cells) {
                let $row = self;
                $(cells.$kind($value);)+
            }
        }
    };
}

row!(User fills "user_account": |user, _origin| {
    "id" = int(user.id),
    "login" = text(&user.login),
    "login_key" = text(&user.login.to_lowercase()),
    "name" = text(&user.name),
    "role" = text(user.role.as_str()),
    "password_hash" = maybe_text(user.password_hash.as_deref()),
    "active" = flag(true),
    "created_at" = int(user.created_at),
});

row!(Group fills "monitoring_group": |group, _origin| {
    "id" = int(group.id),
    "name" = text(&group.name),
});

row!(GroupAgent fills "group_agent": |member, _origin| {
    "group_id" = int(member.group),
    "agent_id" = int(member.agent),
});

row!(GroupSupervisor fills "group_supervisor": |member, _origin| {
    "group_id" = int(member.group),
    "supervisor_id" = int(member.supervisor),
});

row!(Queue fills "queue": |queue, _origin| {
    "id" = int(queue.id),
    "name" = text(&queue.name),
});

row!(Reason fills "contact_reason": |reason, _origin| {
    "id" = int(reason.id),
    "name" = text(&reason.name),
});

row!(QueueReason fills "queue_contact_reason": |offer, _origin| {
    "queue_id" = int(offer.queue),
    "contact_reason_id" = int(offer.reason),
    "position" = int(offer.position),
});

row!(Customer fills "customer": |customer, origin| {
    "id" = int(customer.id),
    "source" = text(&origin.source),
    "external_id" = text(&customer.external_id),
    "name" = text(&customer.name),
    "phone" = maybe_text(customer.phone.as_deref()),
    "email" = maybe_text(customer.email.as_deref()),
    "document" = maybe_text(customer.document.as_deref()),
    "whatsapp" = maybe_text(customer.whatsapp.as_deref()),
    "chat" = maybe_text(customer.chat.as_deref()),
    "name_key" = text(&name_key(&customer.name)),
    "document_key" = maybe_text(customer.document.as_deref().map(document_key).as_deref()),
    "created_at" = int(customer.created_at),
    "updated_at" = int(customer.updated_at),
});

row!(CustomerAddress fills "customer_address": |address, _origin| {
    "kind" = text(address.kind),
    "address" = text(&address.address),
    "customer_id" = int(address.customer),
});

row!(Case fills "service_case": |case, origin| {
    "id" = int(case.id),
    "source" = text(&origin.source),
    "external_id" = text(&case.external_id),
    "customer_id" = int(case.customer),
    "queue_id" = int(case.queue),
    "kind" = text(&case.kind),
    "subject" = text(&case.subject),
    "status" = text(case.status.as_str()),
    "agent_id" = maybe_int(case.agent),
    "opened_at" = int(case.opened_at),
    "closed_at" = maybe_int(case.closed_at),
    "updated_at" = int(case.updated_at),
});

row!(Interaction fills "interaction": |row, origin| {
    "id" = int(row.id),
    "protocol" = text(row.protocol.as_str()),
    "source" = text(&origin.source),
    "external_id" = text(&row.external_id),
    "fingerprint" = bytes(&fingerprint(row)),
    "case_id" = int(row.case),
    "customer_id" = int(row.customer),
    "channel" = int(row.channel.code()),
    "direction" = int(row.direction.code()),
    "queue_id" = int(row.queue),
    "agent_id" = maybe_int(row.agent),
    "number" = maybe_text(row.number.as_deref()),
    "number_digits" = maybe_text(digits(row).as_deref()),
    "queued_at" = int(row.queued_at),
    "answered_at" = maybe_int(row.answered_at),
    "ended_at" = int(row.ended_at),
    "day" = text(&zone::day_of(origin.zone, row.queued_at).to_string()),
    "contact_reason_id" = maybe_int(row.reason),
    "notes" = maybe_text(row.notes.as_deref()),
    "created_at" = int(row.ended_at),
    "updated_at" = int(row.ended_at),
});

row!(Message fills "message": |message, _origin| {
    "interaction_id" = int(message.interaction),
    "position" = int(message.position),
    "at" = int(message.at),
    "sender" = int(message.sender.code()),
    "name" = maybe_text(message.name.as_deref()),
    "text" = text(&message.text),
});

row!(Call fills "call_attempt": |call, _origin| {
    "interaction_id" = int(call.interaction),
    "position" = int(call.position),
    "at" = int(call.at),
    "number" = text(&call.number),
    "number_key" = maybe_text(number::search_key(&call.number, &NumberDefaults::default()).as_deref()),
    "status" = text(call.status.as_str()),
    "duration_s" = int(call.duration_s),
});

row!(Recording fills "recording": |recording, _origin| {
    "interaction_id" = int(recording.interaction),
    "blob" = text(&recording.blob),
    "content_type" = text(&recording.content_type),
    "size" = int(recording.size),
    "sha256" = text(&recording.sha256),
    "length_ms" = int(recording.length),
    "uploaded_at" = int(recording.uploaded_at),
});

row!(Calendar fills "business_calendar": |calendar, _origin| {
    "id" = int(calendar.id),
    "name" = text(&calendar.name),
    "definition" = text(&json(&calendar.definition)),
});

row!(Policy fills "sla_policy": |policy, _origin| {
    "id" = int(policy.id),
    "name" = text(&policy.name),
    "queue_id" = maybe_int(policy.queue),
    "calendar_id" = int(policy.calendar),
    "first_response_ms" = maybe_int(policy.promise.first_response_ms),
    "resolution_ms" = maybe_int(policy.promise.resolution_ms),
    "at_risk_percent" = int(policy.promise.at_risk_percent),
});

row!(Survey fills "survey": |survey, _origin| {
    "id" = int(survey.id),
    "name" = text(&survey.content.name),
    "queue_id" = maybe_int(survey.queue),
    "scale" = text(survey.content.scale.as_str()),
    "questions" = text(&json(&survey.content.questions)),
    "valid_days" = int(survey.valid_days),
});

row!(Clock fills "sla_clock": |clock, _origin| {
    "case_id" = int(clock.case),
    "kind" = text(clock.kind.as_str()),
    "policy_id" = int(clock.policy),
    "started" = int(clock.clock.started),
    "stopped" = maybe_int(clock.clock.stopped),
    "pauses" = text(&json(&clock.clock.pauses)),
});

row!(CaseEvent fills "case_event": |event, _origin| {
    "case_id" = int(event.case),
    "interaction_id" = maybe_int(event.interaction),
    "at" = int(event.at),
    "actor_id" = maybe_int(event.actor),
    "action" = text(event.action.as_str()),
    "comment" = maybe_text(event.comment.as_deref()),
    "status" = maybe_text(event.status.map(domain::CaseStatus::as_str)),
    "detail" = text(&event.detail),
});

row!(SurveyResponse fills "survey_response": |response, _origin| {
    "survey_id" = int(response.survey),
    "case_id" = int(response.case),
    "agent_id" = int(response.agent),
    "token" = maybe_text(response.token.as_deref()),
    "requested_at" = int(response.requested_at),
    "requested_by" = int(response.agent),
    "expires_at" = int(response.expires_at),
    "answered_at" = maybe_int(response.answered_at),
    "score" = maybe_int(response.completed.as_ref().and_then(|completed| completed.score)),
    "answers" = text(&response.completed.as_ref().map_or_else(|| "[]".to_owned(), |one| json(&one.answers))),
    "comment" = maybe_text(response.completed.as_ref().and_then(|completed| completed.comment.as_deref())),
});

/// A value as JSON text; the types that a load writes always serialize.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The search key of the number; `None` without a number.
fn digits(row: &Interaction) -> Option<String> {
    number::search_key(row.number.as_deref()?, &NumberDefaults::default())
}

/// A unique value in place of intake's fingerprint, the hash of the posted content: this row was
/// never posted, so nothing that is posted later may count as its duplicate.
fn fingerprint(row: &Interaction) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix(row.protocol.as_str());
    hash.update(row.queued_at.0.to_le_bytes());
    hash.update(row.ended_at.0.to_le_bytes());
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use store::columns;

    use super::*;

    /// Columns that only intake fills: the API key, the case that a case continues, and what only some
    /// sources say of the course of an interaction.
    const NOT_LOADED: [&str; 9] = [
        "api_key_id",
        "continues",
        "hold_s",
        "wrap_up_s",
        "ended_by",
        "outcome",
        "follows",
        "first_reply_at",
        "version",
    ];

    #[test]
    fn a_load_fills_every_column_that_intake_fills() {
        for (table, intake, load) in [
            (Customer::TABLE, columns::CUSTOMER, Customer::COLUMNS),
            (Case::TABLE, columns::CASE, Case::COLUMNS),
            (Interaction::TABLE, columns::INTERACTION, Interaction::COLUMNS),
            (Message::TABLE, columns::MESSAGE, Message::COLUMNS),
            (Call::TABLE, columns::CALL, Call::COLUMNS),
        ] {
            let missing: Vec<_> = intake
                .iter()
                .filter(|column| !load.contains(column) && !NOT_LOADED.contains(column))
                .collect();
            assert!(missing.is_empty(), "{table}: {missing:?}");
        }
    }
}
