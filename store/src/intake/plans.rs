//! Tests the query plans of a batch on SQLite: every lookup starts at the batch and uses an index.

use sqlx::AssertSqlSafe;

use super::corrections::{self, content, said};
use super::{admission, cases, clocks, customers, keys, links, names, protocols};
use crate::db::RowSet;
use crate::{Db, StoreConfig, counters};

/// Every lookup statement, with the columns of `given`.
const LOOKUPS: [(&str, &[&str]); 31] = [
    (keys::IN_USE, &["api_key"]),
    (admission::RECORDED, &["item", "source", "external_id"]),
    (admission::TAKEN, &["protocol"]),
    (protocols::LAST, &["day"]),
    (names::QUEUES.find, &["key"]),
    (names::AGENTS.find, &["key"]),
    (names::REASONS.find, &["key"]),
    (names::KINDS.find, &["key"]),
    (customers::BY_IDENTITY, &["source", "external_id"]),
    (customers::BY_ADDRESS, &["asked", "kind", "address"]),
    (
        customers::FILL,
        &[
            "id",
            "source",
            "external_id",
            "name",
            "phone",
            "email",
            "document",
            "whatsapp",
            "chat",
            "name_key",
            "document_key",
            "at",
        ],
    ),
    (cases::FIND, &["named", "source", "external_id"]),
    (cases::CONTINUED, &["named", "id"]),
    (cases::REOPEN, &["id", "agent_id"]),
    (clocks::CLOCKS, &["case_id"]),
    (cases::JOIN, &["id", "opened_at", "updated_at", "kind", "subject"]),
    (links::KNOWN_NUMBERS, &["number"]),
    (counters::REMOVE_EMPTY_DAYS, &["agent_id", "day", "channel", "queue_id"]),
    (counters::REMOVE_EMPTY_AGENT_DAYS, &["agent_id", "day", "channel", "queue_id"]),
    (counters::REMOVE_EMPTY_QUEUE_DAYS, &["queue_id", "channel", "day"]),
    (said::STORED, &["id"]),
    (content::MESSAGES, &["id"]),
    (content::FILES, &["id"]),
    (content::CALLS, &["id"]),
    (content::REMOVE_MESSAGES, &["id"]),
    (content::REMOVE_FILES, &["id"]),
    (content::REMOVE_CALLS, &["id"]),
    (content::KEEP_BYTES, &["id", "sha256", "blob", "uploaded_at"]),
    (corrections::cases::TIMES, &["case_id"]),
    (corrections::cases::TAKEN, &["case_id"]),
    (corrections::cases::CORRECT, &["id", "was_opened_at", "opened_at", "was_updated_at", "updated_at"]),
];

/// SQLite's query plan of a statement over sixteen rows.
async fn plan(db: &Db, statement: &str, columns: &[&'static str]) -> Vec<String> {
    let given = columns
        .iter()
        .fold(RowSet::default(), |given, column| given.texts(column, std::iter::repeat_n(Some("1"), 16)));
    let (sql, arguments) = given.sqlite(statement, 0..16).expect("it encodes");
    let Db::Sqlite { write, .. } = db else { panic!("only SQLite explains itself like this") };
    let steps: Vec<(i64, i64, i64, String)> =
        sqlx::query_as_with(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")), arguments)
            .fetch_all(write)
            .await
            .expect("a plan");
    steps.into_iter().map(|(_, _, _, step)| step).collect()
}

#[tokio::test]
async fn every_lookup_of_a_batch_goes_by_an_index() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("plans.db").display());
    let db =
        Db::open(&StoreConfig { url, zone: chrono_tz::UTC, max_connections: 1 }).await.expect("it opens");
    db.migrate().await.expect("it migrates");
    for (statement, columns) in LOOKUPS {
        let steps = plan(&db, statement, columns).await;
        let own = |step: &str| step.starts_with("SCAN given") || step.contains("CONSTANT ROW");
        let walked: Vec<&String> =
            steps.iter().filter(|step| step.starts_with("SCAN") && !own(step)).collect();
        assert!(walked.is_empty(), "{statement}\nwalks through a table: {steps:#?}");
        assert!(steps.iter().any(|step| step.starts_with("SEARCH")), "{statement}\n{steps:#?}");
        assert!(!steps.iter().any(|step| step.contains("AUTOMATIC")), "{statement}\n{steps:#?}");
    }
}
