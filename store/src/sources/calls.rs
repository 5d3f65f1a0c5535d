//! The recorded interactions of calls, by the IDs that a telephone system has given the calls.

use domain::{Protocol, Timestamp};

use super::Sources;
use crate::Result;
use crate::history::stored_protocol;

/// A recorded interaction of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCall {
    /// The ID of the interaction at its source.
    pub external_id: String,
    /// The ID of its case at its source; empty if it names none.
    pub case: String,
    /// The name of its queue.
    pub queue: String,
    /// When it began.
    pub queued_at: Timestamp,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Timestamp,
    /// Its public number.
    pub protocol: Protocol,
}

type Row = (String, Option<String>, String, Timestamp, Option<Timestamp>, Timestamp, String);

impl Sources<'_> {
    /// The interactions of a call of a system: its own ID is this one or begins with it and a slash, or that
    /// of its case is this one.
    pub async fn calls(&self, system: &str, id: &str) -> Result<Vec<StoredCall>> {
        let mut statement = self.db().statement();
        let (source, same, of_case) =
            (statement.bind(system), statement.bind(system), statement.bind(system));
        let (exact, first, after) = (
            statement.bind(id),
            statement.bind(format!("{id}/").as_str()),
            // The character after the slash.
            statement.bind(format!("{id}0").as_str()),
        );
        let case = statement.bind(id);
        statement.text = format!(
            "SELECT i.external_id, c.external_id, q.name, i.queued_at, i.answered_at, i.ended_at, i.protocol \
             FROM interaction AS i JOIN queue AS q ON q.id = i.queue_id \
             LEFT JOIN service_case AS c ON c.id = i.case_id AND c.source = i.source \
             WHERE i.id IN (SELECT id FROM interaction WHERE source = {source} AND external_id = {exact} \
              UNION SELECT id FROM interaction \
              WHERE source = {same} AND external_id >= {first} AND external_id < {after} \
              UNION SELECT o.id FROM interaction AS o JOIN service_case AS k ON k.id = o.case_id \
              WHERE k.source = {of_case} AND k.external_id = {case}) \
             ORDER BY i.queued_at, i.id"
        );
        let rows: Vec<Row> = self.db().fetch_all(statement).await?;
        let call = |(external_id, case, queue, queued_at, answered_at, ended_at, protocol): Row| {
            let (case, protocol) = (case.unwrap_or_default(), stored_protocol(&protocol)?);
            Ok(StoredCall { external_id, case, queue, queued_at, answered_at, ended_at, protocol })
        };
        rows.into_iter().map(call).collect()
    }
}
