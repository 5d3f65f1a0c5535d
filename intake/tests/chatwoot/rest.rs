//! Requests and their answers, as the versions of Chatwoot write them.

use intake::chatwoot::rest::{
    self, Inbox, MessageKind, MessagePage, ReportingEvent, Status, UnreadableAnswer, User,
};
use serde_json::{Value, json};

use crate::support::{NOON, after};

fn bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

#[test]
fn paths_are_those_of_the_documentation() {
    assert_eq!(rest::conversation_path(1, 245), "/api/v1/accounts/1/conversations/245");
    assert_eq!(rest::messages_path(1, 245, None), "/api/v1/accounts/1/conversations/245/messages");
    assert_eq!(
        rest::messages_path(1, 245, Some(4526)),
        "/api/v1/accounts/1/conversations/245/messages?before=4526"
    );
    assert_eq!(
        rest::resolved_path(2, 3),
        "/api/v1/accounts/2/conversations?status=resolved&assignee_type=all&sort_by=last_activity_at_desc&page=3"
    );
    assert_eq!(rest::inboxes_path(1), "/api/v1/accounts/1/inboxes");
}

#[test]
fn the_page_of_resolved_conversations_is_read() {
    let page = rest::conversations(include_bytes!("rest/conversations-status-resolved-page-1.json"))
        .expect("a page");
    let [conversation] = &page.conversations[..] else { panic!("{page:?}") };
    assert_eq!(
        (conversation.id, conversation.inbox, conversation.status),
        (245, Some(3), Some(Status::Resolved))
    );
    assert_eq!(conversation.channel.as_deref(), Some("Channel::WebWidget"));
    assert_eq!(conversation.contact.as_ref().and_then(|contact| contact.id), Some(812));
    let ana = User { id: Some(7), name: Some("Ana Souza".to_owned()), email: None };
    assert_eq!(conversation.assignee.as_ref(), Some(&ana));
    assert_eq!(conversation.labels, ["troca"]);
    assert_eq!(
        (conversation.last_activity_at, conversation.updated_at),
        (Some(NOON + 301), Some(NOON + 399))
    );
    assert!(!page.is_end());
    let end = rest::conversations(include_bytes!("rest/conversations-status-resolved-page-2.json"))
        .expect("a page");
    assert!(end.is_end());
}

#[test]
fn a_poll_ends_where_nothing_has_changed_since_the_last_one() {
    let page = |times: &[Value]| {
        let conversations: Vec<Value> =
            times.iter().map(|at| json!({ "id": 1, "last_activity_at": at })).collect();
        rest::conversations(&bytes(&json!({ "data": { "payload": conversations } }))).expect("a page")
    };
    assert!(page(&[json!(NOON - 1), json!(NOON - 9)]).is_before(after(0)));
    assert!(!page(&[json!(NOON), json!(NOON - 9)]).is_before(after(0)));
    assert!(!page(&[json!(NOON - 1), Value::Null]).is_before(after(0)), "what is unknown may be new");
}

#[test]
fn messages_are_walked_to_the_beginning() {
    let page = |ids: &[u64]| {
        let messages: Vec<Value> =
            ids.iter().map(|id| json!({ "id": id, "created_at": NOON, "message_type": 0 })).collect();
        rest::messages(&bytes(&json!({ "payload": messages }))).expect("a page")
    };
    assert_eq!(page(&[4526, 4527]).next_before(None, None), Some(4526));
    assert_eq!(page(&[4520, 4521]).next_before(Some(4526), None), Some(4520));
    assert_eq!(page(&[]).next_before(Some(4520), None), None);
    assert_eq!(page(&[4526]).next_before(Some(4526), None), None, "a server that answers the same for ever");
    assert_eq!(page(&[4526, 4527]).next_before(None, Some(4525)), Some(4526));
    assert_eq!(page(&[4526, 4527]).next_before(None, Some(4526)), None, "the rest is not needed");
}

