//! Files of messages that a source asks to be fetched.
//!
//! Such a file is asked for in the step that received its message, and fetched before the conversation ends,
//! often within minutes: messaging systems delete theirs. Its bytes are a blob. The step that records the
//! interaction gives it the blob, in the same transaction.

use domain::{Millis, SourceId, Timestamp};

use super::{SourceStep, Sources};
use crate::Result;
use crate::db::Tx;

/// How long an unclaimed file is kept: longer than a conversation lasts.
const KEPT: Millis = Millis::days(90);

/// A file that a source asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaRequest {
    /// The key of the memory that says it was fetched. A second request under the same key is none.
    pub key: String,
    /// What is fetched, as JSON.
    pub download: String,
}

/// A file that is to be fetched now.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DueMedia {
    /// The key of its request.
    pub key: String,
    /// What is fetched, as JSON.
    pub download: String,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// How often fetching it has failed.
    pub attempts: i64,
}

/// The stored bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaBlob {
    /// The SHA-256 of the bytes, in lower-case hexadecimal digits.
    pub sha256: String,
    /// The name of the blob.
    pub blob: String,
}

impl Sources<'_> {
    /// The files of a source that are to be fetched at `now`, the earliest first; at most `limit`.
    pub async fn due_media(&self, source: SourceId, now: Timestamp, limit: u32) -> Result<Vec<DueMedia>> {
        let mut statement = self.db().statement();
        let (source, now) = (statement.bind(source), statement.bind(now));
        statement.text = format!(
            "SELECT key, download, requested_at, attempts FROM source_media \
             WHERE source_id = {source} AND due_at <= {now} ORDER BY due_at, id LIMIT {limit}"
        );
        self.db().fetch_all(statement).await
    }

    /// Notes that a file could not be fetched, and when to try next; `None` gives it up, and counts it as
    /// left out.
    pub async fn media_failed(&self, source: SourceId, key: &str, next: Option<Timestamp>) -> Result<()> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut statement = tx.statement();
        let (due_at, id, key) = (statement.bind(next), statement.bind(source), statement.bind(key));
        statement.text = format!(
            "UPDATE source_media SET attempts = attempts + 1, due_at = {due_at} \
             WHERE source_id = {id} AND key = {key} AND due_at IS NOT NULL"
        );
        let was_waiting = tx.execute(statement).await? > 0;
        if was_waiting && next.is_none() {
            let left_out = [("skipped:file_left_out".to_owned(), 1)].into();
            SourceStep::from(source).write_counts(&mut tx, left_out).await?;
        }
        tx.commit().await
    }

    /// The fetched file of a source with this SHA-256, which no interaction has yet.
    pub async fn fetched_media(&self, source: SourceId, sha256: &str) -> Result<Option<MediaBlob>> {
        let mut statement = self.db().statement();
        let (source, hash) = (statement.bind(source), statement.bind(sha256));
        statement.text = format!(
            "SELECT blob FROM source_media WHERE source_id = {source} AND sha256 = {hash} ORDER BY id LIMIT 1"
        );
        let blob: Option<(String,)> = self.db().fetch_optional(statement).await?;
        Ok(blob.map(|(blob,)| MediaBlob { sha256: sha256.to_owned(), blob }))
    }

    /// Forgets files that no interaction has claimed for months. Their blobs are orphans then.
    pub async fn purge_media(&self, now: Timestamp) -> Result<u64> {
        let mut statement = self.db().statement();
        let before = statement.bind(now - KEPT);
        statement.text = format!("DELETE FROM source_media WHERE requested_at < {before}");
        self.db().execute(statement).await
    }
}

/// Writes what is asked for from now on.
pub(super) async fn request(tx: &mut Tx, source: i64, files: &[MediaRequest], now: Timestamp) -> Result<()> {
    for MediaRequest { key, download } in files {
        let mut statement = tx.statement();
        let values = [
            ("source_id", statement.bind(source)),
            ("key", statement.bind(key)),
            ("download", statement.bind(download)),
            ("requested_at", statement.bind(now)),
            ("due_at", statement.bind(now)),
        ];
        statement.insert("source_media", values).push("ON CONFLICT DO NOTHING");
        tx.execute(statement).await?;
    }
    Ok(())
}

/// Notes that files were fetched. Returns the blobs that are not needed, because the file was fetched
/// before or is not waited for any more.
pub(super) async fn fetched(
    tx: &mut Tx,
    source: i64,
    files: &[(String, MediaBlob)],
    now: Timestamp,
) -> Result<Vec<String>> {
    let mut unused = Vec::new();
    for (key, MediaBlob { sha256, blob }) in files {
        let mut statement = tx.statement();
        let (hash, name, at) = (statement.bind(sha256), statement.bind(blob), statement.bind(now));
        let (source, key) = (statement.bind(source), statement.bind(key));
        statement.text = format!(
            "UPDATE source_media SET sha256 = {hash}, blob = {name}, fetched_at = {at}, due_at = NULL \
             WHERE source_id = {source} AND key = {key} AND blob IS NULL"
        );
        if tx.execute(statement).await? == 0 {
            unused.push(blob.clone());
        }
    }
    Ok(unused)
}

/// Gives the files of an interaction, known by its ID at the source, their bytes. Returns the blobs that
/// are not needed.
pub(super) async fn attach(
    tx: &mut Tx,
    source: i64,
    (system, external_id): (&str, &str),
    blobs: &[&MediaBlob],
    now: Timestamp,
) -> Result<Vec<String>> {
    let mut unused = Vec::new();
    for MediaBlob { sha256, blob } in blobs {
        let mut statement = tx.statement();
        let (name, at, hash) = (statement.bind(blob), statement.bind(now), statement.bind(sha256));
        let (system, external_id) = (statement.bind(system), statement.bind(external_id));
        statement.text = format!(
            "UPDATE message_media SET blob = {name}, uploaded_at = {at} \
             WHERE interaction_id = (SELECT id FROM interaction \
             WHERE source = {system} AND external_id = {external_id}) AND sha256 = {hash} AND blob IS NULL"
        );
        if tx.execute(statement).await? == 0 {
            unused.push(blob.clone());
        }
        let mut statement = tx.statement();
        let (source, blob) = (statement.bind(source), statement.bind(blob));
        statement.text = format!("DELETE FROM source_media WHERE source_id = {source} AND blob = {blob}");
        tx.execute(statement).await?;
    }
    Ok(unused)
}
