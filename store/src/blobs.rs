//! Which blobs the database names, for comparing them with those that are stored.

use crate::{Result, Store};

/// What blobs are kept for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobOwner {
    /// Recordings of calls.
    Recordings,
    /// Files of cases.
    Attachments,
}

impl BlobOwner {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Recordings, Self::Attachments];

    /// The first part of the names of these blobs.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Recordings => "recordings",
            Self::Attachments => "attachments",
        }
    }
}

/// A blob that the database names.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct NamedBlob {
    /// Its place among those of its owner.
    pub id: i64,
    /// Its name.
    pub blob: String,
    /// Whose it is: the protocol of a call, the ID of a case.
    pub of_what: String,
}

impl Store {
    /// Some of the blobs that are named, those behind `after` in the order of their IDs.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn named_blobs(&self, owner: BlobOwner, after: i64, limit: i64) -> Result<Vec<NamedBlob>> {
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