#[test]
fn versions_write_the_same_message_in_different_ways() {
    let written = [
        json!({
            "id": 7, "created_at": NOON, "message_type": 1, "private": false, "content": "a",
            "sender": { "id": 7, "name": "Ana", "type": "user" },
        }),
        json!({
            "id": "7", "created_at": "2026-06-15T12:00:00.123Z", "message_type": "outgoing", "private": null,
            "content": "a", "content_type": null, "content_attributes": null, "attachments": null,
            "sender_type": "User", "sender": { "id": 7, "name": "Ana" }, "unknown": [1],
        }),
        json!({
            "id": 7, "created_at": NOON as f64, "message_type": 1, "content": "a", "sender_id": 7,
            "sender": { "name": "Ana" },
        }),
    ];
    let read = |value: &Value| rest::messages(&bytes(&json!([value]))).expect("a page").messages;
    let first = read(&written[0]);
    assert_eq!(first[0].kind, MessageKind::Outgoing);
    for message in &written[1..] {
        assert_eq!(read(message), first, "{message}");
    }
}

#[test]
fn what_cannot_be_read_is_counted_and_never_taken_for_the_beginning() {
    let good = json!({ "id": 7, "created_at": NOON, "message_type": 0 });
    let page = |values: &[&Value]| rest::messages(&bytes(&json!({ "payload": values })));
    for bad in [
        json!(null),
        json!({}),
        json!({ "id": 7, "created_at": NOON }),
        json!({ "id": 7, "created_at": "soon", "message_type": 0 }),
        json!({ "id": 7, "created_at": NOON, "message_type": 9 }),
        json!({ "id": 0, "created_at": NOON, "message_type": 0 }),
    ] {
        let read = page(&[&bad, &good]).expect("a page");
        assert_eq!((read.messages.len(), read.unreadable), (1, 1), "{bad}");
        assert_eq!(page(&[&bad]), Err(UnreadableAnswer), "{bad}");
    }
    assert_eq!(page(&[]), Ok(MessagePage::default()));
    for body in ["", "<html>", "{}", r#"{"error": "Resource could not be found"}"#, r#"{"payload": 1}"#] {
        assert_eq!(rest::messages(body.as_bytes()), Err(UnreadableAnswer), "{body}");
        assert_eq!(rest::conversations(body.as_bytes()), Err(UnreadableAnswer), "{body}");
        assert_eq!(rest::conversation(body.as_bytes()), Err(UnreadableAnswer), "{body}");
        assert_eq!(rest::inboxes(body.as_bytes()), Err(UnreadableAnswer), "{body}");
    }
}

#[test]
fn a_conversation_may_be_wrapped() {
    let conversation = json!({ "id": 245, "status": "bot", "meta": { "sender": { "id": 1 } } });
    let plain = rest::conversation(&bytes(&conversation)).expect("a conversation");
    assert_eq!(plain.status, Some(Status::Pending), "its name in old versions");
    for wrapped in [json!({ "payload": conversation }), json!({ "data": { "payload": conversation } })] {
        assert_eq!(rest::conversation(&bytes(&wrapped)).as_ref(), Ok(&plain));
    }
}

#[test]
fn the_lists_of_an_account_are_read() {
    let inboxes = rest::inboxes(include_bytes!("rest/inboxes.json")).expect("inboxes");
    let site = Inbox {
        id: 3,
        name: Some("Site".to_owned()),
        channel: Some("Channel::WebWidget".to_owned()),
        medium: None,
    };
    assert_eq!((inboxes.len(), &inboxes[0]), (2, &site));
    let agents = rest::agents(include_bytes!("rest/agents.json")).expect("agents");
    assert_eq!(agents[1].email.as_deref(), Some("rui@exemplo.invalid"));
    assert_eq!(rest::teams(include_bytes!("rest/teams.json")), Ok(vec!["suporte".to_owned()]));
    let events = rest::reporting_events(include_bytes!("rest/reporting_events-246.json")).expect("events");
    let resolved = ReportingEvent { name: "conversation_resolved".to_owned(), at: NOON + 1_300 };
    assert_eq!((events.len(), &events[1]), (4, &resolved));
}
