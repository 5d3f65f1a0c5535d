//! Sources: a step is all or nothing and made once, and what became of a source can be seen.

use std::collections::BTreeMap;

use domain::settings::SourceRecord;
use domain::settings::source::{
    AsteriskConnection, ChatwootConnection, Connection, NamePair, SecretName, WhatsAppConnection,
};
use domain::{Millis, NewCase, NewInteraction, NewMedia, NewMessage, ObjectId, Role, Sender, Timestamp};
use serde_json::json;
use store::Store;
use store::blobs::BlobOwner;
use store::settings::{Change, Versioned};
use store::sources::{Advanced, Delivery, MediaBlob, MediaRequest, MemoryEntry, SourceReject, SourceStep};

use crate::intake::probe::{count, number, texts};
use crate::intake::sample::{call, call_with, outcomes, text};
use crate::support::administration::{T, invalid, person, settings};

fn asterisk(name: &str) -> SourceRecord {
    SourceRecord {
        name: name.to_owned(),
        active: true,
        connection: Connection::Asterisk(AsteriskConnection {
            queue_log: "/var/log/asterisk/queue_log".to_owned(),
            ..AsteriskConnection::default()
        }),
        queues: vec![NamePair { foreign: "8001".to_owned(), name: "Suporte".to_owned() }],
        agents: Vec::new(),
    }
}

async fn source(store: &Store, record: SourceRecord) -> Versioned<SourceRecord> {
    let name = record.name.clone();
    let created = store.sources().settings().create(record, T).await.expect("an answer");
    created.created().expect("a source");
    store.sources().named(&name).await.expect("a read").expect("a source")
}

/// A step of the log `queue_log` after `sequence` others.
fn step(of: &Versioned<SourceRecord>, sequence: i64) -> SourceStep {
    SourceStep {
        name: of.record.name.clone(),
        log: "queue_log".to_owned(),
        sequence,
        state: format!(r#"{{"after":{sequence}}}"#),
        position: format!(r#"{{"offset":{}}}"#, sequence * 100),
        content_hash: "hash".to_owned(),
        ..SourceStep::from(of.id)
    }
}

fn committed(advanced: Advanced) -> Vec<&'static str> {
    match advanced {
        Advanced::Committed(committed) => outcomes(&committed.answers),
        Advanced::Overtaken => vec!["overtaken"],
    }
}

async fn counts(store: &Store, of: &Versioned<SourceRecord>) -> Vec<String> {
    let counts = store.sources().settings().source_counts(of.id).await.expect("counts");
    counts.into_iter().map(|one| format!("{} {}", one.what, one.count)).collect()
}

async fn due_keys(store: &Store, of: &Versioned<SourceRecord>, now: i64, limit: u32) -> Vec<String> {
    let due = store.sources().due(of.id, Timestamp(now), limit).await.expect("what is due");
    due.into_iter().map(|(key, _)| key).collect()
}

contract!(a_source_keeps_its_name_and_its_kind, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let kept = source(&store, asterisk("pbx")).await;
    assert_eq!(kept.record, asterisk("pbx"));
    let settings = settings(&store, &admin);
    let renamed = settings.change(kept.id, kept.revision, asterisk("other"), T).await.expect("an answer");
    assert!(matches!(renamed, Some(Change::Invalid(errors)) if errors.0[0].field == "name"));
    let numbers = vec![NamePair { foreign: "1".to_owned(), name: "WhatsApp".to_owned() }];
    let connection = Connection::WhatsApp(WhatsAppConnection { numbers, ..WhatsAppConnection::default() });
    let other = SourceRecord { connection, ..asterisk("pbx") };
    let changed = settings.change(kept.id, kept.revision, other, T).await.expect("an answer");
    assert!(matches!(changed, Some(Change::Invalid(errors)) if errors.0[0].field == "kind"));
    assert_eq!(
        invalid(settings.create(asterisk("pbx"), T).await),
        "name is taken by another; choose a different one"
    );
    let paused = SourceRecord { active: false, ..asterisk("pbx") };
    let changed = settings.change(kept.id, kept.revision, paused.clone(), T).await.expect("an answer");
    assert_eq!(changed, Some(Change::Saved));
    assert_eq!(store.sources().all().await.expect("sources")[0].record, paused);
});

