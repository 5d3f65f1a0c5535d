//! Surveys (*Pesquisas*), in the table `survey`; questions are JSON.

use std::collections::BTreeMap;

use domain::settings::{SurveyRecord, SurveyTrigger, field_name};
use domain::sla::PolicyScope;
use domain::survey::Scale;
use domain::{AuditObject, FieldErrors, Problem, QueueId, SurveyId, SurveyResponseId};

use super::record::{Executor, Record, json, stored};
use super::scope::{check_covered, check_queue};
use crate::db::Statement;
use crate::{Error, Result};

#[derive(sqlx::FromRow)]
struct Row {
    id: SurveyId,
    name: String,
    active: bool,
    queue_id: Option<QueueId>,
    asked: String,
    valid_days: i64,
    scale: String,
    low_score: Option<i64>,
    questions: String,
}

impl Record for SurveyRecord {
    type Id = SurveyId;
    const OBJECT: AuditObject = AuditObject::Survey;
    const TABLE: &'static str = "survey";
    const EXCLUSIVE: bool = true;

    async fn read(executor: &mut Executor<'_>, ids: &[SurveyId]) -> Result<BTreeMap<SurveyId, Self>> {
        let mut statement = executor.statement();
        let these = statement.any("id", ids);
        statement.text = format!(
            "SELECT id, name, active, queue_id, asked, valid_days, scale, low_score, questions \
             FROM survey WHERE {these}"
        );
        let record = |row: Row| {
            let odd = |what: &str| Error::Corrupt(format!("survey {:?}: {what}", row.name));
            let record = Self {
                active: row.active,
                queue: row.queue_id,
                asked: SurveyTrigger::parse(&row.asked).ok_or_else(|| odd(&row.asked))?,
                valid_days: u32::try_from(row.valid_days).map_err(|_| odd("its days"))?,
                scale: Scale::parse(&row.scale).ok_or_else(|| odd(&row.scale))?,
                low_score: row.low_score.map(u32::try_from).transpose().map_err(|_| odd("its low score"))?,
                questions: stored("questions of a survey", &row.questions)?,
                name: row.name,
            };
            Ok((row.id, record))
        };
        executor.fetch_all(statement).await?.into_iter().map(record).collect()
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![
            ("name", statement.bind(&self.name)),
            ("active", statement.bind(self.active)),
            ("queue_id", statement.bind(self.queue)),
            ("asked", statement.bind(self.asked.as_str())),
            ("valid_days", statement.bind(self.valid_days)),
            ("scale", statement.bind(self.scale.as_str())),
            ("low_score", statement.bind(self.low_score)),
            ("questions", statement.bind(json(&self.questions))),
        ]
    }

    /// A queue has at most one active survey. The scale cannot change after the first response: a 5
    /// of 5 would become a 5 of 10.
    async fn check_in_database(
        &self,
        executor: &mut Executor<'_>,
        id: Option<SurveyId>,
        before: Option<&Self>,
    ) -> Result<FieldErrors> {
        let mut errors = FieldErrors::default();
        check_queue(executor, &mut errors, self.queue).await?;
        if self.active {
            let scope = PolicyScope { queue: self.queue, kind: None };
            let table = ("survey", "CAST(NULL AS TEXT)");
            check_covered(executor, &mut errors, table, id, &scope).await?;
        }
        if before.is_some_and(|before| before.scale != self.scale) {
            let mut statement = executor.statement();
            let id = statement.bind(id.unwrap_or(SurveyId(0)));
            statement.text = format!(
                "SELECT id FROM survey_response WHERE survey_id = {id} AND answered_at IS NOT NULL LIMIT 1"
            );
            if executor.fetch_optional::<(SurveyResponseId,)>(statement).await?.is_some() {
                errors.add(field_name::SCALE, Problem::Immutable);
            }
        }
        Ok(errors)
    }
}
