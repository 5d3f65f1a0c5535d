//! No answer and no webhook makes a reader panic, and what comes out is what intake takes.

use intake::chatwoot::{
    ChatwootSettings, Checkpoint, Directory, History, StatusChange, doorbell, interactions, rest,
};
use serde_json::Value;

use crate::deliveries::{first, second};
use crate::random::{Noise, inputs};
use crate::support::{LATER, assert_accepted, inboxes, settings};

/// A value of another kind.
fn value(noise: &mut Noise) -> Value {
    match noise.below(8) {
        0 => Value::Null,
        1 => Value::Bool(true),
        2 => Value::from(noise.next() >> noise.below(64)),
        3 => Value::from(-(noise.next() as i64 >> noise.below(63))),
        4 => Value::from(f64::from_bits(noise.next())),
        5 => Value::from("\u{0}Assigned to Ana by by by via via"),
        6 => Value::Array(vec![Value::Null]),
        _ => serde_json::json!({ "id": 1, "type": "agent_bot" }),
    }
}

/// Changes some value in a document.
fn damage(noise: &mut Noise, document: &mut Value) {
    let place = match document {
        Value::Array(items) if !items.is_empty() => {
            let at = noise.below(items.len());
            items.get_mut(at)
        }
        Value::Object(fields) if !fields.is_empty() => {
            let at = noise.below(fields.len());
            fields.values_mut().nth(at)
        }
        _ => None,
    };
    match place {
        Some(place) if noise.below(12) > 0 => damage(noise, place),
        _ => *document = value(noise),
    }
}

#[test]
fn damaged_bodies_are_read_or_refused() {
    let mut noise = Noise(0xc4a7);
    let bodies: Vec<String> =
        [first(), second()].concat().into_iter().map(|delivery| delivery.body).collect();
    for _ in 0..inputs(4_000) {
        let mut body = bodies[noise.below(bodies.len())].clone().into_bytes();
        for _ in 0..=noise.below(4) {
            let at = noise.below(body.len());
            body[at] = noise.next() as u8;
        }
        let _ = doorbell(&body);
        let _ = rest::messages(&body);
        let _ = rest::conversation(&body);
    }
}

#[test]
fn damaged_answers_never_panic_and_give_what_intake_takes() {
    let mut noise = Noise(0x00d_ecaf);
    let file = |bytes: &[u8]| -> Value { serde_json::from_slice(bytes).expect("JSON") };
    let pages = [
        file(include_bytes!("rest/messages-246.json")),
        file(include_bytes!("rest/messages-246-before-4605.json")),
        file(include_bytes!("rest/messages-245.json")),
        file(include_bytes!("rest/messages-245-before-4526.json")),
    ];
    let conversation = file(include_bytes!("rest/conversation-246.json"));
    let events = file(include_bytes!("rest/reporting_events-246.json"));
    let directory = Directory { inboxes: inboxes(), ..Directory::default() };
    let settings = ChatwootSettings { media: true, idle_min: Some(5), ..settings() };
    let mut finished = 0;
    let mut checkpoint: Option<Checkpoint> = None;
    for _ in 0..inputs(1_500) {
        let mut damaged = |value: &Value| {
            let mut value = value.clone();
            for _ in 0..noise.below(4) {
                damage(&mut noise, &mut value);
            }
            value.to_string().into_bytes()
        };
        let messages: Vec<_> = pages
            .iter()
            .filter_map(|page| rest::messages(&damaged(page)).ok())
            .flat_map(|page| page.messages)
            .collect();
        let Ok(conversation) = rest::conversation(&damaged(&conversation)) else { continue };
        let events = rest::reporting_events(&damaged(&events)).unwrap_or_default();
        let at = noise.next() as i64 >> noise.below(63);
        let history = History {
            directory: &directory,
            conversation: &conversation,
            messages: &messages,
            reporting_events: &events,
            status_changes: &[StatusChange { at, status: rest::Status::Resolved }],
            checkpoint: checkpoint.as_ref().filter(|_| at % 2 == 0),
        };
        let output = interactions(&settings, &history, LATER);
        assert_accepted(&output);
        finished += output.finished.len();
        checkpoint = output.checkpoint;
    }
    assert!(finished as u32 > inputs(1_500), "{finished}");
}
