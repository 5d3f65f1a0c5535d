//! Attaching recordings to interactions.

use std::collections::BTreeSet;

use domain::settings::ApiScope;
use domain::{ApiKeyId, Channel, Millis, Principal, Protocol, Role, Timestamp, UserId};
use store::Store;
use store::audit::{AuditFilter, Origin};
use store::intake::Rejected;
use store::recordings::{AddRecordingOutcome, NewRecording, PutRecordingOutcome};

use crate::intake::probe::{count, run, second, texts};
use crate::intake::sample::{call, call_with, protocol, record};

fn recording(blob: &str) -> NewRecording {
    NewRecording {
        blob: blob.to_owned(),
        content_type: "audio/ogg".to_owned(),
        size: 5_000_000_000,
        sha256: "00".repeat(32),
        length: Some(Millis(1500)),
    }
}

/// The recording with another length.
fn lasting(blob: &str, length: Option<Millis>) -> NewRecording {
    NewRecording { length, ..recording(blob) }
}

/// Whether the interaction has a recording, and how long that is.
async fn shown(store: &Store, protocol: &Protocol) -> (bool, Option<Millis>) {
    let administrator = Principal { user: UserId(1), role: Role::Administrator };
    let scoped = store.as_principal(&administrator);
    let found = scoped.history().conversation(protocol).await.unwrap().expect("a conversation");
    (found.has_recording, found.recording_length)
}

contract!(a_call_gets_its_recording_and_a_second_one_takes_its_place, |store| {
    let protocol = record(&store, call("1")).await.protocol;
    let first = store.recordings().put(&protocol, &recording("a"), Timestamp(1000)).await.unwrap();
    assert_eq!(first, Some(PutRecordingOutcome::Put { replaced: None }));
    let second = store.recordings().put(&protocol, &recording("b"), Timestamp(2000)).await.unwrap();
    assert_eq!(second, Some(PutRecordingOutcome::Put { replaced: Some("a".to_owned()) }));
    let rows = "SELECT r.blob || ' ' || r.content_type || ' ' || r.size || ' ' || r.uploaded_at
        FROM recording r JOIN interaction i ON i.id = r.interaction_id";
    assert_eq!(texts(&store, rows).await, ["b audio/ogg 5000000000 2000"]);
});

contract!(a_recording_that_is_added_takes_no_others_place, |store| {
    let protocol = record(&store, call("1")).await.protocol;
    assert_eq!(store.recordings().sha256(&protocol).await.unwrap(), None);
    for expected in [AddRecordingOutcome::Added, AddRecordingOutcome::HasRecording] {
        let added = store.recordings().add(&protocol, &recording("a"), Timestamp(1000)).await.unwrap();
        assert_eq!(added, Some(expected));
    }
    assert_eq!(store.recordings().sha256(&protocol).await.unwrap(), Some("00".repeat(32)));
    let chat = record(&store, call_with("2", |new| new.channel = Channel::WebChat)).await.protocol;
    let added = store.recordings().add(&chat, &recording("b"), Timestamp(1000)).await.unwrap();
    assert_eq!(added, Some(AddRecordingOutcome::NotACall));
    let nothing = Protocol::parse("nothing").unwrap();
    assert_eq!(store.recordings().add(&nothing, &recording("b"), Timestamp(1000)).await.unwrap(), None);
});

contract!(a_conversation_has_the_length_of_its_recording_and_then_of_its_successor, |store| {
    let protocol = record(&store, call("1")).await.protocol;
    assert_eq!(shown(&store, &protocol).await, (false, None));
    for length in [Some(Millis(1500)), Some(Millis(61_000)), None, Some(Millis(1))] {
        store.recordings().put(&protocol, &lasting("a", length), Timestamp(1000)).await.unwrap();
        assert_eq!(shown(&store, &protocol).await, (true, length));
    }
});

contract!(recordings_without_a_length_are_listed_newest_first_until_their_file_was_read, |store| {
    let mut protocols = Vec::new();
    for n in ["1", "2", "3", "4"] {
        let protocol = record(&store, call(n)).await.protocol;
        store.recordings().put(&protocol, &lasting(n, None), Timestamp(1000)).await.unwrap();
        protocols.push(protocol);
    }
    let unmeasured = async |before, limit| store.recordings().unmeasured(before, limit).await.unwrap();
    assert_eq!(unmeasured(None, 9).await, [], "the file of an upload was read");
    run(&store, "UPDATE recording SET length_ms = NULL WHERE blob <> '4'").await;
    let found = unmeasured(None, 2).await;
    assert_eq!(found.iter().map(|one| one.blob.as_str()).collect::<Vec<_>>(), ["3", "2"]);
    assert_eq!((found[0].content_type.as_str(), found[0].size), ("audio/ogg", 5_000_000_000));
    let last = unmeasured(Some(found[1].interaction), 2).await;
    assert_eq!(last.iter().map(|one| one.blob.as_str()).collect::<Vec<_>>(), ["1"]);

    let [third, second] = found.try_into().expect("two");
    store.recordings().set_lengths(&[(third, Some(Millis(7))), (second, None)]).await.unwrap();
    assert_eq!(shown(&store, &protocols[2]).await, (true, Some(Millis(7))));
    assert_eq!(shown(&store, &protocols[1]).await, (true, None));
    assert_eq!(unmeasured(None, 9).await, last, "neither file is read again");
    store.recordings().set_lengths(&[]).await.unwrap();
});

