//! What a source says of the course of an interaction: it is stored, read where the interaction is
//! read, and nothing of it leads out of the scope.

use domain::history::{Course, MessageFile};
use domain::sla::ClockKind;
use domain::{
    CaseId, EndedBy, Millis, NewInteraction, NewMedia, NewMessage, Outcome, Principal, Role, Sender,
    Timestamp, UserId, zone,
};
use store::Store;

use crate::intake::probe::texts;
use crate::intake::sample::{call_with, protocol, record, text};
use crate::support::builders::{CalendarBuilder, PolicyBuilder};

const ADMINISTRATOR: Principal = Principal { user: UserId(0), role: Role::Administrator };

/// The agent with this login, which intake has created.
async fn agent(store: &Store, login: &str) -> Principal {
    let id =
        texts(store, &format!("SELECT CAST(id AS TEXT) FROM user_account WHERE login = '{login}'")).await;
    Principal { user: UserId(id[0].parse().expect("an id")), role: Role::Agent }
}

/// A call of an agent with a protocol equal to its external ID.
fn leg(external_id: &str, login: &str) -> NewInteraction {
    call_with(external_id, |new| {
        new.protocol = Some(protocol(external_id));
        new.agent = text(login);
    })
}

async fn course(store: &Store, viewer: &Principal, of: &str) -> Course {
    let found = store.as_principal(viewer).history().conversation(&protocol(of)).await.expect("an answer");
    found.expect("a conversation").course
}

contract!(the_course_is_what_the_source_says, |store| {
    let full = NewInteraction {
        hold_s: Some(32),
        wrap_up_s: Some(70),
        ended_by: Some(EndedBy::Customer),
        outcome: Some(Outcome::Answered),
        first_reply_at: Some("2026-03-02T10:02:00.500-03:00".parse().expect("a time")),
        ..leg("FULL", "ana")
    };
    record(&store, full.clone()).await;
    record(&store, leg("PLAIN", "ana")).await;
    let reply = zone::civil(store.zone(), Timestamp::from(full.first_reply_at.expect("a time")));
    let expected = Course {
        outcome: Some(Outcome::Answered),
        ended_by: Some(EndedBy::Customer),
        hold: Some(Millis::seconds(32)),
        wrap_up: Some(Millis::seconds(70)),
        first_reply: Some(reply),
        previous_leg: None,
        next_leg: None,
    };
    assert_eq!(course(&store, &ADMINISTRATOR, "FULL").await, expected);
    assert_eq!(course(&store, &ADMINISTRATOR, "PLAIN").await, Course::default(), "absent is unknown");
    let repeated = store.intake().record(full).await.expect("it is known");
    assert_eq!(repeated.outcome, store::intake::Outcome::Unchanged);
});

contract!(the_legs_of_a_transfer_lead_to_each_other_within_the_scope, |store| {
    record(&store, leg("L1", "ana")).await;
    record(&store, NewInteraction { follows: text("L1"), ..leg("L2", "bia") }).await;
    record(&store, NewInteraction { source: "other".to_owned(), follows: text("L1"), ..leg("X", "ana") })
        .await;
    let first = course(&store, &ADMINISTRATOR, "L1").await;
    assert_eq!((first.previous_leg, first.next_leg), (None, Some(protocol("L2"))));
    let second = course(&store, &ADMINISTRATOR, "L2").await;
    assert_eq!((second.previous_leg, second.next_leg), (Some(protocol("L1")), None));
    let ana = agent(&store, "ana").await;
    assert_eq!(course(&store, &ana, "L1").await, Course::default(), "the next leg is another agent's");
    let bia = agent(&store, "bia").await;
    assert_eq!(course(&store, &bia, "L2").await, Course::default());
    assert_eq!(course(&store, &ana, "X").await, Course::default(), "another source's ID is another's");
});

contract!(files_come_with_their_message, |store| {
    let file = |name: &str| NewMedia {
        name: name.to_owned(),
        media_type: "image/jpeg".to_owned(),
        size: 3_000_000_000,
        sha256: "ab".repeat(32),
    };
    let said = |second: u32, attachments: Vec<NewMedia>| NewMessage {
        at: format!("2026-03-02T10:01:{second:02}-03:00").parse().expect("a time"),
        from: Sender::Customer,
        name: None,
        text: second.to_string(),
        attachments,
    };
    let messages =
        vec![said(9, vec![file("later.jpg")]), said(1, vec![file("b.jpg"), file("a.jpg")]), said(5, vec![])];
    record(&store, NewInteraction { messages, ..leg("FILES", "ana") }).await;
    let scoped = store.as_principal(&ADMINISTRATOR);
    let of = async |from: u64, limit: u64| {
        let found = scoped.history().messages(&protocol("FILES"), from, limit).await.expect("an answer");
        let names = |files: Vec<MessageFile>| files.into_iter().map(|file| file.name).collect::<Vec<_>>();
        found.expect("messages").into_iter().map(|message| names(message.files)).collect::<Vec<_>>()
    };
    assert_eq!(of(0, 10).await, [vec!["b.jpg", "a.jpg"], vec![], vec!["later.jpg"]]);
    assert_eq!(of(0, 1).await, [["b.jpg", "a.jpg"]]);
    assert_eq!(of(2, 10).await, [["later.jpg"]]);
    let message = scoped.history().messages(&protocol("FILES"), 2, 1).await.expect("an answer");
    let expected = MessageFile {
        name: "later.jpg".to_owned(),
        media_type: "image/jpeg".to_owned(),
        size: 3_000_000_000,
        sha256: "ab".repeat(32),
        is_stored: false,
    };
    assert_eq!(message.expect("messages")[0].files, [expected]);
});

contract!(a_first_reply_in_writing_is_the_first_response, |store| {
    let always = CalendarBuilder::always("Sempre").build(&store).await;
    PolicyBuilder::new("Padrão", always).first_response(Millis::minutes(10)).build(&store).await;
    let replied = Some("2026-03-02T10:03:00-03:00".parse().expect("a time"));
    let recorded = record(&store, NewInteraction { first_reply_at: replied, ..leg("CHAT", "ana") }).await;
    let now = Timestamp::from(leg("CHAT", "ana").ended_at);
    let stopped = async |case: CaseId| {
        let clocks = store.as_principal(&ADMINISTRATOR).cases().clocks(case, now).await.expect("clocks");
        let first = clocks.into_iter().find(|clock| clock.kind == ClockKind::FirstResponse).expect("a clock");
        first.reading.elapsed_ms
    };
    assert_eq!(stopped(recorded.case).await, Millis::minutes(3));
    let recorded = record(&store, leg("CALL", "ana")).await;
    assert_eq!(stopped(recorded.case).await, Millis::minutes(1), "without one it is the answer");
});
