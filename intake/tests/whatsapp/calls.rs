//! Calls: a voice interaction for each that has ended.

use domain::{CallStatus, Channel, Direction, NewInteraction, Outcome};
use intake::source::{Reason, Skipped};
use serde_json::{Value, json};

use crate::host::Host;
use crate::posts::{BUSINESS, HOUR, MINUTE, at, body, ids, messages, second, text};

const DAY: i64 = 24 * HOUR;
const ANA: &str = "5511900000001";

/// An event of a call.
fn call(id: &str, event: &str, seconds: i64, fields: &Value) -> Value {
    let mut call = json!({"id": id, "event": event, "timestamp": at(seconds),
        "from": ANA, "to": BUSINESS, "direction": "USER_INITIATED"});
    for (name, value) in fields.as_object().expect("fields") {
        call[name] = value.clone();
    }
    body(
        "calls",
        json!({"calls": [call], "contacts": [{"profile": {"name": "Ana"}, "wa_id": ANA, "user_id": "BR.1"}]}),
    )
}

/// The same for a call of the business.
fn outbound(id: &str, event: &str, seconds: i64, fields: &Value) -> Value {
    let mut body = call(id, event, seconds, fields);
    let call = &mut body["entry"][0]["changes"][0]["value"]["calls"][0];
    (call["from"], call["to"], call["direction"]) =
        (json!(BUSINESS), json!(ANA), json!("BUSINESS_INITIATED"));
    body
}

fn status(id: &str, status: &str, seconds: i64) -> Value {
    body(
        "calls",
        json!({"statuses": [
            {"id": id, "type": "call", "status": status, "timestamp": at(seconds), "recipient_id": ANA},
        ]}),
    )
}

/// What the events of one call give, in their order, in the reverse one, and twice.
fn found(bodies: &[Value]) -> NewInteraction {
    let of = |bodies: Vec<&Value>| {
        let mut host = Host::usual();
        for (second, body) in (0..).zip(bodies) {
            host.receive(HOUR + second, std::slice::from_ref(body));
        }
        host.settle(HOUR + 16 * MINUTE);
        let mut found = host.emitted();
        assert_eq!(found.len(), 1, "{:?}", host.output);
        assert_eq!(host.output.rejects, []);
        found.remove(0)
    };
    let new = of(bodies.iter().collect());
    assert_eq!(of(bodies.iter().rev().collect()), new);
    assert_eq!(of(bodies.iter().chain(bodies).collect()), new);
    let text = serde_json::to_vec(&new).expect("JSON");
    assert_eq!(intake::json::parse(&text).as_ref(), Ok(&new));
    new
}

fn times(new: &NewInteraction) -> [String; 3] {
    let answered = new.answered_at.map_or_else(|| "-".to_owned(), second);
    [second(new.queued_at), answered, second(new.ended_at)]
        .map(|text| text.rsplit('T').next().unwrap_or_default().to_owned())
}

#[test]
fn a_call_waits_until_it_is_picked_up() {
    let new = found(&[
        call("wacid.1", "connect", 0, &json!({"session": {"sdp_type": "offer", "sdp": "x"}})),
        call(
            "wacid.1",
            "terminate",
            80,
            &json!({"status": "COMPLETED", "start_time": at(12), "end_time": at(79), "duration": 67}),
        ),
    ]);
    assert_eq!((new.channel, new.direction), (Channel::Voice, Direction::Inbound));
    assert_eq!(times(&new), ["12:00:00Z", "12:00:12Z", "12:01:19Z"]);
    assert_eq!((new.external_id.as_str(), new.queue.as_str()), ("wacid.1", "WhatsApp"));
    assert_eq!((new.outcome, new.calls.len()), (Some(Outcome::Answered), 0));
    assert_eq!(new.customer.name.as_deref(), Some("Ana"));
    assert_eq!(new.customer.whatsapp.as_deref(), Some("+5511900000001"));
    assert_eq!(new.customer.external_id.as_deref(), Some("wa:BR.1"));
    assert_eq!(new.number.as_deref(), Some(ANA));
    assert_eq!(new.case.expect("a case").external_id, "wacid.1");
}

#[test]
fn a_call_that_nobody_picked_up_is_not_answered() {
    let new = found(&[
        call("wacid.1", "connect", 0, &json!({})),
        call("wacid.1", "terminate", 30, &json!({"status": "COMPLETED"})),
    ]);
    assert_eq!(times(&new), ["12:00:00Z", "-", "12:00:30Z"]);
    assert_eq!(new.outcome, None, "who ended it is not known");
    let new = found(&[call("wacid.1", "terminate", 30, &json!({"status": "FAILED", "duration": 0}))]);
    assert_eq!(
        (times(&new), new.outcome),
        (["12:00:30Z", "-", "12:00:30Z"].map(str::to_owned), Some(Outcome::Failed))
    );
}

#[test]
fn a_talk_that_broke_off_was_answered() {
    let new = found(&[
        call("wacid.1", "connect", 0, &json!({})),
        call(
            "wacid.1",
            "terminate",
            33,
            &json!({"status": "FAILED", "start_time": at(12), "end_time": at(32), "duration": 20}),
        ),
    ]);
    assert_eq!((times(&new)[1].as_str(), new.outcome), ("12:00:12Z", Some(Outcome::Failed)));
}

