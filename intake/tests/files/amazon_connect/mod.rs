//! Contact records of Amazon Connect.

use domain::{EndedBy, NewInteraction, Outcome};
use intake::amazon_connect::{
    AmazonConnect, AmazonConnectSettings, AmazonConnectState, MAX_WAITING_CONTACTS,
};
use intake::source::{Output, Reason, Skipped, Source};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::random::inputs;
use crate::support::{
    Noise, assert_accepted, of, or_none, output, output_in_pieces, rejects, second, skipped, written,
};

const SAMPLE: &str = include_str!("samples/syn-transfer-abandon-chat-outbound.ndjson");

fn settings() -> AmazonConnectSettings {
    AmazonConnectSettings { source: "connect".to_owned(), ..AmazonConnectSettings::default() }
}

fn source() -> AmazonConnect {
    AmazonConnect::new(settings())
}

fn read(file: &str) -> Output {
    output(&source(), &[file.as_bytes()])
}

fn row(new: &NewInteraction) -> String {
    [
        new.channel.as_str().to_owned(),
        new.direction.as_str().to_owned(),
        new.queue.clone(),
        or_none(new.agent.as_deref()),
        or_none(new.customer.phone.as_deref()),
        second(new.queued_at),
        or_none(new.answered_at.map(second).as_deref()),
        second(new.ended_at),
        new.calls
            .first()
            .map_or(String::new(), |call| format!("{} {}", call.status.as_str(), call.duration_s)),
    ]
    .join("\t")
}

const ROWS: [&str; 5] = [
    "voice\tinbound\tN1\tana\t+5511900000051\t2026-06-15T12:00:10Z\t2026-06-15T12:00:40Z\t2026-06-15T12:05:30Z\t",
    "voice\tinbound\tN2\tbia\t+5511900000051\t2026-06-15T12:05:01Z\t2026-06-15T12:05:31Z\t2026-06-15T12:10:00Z\t",
    "voice\tinbound\tN1\t-\t-\t2026-06-15T13:00:10Z\t-\t2026-06-15T13:01:10Z\t",
    "webchat\tinbound\tChat\tana\t-\t2026-06-15T14:00:05Z\t2026-06-15T14:00:50Z\t2026-06-15T14:10:00Z\t",
    "voice\toutbound\tAtivo\tana\t+5531999990052\t2026-06-15T15:00:00Z\t2026-06-15T15:00:12Z\t2026-06-15T15:02:12Z\tanswered 120",
];

#[test]
fn the_sample_gives_its_rows() {
    let found = read(SAMPLE);
    assert_eq!(found.interactions.iter().map(row).collect::<Vec<_>>(), ROWS);
    assert_eq!((skipped(&found, Skipped::NoQueue), rejects(&found)), (1, vec![]), "it left in the menu");
    let (first, second) = (&found.interactions[0], &found.interactions[1]);
    assert_eq!(first.external_id, "aaaaaaaa-0000-4000-8000-000000000001");
    assert_eq!(first.case, second.case);
    assert_eq!(second.follows.as_deref(), Some(first.external_id.as_str()));
    assert_eq!((first.ended_by, second.ended_by), (Some(EndedBy::Agent), Some(EndedBy::Customer)));
    let withheld = &found.interactions[2];
    assert_eq!((withheld.number.as_deref(), withheld.outcome), (Some("anonymous"), Some(Outcome::Abandoned)));
    assert_eq!(first.version, Some(1_781_525_521), "2026-06-15T12:12:01Z");
    assert_accepted(&found);
}

#[test]
fn records_may_come_in_any_form() {
    let records: Vec<&str> = SAMPLE.lines().collect();
    for file in [records.concat(), format!("[{}]", records.join(",\n")), SAMPLE.replace('\n', "\r\n")] {
        assert_eq!(read(&file).interactions.iter().map(row).collect::<Vec<_>>(), ROWS);
    }
    let pretty: Vec<String> = records
        .iter()
        .map(|record| {
            let value: Value = serde_json::from_str(record).expect("JSON");
            serde_json::to_string_pretty(&value).expect("JSON")
        })
        .collect();
    assert_eq!(read(&pretty.join("\n")).interactions, read(SAMPLE).interactions);
}

