//! A long audit trail is searched a part at a time, and read by the kind of object through an index.

use domain::{AuditObject, Principal, Role, Timestamp, UserId};
use store::Store;
use store::audit::{AuditFilter, AuditPage, MAX_ENTRIES_ASKED};

use crate::support::audit::tamper;
use crate::support::builders::AccountBuilder;
use crate::support::statistics;
use crate::support::world::{details_of, texts_of};

const T: Timestamp = Timestamp(1_790_000_000_000);

/// Entries 101 to this one are of reasons, but for every hundredth; entry 150 has a name of its own.
const LAST: i64 = MAX_ENTRIES_ASKED + 10_000;

async fn build(store: &Store) -> UserId {
    statistics::pin(store).await;
    let admin = AccountBuilder::administrator(1).login("admin").build(store).await;
    let entries = format!(
        "WITH RECURSIVE number (n) AS (SELECT CAST(101 AS BIGINT) UNION ALL SELECT n + 1 FROM number WHERE n < {LAST}) \
         INSERT INTO audit_entry (seq, at, actor_id, action, object, object_id, commitments, previous_hash, hash) \
         SELECT n, {} + n, CASE WHEN n = 150 THEN {admin} END, 'created', \
         CASE WHEN n % 100 = 0 THEN 'queue' ELSE 'reason' END, 'r' || n, '[]', '', '' FROM number",
        T.0
    );
    let salt = if store.db().is_sqlite() { "zeroblob(32)" } else { "decode(repeat('00', 32), 'hex')" };
    let label = format!(
        "INSERT INTO audit_detail (seq, field, salt, value) VALUES (150, 'label', {salt}, 'Água parada')"
    );
    let head = format!("UPDATE audit_head SET seq = {LAST}");
    tamper(store, &[entries, label, head]).await;
    admin
}

async fn page(store: &Store, admin: UserId, filter: &AuditFilter, before: Option<i64>) -> AuditPage {
    let principal = Principal { user: admin, role: Role::Administrator };
    let settings = store.as_principal(&principal).settings().expect("an administrator");
    settings.audit(filter, before).await.expect("a page")
}

contract!(a_search_stops_after_so_many_entries_and_goes_on_from_there, |store| {
    let admin = build(&store).await;
    let rare = AuditFilter { search: "água".to_owned(), ..AuditFilter::default() };
    let acting = AuditFilter { actor: "admin".to_owned(), ..AuditFilter::default() };
    for filter in [rare.clone(), acting] {
        let first = page(&store, admin, &filter, None).await;
        let end = LAST - MAX_ENTRIES_ASKED + 1;
        assert_eq!((first.entries.len(), first.next, first.stopped), (0, Some(end), true), "{filter:?}");
        let rest = page(&store, admin, &filter, first.next).await;
        let found: Vec<i64> = rest.entries.iter().map(|entry| entry.seq).collect();
        assert_eq!((found, rest.next, rest.stopped), (vec![150], None, false), "{filter:?}");
    }
    // A page that is full does not stop.
    let many = AuditFilter { search: "r1".to_owned(), ..AuditFilter::default() };
    let first = page(&store, admin, &many, Some(15_000)).await;
    assert_eq!((first.entries.len(), first.next, first.stopped), (50, Some(14_950), false));
    let filter = AuditFilter { object: Some(AuditObject::Queue), ..AuditFilter::default() };
    let queues = page(&store, admin, &filter, None).await;
    let next = queues.entries.last().map(|entry| entry.seq);
    assert_eq!((queues.entries.len(), queues.next, queues.stopped), (50, next, false));
    // An export asks all of them.
    let found = store.audit_entries(&rare, None, 10).await.expect("entries");
    assert_eq!(found.len(), 1);
});

contract!(the_entries_of_a_kind_of_object_are_read_in_their_order, |store| {
    build(&store).await;
    statistics::gather(&store).await;
    for object in ["queue", "reason"] {
        let asked = format!(
            "SELECT e.seq, e.label FROM audit_event AS e WHERE e.object = '{object}' ORDER BY e.seq DESC LIMIT 51"
        );
        if store.db().is_sqlite() {
            let plan = details_of(&store, &format!("EXPLAIN QUERY PLAN {asked}")).await;
            assert!(plan.contains("audit_entry_kind") && !plan.contains("TEMP B-TREE"), "{plan}");
        } else {
            let plan = texts_of(&store, &format!("EXPLAIN {asked}")).await.join("\n");
            // Few entries may be sorted.
            let sorts = object == "reason" && plan.contains("Sort");
            assert!(!plan.contains("Seq Scan on audit_entry") && !sorts, "{plan}");
        }
    }
});
