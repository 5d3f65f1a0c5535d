//! Every webhook says where to look, or that there is nothing to see.

use intake::chatwoot::rest::Status;
use intake::chatwoot::{BadWebhook, Doorbell, Ignored, StatusChange, doorbell};
use serde_json::json;

use crate::deliveries::{first, second};
use crate::support::NOON;

fn rings(conversation: u64) -> Doorbell {
    Doorbell::Conversation { account: Some(1), conversation, status: None }
}

#[test]
fn every_delivery_of_the_streams_rings_for_its_conversation() {
    for (deliveries, number) in [(first(), 245), (second(), 246)] {
        for delivery in deliveries {
            let Ok(Doorbell::Conversation { account, conversation, .. }) = doorbell(delivery.body.as_bytes())
            else {
                panic!("{}", delivery.body)
            };
            assert_eq!((account, conversation), (Some(1), number));
        }
    }
}

#[test]
fn changes_of_status_say_when_they_took_place() {
    let changes: Vec<_> = second()
        .iter()
        .filter_map(|delivery| match doorbell(delivery.body.as_bytes()) {
            Ok(Doorbell::Conversation { status, .. }) => status,
            _ => None,
        })
        .map(|StatusChange { at, status }| (at - NOON, status))
        .collect();
    assert_eq!(
        changes,
        [
            (1300, Status::Resolved),
            (5000, Status::Open),
            (5199, Status::Snoozed),
            (8999, Status::Open),
            (9099, Status::Resolved),
        ]
    );
}

#[test]
fn the_samples_of_the_documentation_are_understood() {
    let read = |text: &str| doorbell(text.as_bytes());
    let of = |conversation, account, status: Option<(i64, Status)>| {
        let status = status.map(|(at, status)| StatusChange { at, status });
        Ok(Doorbell::Conversation { account, conversation, status })
    };
    // The conversation in it says that it is open: the name of the event is right.
    assert_eq!(
        read(include_str!("samples/docs-conversation_resolved.json")),
        of(10, None, Some((1_627_063_520, Status::Resolved)))
    );
    assert_eq!(
        read(include_str!("samples/docs-conversation_opened.json")),
        of(10, None, Some((1_627_063_459, Status::Open)))
    );
    assert_eq!(
        read(include_str!("samples/docs-conversation_status_changed.json")),
        of(10, None, Some((1_627_063_369, Status::Open)))
    );
    for message in
        [include_str!("samples/docs-message_created.json"), include_str!("samples/docs-message_updated.json")]
    {
        assert_eq!(read(message), of(10, Some(1), None));
    }
    assert_eq!(
        read(include_str!("samples/docs-webwidget_triggered.json")),
        Ok(Doorbell::Nothing(Ignored::Widget))
    );
}

#[test]
fn kinds_of_webhooks_ring_or_do_not() {
    let conversation = json!({ "id": 245, "status": "open", "account": { "id": 1 } });
    let event = |name: &str| {
        let mut body = conversation.clone();
        body["event"] = json!(name);
        doorbell(body.to_string().as_bytes())
    };
    for name in [
        "conversation_created",
        "conversation_updated",
        "conversation_contact_changed",
        "automation_event.conversation_updated",
        "automation_event.message_created",
        "macro.executed",
    ] {
        assert_eq!(event(name), Ok(rings(245)), "{name}");
    }
    for (name, ignored) in [
        ("contact_created", Ignored::Contact),
        ("contact_updated", Ignored::Contact),
        ("inbox_updated", Ignored::Inbox),
        ("conversation_typing_on", Ignored::Typing),
        ("conversation_typing_off", Ignored::Typing),
        ("campaign_started", Ignored::Unknown),
    ] {
        assert_eq!(event(name), Ok(Doorbell::Nothing(ignored)), "{name}");
    }
    assert_eq!(event("message_created"), Err(BadWebhook::NoConversation), "its ID is that of a message");
    let nested = json!({
        "event": "message_created", "id": 9_999, "account": { "id": 1 }, "conversation": { "id": "245" },
    });
    assert_eq!(doorbell(nested.to_string().as_bytes()), Ok(rings(245)));
}

#[test]
fn what_is_no_webhook_is_refused() {
    for (body, error) in [
        ("", BadWebhook::NotJson),
        ("[]", BadWebhook::NotJson),
        ("{", BadWebhook::NotJson),
        ("{}", BadWebhook::NoEvent),
        (r#"{"event": 1}"#, BadWebhook::NoEvent),
        (r#"{"event": "conversation_updated"}"#, BadWebhook::NoConversation),
        (r#"{"event": "conversation_updated", "id": -1}"#, BadWebhook::NoConversation),
        (r#"{"event": "message_created", "conversation": {}}"#, BadWebhook::NoConversation),
    ] {
        assert_eq!(doorbell(body.as_bytes()), Err(error), "{body}");
    }
}