contract!(a_length_that_was_read_late_changes_neither_another_recording_nor_another_length, |store| {
    let protocol = record(&store, call("1")).await.protocol;
    store.recordings().put(&protocol, &recording("a"), Timestamp(1000)).await.unwrap();
    run(&store, "UPDATE recording SET length_ms = NULL").await;
    let read = store.recordings().unmeasured(None, 9).await.unwrap();
    let late: Vec<_> = read.iter().map(|one| (one.clone(), Some(Millis(9)))).collect();

    let other = second(&store).await;
    let set: Vec<_> = read.iter().map(|one| (one.clone(), Some(Millis(5)))).collect();
    other.recordings().set_lengths(&set).await.unwrap();
    store.recordings().set_lengths(&late).await.unwrap();
    assert_eq!(shown(&store, &protocol).await, (true, Some(Millis(5))), "another server was first");

    store.recordings().put(&protocol, &recording("b"), Timestamp(2000)).await.unwrap();
    run(&store, "UPDATE recording SET length_ms = NULL").await;
    store.recordings().set_lengths(&late).await.unwrap();
    assert_eq!(shown(&store, &protocol).await, (true, None), "the file was replaced");
});

contract!(the_same_blob_again_is_not_handed_back_to_be_deleted, |store| {
    let protocol = record(&store, call("1")).await.protocol;
    store.recordings().put(&protocol, &recording("a"), Timestamp(1000)).await.unwrap();
    let again = store.recordings().put(&protocol, &recording("a"), Timestamp(2000)).await.unwrap();
    assert_eq!(again, Some(PutRecordingOutcome::Put { replaced: None }));
});

contract!(only_voice_interactions_have_recordings, |store| {
    for (n, channel) in [Channel::WebChat, Channel::WhatsApp].into_iter().enumerate() {
        let protocol = record(&store, call_with(&n.to_string(), |new| new.channel = channel)).await.protocol;
        let refused = store.recordings().put(&protocol, &recording("a"), Timestamp(1000)).await.unwrap();
        assert_eq!(refused, Some(PutRecordingOutcome::NotACall));
        assert_eq!(store.recordings().is_call(&protocol).await.unwrap(), Some(false));
    }
    assert_eq!(count(&store, "recording").await, 0);
});

contract!(no_interaction_no_recording, |store| {
    assert_eq!(
        store.recordings().put(&protocol("unknown"), &recording("a"), Timestamp(1000)).await.unwrap(),
        None
    );
});

contract!(of_many_at_once_one_stays_and_every_other_blob_is_handed_back_once, |store| {
    let protocol = record(&store, call("1")).await.protocol;
    let other = second(&store).await;
    let puts = (0..8).map(|n| {
        let (store, protocol) =
            (if n % 2 == 0 { store.store.clone() } else { other.clone() }, protocol.clone());
        tokio::spawn(async move {
            let put =
                store.recordings().put(&protocol, &recording(&n.to_string()), Timestamp(1000)).await.unwrap();
            let Some(PutRecordingOutcome::Put { replaced }) = put else { panic!("not put: {put:?}") };
            replaced
        })
    });
    let mut blobs = texts(&store, "SELECT blob FROM recording").await;
    for put in futures::future::join_all(puts).await {
        blobs.extend(put.unwrap());
    }
    blobs.extend(texts(&store, "SELECT blob FROM recording").await);
    assert_eq!(blobs.len(), 8);
    assert_eq!(blobs.into_iter().collect::<BTreeSet<_>>().len(), 8);
});

