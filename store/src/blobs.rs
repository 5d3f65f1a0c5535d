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
}

impl BlobOwner {
    /// All variants.
    pub const ALL: [Self; 2] = [Self::Recordings, Self::Attachments];

    /// The prefix of these blobs' names.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Recordings => "recordings",
            Self::Attachments => "attachments",
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
    /// What it belongs to: the protocol of a call or the ID of a case.
    pub of_what: String,
}

impl Store {
    /// Up to `limit` referenced blobs with an ID greater than `after`, by ID.
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
        };
        self.db().fetch_all(statement).await
    }
}
