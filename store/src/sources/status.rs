//! What became of a source, for those who keep it: times, counts, rejects, names it met.

use domain::settings::SourceRecord;
use domain::{AuditAction, AuditObject, SourceId, Timestamp};
use serde_json::json;

use super::Sources;
use crate::Result;
use crate::audit::NewAuditEntry;
use crate::db::Tx;
use crate::settings::{Settings, Versioned};

/// The state of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceStatus {
    /// When the last interaction of it ended.
    pub last_event_at: Option<Timestamp>,
    /// When something of it was processed last.
    pub read_at: Option<Timestamp>,
    /// Why it cannot be read at present, in English.
    pub problem: Option<String>,
    /// Since when.
    pub problem_at: Option<Timestamp>,
    /// Deliveries that wait to be processed.
    pub waiting: i64,
    /// Rejects that are kept.
    pub rejects: i64,
    /// How far its logs were read.
    pub logs: Vec<LogStatus>,
}

/// How far a log was read.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LogStatus {
    /// The name of the log.
    pub log: String,
    /// The position, as JSON.
    pub position: String,
    /// How many bytes were there and not read when it was read last; `None` if that is not known.
    pub unread: Option<i64>,
    /// Since when there have always been some.
    pub unread_since: Option<Timestamp>,
}

/// What a list says of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFacts {
    /// The source.
    pub id: SourceId,
    /// When the last interaction of it ended.
    pub last_event_at: Option<Timestamp>,
    /// Since when it cannot be read, if so.
    pub problem_at: Option<Timestamp>,
    /// Rejects that are kept.
    pub rejects: i64,
}

/// How often something happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceCount {
    /// What: an outcome, or `skipped:` and the kind of what was skipped.
    pub what: String,
    /// How often.
    pub count: i64,
}

/// Something that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReject {
    /// Its number.
    pub id: i64,
    /// When it was read.
    pub at: Timestamp,
    /// The file it is in.
    pub file: Option<String>,
    /// The number of the line.
    pub line: Option<i64>,
    /// Why, as JSON.
    pub reason: String,
    /// The beginning of the text.
    pub text: String,
}

impl Sources<'_> {
    /// Notes why a source cannot be read at present. Nothing is written while it is the same.
    pub async fn note_problem(&self, source: SourceId, problem: &str, now: Timestamp) -> Result<()> {
        let mut statement = self.db().statement();
        let (what, at) = (statement.bind(problem), statement.bind(now));
        let (source, same) = (statement.bind(source), statement.bind(problem));
        statement.text = format!(
            "UPDATE source SET problem = {what}, problem_at = {at} \
             WHERE id = {source} AND (problem IS NULL OR problem <> {same})"
        );
        self.db().execute(statement).await.map(|_| ())
    }

    /// Notes how many bytes of a log are there and not read, once a step of it was made.
    pub async fn note_unread(
        &self,
        source: SourceId,
        log: &str,
        unread: Option<u64>,
        now: Timestamp,
    ) -> Result<()> {
        let unread = unread.map(|bytes| i64::try_from(bytes).unwrap_or(i64::MAX));
        let mut statement = self.db().statement();
        let since = match unread {
            Some(1..) => format!("coalesce(unread_since, {})", statement.bind(now)),
            _ => "NULL".to_owned(),
        };
        let bytes = statement.bind(unread);
        let (source, log) = (statement.bind(source), statement.bind(log));
        statement
            .update("source_log", [("unread", bytes), ("unread_since", since)])
            .push(&format!("WHERE source_id = {source} AND log = {log}"));
        self.db().execute(statement).await.map(|_| ())
    }

    /// Notes that a source can be read again.
    pub async fn clear_problem(&self, source: SourceId) -> Result<()> {
        let mut statement = self.db().statement();
        let source = statement.bind(source);
        statement.text = format!(
            "UPDATE source SET problem = NULL, problem_at = NULL WHERE id = {source} AND problem IS NOT NULL"
        );
        self.db().execute(statement).await.map(|_| ())
    }
}

type StatusRow = (Option<Timestamp>, Option<Timestamp>, Option<String>, Option<Timestamp>, i64);

type FactsRow = (SourceId, Option<Timestamp>, Option<Timestamp>, i64);
type RejectRow = (i64, Timestamp, Option<String>, Option<i64>, String, String);

