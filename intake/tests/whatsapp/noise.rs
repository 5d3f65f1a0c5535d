//! No bytes make the reader panic, and what stands beside damaged ones is not lost.

use intake::source::{Output, Source};
use intake::whatsapp::{WhatsAppFile, WhatsAppFileState, WhatsAppSettings};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use crate::host::Host;
use crate::posts::{HOUR, body, delivery, file, ids, messages, settings, text, time};
use crate::random::inputs;
use crate::streams::{ALL, deliveries};

const DAY: i64 = 24 * HOUR;
const GOOD: &str = "5521900000777";

/// Values that take the place of others.
fn replacement() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        Just(json!([[{"a": null}]])),
        Just(json!(true)),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("5511900000001")),
        Just(json!("wamid.A1")),
        Just(json!(i64::MAX.to_string())),
        Just(json!(i64::MIN)),
        Just(json!("text")),
        Just(json!("terminate")),
        Just(json!("BR.1")),
        Just(json!("a/b/../\u{0}")),
    ]
}

/// Replaces, removes or adds a value somewhere; `path` chooses where.
fn damage(value: &mut Value, path: &[usize], with: &Value) {
    let Some((step, rest)) = path.split_first() else {
        *value = with.clone();
        return;
    };
    match value {
        Value::Array(items) if !items.is_empty() => {
            let index = step % items.len();
            if *step % 11 == 0 {
                items.remove(index);
            } else if *step % 7 == 0 {
                items.push(with.clone());
            } else {
                damage(&mut items[index], rest, with);
            }
        }
        Value::Object(fields) if !fields.is_empty() => {
            let name = fields.keys().nth(step % fields.len()).expect("a field").clone();
            if *step % 11 == 0 {
                fields.remove(&name);
            } else if let Some(value) = fields.get_mut(&name) {
                damage(value, rest, with);
            }
        }
        other => *other = with.clone(),
    }
}

fn all_settings() -> WhatsAppSettings {
    WhatsAppSettings {
        default_queue: Some("Geral".to_owned()),
        count_statuses: true,
        download_media: true,
        close_keywords: vec!["Obrigado!".to_owned()],
        ..settings()
    }
}

fn bodies() -> Vec<Value> {
    let mut bodies: Vec<Value> = ALL
        .iter()
        .flat_map(|stream| deliveries(stream))
        .filter_map(|delivery| serde_json::from_slice(&delivery.body).ok())
        .collect();
    let call = json!({"id": "wacid.1", "event": "terminate", "timestamp": "1781524860", "status": "COMPLETED",
        "from": "5511900000001", "to": "551130000100", "start_time": "1781524810", "end_time": "1781524860",
        "duration": 50});
    let contact = json!({"wa_id": "5511900000001", "user_id": "BR.1"});
    bodies.push(body("calls", json!({"calls": [call], "contacts": [contact]})));
    let number =
        json!({"type": "user_changed_number", "wa_id": "5511900000004", "customer": "5511900000001"});
    bodies.push(messages(&[json!({"from": "5511900000001", "id": "sys", "timestamp": "1781524860",
        "type": "system", "system": number})]));
    bodies
}

/// Which bodies are damaged, where, and what stands there then.
fn damages() -> impl Strategy<Value = Vec<(Index, Vec<usize>, Value)>> {
    let path = prop::collection::vec(0_usize..1_000, 4..14);
    prop::collection::vec((any::<Index>(), path, replacement()), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(inputs(400)))]

    #[test]
    fn damaged_bodies_lose_only_themselves(damages in damages()) {
        let bodies = bodies();
        let mut host = Host::new(all_settings());
        host.receive(1, &[messages(&[text(GOOD, "good", 0, "intacta")])]);
        for (which, path, with) in damages {
            let mut body = which.get(&bodies).clone();
            damage(&mut body, &path, &with);
            host.receive(2 * DAY, &[body]);
        }
        host.settle(100 * DAY);
        let found = host.emitted();
        for new in &found {
            let text = serde_json::to_vec(new).expect("JSON");
            let parsed = intake::json::parse(&text);
            prop_assert_eq!(parsed.as_ref(), Ok(new));
        }
        prop_assert_eq!(found.iter().filter(|new| new.external_id == "good").count(), 1);
        prop_assert!(host.output.rejects.iter().all(|reject| !reject.text.contains("boleto")));
    }

    #[test]
    fn damaged_bytes_lose_only_their_delivery(
        which in any::<Index>(),
        edits in prop::collection::vec((any::<Index>(), any::<u8>(), 0_u8..3), 1..8),
    ) {
        let deliveries: Vec<_> = ALL.iter().flat_map(|stream| deliveries(stream)).collect();
        let mut damaged = which.get(&deliveries).clone();
        for (at, byte, kind) in edits {
            if damaged.body.is_empty() {
                break;
            }
            let at = at.index(damaged.body.len());
            match kind {
                0 => damaged.body[at] = byte,
                1 => drop(damaged.body.remove(at)),
                _ => damaged.body.insert(at, byte),
            }
        }
        let mut host = Host::new(all_settings());
        host.receive_all(&[damaged, delivery(1, &messages(&[text(GOOD, "good", 0, "intacta")]))]);
        host.settle(100 * DAY);
        prop_assert!(ids(&host.emitted()).contains(&"good"));
    }

    #[test]
    fn any_bytes_are_a_file(bytes in prop::collection::vec(any::<u8>(), 0..2_000), cut in any::<Index>()) {
        let good = file(&[(1, messages(&[text(GOOD, "good", 0, "intacta")]))]);
        let log = [&bytes[..], b"\n", &good].concat();
        let source = WhatsAppFile::new(all_settings());
        let (mut state, mut output) = (WhatsAppFileState::default(), Output::default());
        let cut = cut.index(log.len());
        let consumed = source.read(&mut state, &log[..cut], &mut output);
        let consumed = consumed + source.read(&mut state, &log[consumed..], &mut output);
        source.end_file(&mut state, &log[consumed..], &mut output);
        source.settle(&mut state, time(3 * DAY), &mut output);
        prop_assert_eq!(ids(&output.interactions), ["good"]);
    }
}
