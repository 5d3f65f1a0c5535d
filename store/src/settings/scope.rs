//! Scopes of policies, surveys and questionnaires: the queue and case kind they apply to. No two
//! active records have the same scope.

use domain::settings::field_name;
use domain::sla::PolicyScope;
use domain::{FieldErrors, Problem, QueueId};

use super::RecordId;
use super::record::Executor;
use crate::Result;

/// Adds a field error if the queue does not exist.
pub(super) async fn check_queue(
    executor: &mut Executor<'_>,
    errors: &mut FieldErrors,
    queue: Option<QueueId>,
) -> Result<()> {
    let Some(queue) = queue else { return Ok(()) };
    let mut statement = executor.statement();
    let id = statement.bind(queue);
    statement.text = format!("SELECT id FROM queue WHERE id = {id}");
    if executor.fetch_optional::<(QueueId,)>(statement).await?.is_none() {
        errors.add(field_name::QUEUE, Problem::UnknownValue { allowed: Vec::new() });
    }
    Ok(())
}

/// Adds a field error if another active record of the table has the same scope. The caller must
/// have locked the table ([`super::Record::EXCLUSIVE`]).
pub(super) async fn check_covered(
    executor: &mut Executor<'_>,
    errors: &mut FieldErrors,
    (table, kind): (&str, &str),
    id: Option<impl RecordId>,
    scope: &PolicyScope,
) -> Result<()> {
    let mut statement = executor.statement();
    let own = statement.bind(id.map_or(0, Into::into));
    statement.text = format!(
        "SELECT name, queue_id, {kind} AS kind FROM {table} WHERE active AND id <> {own} ORDER BY id"
    );
    let others: Vec<(String, Option<QueueId>, Option<String>)> = executor.fetch_all(statement).await?;
    let same = others
        .into_iter()
        .find(|(_, queue, kind)| scope.same_as(&PolicyScope { queue: *queue, kind: kind.clone() }));
    if let Some((name, ..)) = same {
        errors.add(field_name::QUEUE, Problem::CoveredBy { name });
    }
    Ok(())
}
