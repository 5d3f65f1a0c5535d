//! The hash chain of the audit trail detects changed, removed and inserted entries.

use domain::settings::ReasonRecord;
use domain::{Principal, Role, Timestamp};
use store::Store;
use store::accounts::NewUser;
use store::audit::Finding;

use crate::support::audit::{attempt, tamper};

const T: Timestamp = Timestamp(1_790_000_000_000);

/// Sets up a few records; returns how many audit entries that made.
async fn busy(store: &Store) -> i64 {
    let user = NewUser {
        login: "admin".to_owned(),
        name: "Admin".to_owned(),
        role: Role::Administrator,
        password: None,
        active: true,
    };
    let user = store.accounts().create(&user, T).await.expect("an answer").created().expect("an account");
    let principal = Principal { user, role: Role::Administrator };
    let settings = store.as_principal(&principal).settings().expect("an administrator");
    for name in ["a", "b", "ç \"x\" \\", "d", "e", "f"] {
        let reason = ReasonRecord { name: name.to_owned(), active: true };
        settings.create(reason, T).await.expect("an answer").created().expect("a reason");
    }
    let verdict = store.verify_audit(None).await.expect("a verdict");
    assert_eq!(verdict.findings, []);
    assert_eq!(i64::try_from(verdict.entries), Ok(verdict.last));
    verdict.last
}

async fn findings(store: &Store) -> Vec<Finding> {
    store.verify_audit(None).await.expect("a verdict").findings
}

contract!(entries_can_neither_be_changed_nor_removed, |store| {
    busy(&store).await;
    for statement in
        ["UPDATE audit_entry SET object_id = 'x' WHERE seq = 1", "DELETE FROM audit_entry WHERE seq = 1"]
    {
        let message = attempt(&store, statement).await.expect_err("refused");
        assert!(message.contains("append-only"), "{message}");
    }
});

contract!(a_changed_entry_is_found, |store| {
    busy(&store).await;
    for column in ["action", "object", "object_id"] {
        tamper(&store, &[format!("UPDATE audit_entry SET {column} = 'forged' || {column} WHERE seq = 3")])
            .await;
        assert_eq!(findings(&store).await, [Finding::Changed { seq: 3 }], "{column}");
        tamper(&store, &[format!("UPDATE audit_entry SET {column} = SUBSTR({column}, 7) WHERE seq = 3")])
            .await;
        assert_eq!(findings(&store).await, [], "{column}");
    }
    for (column, value, before) in [
        ("at", "at + 1", "at - 1"),
        ("actor_id", "NULL", "1"),
        ("facts", "'{}'", "NULL"),
        ("commitments", "commitments || ' '", "trim(commitments)"),
        ("previous_hash", "upper(previous_hash)", "lower(previous_hash)"),
    ] {
        tamper(&store, &[format!("UPDATE audit_entry SET {column} = {value} WHERE seq = 3")]).await;
        assert!(findings(&store).await.contains(&Finding::Changed { seq: 3 }), "{column}");
        tamper(&store, &[format!("UPDATE audit_entry SET {column} = {before} WHERE seq = 3")]).await;
        assert_eq!(findings(&store).await, [], "{column}");
    }
});

contract!(an_entry_made_anew_does_not_fit_its_neighbours, |store| {
    busy(&store).await;
    // To hide a changed entry, every later hash would have to change as well.
    tamper(&store, &["UPDATE audit_entry SET hash = REPLACE(hash, 'a', 'b') WHERE seq = 3".to_owned()]).await;
    let found = findings(&store).await;
    assert!(
        found.contains(&Finding::Changed { seq: 3 }) && found.contains(&Finding::Unlinked { seq: 4 }),
        "{found:?}"
    );
});

contract!(removed_entries_are_found, |store| {
    let last = busy(&store).await;
    let removal = |seqs: &str| {
        ["audit_detail", "audit_entry"].map(|table| format!("DELETE FROM {table} WHERE seq IN ({seqs})"))
    };
    tamper(&store, &removal("3, 4")).await;
    assert_eq!(findings(&store).await, [Finding::Removed { from: 3, to: 4 }]);
    tamper(&store, &removal(&last.to_string())).await;
    assert!(findings(&store).await.contains(&Finding::HeadMoved), "the last one, too");
});

contract!(an_inserted_entry_is_found, |store| {
    let last = busy(&store).await;
    let copy = |seq: i64| {
        format!(
            "INSERT INTO audit_entry SELECT {seq}, at, actor_id, api_key_id, action, object, object_id, facts, \
             '[]', previous_hash, hash FROM audit_entry WHERE seq = 2"
        )
    };
    tamper(&store, &[copy(last + 1)]).await;
    let found = findings(&store).await;
    assert!(found.contains(&Finding::Unlinked { seq: last + 1 }), "{found:?}");
    assert!(found.contains(&Finding::HeadMoved), "{found:?}");
    tamper(&store, &[format!("DELETE FROM audit_entry WHERE seq = {}", last + 1), copy(0)]).await;
    assert_eq!(findings(&store).await, [Finding::Inserted { seq: 0 }]);
});

contract!(a_chain_made_anew_lacks_the_entry_written_down_elsewhere, |store| {
    busy(&store).await;
    let known = store.verify_audit(None).await.expect("a verdict");
    let expected = Some((known.last, known.hash.as_str()));
    assert_eq!(store.verify_audit(expected).await.expect("a verdict").findings, []);
    let other = "f".repeat(64);
    let verdict = store.verify_audit(Some((known.last, &other))).await.expect("a verdict");
    assert_eq!(verdict.findings, [Finding::Unexpected { seq: known.last }]);
});
