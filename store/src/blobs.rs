//! The blobs referenced by the database, for comparison with the blob storage.

use domain::ObjectId;

use crate::{Result, Store};

/// What a blob belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobOwner {
    /// Recordings of calls.
    Recordings,
    /// Attachments of cases.
    Attachments,
    /// Files of messages.
    Media,
    /// Files that a source has fetched, whose interaction is not recorded yet. They keep their names then.
    Fetched,
}

impl BlobOwner {
    /// All variants.
    pub const ALL: [Self; 4] = [Self::Recordings, Self::Attachments, Self::Media, Self::Fetched];

    /// The prefix of these blobs' names.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Recordings => "recordings",
            Self::Attachments => "attachments",
            Self::Media => "media",
            Self::Fetched => "fetched",
        }
    }
}

/// A blob referenced by the database.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct NamedBlob {
    /// ID of the referencing row, by which pages are ordered.
    pub id: ObjectId,
    /// Name of the blob.
    pub blob: String,
    /// What it belongs to: the protocol of an interaction, the ID of a case or the name of a source.
    pub of_what: String,
}

impl Store {
    /// The referenced blobs of up to `limit` IDs greater than `after`, by ID: an interaction has several
    /// files.
    pub async fn named_blobs(&self, owner: BlobOwner, after: ObjectId, limit: i64) -> Result<Vec<NamedBlob>> {
        let mut statement = self.db().statement();
        let (after, limit) = (statement.bind(after), statement.bind(limit));
        statement.text = match owner {
            BlobOwner::Recordings => format!(
                "SELECT r.interaction_id AS id, r.blob, i.protocol AS of_what FROM recording AS r \
                 JOIN interaction AS i ON i.id = r.interaction_id \
                 WHERE r.interaction_id > {after} ORDER BY r.interaction_id LIMIT {limit}"
            ),
            BlobOwner::Attachments => format!(
                "SELECT id, blob, CAST(case_id AS TEXT) AS of_what FROM attachment \
                 WHERE id > {after} AND blob IS NOT NULL ORDER BY id LIMIT {limit}"
            ),
            BlobOwner::Media => format!(
                "SELECT DISTINCT f.interaction_id AS id, f.blob, i.protocol AS of_what FROM message_media AS f \
                 JOIN interaction AS i ON i.id = f.interaction_id \
                 WHERE f.blob IS NOT NULL AND f.interaction_id IN (SELECT DISTINCT interaction_id \
                  FROM message_media WHERE interaction_id > {after} AND blob IS NOT NULL \
                  ORDER BY interaction_id LIMIT {limit}) ORDER BY f.interaction_id"
            ),
            BlobOwner::Fetched => format!(
                "SELECT f.id, f.blob, s.name AS of_what FROM source_media AS f \
                 JOIN source AS s ON s.id = f.source_id \
                 WHERE f.id > {after} AND f.blob IS NOT NULL ORDER BY f.id LIMIT {limit}"
            ),
        };
        self.db().fetch_all(statement).await
    }
}
