//! Questionnaires (*Questionários*), in the table `questionnaire`; questions are JSON.

use std::collections::BTreeMap;

use domain::settings::QuestionnaireRecord;
use domain::sla::PolicyScope;
use domain::{AuditObject, FieldErrors, QuestionnaireId, QueueId};

use super::record::{Executor, Record, json, stored};
use super::scope::{check_covered, check_queue};
use crate::Result;
use crate::db::Statement;

/// ID, name, active, queue, kind and questions.
type Row = (QuestionnaireId, String, bool, Option<QueueId>, Option<String>, String);

impl Record for QuestionnaireRecord {
    type Id = QuestionnaireId;
    const OBJECT: AuditObject = AuditObject::Questionnaire;
    const TABLE: &'static str = "questionnaire";
    const EXCLUSIVE: bool = true;

    async fn read(
        executor: &mut Executor<'_>,
        ids: &[QuestionnaireId],
    ) -> Result<BTreeMap<QuestionnaireId, Self>> {
        let mut statement = executor.statement();
        let these = statement.any("id", ids);
        statement.text =
            format!("SELECT id, name, active, queue_id, kind, questions FROM questionnaire WHERE {these}");
        let record = |(id, name, active, queue, kind, questions): Row| {
            let questions = stored("questions", &questions)?;
            Ok((id, Self { name, active, scope: PolicyScope { queue, kind }, questions }))
        };
        executor.fetch_all(statement).await?.into_iter().map(record).collect()
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![
            ("name", statement.bind(&self.name)),
            ("active", statement.bind(self.active)),
            ("queue_id", statement.bind(self.scope.queue)),
            ("kind", statement.bind(self.scope.kind.as_deref())),
            ("questions", statement.bind(json(&self.questions))),
        ]
    }

    async fn check_in_database(
        &self,
        executor: &mut Executor<'_>,
        id: Option<QuestionnaireId>,
        _before: Option<&Self>,
    ) -> Result<FieldErrors> {
        let mut errors = FieldErrors::default();
        check_queue(executor, &mut errors, self.scope.queue).await?;
        if self.active {
            check_covered(executor, &mut errors, ("questionnaire", "kind"), id, &self.scope).await?;
        }
        Ok(errors)
    }
}
