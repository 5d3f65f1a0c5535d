//! *Políticas de SLA* in the tables: `sla_policy`.

use domain::settings::PolicyRecord;
use domain::sla::{BusinessCalendar, PolicyScope, SlaPolicy};
use domain::{AuditObject, CalendarId, FieldErrors, Problem, QueueId};

use super::hours::change_hours;
use super::record::{Record, Source, stored};
use super::scope::{check_covered, check_queue};
use crate::Result;
use crate::db::Statement;

#[derive(sqlx::FromRow)]
struct Row {
    name: String,
    active: bool,
    queue_id: Option<i64>,
    kind: Option<String>,
    calendar_id: i64,
    first_response_ms: Option<i64>,
    resolution_ms: Option<i64>,
    at_risk_percent: i64,
}

impl Record for PolicyRecord {
    const OBJECT: AuditObject = AuditObject::Policy;
    const TABLE: &'static str = "sla_policy";
    const ALONE: bool = true;

    async fn read(source: &mut Source<'_>, id: i64) -> Result<Option<Self>> {
        let mut statement = source.statement();
        let id = statement.bind(id);
        statement.text = format!(
            "SELECT name, active, queue_id, kind, calendar_id, first_response_ms, resolution_ms, at_risk_percent \
             FROM sla_policy WHERE id = {id}"
        );
        let Some(row) = source.fetch_optional::<Row>(statement).await? else { return Ok(None) };
        Ok(Some(Self {
            name: row.name,
            active: row.active,
            scope: PolicyScope { queue: row.queue_id.map(QueueId), kind: row.kind },
            calendar: CalendarId(row.calendar_id),
            promise: SlaPolicy {
                first_response_ms: row.first_response_ms,
                resolution_ms: row.resolution_ms,
                at_risk_percent: u8::try_from(row.at_risk_percent.clamp(0, 100)).unwrap_or(100),
            },
        }))
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![
            ("name", statement.bind(&self.name)),
            ("active", statement.bind(self.active)),
            ("queue_id", statement.bind(self.scope.queue.map(|queue| queue.0))),
            ("kind", statement.bind(self.scope.kind.as_deref())),
            ("calendar_id", statement.bind(self.calendar.0)),
            ("first_response_ms", statement.bind(self.promise.first_response_ms)),
            ("resolution_ms", statement.bind(self.promise.resolution_ms)),
            ("at_risk_percent", statement.bind(self.promise.at_risk_percent)),
        ]
    }

    async fn object(
        &self,
        source: &mut Source<'_>,
        id: Option<i64>,
        _before: Option<&Self>,
    ) -> Result<FieldErrors> {
        let mut errors = FieldErrors::default();
        check_queue(source, &mut errors, self.scope.queue).await?;
        // Kept as it is: whoever takes the calendar out of use waits and then sees this policy.
        let calendar = calendar(source, self.calendar, true).await?;
        if calendar.is_none_or(|(active, _)| self.active && !active) {
            errors.add("calendar", Problem::UnknownValue { allowed: Vec::new() });
        }
        if self.active {
            check_covered(source, &mut errors, ("sla_policy", "kind"), id, &self.scope).await?;
        }
        Ok(errors)
    }

    /// By another calendar, its clocks keep what has elapsed. What is promised is no part of them.
    async fn settle(&self, source: &mut Source<'_>, id: i64, before: Option<&Self>) -> Result<()> {
        let Some(before) = before.filter(|before| before.calendar != self.calendar) else { return Ok(()) };
        match calendar(source, before.calendar, false).await? {
            Some((_, old)) => {
                change_hours(source, &[id], &stored::<BusinessCalendar>("a calendar", &old)?).await
            }
            None => Ok(()),
        }
    }
}

/// Whether a calendar is in use, and its definition.
async fn calendar(source: &mut Source<'_>, id: CalendarId, keep: bool) -> Result<Option<(bool, String)>> {
    let mut statement = source.statement();
    let id = statement.bind(id.0);
    let locking = if keep { source.db().engine().for_update("b") } else { String::new() };
    statement.text =
        format!("SELECT b.active, b.definition FROM business_calendar AS b WHERE b.id = {id} {locking}");
    source.fetch_optional(statement).await
}