impl Settings<'_> {
    /// The state of a source.
    pub async fn source_status(&self, source: SourceId) -> Result<SourceStatus> {
        let mut statement = self.scoped().unrestricted_statement();
        let id = statement.bind(source);
        statement.text = format!(
            "SELECT last_event_at, read_at, problem, problem_at, \
             (SELECT COUNT(*) FROM source_reject AS r WHERE r.source_id = s.id) \
             FROM source AS s WHERE s.id = {id}"
        );
        let row: Option<StatusRow> = self.scoped().fetch_optional(statement).await?;
        let Some((last_event_at, read_at, problem, problem_at, rejects)) = row else {
            return Ok(SourceStatus::default());
        };
        let mut statement = self.scoped().unrestricted_statement();
        let id = statement.bind(source);
        statement.text = format!(
            "SELECT log, position, unread, unread_since FROM source_log WHERE source_id = {id} ORDER BY log"
        );
        let logs = self.scoped().fetch_all(statement).await?;
        let waiting = self.scoped().store.sources().count_waiting(source).await?;
        Ok(SourceStatus { last_event_at, read_at, problem, problem_at, waiting, rejects, logs })
    }

    /// What a list says of these sources.
    pub async fn source_facts(&self, sources: &[SourceId]) -> Result<Vec<SourceFacts>> {
        let mut statement = self.scoped().unrestricted_statement();
        let these = statement.any("id", sources);
        statement.text = format!(
            "SELECT id, last_event_at, problem_at, \
             (SELECT COUNT(*) FROM source_reject AS r WHERE r.source_id = s.id) \
             FROM source AS s WHERE {these}"
        );
        let rows: Vec<FactsRow> = self.scoped().fetch_all(statement).await?;
        let facts =
            |(id, last_event_at, problem_at, rejects)| SourceFacts { id, last_event_at, problem_at, rejects };
        Ok(rows.into_iter().map(facts).collect())
    }

    /// How often what happened with a source, by what.
    pub async fn source_counts(&self, source: SourceId) -> Result<Vec<SourceCount>> {
        let mut statement = self.scoped().unrestricted_statement();
        let id = statement.bind(source);
        statement.text = format!("SELECT what, count FROM source_count WHERE source_id = {id} ORDER BY what");
        let rows: Vec<(String, i64)> = self.scoped().fetch_all(statement).await?;
        Ok(rows.into_iter().map(|(what, count)| SourceCount { what, count }).collect())
    }

    /// The last rejects of a source, the newest first.
    pub async fn source_rejects(&self, source: SourceId, limit: u32) -> Result<Vec<StoredReject>> {
        self.rejects(source, None, limit, "text").await
    }

    /// The last rejects before the one of a number, the newest first.
    pub async fn source_rejects_before(
        &self,
        source: SourceId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<StoredReject>> {
        self.rejects(source, before, limit, "text").await
    }

    /// The last rejects of a source, the newest first, with at most so many characters of each text: that
    /// of an interaction may be long.
    pub async fn source_reject_excerpts(
        &self,
        source: SourceId,
        limit: u32,
        characters: u32,
    ) -> Result<Vec<StoredReject>> {
        self.rejects(source, None, limit, &format!("SUBSTR(text, 1, {characters})")).await
    }

    /// Adds an audit entry for a download of the rejects of a source.
    pub async fn record_rejects_download(
        &self,
        source: &Versioned<SourceRecord>,
        now: Timestamp,
    ) -> Result<()> {
        let name = source.record.name.as_str();
        let entry = NewAuditEntry::new(AuditAction::RejectsDownloaded, AuditObject::Source, source.id, name);
        let tx = Tx::begin(self.scoped().db()).await?;
        tx.commit_with_audit(&self.scoped().actor(), vec![entry], now).await
    }

    async fn rejects(
        &self,
        source: SourceId,
        before: Option<i64>,
        limit: u32,
        text: &str,
    ) -> Result<Vec<StoredReject>> {
        let mut statement = self.scoped().unrestricted_statement();
        let id = statement.bind(source);
        let earlier = before.map(|before| format!("AND id < {}", statement.bind(before))).unwrap_or_default();
        statement.text = format!(
            "SELECT id, at, file, line, reason, {text} FROM source_reject \
             WHERE source_id = {id} {earlier} ORDER BY id DESC LIMIT {limit}"
        );
        let rows: Vec<RejectRow> = self.scoped().fetch_all(statement).await?;
        let reject = |(id, at, file, line, reason, text)| StoredReject { id, at, file, line, reason, text };
        Ok(rows.into_iter().map(reject).collect())
    }

    /// Names that a source has met and that were created for it: `queue` or `agent`, and the name.
    pub async fn source_names(&self, source: SourceId) -> Result<Vec<(String, String)>> {
        let mut statement = self.scoped().unrestricted_statement();
        let id = statement.bind(source);
        statement.text =
            format!("SELECT role, name FROM source_name WHERE source_id = {id} ORDER BY role, name");
        self.scoped().fetch_all(statement).await
    }

    /// Makes a source be read from the beginning of what it keeps, if its kind can be. What was recorded stays
    /// and is found unchanged; counts and rejects begin again. Returns whether it is.
    pub async fn read_source_again(&self, source: &Versioned<SourceRecord>, now: Timestamp) -> Result<bool> {
        if !source.record.kind().can_be_read_again() {
            return Ok(false);
        }
        let mut tx = Tx::begin(self.scoped().db()).await?;
        for table in ["source_log", "source_memory", "source_count", "source_reject"] {
            let statement = tx.statement().delete_where(table, "source_id", source.id);
            tx.execute(statement).await?;
        }
        // What reads it notices by the revision.
        let mut statement = tx.statement();
        let id = statement.bind(source.id);
        statement.text = format!("UPDATE source SET revision = revision + 1 WHERE id = {id}");
        tx.execute(statement).await?;
        let entry = NewAuditEntry::new(
            AuditAction::Changed,
            AuditObject::Source,
            source.id,
            source.record.name.as_str(),
        )
        .after(&json!({ "read": "again" }));
        tx.commit_with_audit(&self.scoped().actor(), vec![entry], now).await?;
        Ok(true)
    }
}