/// A record of a call that was transferred to an outside number, with some fields other ones.
fn contact(fields: &Value) -> String {
    let mut record = json!({
        "ContactId": "c1", "Channel": "VOICE", "InitiationMethod": "INBOUND", "InitialContactId": null,
        "InitiationTimestamp": "2026-01-05T17:14:00Z", "ConnectedToSystemTimestamp": "2026-01-05T17:14:00Z",
        "DisconnectTimestamp": "2026-01-05T17:47:28Z", "LastUpdateTimestamp": "2026-01-05T17:50:00Z",
        "DisconnectReason": "CUSTOMER_DISCONNECT", "TransferCompletedTimestamp": "2026-01-05T17:28:12Z",
        "Queue": { "Name": "N1", "EnqueueTimestamp": "2026-01-05T17:14:46Z" },
        "Agent": {
            "Username": "ana", "ConnectedToAgentTimestamp": "2026-01-05T17:20:32Z",
            "AfterContactWorkStartTimestamp": "2026-01-05T17:47:28Z", "CustomerHoldDuration": 221,
            "AfterContactWorkDuration": 15,
        },
        "CustomerEndpoint": { "Address": "+190011112222", "Type": "TELEPHONE_NUMBER" },
    });
    for (name, value) in fields.as_object().expect("an object") {
        record[name] = value.clone();
    }
    record.to_string() + "\n"
}

fn one(fields: &Value) -> NewInteraction {
    let found = read(&contact(fields));
    found.interactions.first().unwrap_or_else(|| panic!("{:?} {:?}", found.rejects, found.skipped)).clone()
}

#[test]
fn the_newest_record_of_a_contact_counts_wherever_it_is() {
    let version = |at: &str, agent: &str| {
        contact(&json!({ "LastUpdateTimestamp": at, "Agent": {
        "Username": agent, "ConnectedToAgentTimestamp": "2026-01-05T17:20:32Z",
    } }))
    };
    let records = [
        version("2026-01-05T17:50:00Z", "first"),
        version("2026-01-11T04:09:47Z", "third"),
        version("2026-01-06T00:00:00Z", "second"),
    ];
    let found = read(&records.concat());
    assert_eq!(found.interactions.len(), 1);
    assert_eq!(skipped(&found, Skipped::EarlierVersion), 2);
    let new = &found.interactions[0];
    assert_eq!((new.agent.as_deref(), new.version), (Some("third"), Some(1_768_104_587)));
    assert_eq!(
        row(new).replace("third", "ana"),
        "voice\tinbound\tN1\tana\t+190011112222\t2026-01-05T17:14:46Z\t2026-01-05T17:20:32Z\t2026-01-05T17:28:12Z\t"
    );
    // In two files, and of records of the same second the last.
    let files = [records[1].clone(), version("2026-01-11T04:09:47Z", "last") + &records[0]];
    let found = output(&source(), &files.each_ref().map(String::as_bytes));
    assert_eq!(found.interactions[0].agent.as_deref(), Some("last"));
    // A record that is not finished is none, if a newer one is.
    let unfinished = contact(&json!({ "DisconnectTimestamp": null }));
    assert_eq!(rejects(&read(&unfinished)), [(1, Reason::NoEnd)]);
    assert_eq!(read(&(unfinished + &records[1])).rejects, []);
}

#[test]
fn an_agents_talk_ends_when_the_agent_leaves() {
    let transferred = one(&json!({}));
    assert_eq!(second(transferred.ended_at), "2026-01-05T17:28:12Z");
    assert_eq!(
        (transferred.ended_by, transferred.hold_s, transferred.wrap_up_s),
        (Some(EndedBy::Agent), Some(221), Some(15))
    );
    let whole = one(&json!({ "TransferCompletedTimestamp": null }));
    assert_eq!(
        (second(whole.ended_at).as_str(), whole.ended_by),
        ("2026-01-05T17:47:28Z", Some(EndedBy::Customer))
    );
    // A transfer before this agent answered is none of this talk.
    let early = one(&json!({ "TransferCompletedTimestamp": "2026-01-05T17:15:00Z" }));
    assert_eq!(second(early.ended_at), "2026-01-05T17:47:28Z");
}

