//! *Questionários* in the tables: `questionnaire`; its questions are JSON.

use domain::settings::QuestionnaireRecord;
use domain::sla::PolicyScope;
use domain::{AuditObject, FieldErrors, QueueId};

use super::record::{Record, Source, json, stored};
use super::scope::{check_covered, check_queue};
use crate::Result;
use crate::db::Statement;

/// Name, whether in use, queue, kind and questions.
type Row = (String, bool, Option<i64>, Option<String>, String);

impl Record for QuestionnaireRecord {
    const OBJECT: AuditObject = AuditObject::Questionnaire;
    const TABLE: &'static str = "questionnaire";
    const ALONE: bool = true;

    async fn read(source: &mut Source<'_>, id: i64) -> Result<Option<Self>> {
        let mut statement = source.statement();
        let id = statement.bind(id);
        statement.text =
            format!("SELECT name, active, queue_id, kind, questions FROM questionnaire WHERE id = {id}");
        let row = source.fetch_optional::<Row>(statement).await?;
        let Some((name, active, queue, kind, questions)) = row else { return Ok(None) };
        let scope = PolicyScope { queue: queue.map(QueueId), kind };
        Ok(Some(Self { name, active, scope, questions: stored("questions", &questions)? }))
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![
            ("name", statement.bind(&self.name)),
            ("active", statement.bind(self.active)),
            ("queue_id", statement.bind(self.scope.queue.map(|queue| queue.0))),
            ("kind", statement.bind(self.scope.kind.as_deref())),
            ("questions", statement.bind(json(&self.questions))),
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
        if self.active {
            check_covered(source, &mut errors, ("questionnaire", "kind"), id, &self.scope).await?;
        }
        Ok(errors)
    }
}
