//! The same deliveries give the same interactions, byte by byte: in any order, repeated, split and grouped
//! in any way, and settled at any time while they arrive.

use domain::{NewInteraction, Sender};
use intake::whatsapp::{Delivery, WhatsAppSettings};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use crate::host::Host;
use crate::posts::{BUSINESS, HOUR, MINUTE, at, body, by_business, edit, revoke, settings, text};
use crate::streams::{ALL, deliveries, read};

const DAY: i64 = 24 * HOUR;
/// When the deliveries of these tests arrive: after all that they say.
const ARRIVAL: i64 = 10 * DAY;

fn json(found: &[NewInteraction]) -> String {
    serde_json::to_string(found).expect("JSON")
}

/// Everything that one body says by itself: a body for each message, status, call and the like.
fn split(body: &Value) -> Vec<Value> {
    let mut parts = Vec::new();
    for entry in body["entry"].as_array().into_iter().flatten() {
        for change in entry["changes"].as_array().into_iter().flatten() {
            let value = &change["value"];
            let lists = [
                "messages",
                "message_echoes",
                "statuses",
                "calls",
                "history",
                "user_id_update",
                "state_sync",
            ];
            let lists: Vec<&str> = lists.into_iter().filter(|list| value.get(list).is_some()).collect();
            for list in &lists {
                for item in value[list].as_array().into_iter().flatten() {
                    let mut value = value.clone();
                    for other in &lists {
                        value.as_object_mut().expect("a value").remove(*other);
                    }
                    value[list] = json!([item]);
                    parts.push(with_changes(&[json!({"field": change["field"], "value": value})]));
                }
            }
        }
    }
    parts
}

fn with_changes(changes: &[Value]) -> Value {
    json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]})
}

/// One body with the changes of several.
fn grouped(bodies: &[Value]) -> Value {
    let changes = bodies.iter().flat_map(|body| body["entry"].as_array().into_iter().flatten());
    let changes = changes.flat_map(|entry| entry["changes"].as_array().into_iter().flatten());
    with_changes(&changes.cloned().collect::<Vec<_>>())
}

/// How deliveries arrive.
#[derive(Clone, Debug)]
struct Arrival {
    /// The order, as positions at which each is inserted; empty for the order in which they are.
    order: Vec<Index>,
    /// Which are repeated, and where.
    repeated: Vec<(Index, Index)>,
    /// How many are in each body, and whether time is left for settling after it.
    groups: Vec<(usize, bool)>,
    /// How many bodies are received in one transaction.
    batch: usize,
}

fn arrival() -> impl Strategy<Value = Arrival> {
    (
        prop::collection::vec(any::<Index>(), 80),
        prop::collection::vec(any::<(Index, Index)>(), 0..12),
        prop::collection::vec((1_usize..5, any::<bool>()), 1..40),
        1_usize..6,
    )
        .prop_map(|(order, repeated, groups, batch)| Arrival { order, repeated, groups, batch })
}

impl Arrival {
    /// What a server emits of these bodies.
    fn emitted(&self, settings: WhatsAppSettings, bodies: &[Value]) -> Vec<NewInteraction> {
        let mut ordered: Vec<Value> = Vec::new();
        for (number, body) in bodies.iter().enumerate() {
            let place = match self.order.as_slice() {
                [] => ordered.len(),
                order => order[number % order.len()].index(ordered.len() + 1),
            };
            ordered.insert(place, body.clone());
        }
        for (which, place) in &self.repeated {
            let body = which.get(&ordered).clone();
            ordered.insert(place.index(ordered.len() + 1), body);
        }
        let mut host = Host::new(settings);
        let mut groups = self.groups.iter().cycle();
        let (mut second, mut waiting) = (ARRIVAL, Vec::new());
        while !ordered.is_empty() {
            let (size, settles) = groups.next().expect("a cycle");
            let rest = ordered.split_off((*size).min(ordered.len()));
            waiting.push(grouped(&ordered));
            ordered = rest;
            if waiting.len() >= self.batch || ordered.is_empty() {
                host.receive(second, &std::mem::take(&mut waiting));
                second += 5;
                if *settles {
                    host.settle(second);
                }
            }
        }
        assert!(second < ARRIVAL + 14 * MINUTE, "all arrive within the grace");
        assert_eq!(host.output.interactions, []);
        for later in [15 * MINUTE, HOUR, DAY, 2 * DAY, 30 * DAY, 60 * DAY] {
            host.settle(second + later);
        }
        assert_eq!((host.keys("page/").len(), host.keys("pool/").len(), host.keys("seen/").len()), (0, 0, 0));
        let mut found = host.emitted();
        found.sort_by(|a, b| (a.ended_at, &a.external_id).cmp(&(b.ended_at, &b.external_id)));
        found
    }
}

/// What happens between the business and some persons, who may have several IDs.
#[derive(Clone, Debug)]
struct Happening {
    kind: u8,
    person: u8,
    minute: i64,
    target: u8,
    /// Whether it is with the other number of the business.
    other: bool,
}

fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    // Many in the same minutes, some days apart.
    let minute = prop_oneof![0_i64..4, 0_i64..3_000];
    let one = (0_u8..12, 0_u8..5, minute, 0_u8..24, prop::bool::weighted(0.25))
        .prop_map(|(kind, person, minute, target, other)| Happening { kind, person, minute, target, other });
    prop::collection::vec(one, 1..24)
}

