//! Conversation details of Genesys Cloud. The shapes are those of published answers of its API; names, IDs
//! and numbers were made up.

use domain::{EndedBy, NewInteraction, Outcome};
use intake::genesys::{Genesys, GenesysSettings};
use intake::source::{Output, Reason, Skipped};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::random::inputs;
use crate::support::{
    Noise, assert_accepted, or_none, output, output_in_pieces, rejects, second, skipped, written,
};

const SUPPORT: &str = "a623d83c-0000-4000-8000-00000000000a";
const SALES: &str = "b7231f10-0000-4000-8000-00000000000b";
const ANA: &str = "50fcd33c-0000-4000-8000-0000000000aa";
const BIA: &str = "9f3b4669-0000-4000-8000-0000000000bb";

fn settings() -> GenesysSettings {
    GenesysSettings { source: "genesys".to_owned(), ..GenesysSettings::default() }
}

fn source() -> Genesys {
    Genesys::new(settings())
}

fn read(file: &str) -> Output {
    output(&source(), &[file.as_bytes()])
}

/// A segment: its kind, its queue, the minute and second at which it begins and ends, and how.
fn segment(kind: &str, queue: &str, [start, end]: [&str; 2], disconnect: Option<&str>) -> Value {
    let mut segment = json!({
        "segmentType": kind, "segmentStart": format!("2026-06-15T12:{start}Z"),
        "segmentEnd": format!("2026-06-15T12:{end}Z"), "conference": false,
    });
    if !queue.is_empty() {
        segment["queueId"] = queue.into();
    }
    if let Some(disconnect) = disconnect {
        segment["disconnectType"] = disconnect.into();
    }
    segment
}

fn participant(purpose: &str, session: &Value, segments: &[Value]) -> Value {
    let mut session = session.clone();
    session["segments"] = segments.into();
    json!({ "participantId": purpose, "purpose": purpose, "sessions": [session] })
}

fn agent(user: &str, segments: &[Value]) -> Value {
    let mut agent = participant("agent", &json!({ "mediaType": "voice", "sessionId": user }), segments);
    agent["userId"] = user.into();
    agent
}

fn customer(session: &Value, disconnect: &str) -> Value {
    let mut customer = participant(
        "customer",
        session,
        &[segment("interact", "", ["00:00.000", "10:00.000"], Some(disconnect))],
    );
    customer["participantName"] = "Cliente Um".into();
    customer["externalContactId"] = "contact-1".into();
    customer
}

fn voice() -> Value {
    json!({ "mediaType": "voice", "direction": "inbound", "ani": "tel:+5511900000041", "dnis": "tel:+551140000000" })
}

fn acd(session: &str, segments: &[Value]) -> Value {
    participant(
        "acd",
        &json!({ "mediaType": "voice", "direction": "inbound", "sessionId": session }),
        segments,
    )
}

fn conversation(participants: &[Value]) -> Value {
    json!({
        "conversationId": "conversation-1", "conversationStart": "2026-06-15T12:00:00.000Z",
        "conversationEnd": "2026-06-15T12:10:30.000Z", "originatingDirection": "inbound",
        "participants": participants,
    })
}

/// A call that waits, is answered, held and worked on, and transferred to another queue, where another agent
/// does not answer and a third one does.
fn transferred() -> Value {
    conversation(&[
        customer(&voice(), "endpoint"),
        participant(
            "ivr",
            &json!({ "mediaType": "voice" }),
            &[segment("ivr", "", ["00:00.000", "00:10.000"], Some("transfer"))],
        ),
        acd(
            "visit-1",
            &[
                segment("delay", SUPPORT, ["00:10.000", "00:10.100"], None),
                segment("interact", SUPPORT, ["00:10.100", "00:40.500"], Some("transfer")),
            ],
        ),
        agent(
            ANA,
            &[
                segment("alert", SUPPORT, ["00:30.000", "00:40.502"], None),
                segment("interact", SUPPORT, ["00:40.502", "02:00.000"], None),
                segment("hold", SUPPORT, ["02:00.000", "03:00.900"], None),
                segment("interact", SUPPORT, ["03:00.900", "04:00.000"], Some("transfer")),
                segment("wrapup", SUPPORT, ["04:00.000", "04:20.000"], Some("client")),
            ],
        ),
        acd("visit-2", &[segment("interact", SALES, ["04:00.000", "05:00.000"], Some("transfer"))]),
        agent(
            "rung",
            &[
                segment("alert", SALES, ["04:10.000", "04:20.000"], Some("client")),
                segment("wrapup", SALES, ["04:20.000", "05:20.000"], Some("client")),
            ],
        ),
        agent(
            BIA,
            &[
                segment("alert", SALES, ["04:50.000", "05:00.001"], None),
                segment("interact", SALES, ["05:00.001", "10:00.000"], Some("peer")),
                segment("wrapup", SALES, ["10:00.000", "10:30.000"], Some("client")),
            ],
        ),
    ])
}

