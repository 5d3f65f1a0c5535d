//! Migration of an audit trail that hashed values in plain text: it runs once, and defects of the
//! old trail stay detectable.

use domain::Millis;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::Store;
use store::audit::{AuditFilter, Erased, ErasureTarget, Finding};

use crate::support::audit::attempt;
use crate::support::people::{T, text};
use crate::support::world::run;
use crate::support::{ZONE, empty, migrate_until};

/// The migration that introduced the current form of the trail.
const DETAILS: i64 = 9;
/// Number of entries in the old trail.
const ENTRIES: i64 = 5;

/// One test per engine, on a database without tables.
macro_rules! carried {
    ($name:ident, |$store:ident| $body:block) => {
        test_database::contract!($name, |engine| {
            let $store = empty(engine, ZONE).await;
            $body
        });
    };
}

/// The hash of an entry in the old form.
fn hash(previous: &str, columns: &serde_json::Value) -> String {
    format!("{:x}", Sha256::digest(format!("{previous}\n{columns}")))
}

/// A database in the old form, with an account and a short trail; returns the hashes. The store no
/// longer writes this form, so its rows are inserted as SQL.
async fn old_trail(store: &Store) -> Vec<String> {
    migrate_until(store, DETAILS).await;
    let active = if store.db().is_sqlite() { "1" } else { "TRUE" };
    run(
        store,
        &format!(
            "INSERT INTO user_account (id, login, login_key, name, role, active, created_at) \
             VALUES (7, 'ana', 'ana', 'Ana Souza', 'agent', {active}, 0);"
        ),
    )
    .await;
    let mut hashes = vec!["0".repeat(64)];
    for seq in 1..=ENTRIES {
        let previous = hashes.last().expect("one").clone();
        let (label, after) = (format!("Cliente {seq}"), json!({ "name": format!("João {seq}") }).to_string());
        let columns = json!([
            seq,
            T + Millis(seq),
            7,
            "ana",
            "192.0.2.7",
            "",
            "changed",
            "customer",
            seq.to_string(),
            label,
            null,
            after
        ]);
        let own = hash(&previous, &columns);
        run(
            store,
            &format!(
                "INSERT INTO audit_event VALUES ({seq}, {}, 7, 'ana', '192.0.2.7', '', 'changed', 'customer', \
                 '{seq}', '{label}', NULL, '{after}', '{previous}', '{own}');",
                T + Millis(seq)
            ),
        )
        .await;
        hashes.push(own);
    }
    let last = hashes.last().expect("one");
    run(store, &format!("UPDATE audit_head SET seq = {ENTRIES}, hash = '{last}';")).await;
    hashes.remove(0);
    hashes
}

/// Changes the old trail, bypassing its triggers.
async fn tamper_old_trail(store: &Store, statement: &str) {
    let guards: &[&str] = if store.db().is_sqlite() {
        &["DROP TRIGGER audit_event_kept", "DROP TRIGGER audit_event_fixed"]
    } else {
        &["DROP TRIGGER audit_event_kept ON audit_event"]
    };
    for statement in guards.iter().copied().chain([statement]) {
        attempt(store, statement).await.expect("tampering");
    }
}

async fn findings(store: &Store) -> Vec<Finding> {
    store.verify_audit(None).await.expect("a verdict").findings
}

