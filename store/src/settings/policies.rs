//! SLA policies (*Políticas de SLA*), in the table `sla_policy`.

use std::collections::BTreeMap;

use domain::settings::{PolicyRecord, field_name};
use domain::sla::{BusinessCalendar, PolicyScope, SlaPolicy};
use domain::{AuditObject, CalendarId, FieldErrors, Millis, PolicyId, Problem, QueueId};

use super::hours::change_hours;
use super::record::{Executor, Record, stored};
use super::scope::{check_covered, check_queue};
use crate::Result;
use crate::db::Statement;

#[derive(sqlx::FromRow)]
struct Row {
    id: PolicyId,
    name: String,
    active: bool,
    queue_id: Option<QueueId>,
    kind: Option<String>,
    calendar_id: CalendarId,
    first_response_ms: Option<Millis>,
    resolution_ms: Option<Millis>,
    at_risk_percent: i64,
}

impl Record for PolicyRecord {
    type Id = PolicyId;
    const OBJECT: AuditObject = AuditObject::Policy;
    const TABLE: &'static str = "sla_policy";
    const EXCLUSIVE: bool = true;

    async fn read(executor: &mut Executor<'_>, ids: &[PolicyId]) -> Result<BTreeMap<PolicyId, Self>> {
        let mut statement = executor.statement();
        let these = statement.any("id", ids);
        statement.text = format!(
            "SELECT id, name, active, queue_id, kind, calendar_id, first_response_ms, resolution_ms, \
             at_risk_percent FROM sla_policy WHERE {these}"
        );
        let record = |row: Row| {
            let promise = SlaPolicy {
                first_response_ms: row.first_response_ms,
                resolution_ms: row.resolution_ms,
                at_risk_percent: u8::try_from(row.at_risk_percent.clamp(0, 100)).unwrap_or(100),
            };
            let scope = PolicyScope { queue: row.queue_id, kind: row.kind };
            (row.id, Self { name: row.name, active: row.active, scope, calendar: row.calendar_id, promise })
        };
        Ok(executor.fetch_all(statement).await?.into_iter().map(record).collect())
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![
            ("name", statement.bind(&self.name)),
            ("active", statement.bind(self.active)),
            ("queue_id", statement.bind(self.scope.queue)),
            ("kind", statement.bind(self.scope.kind.as_deref())),
            ("calendar_id", statement.bind(self.calendar)),
            ("first_response_ms", statement.bind(self.promise.first_response_ms)),
            ("resolution_ms", statement.bind(self.promise.resolution_ms)),
            ("at_risk_percent", statement.bind(self.promise.at_risk_percent)),
        ]
    }

    async fn check_in_database(
        &self,
        executor: &mut Executor<'_>,
        id: Option<PolicyId>,
        _before: Option<&Self>,
    ) -> Result<FieldErrors> {
        let mut errors = FieldErrors::default();
        check_queue(executor, &mut errors, self.scope.queue).await?;
        // Locked, so that a concurrent deactivation of the calendar waits and sees this policy.
        let calendar = calendar(executor, self.calendar, true).await?;
        if calendar.is_none_or(|(active, _)| self.active && !active) {
            errors.add(field_name::CALENDAR, Problem::UnknownValue { allowed: Vec::new() });
        }
        if self.active {
            check_covered(executor, &mut errors, ("sla_policy", "kind"), id, &self.scope).await?;
        }
        Ok(errors)
    }

    /// With another calendar, clocks keep their elapsed time. Targets are not part of clocks.
    async fn apply_effects(
        &self,
        executor: &mut Executor<'_>,
        id: PolicyId,
        before: Option<&Self>,
    ) -> Result<()> {
        let Some(before) = before.filter(|before| before.calendar != self.calendar) else { return Ok(()) };
        match calendar(executor, before.calendar, false).await? {
            Some((_, old)) => {
                change_hours(executor, &[id], &stored::<BusinessCalendar>("a calendar", &old)?).await
            }
            None => Ok(()),
        }
    }
}

/// Whether a calendar is active, and its definition. Locks the row if `lock` is set.
async fn calendar(executor: &mut Executor<'_>, id: CalendarId, lock: bool) -> Result<Option<(bool, String)>> {
    let mut statement = executor.statement();
    let id = statement.bind(id);
    let locking = if lock { executor.db().engine().for_update("b") } else { String::new() };
    statement.text =
        format!("SELECT b.active, b.definition FROM business_calendar AS b WHERE b.id = {id} {locking}");
    executor.fetch_optional(statement).await
}
