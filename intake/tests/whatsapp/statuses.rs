//! Messages that another system sent, of which only the statuses are known.

use domain::{Outcome, Sender};
use intake::whatsapp::WhatsAppSettings;
use serde_json::{Value, json};

use crate::host::Host;
use crate::posts::{HOUR, at, body, echo, echoes, ids, messages, rows, settings, text};

const DAY: i64 = 24 * HOUR;
const ANA: &str = "5511900000001";

fn status(id: &str, status: &str, seconds: i64, recipient: &str) -> Value {
    body(
        "messages",
        json!({"statuses": [{"id": id, "status": status, "timestamp": at(seconds), "recipient_id": recipient}]}),
    )
}

fn counting() -> Host {
    Host::new(WhatsAppSettings { count_statuses: true, ..settings() })
}

#[test]
fn by_default_a_status_is_no_answer() {
    let mut host = Host::usual();
    host.receive(99, &[messages(&[text(ANA, "a", 0, "Oi")]), status("s", "sent", 60, ANA)]);
    host.settle(2 * DAY);
    let new = host.emitted().remove(0);
    assert_eq!((new.messages.len(), new.outcome, new.answered_at), (1, None, None));
    assert_eq!(host.keys("sent/"), [""; 0]);
}

#[test]
fn a_status_may_count_as_an_answer_of_unknown_time() {
    let mut bodies = vec![
        messages(&[text(ANA, "a", 0, "Oi"), text(ANA, "b", 120, "Obrigado")]),
        status("s", "read", 75, ANA),
        status("s", "sent", 60, ANA),
        status("s", "delivered", 62, ANA),
        status("t", "delivered", 600, ANA),
        echoes(&[echo(ANA, "e", 200, "Por nada")]),
        status("e", "sent", 201, ANA),
        status("u", "failed", 90, ANA),
        status("v", "sent", 200 + DAY, ANA),
        status("w", "sent", -1, ANA),
        status("x", "sent", 90, "5511900000002"),
    ];
    for _ in 0..bodies.len() {
        bodies.rotate_left(1);
        let mut host = counting();
        for body in &bodies {
            host.receive(99 + DAY, std::slice::from_ref(body));
        }
        host.settle(3 * DAY);
        let found = host.emitted();
        assert_eq!(
            rows(&found),
            [
                "a 2026-06-15T12:00:00Z 2026-06-15T12:03:20Z 2026-06-15T12:03:20Z",
                "  customer 15 12:00:00 Oi",
                "  system 15 12:01:00 [mensagem enviada por outro sistema]",
                "  customer 15 12:02:00 Obrigado",
                "  agent 15 12:03:20 Por nada",
                "  system 15 12:10:00 [mensagem enviada por outro sistema]",
            ]
        );
    }
}

#[test]
fn answered_by_another_system_has_no_time_of_an_answer() {
    let mut host = counting();
    host.receive(
        99,
        &[messages(&[text("554888880002", "a", 0, "Oi")]), status("s", "sent", 60, "5548988880002")],
    );
    host.settle(2 * DAY);
    let new = host.emitted().remove(0);
    assert_eq!((new.outcome, new.answered_at, new.first_reply_at), (Some(Outcome::Answered), None, None));
    assert_eq!(new.messages[1].from, Sender::System);
    assert_eq!(new.ended_at, new.queued_at, "a status ends nothing");
    let text = serde_json::to_vec(&new).expect("JSON");
    assert_eq!(intake::json::parse(&text), Ok(new));
}

#[test]
fn a_campaign_makes_no_persons_and_is_forgotten() {
    let mut host = counting();
    for person in 0..50 {
        host.receive(1, &[status("s", "sent", 0, &format!("55119000010{person:02}"))]);
    }
    host.settle(2 * DAY);
    assert_eq!(host.emitted().len(), 0);
    assert_eq!((host.keys("person/").len(), host.keys("sent/").len()), (0, 50));
    host.settle(10 * DAY);
    assert_eq!(host.keys(""), [""; 0]);
}

#[test]
fn many_statuses_of_one_person_are_limited() {
    let mut host = counting();
    host.receive(9_000, &[messages(&[text(ANA, "a", 0, "Oi")])]);
    let bodies: Vec<Value> = (0..1_000).map(|n| status(&format!("s{n}"), "sent", n, ANA)).collect();
    host.receive(9_000, &bodies);
    host.settle(2 * DAY);
    let found = host.emitted();
    assert_eq!(ids(&found), ["a"]);
    assert_eq!(found[0].messages.len(), 501);
}
