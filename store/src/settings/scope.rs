//! What policies, surveys and questionnaires have in common: they are for the cases of a queue and
//! kind, and no two in use are for the same.

use domain::sla::PolicyScope;
use domain::{FieldErrors, Problem, QueueId};

use super::record::Source;
use crate::Result;

/// The refusal of a queue that is not there.
pub(super) async fn check_queue(
    source: &mut Source<'_>,
    errors: &mut FieldErrors,
    queue: Option<QueueId>,
) -> Result<()> {
    let Some(queue) = queue else { return Ok(()) };
    let mut statement = source.statement();
    let id = statement.bind(queue.0);
    statement.text = format!("SELECT id FROM queue WHERE id = {id}");
    if source.fetch_optional::<(i64,)>(statement).await?.is_none() {
        errors.add("queue", Problem::UnknownValue { allowed: Vec::new() });
    }
    Ok(())
}

/// The refusal of a scope that another record of the table, in use, has already. Whoever asks has
/// the table to themselves ([`super::Record::ALONE`]).
pub(super) async fn check_covered(
    source: &mut Source<'_>,
    errors: &mut FieldErrors,
    (table, kind): (&str, &str),
    id: Option<i64>,
    scope: &PolicyScope,
) -> Result<()> {
    let mut statement = source.statement();
    let own = statement.bind(id.unwrap_or(0));
    statement.text = format!(
        "SELECT name, queue_id, {kind} AS kind FROM {table} WHERE active AND id <> {own} ORDER BY id"
    );
    let others: Vec<(String, Option<i64>, Option<String>)> = source.fetch_all(statement).await?;
    let same = others.into_iter().find(|(_, queue, kind)| {
        scope.same_as(&PolicyScope { queue: queue.map(QueueId), kind: kind.clone() })
    });
    if let Some((name, ..)) = same {
        errors.add("queue", Problem::CoveredBy { name });
    }
    Ok(())
}
