//! Attachments that came with an interaction.

use domain::{AttachmentId, Timestamp};
use store::Store;

use super::{continue_numbers, sql_number};
use crate::support::world::run;

/// A PDF attachment of a case, with content identified by a number.
pub(crate) struct AttachmentBuilder {
    id: i64,
    case: i64,
    name: String,
    interaction: Option<i64>,
    content: i64,
    uploaded_at: Timestamp,
}

impl AttachmentBuilder {
    pub(crate) fn new(id: i64, case: i64, name: &str) -> Self {
        Self { id, case, name: name.to_owned(), interaction: None, content: id, uploaded_at: Timestamp(0) }
    }

    /// The interaction that it came with.
    pub(crate) fn interaction(mut self, interaction: i64) -> Self {
        self.interaction = Some(interaction);
        self
    }

    /// With content `n`, whose hash is `h{n}` and whose blob is `b{n}`.
    pub(crate) fn content(mut self, n: i64) -> Self {
        self.content = n;
        self
    }

    pub(crate) fn uploaded_at(mut self, at: Timestamp) -> Self {
        self.uploaded_at = at;
        self
    }

    pub(crate) async fn build(self, store: &Store) -> AttachmentId {
        let Self { id, case, name, content, uploaded_at, .. } = self;
        let sql = format!(
            "INSERT INTO attachment (id, case_id, interaction_id, name, content_type, size, sha256, blob, \
             uploaded_at) VALUES ({id}, {case}, {}, '{name}', 'application/pdf', 1, 'h{content}', 'b{content}', {uploaded_at})",
            sql_number(self.interaction)
        );
        run(store, &sql).await;
        continue_numbers(store, "attachment").await;
        AttachmentId(id)
    }
}
