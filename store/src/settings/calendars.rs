//! *Calendários* in the tables: `business_calendar`; the definition is JSON.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::settings::CalendarRecord;
use domain::sla::BusinessCalendar;
use domain::{AuditObject, FieldErrors, Problem};
use serde::{Deserialize, Serialize};

use super::hours::change_hours;
use super::record::{Record, Source, json, stored};
use crate::Result;
use crate::db::Statement;

/// What the column says: the calendar by which is measured, and what its holidays are called.
#[derive(Serialize, Deserialize)]
struct Definition {
    #[serde(flatten)]
    hours: BusinessCalendar,
    #[serde(default)]
    holiday_names: BTreeMap<NaiveDate, String>,
}

impl Record for CalendarRecord {
    const OBJECT: AuditObject = AuditObject::Calendar;
    const TABLE: &'static str = "business_calendar";

    async fn read(source: &mut Source<'_>, id: i64) -> Result<Option<Self>> {
        let mut statement = source.statement();
        let id = statement.bind(id);
        statement.text = format!("SELECT name, active, definition FROM business_calendar WHERE id = {id}");
        let row: Option<(String, bool, String)> = source.fetch_optional(statement).await?;
        let Some((name, active, definition)) = row else { return Ok(None) };
        let Definition { hours, holiday_names } = stored("a calendar", &definition)?;
        Ok(Some(Self { name, active, hours, holiday_names }))
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        let (hours, holiday_names) = (self.hours.clone(), self.holiday_names.clone());
        vec![
            ("name", statement.bind(&self.name)),
            ("active", statement.bind(self.active)),
            ("definition", statement.bind(json(&Definition { hours, holiday_names }))),
        ]
    }

    /// A policy in use needs its calendar.
    async fn object(
        &self,
        source: &mut Source<'_>,
        id: Option<i64>,
        before: Option<&Self>,
    ) -> Result<FieldErrors> {
        let mut errors = FieldErrors::default();
        let (Some(id), false) = (id, self.active) else { return Ok(errors) };
        if before.is_some_and(|before| before.active) {
            let mut statement = source.statement();
            let id = statement.bind(id);
            statement.text = format!(
                "SELECT name FROM sla_policy WHERE calendar_id = {id} AND active ORDER BY name LIMIT 1"
            );
            if let Some((name,)) = source.fetch_optional::<(String,)>(statement).await? {
                errors.add("active", Problem::NeededBy { name });
            }
        }
        Ok(errors)
    }

    /// The clocks of its policies keep what has elapsed.
    async fn settle(&self, source: &mut Source<'_>, id: i64, before: Option<&Self>) -> Result<()> {
        let Some(before) = before.filter(|before| before.hours != self.hours) else { return Ok(()) };
        let mut statement = source.statement();
        let id = statement.bind(id);
        statement.text = format!("SELECT id FROM sla_policy WHERE calendar_id = {id} ORDER BY id");
        let policies: Vec<(i64,)> = source.fetch_all(statement).await?;
        let policies: Vec<i64> = policies.into_iter().map(|(id,)| id).collect();
        change_hours(source, &policies, &before.hours).await
    }
}
