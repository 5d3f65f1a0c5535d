//! Who is one person, and under which ID.

use domain::NewInteraction;
use serde_json::{Value, json};

use crate::host::Host;
use crate::posts::{HOUR, at, body, echo, echoes, ids, messages, text};

const DAY: i64 = 24 * HOUR;
const OLD: &str = "5511900000001";
const NEW: &str = "5521900000002";

/// A text of a person without a number.
fn hidden(user: &str, id: &str, seconds: i64) -> Value {
    json!({"from_user_id": user, "id": id, "timestamp": at(seconds), "type": "text", "text": {"body": id}})
}

/// A text of a person with both IDs.
fn both(number: &str, user: &str, id: &str, seconds: i64) -> Value {
    let mut message = hidden(user, id, seconds);
    message["from"] = json!(number);
    message
}

fn system(fields: &Value, seconds: i64) -> Value {
    let mut message = json!({"id": "sys", "timestamp": at(seconds), "type": "system", "system": fields});
    if let Some(from) = fields.get("from") {
        message["from"] = from.clone();
    }
    message
}

/// What bodies give in their order and in the reverse one.
fn in_both_orders(bodies: &[Value]) -> Vec<NewInteraction> {
    let found = |bodies: Vec<Value>| {
        let mut host = Host::usual();
        for (second, body) in (0..).zip(bodies) {
            host.receive(3 * DAY + second, &[body]);
        }
        host.settle(6 * DAY);
        host.emitted()
    };
    let forth = found(bodies.to_vec());
    let back = found(bodies.iter().rev().cloned().collect());
    let json = |found: &[NewInteraction]| serde_json::to_string(found).expect("JSON");
    assert_eq!(json(&forth), json(&back));
    forth
}

fn customer_ids(found: &[NewInteraction]) -> Vec<&str> {
    found.iter().map(|new| new.customer.external_id.as_deref().expect("an ID")).collect()
}

#[test]
fn a_new_number_is_the_same_person() {
    for fields in [
        json!({"type": "user_changed_number", "from": OLD, "wa_id": NEW, "customer": OLD, "body": "x"}),
        json!({"type": "user_changed_number", "from": OLD, "new_wa_id": NEW}),
        json!({"type": "user_changed_number", "from": NEW, "wa_id": NEW, "customer": OLD}),
    ] {
        let found = in_both_orders(&[
            messages(&[text(OLD, "a", 0, "Oi")]),
            messages(&[system(&fields, 60)]),
            messages(&[text(NEW, "b", 120, "Troquei de número")]),
        ]);
        assert_eq!((ids(&found), customer_ids(&found)), (vec!["a"], vec!["wa:5511900000001"]), "{fields}");
        assert_eq!(found[0].messages.len(), 2, "the notice has no words");
        assert_eq!(found[0].number.as_deref(), Some(OLD));
        assert_eq!(found[0].customer.whatsapp.as_deref(), Some("+5521900000002"), "the number of now");
    }
}

#[test]
fn the_former_user_id_is_only_in_the_sentence() {
    let sentence = |body: &str| {
        let fields = json!({"type": "user_changed_user_id", "user_id": "BR.222", "body": body});
        let found = in_both_orders(&[
            messages(&[hidden("BR.111", "a", 0)]),
            messages(&[system(&fields, 60)]),
            messages(&[hidden("BR.222", "b", 120)]),
        ]);
        found.len()
    };
    assert_eq!(sentence("User Ana changed from BR.111 to BR.222"), 1);
    assert_eq!(
        sentence("User changed from BR.111 to BR.222 changed from BR.333 to BR.222"),
        2,
        "a name like that"
    );
    assert_eq!(sentence("User Ana changed from BR.111 to BR.999"), 2, "another ID");
    assert_eq!(sentence(""), 2);
}