fn row(new: &NewInteraction) -> String {
    let second = |at: chrono::DateTime<chrono::FixedOffset>| at.format("%H:%M:%S%.3f").to_string();
    [
        new.channel.as_str().to_owned(),
        new.direction.as_str().to_owned(),
        new.queue.clone(),
        or_none(new.agent.as_deref()),
        second(new.queued_at),
        or_none(new.answered_at.map(second).as_deref()),
        second(new.ended_at),
    ]
    .join("\t")
}

fn rows(output: &Output) -> Vec<String> {
    output.interactions.iter().map(row).collect()
}

#[test]
fn each_visit_to_a_queue_is_a_leg() {
    let found = read(&transferred().to_string());
    assert_eq!(
        rows(&found),
        [
            format!("voice\tinbound\t{SUPPORT}\t{ANA}\t12:00:10.100\t12:00:40.502\t12:04:00.000"),
            format!("voice\tinbound\t{SALES}\t{BIA}\t12:04:00.000\t12:05:00.001\t12:10:00.000"),
        ]
    );
    assert_eq!(rejects(&found), []);
    let [first, second] = &found.interactions[..] else { panic!("two legs") };
    assert_eq!(
        (first.external_id.as_str(), second.external_id.as_str()),
        ("conversation-1/visit-1", "conversation-1/visit-2")
    );
    assert_eq!((second.follows.as_deref(), first.follows.as_deref()), (Some("conversation-1/visit-1"), None));
    assert_eq!(first.case.as_ref().map(|case| case.external_id.as_str()), Some("conversation-1"));
    assert_eq!(first.case, second.case);
    assert_eq!((first.hold_s, first.wrap_up_s, first.ended_by), (Some(60), Some(20), Some(EndedBy::Agent)));
    assert_eq!(
        (second.hold_s, second.wrap_up_s, second.ended_by),
        (Some(0), Some(30), Some(EndedBy::Customer))
    );
    assert_eq!((first.outcome, second.outcome), (Some(Outcome::Answered), Some(Outcome::Answered)));
    let customer = &first.customer;
    assert_eq!(
        (customer.phone.as_deref(), customer.external_id.as_deref()),
        (Some("+5511900000041"), Some("contact-1"))
    );
    assert_eq!(customer.name, None, "the name of a caller is often a place");
    assert_accepted(&found);
}

#[test]
fn maps_name_queues_and_users() {
    let map = |from: &str, to: &str| [(from.to_owned(), to.to_owned())].into();
    let named = Genesys::new(GenesysSettings {
        queues: map(SUPPORT, "Suporte"),
        agents: map(ANA, "ana"),
        caller_names: true,
        ..settings()
    });
    let found = output(&named, &[transferred().to_string().as_bytes()]);
    let new = &found.interactions[0];
    assert_eq!(
        (new.queue.as_str(), new.agent.as_deref(), new.customer.name.as_deref()),
        ("Suporte", Some("ana"), Some("Cliente Um"))
    );
}

