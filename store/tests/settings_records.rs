//! Rules common to all kinds of settings records: permissions, edit conflicts, unique names, and an
//! audit entry for every change.

use crate::support::administration::{T, invalid, person, settings};
use domain::settings::{QueueRecord, ReasonRecord};
use domain::{ContactReasonId, QueueId, Revision, Role};
use store::settings::{Change, ChangeAll, ListQuery, Versioned};
use store::{Db, Store};

fn queue(name: &str) -> QueueRecord {
    QueueRecord { name: name.to_owned(), active: true, reason_required: false, reasons: Vec::new() }
}

fn reason(name: &str) -> ReasonRecord {
    ReasonRecord { name: name.to_owned(), active: true }
}

async fn trail(store: &Store) -> Vec<(String, String, String)> {
    let sql = "SELECT actor || ' ' || action || ' ' || object || ' ' || label, COALESCE(before, ''), \
               COALESCE(after, '') FROM audit_event WHERE object <> 'user' ORDER BY seq";
    match store.db() {
        Db::Sqlite { read, .. } => sqlx::query_as(sql).fetch_all(read).await,
        Db::Postgres(pool) => sqlx::query_as(sql).fetch_all(pool).await,
    }
    .expect("entries")
}

contract!(settings_are_for_administrators, |store| {
    for (role, may) in [(Role::Agent, false), (Role::Supervisor, false), (Role::Administrator, true)] {
        let principal = person(&store, role.as_str(), role).await;
        assert_eq!(store.as_principal(&principal).settings().is_some(), may, "{role:?}");
    }
});

contract!(a_record_is_kept_as_it_was_said, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    let mut ids = Vec::new();
    for name in ["Segunda via", "Reclamação", "Outro"] {
        ids.push(settings.create(reason(name), T).await.expect("an answer").created().expect("a reason"));
    }
    let said = QueueRecord { reasons: vec![ids[2], ids[0]], reason_required: true, ..queue(" Vendas ") };
    let id = settings.create(said.clone(), T).await.expect("an answer").created().expect("a queue");
    let kept: Versioned<QueueRecord> = settings.get(id).await.expect("a read").expect("a queue");
    assert_eq!(
        kept,
        Versioned { id, revision: Revision(0), record: QueueRecord { name: "Vendas".to_owned(), ..said } }
    );
    assert_eq!(settings.get::<QueueRecord>(QueueId(99)).await.expect("a read"), None);
    let reordered = QueueRecord { reasons: vec![ids[1], ids[2]], ..kept.record };
    let changed = settings.change(id, Revision(0), reordered.clone(), T).await.expect("a change");
    assert_eq!(changed, Some(Change::Saved));
    let kept: Versioned<QueueRecord> = settings.get(id).await.expect("a read").expect("a queue");
    assert_eq!(kept, Versioned { id, revision: Revision(1), record: reordered });
});

contract!(the_second_of_two_is_told_what_the_first_said, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    let id = settings.create(queue("Vendas"), T).await.expect("an answer").created().expect("a queue");
    let first = settings.change(id, Revision(0), queue("Vendas SP"), T).await.expect("a change");
    assert_eq!(first, Some(Change::Saved));
    let second = settings.change(id, Revision(0), queue("Vendas RJ"), T).await.expect("a change");
    let now = Versioned { id, revision: Revision(1), record: queue("Vendas SP") };
    assert_eq!(second, Some(Change::Conflict(now.clone())));
    assert_eq!(settings.get(id).await.expect("a read"), Some(now), "nothing was written");
    // Saving the current values is no conflict.
    let same = settings.change(id, Revision(0), queue("Vendas SP"), T).await.expect("a change");
    assert_eq!(same, Some(Change::Unchanged));
    assert_eq!(settings.change(QueueId(99), Revision(0), queue("x"), T).await.expect("a change"), None);
});

contract!(of_changes_made_at_once_one_is_saved, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    let id = settings.create(queue("Vendas"), T).await.expect("an answer").created().expect("a queue");
    let changes = (0..8).map(|n| settings.change(id, Revision(0), queue(&format!("Vendas {n}")), T));
    let outcomes = futures::future::join_all(changes).await;
    let saved = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Some(Change::Saved)))).count();
    let conflicts =
        outcomes.iter().filter(|outcome| matches!(outcome, Ok(Some(Change::Conflict(_))))).count();
    assert_eq!((saved, conflicts), (1, 7));
    assert_eq!(store.verify_audit(None).await.expect("a verdict").findings, []);
});

contract!(bad_fields_are_named_and_nothing_is_written, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    let before = trail(&store).await;
    assert_eq!(invalid(settings.create(queue(" "), T).await), "name is required");
    let offering = QueueRecord { reasons: vec![ContactReasonId(99)], ..queue("Vendas") };
    assert!(invalid(settings.create(offering, T).await).starts_with("reasons"));
    let id = settings.create(queue("Vendas"), T).await.expect("an answer").created().expect("a queue");
    settings.create(queue("Suporte"), T).await.expect("an answer").created().expect("a queue");
    let taken = "name is taken by another; choose a different one";
    assert_eq!(invalid(settings.create(queue("Vendas"), T).await), taken);
    assert_eq!(invalid(settings.change(id, Revision(0), queue("Suporte"), T).await), taken);
    assert_eq!(trail(&store).await.len(), before.len() + 2);
});

