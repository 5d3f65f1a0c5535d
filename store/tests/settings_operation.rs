//! *Operação* and *Anexos*: parts of one row with a revision each, announced to every server.

use crate::support::administration::{T, invalid, person, settings};
use domain::settings::{FilesRecord, OperationRecord};
use domain::{OperationId, Revision, Role};
use store::operation::{Logo, Operation};
use store::settings::{Change, SetReopenDaysOutcome, Versioned};
use store::{Db, Store};

/// The default time zone of these tests.
fn zone() -> String {
    "America/Sao_Paulo".to_owned()
}

async fn labels(store: &Store) -> Vec<String> {
    let sql = "SELECT action || ' ' || COALESCE(before, '') || ' ' || COALESCE(after, '') FROM audit_event \
               WHERE object = 'operation' ORDER BY seq";
    match store.db() {
        Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_all(read).await,
        Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
    }
    .expect("entries")
}

contract!(an_operation_says_nothing_until_it_is_set_up, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    assert_eq!(store.operation().await.expect("the operation"), Operation::default());
    let settings = settings(&store, &admin);
    let kept: Versioned<OperationRecord> =
        settings.get(OperationId::ONLY).await.expect("a read").expect("the operation");
    let said = OperationRecord {
        name: String::new(),
        language: String::new(),
        zone: zone(),
        reopen_days: 7,
        second_factor_roles: Vec::new(),
        dial_country: "55".to_owned(),
        dial_area: String::new(),
    };
    assert_eq!(kept, Versioned { id: OperationId::ONLY, revision: Revision(0), record: said });
    let files: Versioned<FilesRecord> =
        settings.get(OperationId::ONLY).await.expect("a read").expect("its files");
    assert_eq!(files.record, FilesRecord { largest_mb: None, types: Vec::new() });
});

contract!(what_is_settled_is_read_by_whoever_asks_next, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    let said = OperationRecord {
        name: " Atende ".to_owned(),
        language: "es".to_owned(),
        zone: zone(),
        reopen_days: 30,
        second_factor_roles: vec![Role::Supervisor, Role::Supervisor],
        dial_country: "55".to_owned(),
        dial_area: String::new(),
    };
    assert_eq!(
        settings.change(OperationId::ONLY, Revision(0), said, T).await.expect("a change"),
        Some(Change::Saved)
    );
    let types = vec!["application/pdf".to_owned(), "image/png".to_owned()];
    let files = FilesRecord { largest_mb: Some(3), types };
    // The file settings have a revision of their own, which is still 0.
    assert_eq!(
        settings.change(OperationId::ONLY, Revision(0), files, T).await.expect("a change"),
        Some(Change::Saved)
    );
    let operation = store.operation().await.expect("the operation");
    let settled = Operation {
        name: Some("Atende".to_owned()),
        language: Some("es".to_owned()),
        logo: None,
        max_attachment: Some(3 * 1024 * 1024),
        attachment_types: vec!["image/png".to_owned(), "application/pdf".to_owned()],
        second_factor_roles: vec![Role::Supervisor],
        numbers_percent: None,
    };
    assert_eq!(operation, settled);
    assert_eq!(store.reopen_days().await.expect("days"), 30);
    let late = OperationRecord {
        name: "Outra".to_owned(),
        language: String::new(),
        zone: zone(),
        reopen_days: 1,
        second_factor_roles: Vec::new(),
        dial_country: "55".to_owned(),
        dial_area: String::new(),
    };
    let late = settings.change(OperationId::ONLY, Revision(0), late, T).await.expect("an answer");
    assert!(
        matches!(late, Some(Change::Conflict(kept)) if kept.revision == Revision(1) && kept.record.name == "Atende")
    );
    let wrong = OperationRecord {
        name: String::new(),
        language: "de".to_owned(),
        zone: zone(),
        reopen_days: 9_999,
        second_factor_roles: Vec::new(),
        dial_country: "55".to_owned(),
        dial_area: String::new(),
    };
    let refusal = invalid(settings.change(OperationId::ONLY, Revision(1), wrong, T).await);
    assert!(refusal.contains("language") && refusal.contains("reopen_days"), "{refusal}");
    assert_eq!(labels(&store).await.len(), 2);
});

contract!(the_machine_sets_the_days_and_is_written_down, |store| {
    for said in ["once", "again"] {
        assert_eq!(store.set_reopen_days(3, T).await.expect(said), SetReopenDaysOutcome::Set);
    }
    let refused = store.set_reopen_days(4_000, T).await.expect("an answer");
    assert!(matches!(refused, SetReopenDaysOutcome::Invalid(errors) if errors.0[0].field == "reopen_days"));
    assert_eq!(store.reopen_days().await.expect("days"), 3);
    let entries = labels(&store).await;
    assert_eq!(entries.len(), 1, "{entries:?}");
    assert!(entries[0].contains("\"reopen_days\":7") && entries[0].contains("\"reopen_days\":3"));
});

contract!(a_logo_is_found_by_its_digest_as_long_as_it_is_one, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    let logo = |content: &[u8]| Logo { media_type: "image/png".to_owned(), content: content.to_vec() };
    assert!(settings.set_logo(Some(logo(b"first")), T).await.expect("set"));
    assert!(!settings.set_logo(Some(logo(b"first")), T).await.expect("the same"));
    let first = store.operation().await.expect("the operation").logo.expect("a logo");
    assert_eq!(store.logo(&first).await.expect("a read"), Some(logo(b"first")));
    assert!(settings.set_logo(Some(logo(b"second")), T).await.expect("another"));
    assert_eq!(store.logo(&first).await.expect("a read"), None);
    assert!(settings.set_logo(None, T).await.expect("none"));
    assert_eq!(store.operation().await.expect("the operation").logo, None);
    assert_eq!(labels(&store).await.len(), 3);
});