#[test]
fn pages_lists_and_lines_hold_the_same_conversations() {
    let mut other = transferred();
    other["conversationId"] = "conversation-2".into();
    let (one, other) = (transferred(), other);
    let expected = read(&format!("{one}\n{other}\n")).interactions;
    assert_eq!(expected.len(), 4);
    for file in [
        json!({ "conversations": [one, other], "totalHits": 2 }).to_string(),
        json!({ "cursor": "x", "aggregations": [{ "conversations": 1 }], "conversations": [one, other] })
            .to_string(),
        json!([one, other]).to_string(),
        json!([{ "conversations": [one] }, { "conversations": [other] }]).to_string(),
        format!("{}\n{{\"conversations\":[]}}\n{other:#}", json!({ "conversations": [one] })),
    ] {
        assert_eq!(read(&file).interactions, expected);
    }
}

#[test]
fn of_a_conversation_that_is_repeated_the_newest_counts() {
    let (mut open, mut late) = (transferred(), transferred());
    open["conversationEnd"] = Value::Null;
    late["conversationEnd"] = "2026-06-15T12:11:00.000Z".into();
    late["participants"][3]["userId"] = BIA.into();
    let of = |conversations: &[&Value]| {
        let lines: Vec<String> = conversations.iter().map(ToString::to_string).collect();
        read(&lines.join("\n"))
    };
    let found = of(&[&late, &transferred(), &open]);
    assert_eq!(
        (found.interactions.len(), rejects(&found), skipped(&found, Skipped::EarlierVersion)),
        (2, vec![], 2)
    );
    assert_eq!(found.interactions[0].agent.as_deref(), Some(BIA));
    let mut last = transferred();
    last["participants"][3]["userId"] = "last".into();
    assert_eq!(of(&[&transferred(), &last]).interactions[0].agent.as_deref(), Some("last"));
    assert_eq!(rejects(&of(&[&open])), [(1, Reason::StillOpen)]);
    assert_eq!(of(&[&open]).interactions, []);
}

#[test]
fn a_visit_without_an_agent_says_what_became_of_it() {
    for (disconnect, metric, outcome, by) in [
        ("peer", "nOffered", Outcome::Abandoned, EndedBy::Customer),
        ("peer", "tAbandon", Outcome::Abandoned, EndedBy::Customer),
        ("transfer", "tFlowOut", Outcome::Overflow, EndedBy::System),
        ("timeout", "nOffered", Outcome::Overflow, EndedBy::System),
    ] {
        let mut visit =
            acd("visit-1", &[segment("interact", SUPPORT, ["00:10.100", "00:40.500"], Some(disconnect))]);
        visit["sessions"][0]["metrics"] = json!([{ "name": metric, "value": 1 }]);
        let rung = agent(ANA, &[segment("alert", SUPPORT, ["00:20.000", "00:30.000"], None)]);
        let found = read(&conversation(&[customer(&voice(), "peer"), visit, rung]).to_string());
        let new = &found.interactions[0];
        assert_eq!(
            (new.outcome, new.ended_by, new.agent.as_deref()),
            (Some(outcome), Some(by), None),
            "{disconnect}"
        );
        assert!(row(new).ends_with("12:00:10.100\t-\t12:00:40.500"), "{}", row(new));
    }
}

#[test]
fn an_answer_belongs_to_the_visit_before_it() {
    // Left unanswered, and back in the same queue; then the same agent a second time.
    let conversation = conversation(&[
        customer(&voice(), "endpoint"),
        acd("visit-1", &[segment("interact", SUPPORT, ["00:00.000", "01:00.000"], Some("transfer"))]),
        acd("visit-2", &[segment("interact", SUPPORT, ["01:05.000", "01:30.000"], Some("transfer"))]),
        acd("visit-3", &[segment("interact", SUPPORT, ["03:00.000", "03:10.000"], Some("transfer"))]),
        agent(
            ANA,
            &[
                segment("interact", SUPPORT, ["01:30.000", "02:50.000"], Some("transfer")),
                segment("interact", SUPPORT, ["03:10.000", "04:00.000"], Some("peer")),
            ],
        ),
    ]);
    let found = read(&conversation.to_string());
    let times: Vec<String> =
        rows(&found).iter().map(|row| row.split('\t').skip(3).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        times,
        [
            "- 12:00:00.000 - 12:01:00.000".to_owned(),
            format!("{ANA} 12:01:05.000 12:01:30.000 12:02:50.000"),
            format!("{ANA} 12:03:00.000 12:03:10.000 12:04:00.000"),
        ]
    );
}