#[test]
fn a_version_fits_the_database() {
    assert_eq!(one(&json!({ "LastUpdateTimestamp": "2099-01-01T00:00:00Z" })).version, Some(2_147_483_647));
    assert_eq!(one(&json!({ "LastUpdateTimestamp": null })).version, None);
}

#[test]
fn a_call_without_an_answer_says_what_became_of_it() {
    for (reason, outcome, by) in [
        (json!("CUSTOMER_DISCONNECT"), Outcome::Abandoned, Some(EndedBy::Customer)),
        (json!(null), Outcome::Abandoned, None),
        (json!("CONTACT_FLOW_DISCONNECT"), Outcome::Overflow, Some(EndedBy::System)),
        (json!("TELECOM_PROBLEM"), Outcome::Failed, Some(EndedBy::System)),
    ] {
        let new =
            one(&json!({ "Agent": null, "TransferCompletedTimestamp": null, "DisconnectReason": reason }));
        assert_eq!((new.outcome, new.ended_by, new.answered_at), (Some(outcome), by, None), "{reason}");
        assert_eq!(
            (new.agent, new.hold_s, second(new.ended_at).as_str()),
            (None, None, "2026-01-05T17:47:28Z")
        );
    }
    // An agent whose telephone rang did not answer.
    let rung = one(&json!({ "Agent": { "Username": "ana" } }));
    assert_eq!((rung.agent, rung.answered_at), (None, None));
}

#[test]
fn an_outbound_call_was_answered_only_when_the_customer_was_connected() {
    let dialled = json!({
        "InitiationMethod": "EXTERNAL_OUTBOUND", "Queue": null, "ConnectedToSystemTimestamp": null,
        "TransferCompletedTimestamp": null, "DisconnectReason": "TELECOM_BUSY",
    });
    let new = one(&dialled);
    assert_eq!(
        (new.queue.as_str(), new.agent.as_deref(), new.answered_at),
        ("Chamadas ativas", Some("ana"), None)
    );
    assert!(row(&new).ends_with("2026-01-05T17:47:28Z\tbusy 0"), "{}", row(&new));
    assert_eq!(new.outcome, Some(Outcome::Failed));
    let api = one(&json!({ "InitiationMethod": "API" }));
    assert_eq!(api.direction.as_str(), "outbound");
    let no_queue = read(&contact(&json!({ "InitiationMethod": "MONITOR", "Queue": null })));
    assert_eq!(skipped(&no_queue, Skipped::NoQueue), 1);
}

#[test]
fn a_chat_says_whether_it_is_whatsapp() {
    for place in [
        json!({ "SegmentAttributes": { "connect:Subtype": { "ValueString": "connect:WhatsApp" } } }),
        json!({ "ContactDetails": { "messagingPlatform": "WhatsApp" } }),
        json!({ "CustomerEndpoint": { "Address": "whatsapp:+190011112222", "Type": "VOIP" } }),
    ] {
        let mut fields = place.clone();
        fields["Channel"] = "CHAT".into();
        let new = one(&fields);
        assert_eq!((new.channel.as_str(), new.direction.as_str()), ("whatsapp", "inbound"), "{place}");
        assert!(new.customer.whatsapp.is_some_and(|number| number.ends_with("+190011112222")));
        assert_eq!(new.customer.phone, None);
    }
    for channel in ["TASK", "EMAIL", ""] {
        let found = read(&contact(&json!({ "Channel": channel })));
        assert_eq!((found.interactions.len(), skipped(&found, Skipped::OtherChannel)), (0, 1), "{channel}");
    }
}

#[test]
fn maps_name_queues_and_agents_and_an_agents_own_queue_has_a_name() {
    let map = |from: &str, to: &str| [(from.to_owned(), to.to_owned())].into();
    let named = AmazonConnect::new(AmazonConnectSettings {
        queues: map("N1", "Suporte"),
        agents: map("ana", "ana.souza"),
        ..settings()
    });
    let found = output(&named, &[contact(&json!({})).as_bytes()]);
    assert_eq!(
        (found.interactions[0].queue.as_str(), found.interactions[0].agent.as_deref()),
        ("Suporte", Some("ana.souza"))
    );
    let own = json!({ "Queue": { "Name": null, "ARN": "arn:aws:connect:r:1:instance/i/queue/agent/57db" } });
    assert_eq!(one(&own).queue, "Ramal direto");
    assert_eq!(
        one(&json!({ "Queue": { "ARN": "arn:aws:connect:r:1:instance/i/queue/57db" } })).queue,
        "57db"
    );
}