#[test]
fn of_two_ends_the_fuller_one_counts() {
    let new = found(&[
        call("wacid.1", "terminate", 80, &json!({"status": "COMPLETED"})),
        call(
            "wacid.1",
            "terminate",
            80,
            &json!({"status": "COMPLETED", "start_time": at(12), "duration": 67}),
        ),
    ]);
    assert_eq!(times(&new), ["12:00:12Z", "12:00:12Z", "12:01:20Z"]);
}

#[test]
fn a_talk_may_be_known_by_its_length_only() {
    let new = found(&[
        call("wacid.1", "connect", 0, &json!({})),
        call("wacid.1", "terminate", 80, &json!({"status": "COMPLETED", "duration": "67"})),
    ]);
    assert_eq!(times(&new), ["12:00:00Z", "12:00:13Z", "12:01:20Z"]);
}

#[test]
fn a_call_of_the_business_has_its_result() {
    let end = json!({"status": "COMPLETED", "start_time": at(20), "end_time": at(50), "duration": 30});
    let new = found(&[
        outbound("wacid.2", "connect", 0, &json!({})),
        status("wacid.2", "RINGING", 2),
        status("wacid.2", "ACCEPTED", 21),
        outbound("wacid.2", "terminate", 50, &end),
    ]);
    assert_eq!(new.direction, Direction::Outbound);
    assert_eq!(times(&new), ["12:00:00Z", "12:00:20Z", "12:00:50Z"]);
    assert_eq!((new.calls[0].status, new.calls[0].duration_s), (CallStatus::Answered, 30));
    assert_eq!(new.calls[0].number, ANA);
    let rejected = found(&[
        outbound("wacid.2", "connect", 0, &json!({})),
        status("wacid.2", "REJECTED", 9),
        outbound("wacid.2", "terminate", 10, &json!({"status": "COMPLETED"})),
    ]);
    assert_eq!((rejected.calls[0].status, rejected.answered_at), (CallStatus::Busy, None));
    let missed = found(&[outbound("wacid.2", "terminate", 60, &json!({"status": "COMPLETED"}))]);
    assert_eq!((missed.calls[0].status, missed.calls[0].duration_s), (CallStatus::NoAnswer, 0));
}

#[test]
fn the_customer_is_the_side_that_is_not_the_business() {
    // The documents have an example with the sides exchanged.
    let exchanged = json!({"from": BUSINESS, "to": ANA, "status": "COMPLETED"});
    let new = found(&[call("wacid.1", "terminate", 30, &exchanged)]);
    assert_eq!((new.direction, new.number.as_deref()), (Direction::Inbound, Some(ANA)));
}

#[test]
fn other_spellings_of_relays_are_read() {
    let mut body = call("x", "CALL_TERMINATE", 30, &json!({"status": "COMPLETED", "wacid": "wacid.9"}));
    body["entry"][0]["changes"][0]["value"]["calls"][0]["id"] = Value::Null;
    body["entry"][0]["changes"][0]["field"] = json!("messages");
    assert_eq!(found(&[body]).external_id, "wacid.9");
}

#[test]
fn a_call_is_recorded_once_and_beside_the_conversation() {
    let mut host = Host::usual();
    let end = call("wacid.1", "terminate", 30, &json!({"status": "COMPLETED"}));
    host.receive(40, &[end.clone(), messages(&[text(ANA, "a", 0, "Posso ligar?")])]);
    host.settle(40 + 14 * MINUTE);
    assert_eq!(host.emitted().len(), 0);
    host.settle(40 + 15 * MINUTE);
    assert_eq!(ids(&host.emitted()), ["wacid.1"]);
    for day in 1..8 {
        host.receive(day * DAY, std::slice::from_ref(&end));
        host.settle(day * DAY + HOUR);
    }
    assert_eq!(ids(&host.emitted()), ["a"]);
    assert_eq!(host.output.skipped[&Skipped::Duplicate], 7);
    host.settle(20 * DAY);
    assert_eq!(host.keys("call/"), [""; 0]);
}

#[test]
fn a_call_without_an_end_is_reported_after_a_day() {
    let mut host = Host::usual();
    host.receive(1, &[call("wacid.1", "connect", 0, &json!({}))]);
    host.settle(DAY);
    assert_eq!(host.output.rejects, []);
    host.settle(DAY + 1);
    let rejects: Vec<_> =
        host.output.rejects.iter().map(|reject| (&reject.reason, reject.text.as_str())).collect();
    assert_eq!(rejects, [(&Reason::NoEnd, "wacid.1")]);
}

#[test]
fn damaged_calls_are_rejected() {
    let mut host = Host::usual();
    host.receive(
        1,
        &[
            call("", "terminate", 0, &json!({})),
            call("wacid.1", "terminate", 0, &json!({"timestamp": "ontem"})),
            call("wacid.2", "terminate", 0, &json!({"start_time": "99999999999999"})),
            call("wacid.3", "terminate", 0, &json!({"from": "x", "to": BUSINESS})),
            call("wacid.4", "dtmf", 0, &json!({})),
        ],
    );
    let reasons: Vec<_> = host.output.rejects.iter().map(|reject| reject.reason.clone()).collect();
    assert_eq!(reasons, [Reason::NoMessageId, Reason::BadTime, Reason::BadTime, Reason::NoCustomer]);
    assert_eq!(host.output.skipped[&Skipped::DuringCall], 1);
    assert_eq!(host.keys("call/"), [""; 0]);
}