#[test]
fn who_disconnected_the_customer_ended_it() {
    for (of_agent, of_customer, by) in [
        ("peer", "timeout", Some(EndedBy::System)),
        ("peer", "client", Some(EndedBy::Customer)),
        ("client", "peer", Some(EndedBy::Agent)),
        ("endpoint", "peer", Some(EndedBy::Agent)),
        ("system", "peer", Some(EndedBy::System)),
        ("", "peer", None),
    ] {
        let conversation = conversation(&[
            customer(&voice(), of_customer),
            acd("visit-1", &[segment("interact", SUPPORT, ["00:00.000", "01:00.000"], Some("transfer"))]),
            agent(ANA, &[segment("interact", SUPPORT, ["01:00.000", "02:00.000"], Some(of_agent))]),
        ]);
        assert_eq!(read(&conversation.to_string()).interactions[0].ended_by, by, "{of_agent} {of_customer}");
    }
}

/// A conversation on another medium.
fn of_media(session: &Value) -> Output {
    let parts = [segment("interact", SUPPORT, ["00:00.000", "01:00.000"], Some("transfer"))];
    let mut agent =
        participant("agent", session, &[segment("interact", SUPPORT, ["01:00.000", "02:00.000"], None)]);
    agent["userId"] = ANA.into();
    read(
        &conversation(&[customer(session, "client"), participant("acd", session, &parts), agent]).to_string(),
    )
}

#[test]
fn media_are_channels() {
    let chat = of_media(&json!({ "mediaType": "chat", "sessionId": "s" }));
    let new = &chat.interactions[0];
    assert_eq!(
        (new.channel.as_str(), new.customer.name.as_deref(), new.agent.as_deref()),
        ("webchat", Some("Cliente Um"), Some(ANA))
    );
    for session in [
        json!({ "mediaType": "message", "messageType": "whatsapp", "addressFrom": "5511900000041" }),
        json!({ "mediaType": "message", "addressFrom": "whatsapp:5511900000041" }),
    ] {
        let new = &of_media(&session).interactions[0];
        assert_eq!(new.channel.as_str(), "whatsapp");
        assert!(new.customer.whatsapp.as_deref().is_some_and(|number| number.ends_with("5511900000041")));
    }
    let web = of_media(&json!({ "mediaType": "message", "messageType": "webmessaging" }));
    assert_eq!(web.interactions[0].channel.as_str(), "webchat");
    for session in [
        json!({ "mediaType": "callback" }),
        json!({ "mediaType": "email" }),
        json!({ "mediaType": "message", "messageType": "facebook" }),
    ] {
        let found = of_media(&session);
        assert_eq!((found.interactions.len(), skipped(&found, Skipped::OtherChannel)), (0, 1), "{session}");
    }
}

#[test]
fn an_outbound_call_that_was_routed_has_its_attempt() {
    let mut call = transferred();
    for participant in call["participants"].as_array_mut().expect("participants") {
        participant["sessions"][0]["direction"] = "outbound".into();
    }
    let new = &read(&call.to_string()).interactions[0];
    assert_eq!((new.direction.as_str(), new.number.as_deref()), ("outbound", Some("+551140000000")));
    assert_eq!(new.calls[0].duration_s, 199);
}

#[test]
fn a_conversation_without_a_queue_is_counted() {
    let direct = conversation(&[
        customer(&voice(), "client"),
        agent(ANA, &[segment("interact", "", ["00:00.000", "01:00.000"], None)]),
    ]);
    let found = read(&direct.to_string());
    assert_eq!(
        (found.interactions.len(), rejects(&found), skipped(&found, Skipped::NoQueue)),
        (0, vec![], 1)
    );
}