carried!(a_trail_is_carried_over_whole, |store| {
    let hashes = old_trail(&store).await;
    store.migrate().await.expect("migrated");
    store.migrate().await.expect("again");
    let verdict = store.verify_audit(None).await.expect("a verdict");
    assert_eq!((verdict.findings, verdict.entries, verdict.last), (Vec::new(), 6, 6), "one between both");
    let entries = store.audit_entries(&AuditFilter::default(), None, 10).await.expect("entries");
    let (bridge, last) = (&entries[0], &entries[1]);
    assert_eq!(bridge.action, "carried_over");
    let facts: serde_json::Value =
        serde_json::from_str(bridge.facts.as_deref().expect("facts")).expect("JSON");
    assert_eq!(facts, json!({ "entries": 5, "last": 5, "hash": hashes[4], "findings": [] }));
    assert_eq!((last.seq, last.at, last.actor.as_str()), (5, T + Millis(5), "ana"));
    assert_eq!((last.label.as_str(), last.address.as_str()), ("Cliente 5", "192.0.2.7"));
    assert_eq!(last.after.as_deref(), Some(r#"{"name":"João 5"}"#));
    let clear =
        "SELECT count(*) || '' FROM audit_entry WHERE commitments LIKE '%Cliente%' OR facts LIKE '%Cliente%'";
    assert_eq!(text(&store, clear).await, "0");
    let gone = attempt(&store, "SELECT seq FROM audit_event_before").await;
    assert!(gone.is_err(), "nothing of before is left");
});

carried!(hashes_written_down_before_are_still_good_until_something_of_it_is_erased, |store| {
    let hashes = old_trail(&store).await;
    store.migrate().await.expect("migrated");
    let known: Vec<(i64, &str)> = (1..).zip(hashes.iter().map(String::as_str)).collect();
    assert_eq!(store.verify_audit_against(&known).await.expect("a verdict").findings, []);
    let request = domain::RequestReference::parse("2026-0007").expect("a reference");
    let erased = store.erase_audit_details(&request, &[ErasureTarget::Entry(3)], T).await.expect("erased");
    assert_eq!(erased, Erased::Done { details: 4 });
    let verdict = store.verify_audit_against(&known).await.expect("a verdict");
    assert_eq!(verdict.findings, [3, 4, 5].map(|seq| Finding::Unexpected { seq }));
    assert_eq!(findings(&store).await, []);
});

carried!(what_was_tampered_with_before_does_not_become_right, |store| {
    old_trail(&store).await;
    tamper_old_trail(&store, "UPDATE audit_event SET label = 'x' WHERE seq = 2").await;
    store.migrate().await.expect("migrated");
    assert_eq!(findings(&store).await, [Finding::Changed { seq: 2 }]);
});

carried!(what_was_removed_before_stays_missing, |store| {
    old_trail(&store).await;
    tamper_old_trail(&store, "DELETE FROM audit_event WHERE seq IN (2, 5)").await;
    store.migrate().await.expect("migrated");
    assert_eq!(
        findings(&store).await,
        [Finding::Removed { from: 2, to: 2 }, Finding::Removed { from: 5, to: 5 }, Finding::HeadMoved,]
    );
});

carried!(what_is_changed_afterwards_is_found, |store| {
    old_trail(&store).await;
    store.migrate().await.expect("migrated");
    let change = ["UPDATE audit_detail SET value = 'x' WHERE seq = 2 AND field = 'label'".to_owned()];
    crate::support::audit::tamper(&store, &change).await;
    assert_eq!(
        findings(&store).await,
        [
            Finding::DetailChanged { seq: 2, field: "label".to_owned() },
            Finding::CarriedOverWrongly { seq: ENTRIES + 1 },
        ]
    );
});

carried!(an_empty_trail_begins_with_its_first_entry, |store| {
    migrate_until(&store, DETAILS).await;
    store.migrate().await.expect("migrated");
    let verdict = store.verify_audit(None).await.expect("a verdict");
    assert_eq!((verdict.entries, verdict.findings), (0, Vec::new()));
    assert_eq!(store.audit_head().await.expect("an answer"), None);
});

carried!(the_trail_of_before_can_be_put_away_as_it_was, |store| {
    let hashes = old_trail(&store).await;
    let lines = store.legacy_audit_lines(i64::MIN).await.expect("an answer").expect("of the form before");
    assert_eq!(lines.len() as i64, ENTRIES);
    let line: serde_json::Value = serde_json::from_str(&lines[4].1).expect("JSON");
    assert_eq!((&line["hash"], &line["label"], lines[4].0), (&json!(hashes[4]), &json!("Cliente 5"), 5));
    assert_eq!(store.legacy_audit_lines(4).await.expect("an answer").expect("lines").len(), 1);
    store.migrate().await.expect("migrated");
    assert_eq!(store.legacy_audit_lines(i64::MIN).await.expect("an answer"), None);
});