contract!(a_step_is_made_once, |store| {
    let of = source(&store, asterisk("pbx")).await;
    let sources = store.sources();
    assert_eq!(sources.log_progress(of.id, "queue_log").await.expect("a read"), None);
    let first = SourceStep { interactions: vec![call("1"), call("2")], ..step(&of, 0) };
    assert_eq!(committed(sources.advance(first.clone(), T).await.expect("a step")), ["created", "created"]);
    // Another process that had read the same beginning.
    assert_eq!(committed(sources.advance(first, T).await.expect("a step")), ["overtaken"]);
    let second = SourceStep { interactions: vec![call("2"), call("3")], ..step(&of, 1) };
    let late = SourceStep { interactions: vec![call("4")], ..step(&of, 1) };
    assert_eq!(committed(sources.advance(second, T).await.expect("a step")), ["unchanged", "created"]);
    assert_eq!(committed(sources.advance(late, T).await.expect("a step")), ["overtaken"]);
    let progress = sources.log_progress(of.id, "queue_log").await.expect("a read").expect("progress");
    assert_eq!((progress.sequence, progress.position.as_str()), (2, r#"{"offset":100}"#));
    assert_eq!(progress.state, r#"{"after":1}"#);
    assert_eq!(
        texts(&store, "SELECT external_id FROM interaction ORDER BY external_id").await,
        ["1", "2", "3"]
    );
    assert_eq!(counts(&store, &of).await, ["new 3", "unchanged 1"]);
});

contract!(two_processes_make_each_step_once, |store| {
    let of = source(&store, asterisk("pbx")).await;
    let (one, other) = (store.sources(), store.sources());
    for sequence in 0..5 {
        let id = sequence.to_string();
        let step = SourceStep { interactions: vec![call(&id)], ..step(&of, sequence) };
        let (one, other) = tokio::join!(one.advance(step.clone(), T), other.advance(step, T));
        let mut both = [committed(one.expect("a step")), committed(other.expect("a step"))];
        both.sort();
        assert_eq!(both, [["created"], ["overtaken"]]);
    }
    assert_eq!(count(&store, "interaction").await, 5);
});

contract!(what_is_refused_becomes_a_reject, |store| {
    let of = source(&store, asterisk("pbx")).await;
    let sources = store.sources();
    let bad_line = SourceReject {
        file: Some("queue_log".to_owned()),
        line: Some(7),
        reason: json!("too_few_fields"),
        text: "a\0b".to_owned(),
    };
    let invalid = call_with("2", |new| new.queue = String::new());
    let first = SourceStep {
        interactions: vec![call("1"), invalid],
        rejects: vec![bad_line],
        skipped: BTreeMap::from([("ring".to_owned(), 3)]),
        ..step(&of, 0)
    };
    assert_eq!(committed(sources.advance(first, T).await.expect("a step")), ["created", "invalid"]);
    let other = call_with("1", |new| new.notes = text("other"));
    let second = SourceStep {
        interactions: vec![other],
        skipped: BTreeMap::from([("ring".to_owned(), 2)]),
        ..step(&of, 1)
    };
    assert_eq!(committed(sources.advance(second, T).await.expect("a step")), ["other content"]);
    assert_eq!(counts(&store, &of).await, ["conflict 1", "new 1", "rejected 2", "skipped:ring 5"]);
    let rejects = sources.settings().source_rejects(of.id, 10).await.expect("rejects");
    let reasons: Vec<&str> = rejects.iter().map(|reject| reject.reason.as_str()).collect();
    assert!(reasons[0].starts_with(r#"{"conflict":{"protocol":""#), "{reasons:?}");
    assert!(reasons[1].starts_with(r#"{"bad_fields":"#), "{reasons:?}");
    assert_eq!(reasons[2], r#""too_few_fields""#);
    assert_eq!((rejects[2].file.as_deref(), rejects[2].line), (Some("queue_log"), Some(7)));
    assert!(rejects[0].text.contains(r#""external_id":"1""#));
});

contract!(a_long_step_records_all_of_it, |store| {
    let of = source(&store, asterisk("pbx")).await;
    let interactions = (0..1_200).map(|id| call(&id.to_string())).collect();
    let long = SourceStep { interactions, ..step(&of, 0) };
    let outcomes = committed(store.sources().advance(long, T).await.expect("a step"));
    assert_eq!(outcomes, vec!["created"; 1_200]);
    assert_eq!(count(&store, "interaction").await, 1_200);
    assert_eq!(counts(&store, &of).await, ["new 1200"]);
});

contract!(memory_is_by_key_and_due, |store| {
    let (of, other) = (source(&store, asterisk("pbx")).await, source(&store, asterisk("pbx-2")).await);
    let sources = store.sources();
    let entry = |value: &str, due: Option<i64>| {
        Some(MemoryEntry { value: value.to_owned(), due_at: due.map(Timestamp) })
    };
    let first = SourceStep {
        memory: vec![
            ("a".to_owned(), entry("1", Some(20))),
            ("b".to_owned(), entry("2", Some(10))),
            ("c".to_owned(), entry("3", None)),
        ],
        ..step(&of, 0)
    };
    sources.advance(first, T).await.expect("a step");
    let foreign = SourceStep { memory: vec![("a".to_owned(), entry("9", Some(1)))], ..step(&other, 0) };
    sources.advance(foreign, T).await.expect("a step");
    assert_eq!(due_keys(&store, &of, 9, 10).await, Vec::<String>::new());
    assert_eq!(due_keys(&store, &of, 20, 10).await, ["b", "a"]);
    assert_eq!(due_keys(&store, &of, 20, 1).await, ["b"]);
    let second = SourceStep {
        memory: vec![("a".to_owned(), entry("4", None)), ("b".to_owned(), None)],
        ..step(&of, 1)
    };
    sources.advance(second, T).await.expect("a step");
    let keys: Vec<String> =
        (0..1_200).map(|n| n.to_string()).chain(["a", "b", "c"].map(String::from)).collect();
    let mut known = sources.recall(of.id, &keys).await.expect("entries");
    known.sort_by(|one, other| one.0.cmp(&other.0));
    let known: Vec<(&str, &str)> =
        known.iter().map(|(key, entry)| (key.as_str(), entry.value.as_str())).collect();
    assert_eq!(known, [("a", "4"), ("c", "3")]);
});

contract!(deliveries_are_kept_until_they_are_old, |store| {
    let of = source(&store, asterisk("pbx")).await;
    let sources = store.sources();
    for body in [&b"one"[..], b"\x00\xff", b"three"] {
        sources.deliver(of.id, body, T).await.expect("a delivery");
    }
    let waiting = sources.waiting_deliveries(of.id, 2).await.expect("deliveries");
    let bodies: Vec<&[u8]> = waiting.iter().map(|delivery| delivery.body.as_slice()).collect();
    assert_eq!(bodies, [&b"one"[..], b"\x00\xff"]);
    assert_eq!(waiting[0].received_at, T);
    let processed = waiting.iter().map(|delivery: &Delivery| delivery.id).collect();
    sources.advance(SourceStep { processed, ..step(&of, 0) }, T).await.expect("a step");
    let left = sources.waiting_deliveries(of.id, 10).await.expect("deliveries");
    assert_eq!(left.iter().map(|delivery| delivery.body.as_slice()).collect::<Vec<_>>(), [b"three"]);
    let day = Millis::hours(24);
    assert_eq!(sources.purge_deliveries(T + day).await.expect("a purge"), 0);
    assert_eq!(sources.purge_deliveries(T + Millis::hours(24 * 9)).await.expect("a purge"), 2);
    assert_eq!(sources.count_waiting(of.id).await.expect("a count"), 1, "what waits is kept");
});

contract!(names_that_were_created_are_told, |store| {
    let of = source(&store, asterisk("pbx")).await;
    let with_agent = call_with("1", |new| new.agent = text("PJSIP/1001"));
    let first = SourceStep { interactions: vec![with_agent.clone(), call("2")], ..step(&of, 0) };
    store.sources().advance(first, T).await.expect("a step");
    let second = SourceStep { interactions: vec![with_agent, call("3")], ..step(&of, 1) };
    store.sources().advance(second, T).await.expect("a step");
    let names = store.sources().settings().source_names(of.id).await.expect("names");
    let expected = [("agent", "PJSIP/1001"), ("queue", "Vendas")];
    assert_eq!(names, expected.map(|(role, name)| (role.to_owned(), name.to_owned())));
});

contract!(a_secret_is_in_no_trail, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let of = source(&store, asterisk("pbx")).await;
    let settings = settings(&store, &admin);
    let sources = store.sources();
    let secret = |name| sources.secret(of.id, name);
    assert_eq!(secret(SecretName::AppSecret).await.expect("a read"), None);
    for value in ["very-secret-1", "very-secret-2"] {
        settings.set_source_secret(&of, SecretName::AppSecret, Some(value), T).await.expect("a secret");
    }
    assert_eq!(secret(SecretName::AppSecret).await.expect("a read").as_deref(), Some("very-secret-2"));
    assert_eq!(secret(SecretName::AccessToken).await.expect("a read"), None);
    let set = settings.source_secrets(of.id).await.expect("secrets");
    assert_eq!(set, BTreeMap::from([("app-secret".to_owned(), T)]));
    let trail =
        texts(&store, "SELECT COALESCE(after, '') FROM audit_event WHERE object = 'source' ORDER BY seq")
            .await;
    assert_eq!(trail.len(), 3);
    assert!(trail.iter().all(|entry| !entry.contains("very-secret")), "{trail:?}");
    assert!(trail[2].contains("app-secret"), "{trail:?}");
    settings.set_source_secret(&of, SecretName::AppSecret, None, T).await.expect("no secret");
    assert_eq!(secret(SecretName::AppSecret).await.expect("a read"), None);
});

contract!(what_is_not_read_of_a_log_is_known_and_since_when, |store| {
    let of = source(&store, asterisk("pbx")).await;
    let sources = store.sources();
    let note = async |unread, at| sources.note_unread(of.id, "queue_log", unread, at).await.expect("a note");
    let unread = async || {
        let status = sources.settings().source_status(of.id).await.expect("a status");
        status.logs.first().map(|log| (log.unread, log.unread_since))
    };
    note(Some(7), T).await;
    assert_eq!(unread().await, None, "before the first step");
    sources.advance(step(&of, 0), T).await.expect("a step");
    assert_eq!(unread().await, Some((None, None)));
    let later = T + Millis::minutes(5);
    note(Some(900), T).await;
    note(Some(400), later).await;
    assert_eq!(unread().await, Some((Some(400), Some(T))), "there have always been some");
    sources.advance(step(&of, 1), later).await.expect("a step");
    assert_eq!(unread().await, Some((Some(400), Some(T))), "a step does not change it");
    note(Some(0), later).await;
    assert_eq!(unread().await, Some((Some(0), None)));
    note(Some(1), later).await;
    assert_eq!(unread().await, Some((Some(1), Some(later))));
    note(None, later).await;
    assert_eq!(unread().await, Some((None, None)));
});

contract!(a_source_can_be_read_again, |store| {
    let of = source(&store, asterisk("pbx")).await;
    let sources = store.sources();
    let first = SourceStep { interactions: vec![call("1")], ..step(&of, 0) };
    sources.advance(first.clone(), T).await.expect("a step");
    sources.note_problem(of.id, "the file is missing", T).await.expect("a note");
    let status = sources.settings().source_status(of.id).await.expect("a status");
    assert_eq!(status.problem.as_deref(), Some("the file is missing"));
    assert_eq!(status.last_event_at, Some(call("1").ended_at.into()));
    let logs: Vec<_> = status.logs.iter().map(|one| (one.log.as_str(), one.position.as_str())).collect();
    assert_eq!(logs, [("queue_log", r#"{"offset":0}"#)]);
    assert!(sources.settings().read_source_again(&of, T).await.expect("an answer"));
    assert_eq!(counts(&store, &of).await, Vec::<String>::new());
    // A process that has not noticed it yet.
    let late = SourceStep { interactions: vec![call("2")], ..step(&of, 1) };
    assert_eq!(committed(sources.advance(late, T).await.expect("a step")), ["overtaken"]);
    assert_eq!(committed(sources.advance(first, T).await.expect("a step")), ["unchanged"]);
    let status = sources.settings().source_status(of.id).await.expect("a status");
    assert_eq!(status.problem, None, "a step shows that it can be read");
    assert_eq!(number(&store, "SELECT COUNT(*) FROM interaction").await, 1);
});

contract!(what_is_delivered_once_is_not_read_again, |store| {
    let numbers = vec![NamePair { foreign: "1".to_owned(), name: "WhatsApp".to_owned() }];
    let connection = Connection::WhatsApp(WhatsAppConnection { numbers, ..WhatsAppConnection::default() });
    let whatsapp = source(&store, SourceRecord { connection, ..asterisk("wa") }).await;
    let chatwoot = ChatwootConnection { server: "https://a".to_owned(), ..ChatwootConnection::default() };
    let chatwoot = SourceRecord { connection: Connection::Chatwoot(chatwoot), ..asterisk("cw") };
    let chatwoot = source(&store, chatwoot).await;
    let sources = store.sources();
    for of in [&whatsapp, &chatwoot] {
        let entry = MemoryEntry { value: "1".to_owned(), due_at: Some(Timestamp(1)) };
        let memory = vec![("conversation".to_owned(), Some(entry))];
        sources.advance(SourceStep { memory, ..step(of, 0) }, T).await.expect("a step");
    }
    assert!(!sources.settings().read_source_again(&whatsapp, T).await.expect("an answer"));
    assert_eq!(due_keys(&store, &whatsapp, 1, 9).await, ["conversation"], "it goes on");
    assert!(sources.log_progress(whatsapp.id, "queue_log").await.expect("a read").is_some());
    // Its server has everything.
    assert!(sources.settings().read_source_again(&chatwoot, T).await.expect("an answer"));
    assert_eq!(due_keys(&store, &chatwoot, 1, 9).await, Vec::<String>::new());
});

/// A call with a message that has files, by their hashes.
fn with_files(id: &str, hashes: &[&str]) -> NewInteraction {
    let file = |sha256: &&str| NewMedia {
        name: "foto.jpg".to_owned(),
        media_type: "image/jpeg".to_owned(),
        size: 3,
        sha256: (*sha256).repeat(64),
    };
    call_with(id, |new| {
        let at = new.queued_at;
        new.messages = vec![NewMessage {
            from: Sender::Customer,
            name: None,
            at,
            text: "[imagem]".to_owned(),
            attachments: hashes.iter().map(file).collect(),
        }];
    })
}

fn blob(sha256: &str, name: &str) -> MediaBlob {
    MediaBlob { sha256: sha256.repeat(64), blob: name.to_owned() }
}

fn unused(advanced: Advanced) -> Vec<String> {
    match advanced {
        Advanced::Committed(committed) => committed.unused_blobs,
        Advanced::Overtaken => panic!("overtaken"),
    }
}

/// Hash and blob of every file of messages.
async fn files(store: &Store) -> Vec<String> {
    texts(store, "SELECT SUBSTR(sha256, 1, 1) || ' ' || COALESCE(blob, '-') FROM message_media ORDER BY interaction_id, position, file").await
}

contract!(a_file_is_asked_for_once_until_it_was_fetched, |store| {
    let (of, sources) = (source(&store, asterisk("wa")).await, store.sources());
    let request = |key: &str| MediaRequest { key: key.to_owned(), download: format!("\"{key}\"") };
    let due = async |now: Timestamp| -> Vec<(String, i64)> {
        let due = sources.due_media(of.id, now, 10).await.expect("files");
        due.into_iter().map(|file| (file.key, file.attempts)).collect()
    };
    let asked = SourceStep { requested: vec![request("a"), request("b")], ..step(&of, 0) };
    sources.advance(asked, T).await.expect("a step");
    let again = SourceStep { requested: vec![request("b")], ..step(&of, 1) };
    sources.advance(again, T + Millis::seconds(9)).await.expect("a step");
    assert_eq!(due(T).await, [("a".to_owned(), 0), ("b".to_owned(), 0)]);
    assert_eq!(sources.due_media(of.id, T, 1).await.expect("files")[0].requested_at, T);
    sources.media_failed(of.id, "a", Some(T + Millis::minutes(1))).await.expect("a note");
    assert_eq!(due(T).await, [("b".to_owned(), 0)]);
    assert_eq!(due(T + Millis::minutes(1)).await, [("b".to_owned(), 0), ("a".to_owned(), 1)]);
    for _ in 0..2 {
        sources.media_failed(of.id, "b", None).await.expect("a note");
    }
    assert_eq!(counts(&store, &of).await, ["skipped:file_left_out 1"]);
    let fetched = SourceStep { fetched: vec![("a".to_owned(), blob("1", "fetched/x"))], ..step(&of, 2) };
    assert!(unused(sources.advance(fetched, T).await.expect("a step")).is_empty());
    assert_eq!(due(T + Millis::days(9)).await, []);
    // Another process has fetched it too.
    let twice = SourceStep { fetched: vec![("a".to_owned(), blob("1", "fetched/y"))], ..step(&of, 3) };
    assert_eq!(unused(sources.advance(twice, T).await.expect("a step")), ["fetched/y"]);
    assert_eq!(
        sources.fetched_media(of.id, &"1".repeat(64)).await.expect("a read"),
        Some(blob("1", "fetched/x"))
    );
    let named = store.named_blobs(BlobOwner::Fetched, ObjectId(i64::MIN), 10).await.expect("blobs");
    assert_eq!(
        named.iter().map(|one| (one.blob.as_str(), one.of_what.as_str())).collect::<Vec<_>>(),
        [("fetched/x", "wa")]
    );
    assert_eq!(sources.purge_media(T + Millis::days(90)).await.expect("a purge"), 0);
    assert_eq!(sources.purge_media(T + Millis::days(91)).await.expect("a purge"), 2);
});

contract!(an_interaction_of_a_step_has_its_files, |store| {
    let (of, sources) = (source(&store, asterisk("wa")).await, store.sources());
    let request = MediaRequest { key: "a".to_owned(), download: "{}".to_owned() };
    sources.advance(SourceStep { requested: vec![request], ..step(&of, 0) }, T).await.expect("a step");
    let fetched = SourceStep { fetched: vec![("a".to_owned(), blob("1", "fetched/x"))], ..step(&of, 1) };
    sources.advance(fetched, T).await.expect("a step");
    let recorded = SourceStep {
        interactions: vec![
            with_files("1", &["1", "2", "3"]),
            with_files("2", &["1"]),
            with_files("", &["2"]),
        ],
        media: vec![
            blob("1", "fetched/x"),
            blob("2", "fetched/z"),
            blob("2", "fetched/bad"),
            blob("9", "fetched/stray"),
        ],
        ..step(&of, 2)
    };
    let not_needed = unused(sources.advance(recorded.clone(), T).await.expect("a step"));
    assert_eq!(not_needed, ["fetched/bad", "fetched/stray"], "of no interaction that was recorded");
    assert_eq!(files(&store).await, ["1 fetched/x", "2 fetched/z", "3 -", "1 -"]);
    assert_eq!(
        sources.fetched_media(of.id, &"1".repeat(64)).await.expect("a read"),
        None,
        "it was given away"
    );
    // Read again: what is there is kept, and the bytes of the second are there now.
    let media = vec![blob("1", "fetched/x2"), blob("2", "fetched/z2"), blob("1", "fetched/second")];
    let again = SourceStep { media, sequence: 3, ..recorded };
    assert_eq!(unused(sources.advance(again, T).await.expect("a step")), ["fetched/x2", "fetched/z2"]);
    assert_eq!(files(&store).await, ["1 fetched/x", "2 fetched/z", "3 -", "1 fetched/second"]);
});

contract!(calls_are_found_by_their_ids, |store| {
    let of_case = |id: &str, case: &str| {
        call_with(id, |new| {
            new.case = Some(NewCase { external_id: case.to_owned(), kind: None, subject: None });
        })
    };
    let of_other_system = call_with("17.1", |new| "other".clone_into(&mut new.source));
    let calls = [
        of_case("17.1", "17.1"),
        of_case("17.1/vendas/1772453800", "17.1"),
        of_case("17.10/vendas/1772453800", "17.10"),
        of_case("17.4/suporte/1772453801", "17.1"),
        of_case("17.1-x", "18.1"),
        of_other_system,
    ];
    outcomes(&store.intake().record_all(calls.to_vec()).await);
    let system = calls[0].source.clone();
    let found = async |id: &str| -> Vec<String> {
        let found = store.sources().calls(&system, id).await.expect("calls");
        let mut ids: Vec<String> =
            found.into_iter().map(|call| format!("{} {}", call.external_id, call.case)).collect();
        ids.sort();
        ids
    };
    let of_call = ["17.1 17.1", "17.1/vendas/1772453800 17.1", "17.4/suporte/1772453801 17.1"];
    assert_eq!(found("17.1").await, of_call);
    assert_eq!(found("17.4").await, ["17.4/suporte/1772453801 17.1"]);
    assert_eq!(found("18.1").await, ["17.1-x 18.1"]);
    assert_eq!(found("17").await, Vec::<String>::new());
});