#[test]
fn a_call_that_an_agent_dialled_for_a_queue_is_not_one_without_a_queue() {
    let dialled = conversation(&[
        customer(&json!({ "mediaType": "voice", "direction": "outbound" }), "client"),
        agent(ANA, &[segment("interact", SALES, ["00:00.000", "01:00.000"], None)]),
    ]);
    let found = read(&dialled.to_string());
    assert_eq!((found.interactions.len(), rejects(&found)), (0, vec![]));
    assert_eq!((skipped(&found, Skipped::BegunByAgent), skipped(&found, Skipped::NoQueue)), (1, 0));
}

#[test]
fn what_cannot_be_used_is_reported() {
    let mut bad_time = transferred();
    bad_time["participants"][2]["sessions"][0]["segments"][1]["segmentStart"] =
        "2021-04-2T15:30:51.418Z".into();
    let many: Vec<Value> = (0..201)
        .map(|number| {
            acd(
                &number.to_string(),
                &[segment("interact", &number.to_string(), ["00:00.000", "00:01.000"], None)],
            )
        })
        .collect();
    let file = format!(
        "{{\"a\":1}}\nx\n{bad_time}\n{}",
        json!({
            "conversationId": "other", "conversationEnd": "2026-06-15T12:00:00Z", "participants": many,
        })
    );
    assert_eq!(
        rejects(&read(&file)),
        [
            (1, Reason::MissingField { name: "conversationId".to_owned() }),
            (2, Reason::BadJson),
            (3, Reason::BadTime),
            (4, Reason::TooManyVisits { limit: 200 }),
        ]
    );
}

#[test]
fn the_precision_of_the_source_is_kept() {
    let text = serde_json::to_string(&read(&transferred().to_string()).interactions[0]).expect("JSON");
    assert!(text.contains(r#""queued_at":"2026-06-15T12:00:10.100Z""#), "{text}");
    assert_eq!(second(read(&transferred().to_string()).interactions[0].queued_at), "2026-06-15T12:00:10Z");
}

#[test]
fn any_cutting_gives_the_same() {
    let mut noise = Noise(6);
    let page = json!({ "conversations": [transferred(), conversation(&[])], "totalHits": 2 });
    let file = format!("{page}\n{:#}\n{page}", transferred());
    let whole = written(&output(&source(), &[file.as_bytes()]));
    for largest in [30, 500, 5_000] {
        assert_eq!(
            written(&output_in_pieces(&source(), file.as_bytes(), || noise.below(largest) + 1)),
            whole
        );
    }
}

#[test]
fn damage_costs_only_what_is_damaged() {
    let mut noise = Noise(0x9e);
    let damaged = transferred().to_string();
    let mut other = transferred();
    other["conversationId"] = "other".into();
    for _ in 0..inputs(1_500) {
        let mut bytes = damaged.as_bytes().to_vec();
        for _ in 0..=noise.below(3) {
            let at = noise.below(bytes.len());
            match noise.below(4) {
                0 => bytes[at] = noise.next() as u8,
                1 => bytes.truncate(at.max(1)),
                2 if bytes.len() > 1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, noise.next() as u8),
            }
        }
        let found = output(&source(), &[&[&bytes, format!("\n{other}\n").as_bytes()].concat()]);
        assert_eq!(found.interactions.iter().filter(|new| new.external_id.starts_with("other/")).count(), 2);
        assert_accepted(&found);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(inputs(200)))]

    #[test]
    fn no_value_makes_it_panic(
        place in 0..7_usize,
        name in "(segmentStart|segmentEnd|segmentType|queueId|disconnectType)",
        value in "(1e300|-1|true|null|\\[\\]|\"\"|\"9998-12-31T23:59:59Z\"|\"hold\")",
    ) {
        let value: Value = serde_json::from_str(&value).expect("JSON");
        let mut call = transferred();
        call["participants"][place]["sessions"][0]["segments"][0][name.as_str()] = value.clone();
        assert_accepted(&read(&call.to_string()));
        call["participants"][place]["sessions"] = value.clone();
        call["conversationEnd"] = value;
        assert_accepted(&read(&call.to_string()));
    }
}