contract!(what_is_out_of_use_stays_and_can_be_used_again, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    let id = settings.create(queue("Vendas"), T).await.expect("an answer").created().expect("a queue");
    let off = settings.set_active::<QueueRecord>(id, false, T).await.expect("a change");
    assert_eq!(off, Some(Change::Saved));
    let kept: Versioned<QueueRecord> = settings.get(id).await.expect("a read").expect("still there");
    assert!(!kept.record.active);
    let again = settings.set_active::<QueueRecord>(id, false, T).await.expect("a change");
    assert_eq!(again, Some(Change::Unchanged));
    assert_eq!(settings.set_active::<QueueRecord>(id, true, T).await.expect("a change"), Some(Change::Saved));
    let said: Vec<String> = trail(&store).await.into_iter().map(|(said, ..)| said).collect();
    assert_eq!(
        said,
        ["admin created queue Vendas", "admin deactivated queue Vendas", "admin activated queue Vendas"]
    );
});

contract!(an_entry_says_what_was_and_what_is, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    let id = settings.create(reason("Dúvida"), T).await.expect("an answer").created().expect("a reason");
    assert_eq!(
        settings.change(id, Revision(0), reason("Dúvida geral"), T).await.expect("a change"),
        Some(Change::Saved)
    );
    let (was, is) = (r#"{"name":"Dúvida","active":true}"#, r#"{"name":"Dúvida geral","active":true}"#);
    assert_eq!(
        trail(&store).await,
        [
            ("admin created reason Dúvida".to_owned(), String::new(), was.to_owned()),
            ("admin changed reason Dúvida geral".to_owned(), was.to_owned(), is.to_owned()),
        ]
    );
});

contract!(a_list_is_searched_and_sorted_whatever_the_accents, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    for name in ["zebra", "Água", "abacaxi", "Árvore alta"] {
        settings.create(reason(name), T).await.expect("an answer").created().expect("a reason");
    }
    let names = async |query: ListQuery| {
        let listed = settings.list::<ReasonRecord>(&query).await.expect("a list");
        listed.rows.into_iter().map(|kept| kept.record.name).collect::<Vec<_>>()
    };
    assert_eq!(names(ListQuery::default()).await, ["abacaxi", "Água", "Árvore alta", "zebra"]);
    let search = |text: &str| ListQuery { search: text.to_owned(), ..ListQuery::default() };
    assert_eq!(names(search("AGUA")).await, ["Água"]);
    assert_eq!(names(search("alta arv")).await, ["Árvore alta"]);
    assert!(names(search("rio")).await.is_empty());
    let id = settings.choices::<ReasonRecord>().await.expect("choices")[0].id;
    assert_eq!(
        settings.set_active::<ReasonRecord>(id, false, T).await.expect("a change"),
        Some(Change::Saved)
    );
    assert_eq!(names(ListQuery { active: Some(false), ..ListQuery::default() }).await, ["abacaxi"]);
    for n in 0..40 {
        settings
            .create(reason(&format!("m {n:02}")), T)
            .await
            .expect("an answer")
            .created()
            .expect("a reason");
    }
    let page =
        settings.list::<ReasonRecord>(&ListQuery { page: 2, ..ListQuery::default() }).await.expect("a list");
    assert_eq!((page.page.number, page.page.last, page.page.total), (2, 3, 44));
    assert_eq!(page.rows.len(), 20);
});

contract!(several_records_change_together_or_not_at_all, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    let mut ids = Vec::new();
    for name in ["Vendas", "Suporte"] {
        ids.push(settings.create(queue(name), T).await.expect("an answer").created().expect("a queue"));
    }
    let reason = settings.create(reason("Dúvida"), T).await.expect("an answer").created().expect("a reason");
    let offering = |name| QueueRecord { reasons: vec![reason], ..queue(name) };
    settings
        .change(ids[1], Revision(0), QueueRecord { reason_required: true, ..queue("Suporte") }, T)
        .await
        .expect("saved");
    let late = vec![(ids[0], Revision(0), offering("Vendas")), (ids[1], Revision(0), offering("Suporte"))];
    let answer = settings.change_all(late, T).await.expect("an answer");
    assert!(
        matches!(answer, ChangeAll::Conflict(kept) if kept.len() == 1 && kept[0].revision == Revision(1))
    );
    let kept: Versioned<QueueRecord> = settings.get(ids[0]).await.expect("a read").expect("a queue");
    assert_eq!((kept.revision, kept.record.reasons), (Revision(0), Vec::new()), "nothing is half-written");
    let gone =
        vec![(ids[0], Revision(0), offering("Vendas")), (QueueId(99), Revision(0), offering("Nenhuma"))];
    assert_eq!(settings.change_all(gone, T).await.expect("an answer"), ChangeAll::Gone);
    let before = trail(&store).await.len();
    let good = vec![(ids[1], Revision(1), offering("Suporte")), (ids[0], Revision(0), offering("Vendas"))];
    assert_eq!(settings.change_all(good, T).await.expect("an answer"), ChangeAll::Saved(2));
    assert_eq!(trail(&store).await.len(), before + 2);
    let same = vec![(ids[0], Revision(0), offering("Vendas"))];
    assert_eq!(settings.change_all(same, T).await.expect("an answer"), ChangeAll::Saved(0));
});