contract!(that_other_audio_took_its_place_is_written_down_with_both_hashes_and_the_key, |store| {
    let protocol = record(&store, call("1")).await.protocol;
    let (key, _) =
        store.api_keys().create("Gravador", Timestamp(0)).await.expect("an answer").created().unwrap();
    let origin = Origin { address: "192.0.2.3".to_owned(), user_agent: "recorder".to_owned() };
    let put = async |blob: &str, sha256: &str| {
        let recording = NewRecording { sha256: sha256.to_owned(), ..recording(blob) };
        let recordings = store.recordings().on_behalf_of(key, origin.clone());
        recordings.put(&protocol, &recording, Timestamp(1000)).await.unwrap().unwrap()
    };
    let replacements = async || {
        let action = Some(domain::AuditAction::RecordingReplaced);
        let filter = AuditFilter { action, ..AuditFilter::default() };
        store.audit_entries(&filter, None, 10).await.unwrap()
    };
    put("a", "aa").await;
    put("b", "aa").await;
    assert_eq!(replacements().await, [], "the same audio again");
    put("c", "cc").await;
    let entries = replacements().await;
    assert_eq!(entries.len(), 1);
    let entry = &entries[0];
    assert_eq!((entry.api_key_id, entry.actor.as_str()), (Some(key), "Gravador"));
    assert_eq!((entry.object_id.as_str(), entry.address.as_str()), (protocol.as_str(), "192.0.2.3"));
    assert!(entry.before.as_deref().unwrap().contains(r#""sha256":"aa""#));
    assert!(entry.after.as_deref().unwrap().contains(r#""sha256":"cc""#));
    let keys = texts(&store, "SELECT api_key_id || '' FROM recording").await;
    assert_eq!(keys, [key.to_string()]);
    assert_eq!(store.verify_audit(None).await.unwrap().findings, []);
});

contract!(what_a_program_hands_in_says_by_which_key, |store| {
    let (key, _) = store.api_keys().create("PABX", Timestamp(0)).await.expect("an answer").created().unwrap();
    let (other, _) =
        store.api_keys().create("Outro", Timestamp(0)).await.expect("an answer").created().unwrap();
    record(&store, call("1")).await;
    store.intake().on_behalf_of(key).record(call("2")).await.unwrap();
    store.intake().on_behalf_of(other).record_all(vec![call("2"), call("3")]).await;
    let keys = "SELECT external_id || ' ' || coalesce(api_key_id || '', '-') FROM interaction ORDER BY id";
    assert_eq!(texts(&store, keys).await, ["1 -".to_owned(), format!("2 {key}"), format!("3 {other}")]);
});

/// A revoked key, and a key with every scope but this one.
async fn keys_without(store: &Store, scope: ApiScope) -> [ApiKeyId; 2] {
    let (revoked, _) =
        store.api_keys().create("Revogada", Timestamp(0)).await.expect("an answer").created().unwrap();
    assert!(store.api_keys().revoke(revoked, Timestamp(1)).await.unwrap());
    let (narrowed, _) =
        store.api_keys().create("Reduzida", Timestamp(0)).await.expect("an answer").created().unwrap();
    let rest: Vec<ApiScope> = ApiScope::ALL.into_iter().filter(|other| *other != scope).collect();
    let rest = ApiScope::join(&rest);
    run(store, &format!("UPDATE api_key SET scopes = '{rest}' WHERE id = {narrowed}")).await;
    [revoked, narrowed]
}

contract!(a_key_that_is_no_longer_good_names_no_recording, |store| {
    let protocol = record(&store, call("1")).await.protocol;
    let other = record(&store, call("2")).await.protocol;
    store.recordings().put(&other, &recording("before"), Timestamp(0)).await.unwrap();
    for key in keys_without(&store, ApiScope::Recordings).await {
        let recordings = store.recordings().on_behalf_of(key, Origin::command_line());
        for protocol in [&protocol, &other] {
            let put = recordings.put(protocol, &recording("after"), Timestamp(5)).await;
            assert!(matches!(put, Ok(Some(PutRecordingOutcome::KeyRevoked))), "{put:?}");
        }
    }
    assert_eq!(texts(&store, "SELECT blob FROM recording").await, ["before"]);
});

contract!(a_key_that_is_no_longer_good_records_nothing_and_its_neighbours_are_recorded, |store| {
    let (good, _) = store.api_keys().create("Boa", Timestamp(0)).await.expect("an answer").created().unwrap();
    let [revoked, narrowed] = keys_without(&store, ApiScope::Interactions).await;
    let intake = |key| store.intake().on_behalf_of(key);
    let (intakes, machine) = ([intake(revoked), intake(narrowed), intake(good)], store.intake());
    let (one, two, three, four) = tokio::join!(
        intakes[0].record(call("1")),
        intakes[1].record_all(vec![call("2"), call("3")]),
        intakes[2].record_all(vec![call("4"), call("5")]),
        machine.record(call("6")),
    );
    assert!(matches!(one, Err(Rejected::KeyRevoked)), "{one:?}");
    assert!(two.iter().all(|answer| matches!(answer, Err(Rejected::KeyRevoked))), "{two:?}");
    assert!(three.iter().all(Result::is_ok) && four.is_ok(), "{three:?} {four:?}");
    let recorded = texts(&store, "SELECT external_id FROM interaction ORDER BY external_id").await;
    assert_eq!(recorded, ["4", "5", "6"]);
});