/// The IDs of a person: a number with and without the ninth digit, one without a number, one with both.
fn named(message: &mut Value, person: u8, prefix: &str) {
    let (number, user) = match person {
        0 => (Some("554888880002"), None),
        1 => (Some("5548988880002"), None),
        2 => (None, Some("BR.3")),
        3 => (Some("5511900000003"), Some("BR.3")),
        _ => (Some("5511900000004"), Some("BR.4")),
    };
    let field = |suffix: &str| format!("{prefix}{suffix}");
    message[prefix] = number.map_or(Value::Null, |number| json!(number));
    message[field("_user_id")] = user.map_or(Value::Null, |user| json!(user));
}

fn happened(index: usize, happening: &Happening) -> Value {
    let mut body = with_first_number(index, happening);
    if happening.other {
        body["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = json!("999");
    }
    body
}

fn with_first_number(index: usize, happening: &Happening) -> Value {
    let Happening { kind, person, minute, target, .. } = *happening;
    let (id, seconds) = (format!("wamid.{index:02}"), minute * MINUTE);
    let target = format!("wamid.{target:02}");
    let message = match kind {
        0..=4 => text("", &id, seconds, &format!("texto {index}")),
        5 => edit("", &id, seconds, &target, &format!("edição {index}")),
        6 => revoke("", &id, seconds, &target),
        7..=8 => by_business(text("", &id, seconds, &format!("resposta {index}"))),
        9 => by_business(edit("", &id, seconds, &target, &format!("edição {index}"))),
        10 => {
            return body(
                "user_id_update",
                json!({"user_id_update": [{"timestamp": at(seconds),
                "user_id": {"previous": "BR.3", "current": if person < 3 { "BR.4" } else { "BR.9" }}}]}),
            );
        }
        _ => {
            return body(
                "messages",
                json!({"statuses": [{"id": target, "status": "sent", "timestamp": at(seconds),
                "recipient_id": "5511900000003"}]}),
            );
        }
    };
    let is_echo = message["from"] == BUSINESS;
    let mut message = message;
    named(&mut message, person, if is_echo { "to" } else { "from" });
    let contacts = match person {
        1 => json!([{"profile": {"name": format!("Sul {}", minute % 3)}, "wa_id": "5548988880002"}]),
        3 => json!([{"profile": {"name": "Três"}, "wa_id": "5511900000003", "user_id": "BR.3"}]),
        _ => json!([]),
    };
    let (field, list) =
        if is_echo { ("smb_message_echoes", "message_echoes") } else { ("messages", "messages") };
    body(field, json!({list: [message], "contacts": contacts}))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_conversations_are_the_same_however_they_arrive(
        happenings in happenings(),
        arrival in arrival(),
        idle_hours in prop_oneof![Just(1_u32), Just(4), Just(24)],
        count_statuses in any::<bool>(),
    ) {
        let settings = WhatsAppSettings { idle_hours, count_statuses, ..settings() };
        let bodies: Vec<Value> =
            happenings.iter().enumerate().map(|(index, one)| happened(index, one)).collect();
        let in_order = Arrival { order: vec![], repeated: vec![], groups: vec![(1, false)], batch: 1 };
        let expected = in_order.emitted(settings.clone(), &bodies);
        prop_assert_eq!(json(&arrival.emitted(settings, &bodies)), json(&expected));
        let texts = happenings.iter().filter(|one| matches!(one.kind, 0..=4 | 7..=8)).count();
        let messages = expected.iter().flat_map(|new| &new.messages);
        let written = messages.filter(|message| message.from != Sender::System).count();
        prop_assert_eq!(written, texts, "no message is lost or doubled");
    }

    #[test]
    fn the_streams_are_the_same_however_they_arrive(arrival in arrival(), which in any::<Index>(), idle_hours in prop_oneof![Just(4_u32), Just(24)]) {
        let settings = WhatsAppSettings { idle_hours, ..settings() };
        let stream = *which.get(&ALL);
        let expected = read(settings.clone(), stream).1.interactions;
        let bodies: Vec<Value> = deliveries(stream)
            .iter()
            .filter_map(|delivery| serde_json::from_slice(&delivery.body).ok())
            .flat_map(|body| split(&body))
            .collect();
        prop_assert_eq!(json(&arrival.emitted(settings, &bodies)), json(&expected));
    }

    #[test]
    fn a_file_may_have_its_lines_in_any_order_and_twice(
        order in prop::collection::vec(any::<Index>(), 20),
        repeated in prop::collection::vec(any::<Index>(), 0..6),
        which in any::<Index>(),
    ) {
        let stream = *which.get(&ALL);
        let expected = read(settings(), stream);
        let mut lines: Vec<&str> = Vec::new();
        for (line, index) in stream.lines().zip(order.iter().cycle()) {
            lines.insert(index.index(lines.len() + 1), line);
        }
        for index in &repeated {
            let line = *index.get(&lines);
            lines.push(line);
        }
        let found = read(settings(), &lines.join("\n"));
        prop_assert_eq!(json(&found.0.interactions), json(&expected.0.interactions));
        prop_assert_eq!(json(&found.1.interactions), json(&expected.1.interactions));
    }
}

#[test]
fn a_delivery_may_be_of_another_day_than_its_messages() {
    let mut host = Host::usual();
    let late: Vec<Delivery> = deliveries(ALL[0])
        .into_iter()
        .map(|delivery| Delivery { received_at: crate::posts::time(ARRIVAL), ..delivery })
        .collect();
    host.receive_all(&late);
    host.settle(ARRIVAL + HOUR);
    assert_eq!(host.emitted().len(), 3);
}