#[test]
fn an_update_joins_all_that_it_names() {
    let update = body(
        "user_id_update",
        json!({"contacts": [{"profile": {"name": "Ana"}, "wa_id": OLD}], "user_id_update": [{
            "wa_id": OLD, "user_id": {"previous": "BR.111", "current": "BR.222"},
            "parent_user_id": {"previous": "BR.ENT.1", "current": "BR.ENT.2"}, "timestamp": at(60),
        }]}),
    );
    let found = in_both_orders(&[
        messages(&[text(OLD, "a", 0, "por número")]),
        messages(&[hidden("BR.111", "b", 30)]),
        update,
        messages(&[hidden("BR.222", "c", 90)]),
    ]);
    assert_eq!((ids(&found), customer_ids(&found)), (vec!["a"], vec!["wa:5511900000001"]));
    assert_eq!(found[0].messages.len(), 3);
}

#[test]
fn a_contact_beside_a_message_joins_its_ids() {
    let found = in_both_orders(&[
        messages(&[hidden("BR.111", "a", 0)]),
        body(
            "messages",
            json!({"contacts": [{"wa_id": OLD, "user_id": "BR.111", "parent_user_id": "BR.ENT.1"}],
                "messages": [text(OLD, "b", 60, "Oi")]}),
        ),
        echoes(&[echo(OLD, "c", 120, "Olá")]),
    ]);
    assert_eq!((ids(&found), customer_ids(&found)), (vec!["a"], vec!["wa:BR.111"]));
    assert_eq!(found[0].customer.whatsapp.as_deref(), Some("+5511900000001"));
    assert_eq!(found[0].number.as_deref(), Some(OLD), "as soon as it is known");
}