#[test]
fn what_cannot_be_used_is_reported() {
    let file = format!("{{\"a\":1}}\nhello\n{}", contact(&json!({ "DisconnectTimestamp": "soon" })));
    let missing = Reason::MissingField { name: "ContactId".to_owned() };
    assert_eq!(rejects(&read(&file)), [(1, missing), (2, Reason::BadJson), (3, Reason::BadTime)]);
}

#[test]
fn what_is_kept_is_limited_and_a_newer_record_still_corrects_it() {
    let (mut state, mut output) = (AmazonConnectState::default(), Output::default());
    let record = |id: usize, at: &str| {
        format!(
            "{{\"ContactId\":\"{id}\",\"Channel\":\"VOICE\",\"InitiationTimestamp\":\"2026-01-05T17:14:00Z\",\
             \"DisconnectTimestamp\":\"2026-01-05T17:47:28Z\",\"LastUpdateTimestamp\":\"2026-01-0{at}T00:00:00Z\",\
             \"Queue\":{{\"Name\":\"N1\"}}}}\n"
        )
    };
    let file: String = (0..=MAX_WAITING_CONTACTS).map(|id| record(id, "6")).collect();
    source().read(&mut state, file.as_bytes(), &mut output);
    let first: Vec<&str> = output.interactions.iter().map(|new| new.external_id.as_str()).collect();
    assert_eq!(first, ["0"]);
    source().read(&mut state, record(0, "7").as_bytes(), &mut output);
    source().finish(&mut state, &mut output);
    assert_eq!(output.interactions.len(), MAX_WAITING_CONTACTS + 2);
    let versions: Vec<_> =
        output.interactions.iter().filter(|new| new.external_id == "0").map(|new| new.version).collect();
    assert_eq!(versions.len(), 2);
    assert!(versions[0] < versions[1]);
}

#[test]
fn any_cutting_gives_the_same() {
    let mut noise = Noise(4);
    let file = SAMPLE.to_owned() + &contact(&json!({ "LastUpdateTimestamp": null })) + SAMPLE;
    let whole = written(&output(&source(), &[file.as_bytes()]));
    for largest in [60, 900, 9_000] {
        assert_eq!(
            written(&output_in_pieces(&source(), file.as_bytes(), || noise.below(largest) + 1)),
            whole
        );
    }
    assert_eq!(read(&file).interactions[1..], read(SAMPLE).interactions[..], "what is repeated counts once");
}

#[test]
fn damage_costs_only_what_is_damaged() {
    let mut noise = Noise(0xac);
    let (damaged, intact) = (contact(&json!({})), contact(&json!({ "ContactId": "other" })));
    for _ in 0..inputs(3_000) {
        let mut bytes = damaged.trim_end().as_bytes().to_vec();
        for _ in 0..=noise.below(3) {
            let at = noise.below(bytes.len());
            match noise.below(4) {
                0 => bytes[at] = noise.next() as u8,
                1 => bytes.truncate(at.max(1)),
                2 if bytes.len() > 1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, noise.next() as u8),
            }
        }
        let found = output(&source(), &[&[&bytes, &b"\n"[..], intact.as_bytes()].concat()]);
        assert_eq!(of(&found, "other").queue, "N1");
        assert_accepted(&found);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(inputs(200)))]

    #[test]
    fn no_value_makes_it_panic(name in "(Queue|Agent|Channel|CustomerEndpoint|LastUpdateTimestamp|DisconnectTimestamp|ContactId)", value in "(1e300|-1|true|\\[\\]|\\{\\}|\"\"|\"9999-12-31T23:59:59Z\"|253402300799999)") {
        let value: Value = serde_json::from_str(&value).expect("JSON");
        assert_accepted(&read(&contact(&json!({ name: value }))));
    }
}
