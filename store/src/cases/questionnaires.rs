//! *Questionários* in the case window: which one a case has, and what was answered.

use domain::questionnaire::{Answer, Questionnaire};
use domain::sla::{PolicyScope, choose};
use domain::{CaseId, QuestionnaireId, QueueId, TimelineAction};

use super::NewEvent;
use super::surveys::stored_json;
use crate::db::Tx;
use crate::scoped::Scoped;
use crate::{Error, Result};

/// The questionnaire that a case has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseQuestionnaire {
    /// Its identity.
    pub id: QuestionnaireId,
    /// What is asked.
    pub questionnaire: Questionnaire,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    queue_id: Option<i64>,
    kind: Option<String>,
    questions: String,
    case_queue: Option<i64>,
    case_kind: Option<String>,
}

impl Scoped<'_> {
    /// The questionnaire of a case, a survivor: that of its queue and kind, else of its queue, else of
    /// its kind, else the one for all. `None` where there is none, or the case is out of scope.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn questionnaire_for(&self, case: CaseId) -> Result<Option<CaseQuestionnaire>> {
        let mut statement = self.statement();
        let id = statement.bind(case.0);
        let scope = self.sees_case(&mut statement, "s");
        statement.text = format!(
            "SELECT q.id, q.name, q.queue_id, q.kind, q.questions, s.queue_id AS case_queue, s.kind AS case_kind \
             FROM service_case AS s CROSS JOIN questionnaire AS q WHERE s.id = {id} AND q.active AND {scope} \
             ORDER BY q.id"
        );
        let rows: Vec<Row> = self.fetch_all(statement).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let (queue, kind) = (first.case_queue.map(QueueId), first.case_kind.clone());
        let scopes: Vec<PolicyScope> = rows.iter().map(Row::scope).collect();
        let Some(row) = choose(scopes.iter().zip(&rows), queue, kind.as_deref()) else { return Ok(None) };
        let questions = stored_json("questions of a questionnaire", &row.questions)?;
        let questionnaire = Questionnaire { name: row.name.clone(), questions };
        Ok(Some(CaseQuestionnaire { id: QuestionnaireId(row.id), questionnaire }))
    }

    /// Writes what was answered to the questionnaire of a case: the answers themselves, and an event
    /// of the timeline with them. Both belong to `interaction`, the one the questions were answered for,
    /// and are read by those who may read that one; without one they are the case's. The caller holds
    /// the case, has asked whether the viewer may, and puts the act into the audit trail.
    pub(crate) async fn answer_questionnaire(
        &self,
        tx: &mut Tx,
        (case, interaction): (CaseId, Option<i64>),
        asked: &CaseQuestionnaire,
        answers: &[Answer],
        now: i64,
    ) -> Result<()> {
        let json = serde_json::to_string(answers)
            .map_err(|error| Error::Corrupt(format!("answers of a questionnaire: {error}")))?;
        let mut insert = self.statement();
        let values = [
            ("questionnaire_id", insert.bind(asked.id.0)),
            ("case_id", insert.bind(case.0)),
            ("interaction_id", insert.bind(interaction)),
            ("at", insert.bind(now)),
            ("agent_id", insert.bind(self.principal.user.0)),
            ("answers", insert.bind(json)),
        ];
        insert.insert("questionnaire_answer", values);
        tx.execute(insert).await?;
        let told = answers.iter().map(
            |one| serde_json::json!({ "question": one.question, "answer": one.value, "kind": one.kind }),
        );
        let told: Vec<_> = told.collect();
        let detail = serde_json::json!({ "name": asked.questionnaire.name, "answers": told });
        let event = NewEvent::of(case, TimelineAction::Questionnaire, now);
        self.note(tx, NewEvent { interaction, detail, ..event }).await
    }
}

impl Row {
    fn scope(&self) -> PolicyScope {
        PolicyScope { queue: self.queue_id.map(QueueId), kind: self.kind.clone() }
    }
}
