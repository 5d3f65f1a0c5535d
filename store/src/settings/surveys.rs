//! *Pesquisas* in the tables: `survey`; its questions are JSON.

use domain::settings::{Asked, SurveyRecord};
use domain::sla::PolicyScope;
use domain::survey::Scale;
use domain::{AuditObject, FieldErrors, Problem, QueueId};

use super::record::{Record, Source, json, stored};
use super::scope::{check_covered, check_queue};
use crate::db::Statement;
use crate::{Error, Result};

#[derive(sqlx::FromRow)]
struct Row {
    name: String,
    active: bool,
    queue_id: Option<i64>,
    asked: String,
    valid_days: i64,
    scale: String,
    questions: String,
}

impl Record for SurveyRecord {
    const OBJECT: AuditObject = AuditObject::Survey;
    const TABLE: &'static str = "survey";
    const ALONE: bool = true;

    async fn read(source: &mut Source<'_>, id: i64) -> Result<Option<Self>> {
        let mut statement = source.statement();
        let id = statement.bind(id);
        statement.text = format!(
            "SELECT name, active, queue_id, asked, valid_days, scale, questions FROM survey WHERE id = {id}"
        );
        let Some(row) = source.fetch_optional::<Row>(statement).await? else { return Ok(None) };
        let odd = |what: &str| Error::Corrupt(format!("survey {:?}: {what}", row.name));
        Ok(Some(Self {
            active: row.active,
            queue: row.queue_id.map(QueueId),
            asked: Asked::parse(&row.asked).ok_or_else(|| odd(&row.asked))?,
            valid_days: u32::try_from(row.valid_days).map_err(|_| odd("its days"))?,
            scale: Scale::parse(&row.scale).ok_or_else(|| odd(&row.scale))?,
            questions: stored("questions of a survey", &row.questions)?,
            name: row.name,
        }))
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![
            ("name", statement.bind(&self.name)),
            ("active", statement.bind(self.active)),
            ("queue_id", statement.bind(self.queue.map(|queue| queue.0))),
            ("asked", statement.bind(self.asked.as_str())),
            ("valid_days", statement.bind(self.valid_days)),
            ("scale", statement.bind(self.scale.as_str())),
            ("questions", statement.bind(json(&self.questions))),
        ]
    }

    /// One in use for a queue; and a scale on which somebody has answered stays, or 5 of 5 would
    /// become 5 of 10.
    async fn object(
        &self,
        source: &mut Source<'_>,
        id: Option<i64>,
        before: Option<&Self>,
    ) -> Result<FieldErrors> {
        let mut errors = FieldErrors::default();
        check_queue(source, &mut errors, self.queue).await?;
        if self.active {
            let scope = PolicyScope { queue: self.queue, kind: None };
            let table = ("survey", "CAST(NULL AS TEXT)");
            check_covered(source, &mut errors, table, id, &scope).await?;
        }
        if before.is_some_and(|before| before.scale != self.scale) {
            let mut statement = source.statement();
            let id = statement.bind(id.unwrap_or(0));
            statement.text = format!(
                "SELECT id FROM survey_response WHERE survey_id = {id} AND answered_at IS NOT NULL LIMIT 1"
            );
            if source.fetch_optional::<(i64,)>(statement).await?.is_some() {
                errors.add("scale", Problem::Settled);
            }
        }
        Ok(errors)
    }
}
