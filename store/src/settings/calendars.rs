//! Business calendars (*Calendários*), in the table `business_calendar`; the definition is JSON.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::settings::{CalendarRecord, field_name};
use domain::sla::BusinessCalendar;
use domain::{AuditObject, CalendarId, FieldErrors, PolicyId, Problem};
use serde::{Deserialize, Serialize};

use super::hours::change_hours;
use super::record::{Executor, Record, json, stored};
use crate::Result;
use crate::db::Statement;

/// The `definition` column: business hours and the names of holidays.
#[derive(Serialize, Deserialize)]
struct Definition {
    #[serde(flatten)]
    hours: BusinessCalendar,
    #[serde(default)]
    holiday_names: BTreeMap<NaiveDate, String>,
}

impl Record for CalendarRecord {
    type Id = CalendarId;
    const OBJECT: AuditObject = AuditObject::Calendar;
    const TABLE: &'static str = "business_calendar";

    async fn read(executor: &mut Executor<'_>, ids: &[CalendarId]) -> Result<BTreeMap<CalendarId, Self>> {
        let mut statement = executor.statement();
        let these = statement.any("id", ids);
        statement.text = format!("SELECT id, name, active, definition FROM business_calendar WHERE {these}");
        let rows: Vec<(CalendarId, String, bool, String)> = executor.fetch_all(statement).await?;
        let record = |(id, name, active, definition): (CalendarId, String, bool, String)| {
            let Definition { hours, holiday_names } = stored("a calendar", &definition)?;
            Ok((id, Self { name, active, hours, holiday_names }))
        };
        rows.into_iter().map(record).collect()
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        let (hours, holiday_names) = (self.hours.clone(), self.holiday_names.clone());
        vec![
            ("name", statement.bind(&self.name)),
            ("active", statement.bind(self.active)),
            ("definition", statement.bind(json(&Definition { hours, holiday_names }))),
        ]
    }

    /// A calendar cannot be deactivated while an active policy uses it.
    async fn check_in_database(
        &self,
        executor: &mut Executor<'_>,
        id: Option<CalendarId>,
        before: Option<&Self>,
    ) -> Result<FieldErrors> {
        let mut errors = FieldErrors::default();
        let (Some(id), false) = (id, self.active) else { return Ok(errors) };
        if before.is_some_and(|before| before.active) {
            let mut statement = executor.statement();
            let id = statement.bind(id);
            statement.text = format!(
                "SELECT name FROM sla_policy WHERE calendar_id = {id} AND active ORDER BY name LIMIT 1"
            );
            if let Some((name,)) = executor.fetch_optional::<(String,)>(statement).await? {
                errors.add(field_name::ACTIVE, Problem::NeededBy { name });
            }
        }
        Ok(errors)
    }

    /// With other hours, the clocks of the calendar's policies keep their elapsed time.
    async fn apply_effects(
        &self,
        executor: &mut Executor<'_>,
        id: CalendarId,
        before: Option<&Self>,
    ) -> Result<()> {
        let Some(before) = before.filter(|before| before.hours != self.hours) else { return Ok(()) };
        let mut statement = executor.statement();
        let id = statement.bind(id);
        statement.text = format!("SELECT id FROM sla_policy WHERE calendar_id = {id} ORDER BY id");
        let policies: Vec<(PolicyId,)> = executor.fetch_all(statement).await?;
        let policies: Vec<PolicyId> = policies.into_iter().map(|(id,)| id).collect();
        change_hours(executor, &policies, &before.hours).await
    }
}
