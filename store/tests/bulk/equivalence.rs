//! A bulk load writes the same rows as intake.

use domain::NewInteraction;
use store::{Db, Store};
use test_database::Engine;

use crate::bulk::sample::{self, SIZE};
use crate::intake::probe::{assert_counters_agree, texts};
use crate::support::{self, Fresh};

/// The tables that intake writes, with names in place of IDs, which differ between the two. Not
/// compared: fingerprints, insertion times, and the columns of a case that only a load fills in.
const TABLES: [(&str, &str); 14] = [
    ("user_account", "login, login_key, name, role, password_hash, active"),
    ("queue", "name, active"),
    ("contact_reason", "name, active"),
    (
        "queue_contact_reason o JOIN queue q ON q.id = o.queue_id JOIN contact_reason r ON r.id = o.contact_reason_id",
        "q.name, r.name, o.position",
    ),
    ("customer", "source, external_id, name, phone, email, document, whatsapp, chat, custom, name_key, document_key"),
    ("customer_name_word w JOIN customer c ON c.id = w.customer_id", "w.word, c.external_id, w.name_key"),
    ("customer_address a JOIN customer c ON c.id = a.customer_id", "a.kind, a.address, c.external_id"),
    (
        "customer_duplicate d JOIN customer n ON n.id = d.newer_id JOIN customer o ON o.id = d.older_id",
        "d.kind, d.value, n.external_id, o.external_id",
    ),
    (
        "service_case s JOIN customer c ON c.id = s.customer_id JOIN queue q ON q.id = s.queue_id",
        "s.source, s.external_id, c.external_id, q.name, s.kind, s.subject, s.opened_at, s.merged_into, s.custom",
    ),
    (
        "interaction i JOIN service_case s ON s.id = i.case_id JOIN customer c ON c.id = i.customer_id
            JOIN queue q ON q.id = i.queue_id LEFT JOIN user_account u ON u.id = i.agent_id
            LEFT JOIN contact_reason r ON r.id = i.contact_reason_id",
        "i.protocol, i.source, i.external_id, s.external_id, c.external_id, i.channel, i.direction, q.name, u.login,
            i.number, i.number_digits, i.queued_at, i.answered_at, i.ended_at, i.day, r.name, i.notes",
    ),
    (
        "message m JOIN interaction i ON i.id = m.interaction_id",
        "i.protocol, m.position, m.at, m.sender, m.name, m.text",
    ),
    (
        "call_attempt a JOIN interaction i ON i.id = a.interaction_id",
        "i.protocol, a.position, a.at, a.number, a.status, a.duration_s",
    ),
    ("number_part", "part, number"),
    ("protocol_sequence", "day, last"),
];

/// The rows of a table as text, in a fixed order.
async fn dump(store: &Store, (table, columns): (&str, &str)) -> Vec<String> {
    let cells: Vec<String> =
        columns.split(',').map(|column| format!("COALESCE(CAST({column} AS TEXT), 'NULL')")).collect();
    let mut rows = texts(store, &format!("SELECT {} FROM {table}", cells.join(" || ' | ' || "))).await;
    rows.sort();
    rows
}

async fn another(store: &Store) -> Fresh {
    match store.db() {
        Db::Sqlite { .. } => support::fresh(Engine::Sqlite, support::ZONE).await,
        Db::Postgres(_) => support::fresh(Engine::Postgres, support::ZONE).await,
    }
}

contract!(a_load_writes_what_intake_would_have_written, |store| {
    let by_intake = another(&store).await;
    sample::record(&by_intake).await;
    let loaded = sample::load(&store).await.unwrap();
    assert_eq!(loaded.interactions, SIZE as u64);
    for table in TABLES {
        let expected = dump(&by_intake, table).await;
        assert!(!expected.is_empty(), "{}", table.0);
        assert_eq!(dump(&store, table).await, expected, "{}", table.0);
    }
    assert_counters_agree(&store).await;
});

contract!(the_history_goes_on_where_the_load_ended, |store| {
    sample::load(&store).await.unwrap();
    let last = sample::interaction(SIZE - 1);
    let next = NewInteraction {
        external_id: "next".to_owned(),
        queue: "Fila nova".to_owned(),
        agent: Some("dora".to_owned()),
        case: None,
        ..last.clone()
    };
    let recorded = store.intake().record(next).await.unwrap();
    let before = texts(&store, "SELECT MAX(protocol) FROM interaction WHERE external_id <> 'next'").await;
    let sequence = |protocol: &str| protocol[8..].parse::<i64>().unwrap();
    assert_eq!(sequence(recorded.protocol.as_str()), sequence(&before[0]) + 1);
    assert!(recorded.created_queue && recorded.created_agent);

    // Loaded interactions have no fingerprint, so posting one again is not idempotent.
    assert!(store.intake().record(last).await.is_err());
});

contract!(a_load_marks_the_database_as_a_demo, |store| {
    sample::load(&store).await.unwrap();
    let found = texts(&store, "SELECT time_zone FROM operation WHERE demo = TRUE").await;
    assert_eq!(found, [support::ZONE.name()]);
});
