//! The bytes of a webhook's body, which receivers want to be small.

use domain::reading::WebhookBody;

/// The largest body, in bytes.
const MAX_BODY: usize = 20_000;

/// A body as JSON. Of one that is too large, parts that can be read by the API are left out: messages and
/// calls or the list of interactions first, then the whole interaction or case.
pub(super) fn bytes(mut body: WebhookBody) -> Vec<u8> {
    let whole = json(&body);
    if whole.len() < MAX_BODY {
        return whole;
    }
    body.data.shortened = true;
    if let Some(interaction) = &mut body.data.interaction {
        (interaction.messages, interaction.calls) = (None, None);
    }
    if let Some(case) = &mut body.data.case {
        case.interactions = None;
    }
    let shorter = json(&body);
    if shorter.len() < MAX_BODY {
        return shorter;
    }
    (body.data.interaction, body.data.case) = (None, None);
    json(&body)
}

fn json(body: &WebhookBody) -> Vec<u8> {
    serde_json::to_vec(body).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use domain::reading::{
        InteractionLinks, RecordedCustomer, RecordedInteraction, RecordedMessage, ShownCase, WebhookData,
    };
    use domain::settings::WebhookEvent;
    use domain::{CaseId, CaseStatus, Channel, CustomerId, Direction, Protocol, QueueId, Sender, Timestamp};
    use serde_json::Value;

    use super::*;

    fn recorded(notes: &str, messages: usize) -> RecordedInteraction {
        let (protocol, at) = (Protocol::parse("P1").expect("a protocol"), Timestamp(0).to_utc());
        let message = RecordedMessage {
            at,
            from: Sender::Customer,
            name: None,
            text: "x".repeat(1_000),
            attachments: Vec::new(),
        };
        let customer = RecordedCustomer {
            id: CustomerId(1),
            name: None,
            phone: None,
            email: None,
            document: None,
            whatsapp: None,
            chat: None,
            source: None,
            external_id: None,
            updated_at: at,
        };
        RecordedInteraction {
            source: "pbx".to_owned(),
            external_id: "1".to_owned(),
            version: 0,
            channel: Channel::WebChat,
            direction: Direction::Inbound,
            queue: "Vendas".to_owned(),
            queue_id: QueueId(1),
            agent: None,
            agent_name: None,
            agent_id: None,
            customer,
            number: None,
            queued_at: at,
            answered_at: None,
            ended_at: at,
            contact_reason: None,
            contact_reason_id: None,
            notes: Some(notes.to_owned()),
            hold_s: None,
            wrap_up_s: None,
            ended_by: None,
            outcome: None,
            follows: None,
            first_reply_at: None,
            case: ShownCase {
                id: CaseId(1),
                external_id: None,
                kind: None,
                subject: None,
                status: CaseStatus::Waiting,
                merged_into: None,
            },
            has_recording: false,
            recording_s: None,
            recorded_at: at,
            updated_at: at,
            links: InteractionLinks::of(&protocol, CaseId(1)),
            messages: Some(vec![message; messages]),
            calls: Some(Vec::new()),
            protocol,
        }
    }

    fn sent(interaction: RecordedInteraction) -> Value {
        let body = WebhookBody {
            event: WebhookEvent::InteractionRecorded,
            timestamp: Timestamp(0).to_utc(),
            seq: 1,
            data: WebhookData { interaction: Some(interaction), ..WebhookData::default() },
        };
        let bytes = bytes(body);
        assert!(bytes.len() < MAX_BODY);
        serde_json::from_slice(&bytes).expect("JSON")
    }

    #[test]
    fn a_body_is_cut_between_its_parts() {
        let whole = sent(recorded("short", 10));
        assert_eq!(whole["data"]["interaction"]["messages"].as_array().map(Vec::len), Some(10));
        assert_eq!(whole["data"]["shortened"], Value::Null);
        let without_messages = sent(recorded("short", 30));
        assert_eq!(without_messages["data"]["interaction"]["messages"], Value::Null);
        assert_eq!(without_messages["data"]["interaction"]["notes"], "short");
        assert_eq!(without_messages["data"]["shortened"], true);
        let thin = sent(recorded(&"x".repeat(30_000), 30));
        assert_eq!(thin["data"], serde_json::json!({ "shortened": true }));
        assert_eq!(thin["type"], "interaction.recorded");
    }
}