#[test]
fn persons_that_turn_out_to_be_one_join_what_is_open_on_every_number() {
    let on_other = |message: Value| {
        let mut body = messages(&[message]);
        body["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = json!("999");
        body
    };
    let found = in_both_orders(&[
        messages(&[text(OLD, "a1", 0, "x")]),
        on_other(text(OLD, "a2", 1, "x")),
        messages(&[hidden("BR.111", "b1", 2)]),
        on_other(hidden("BR.111", "b2", 3)),
        messages(&[both(OLD, "BR.111", "c", 4)]),
    ]);
    assert_eq!(ids(&found), ["a2", "a1"]);
    assert_eq!(found.iter().map(|new| new.messages.len()).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(customer_ids(&found), ["wa:5511900000001"; 2]);
}

#[test]
fn one_batch_may_join_persons_step_by_step() {
    let bodies = [
        messages(&[text(OLD, "a", 0, "x")]),
        messages(&[hidden("BR.111", "b", 1)]),
        messages(&[hidden("BR.222", "c", 2)]),
        messages(&[both(NEW, "BR.333", "d", 3)]),
    ];
    let joins = [
        messages(&[both(OLD, "BR.111", "e", 4)]),
        messages(&[both(NEW, "BR.222", "f", 5)]),
        messages(&[both(NEW, "BR.111", "g", 6)]),
        messages(&[both(OLD, "BR.333", "h", 7)]),
    ];
    let mut host = Host::usual();
    for body in &bodies {
        host.receive(60, std::slice::from_ref(body));
    }
    host.receive(61, &joins);
    host.settle(3 * DAY);
    let found = host.emitted();
    assert_eq!(ids(&found), ["a"]);
    assert_eq!(found[0].messages.len(), 8);
    assert_eq!(host.keys("person/").len(), 1);
    let found = in_both_orders(&[&bodies[..], &joins].concat());
    assert_eq!(found[0].messages.len(), 8);
}

#[test]
fn a_person_of_the_same_batch_may_join_one_of_before() {
    let update = |number: Option<&str>, previous: &str, current: &str| {
        let update = json!({"wa_id": number, "user_id": {"previous": previous, "current": current}, "timestamp": at(5)});
        body("user_id_update", json!({"user_id_update": [update]}))
    };
    let mut host = Host::usual();
    host.receive(60, &[messages(&[hidden("BR.111", "a", 0)])]);
    host.receive(61, &[update(Some(OLD), "BR.333", "BR.222"), update(None, "BR.111", "BR.222")]);
    host.receive(62, &[messages(&[text(OLD, "b", 9, "x")])]);
    host.settle(3 * DAY);
    assert_eq!(host.emitted()[0].messages.len(), 2);
}

#[test]
fn the_id_of_a_recorded_customer_stays() {
    let mut host = Host::usual();
    host.receive(1, &[messages(&[hidden("BR.111", "a", 0)])]);
    host.settle(2 * DAY);
    // The number becomes known, and an older message with it: the customer is BR.111 already.
    host.receive(2 * DAY, &[messages(&[both(OLD, "BR.111", "b", 2 * DAY)])]);
    host.receive(2 * DAY, &[messages(&[text(OLD, "c", -HOUR, "de antes")])]);
    host.settle(4 * DAY);
    assert_eq!(customer_ids(&host.emitted()), ["wa:BR.111"; 3]);
}

#[test]
fn two_recorded_customers_go_on_as_the_older_one() {
    let mut host = Host::usual();
    host.receive(99, &[messages(&[text(OLD, "a", 10, "x")]), messages(&[hidden("BR.111", "b", 5)])]);
    host.settle(2 * DAY);
    assert_eq!(customer_ids(&host.emitted()), ["wa:BR.111", "wa:5511900000001"]);
    host.receive(2 * DAY, &[messages(&[both(OLD, "BR.111", "c", 2 * DAY)])]);
    host.settle(4 * DAY);
    assert_eq!(customer_ids(&host.emitted()), ["wa:BR.111"]);
}

#[test]
fn a_name_is_the_profile_s_else_the_user_s_else_that_of_the_contact_book() {
    let named = |profile: Value, with_book: bool| {
        let book = body(
            "smb_app_state_sync",
            json!({"state_sync": [{"type": "contact", "action": "add", "metadata": {"timestamp": at(-60)},
                "contact": {"full_name": "Ana da padaria", "phone_number": OLD}}]}),
        );
        let message = body(
            "messages",
            json!({"contacts": [{"profile": profile, "wa_id": OLD}], "messages": [text(OLD, "a", 0, "Oi")]}),
        );
        let bodies = if with_book { vec![book, message] } else { vec![message] };
        in_both_orders(&bodies)[0].customer.name.clone()
    };
    assert_eq!(named(json!({"name": "Ana", "username": "ana.s"}), true).as_deref(), Some("Ana"));
    assert_eq!(named(json!({"username": "ana.s"}), true).as_deref(), Some("ana.s"));
    assert_eq!(named(json!({"name": " \u{200b}"}), true).as_deref(), Some("Ana da padaria"));
    assert_eq!(named(json!({}), false), None);
}

#[test]
fn the_name_is_the_last_one_of_the_conversation() {
    let of = |name: &str, id: &str, seconds: i64| {
        let value = json!({"contacts": [{"profile": {"name": name}, "wa_id": OLD}],
            "messages": [text(OLD, id, seconds, "x")]});
        body("messages", value)
    };
    let found = in_both_orders(&[of("Ana", "a", 0), of("Ana Souza", "b", 60), of("Ana S.", "c", 2 * DAY)]);
    let names: Vec<_> = found.iter().map(|new| new.customer.name.as_deref()).collect();
    assert_eq!(names, [Some("Ana Souza"), Some("Ana S.")]);
}

#[test]
fn a_message_of_no_one_is_rejected() {
    let mut anonymous = text("PHONE_NUMBER", "a", 0, "Oi");
    let mut host = Host::usual();
    host.receive(1, &[messages(std::slice::from_ref(&anonymous))]);
    anonymous["from"] = Value::Null;
    host.receive(1, &[messages(&[anonymous])]);
    let reasons: Vec<_> = host.output.rejects.iter().map(|reject| reject.text.as_str()).collect();
    assert_eq!(reasons, ["a", "a"]);
    assert_eq!(host.keys(""), [""; 0]);
}
