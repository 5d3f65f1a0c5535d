//! *Questionários*: the questionnaire of a case and its answers.

use domain::cases::CaseQuestionnaire;
use domain::questionnaire::{Answer, Questionnaire};
use domain::sla::{PolicyScope, choose};
use domain::{CaseId, InteractionId, QuestionnaireId, QueueId, TimelineAction, Timestamp};

use crate::cases::Cases;
use crate::cases::NewEvent;
use crate::cases::survey::stored_json;
use crate::db::Tx;
use crate::{Error, Result};

#[derive(sqlx::FromRow)]
struct Row {
    id: QuestionnaireId,
    name: String,
    queue_id: Option<QueueId>,
    kind: Option<String>,
    questions: String,
    case_queue: Option<QueueId>,
    case_kind: Option<String>,
}

impl Cases<'_> {
    /// The questionnaire of a survivor: that of its queue and kind, else of its queue, else of its
    /// kind, else the general one. `None` if there is none or the case is out of scope.
    pub async fn questionnaire_for(&self, case: CaseId) -> Result<Option<CaseQuestionnaire>> {
        let mut statement = self.statement();
        let id = statement.bind(case);
        let scope = self.alias_in_scope(&mut statement, "s");
        statement.text = format!(
            "SELECT q.id, q.name, q.queue_id, q.kind, q.questions, s.queue_id AS case_queue, s.kind AS case_kind \
             FROM service_case AS s CROSS JOIN questionnaire AS q WHERE s.id = {id} AND q.active AND {scope} \
             ORDER BY q.id"
        );
        let rows: Vec<Row> = self.fetch_all(statement).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let (queue, kind) = (first.case_queue, first.case_kind.clone());
        let scopes: Vec<PolicyScope> = rows.iter().map(Row::scope).collect();
        let Some(row) = choose(scopes.iter().zip(&rows), queue, kind.as_deref()) else { return Ok(None) };
        let questions = stored_json("questions of a questionnaire", &row.questions)?;
        let questionnaire = Questionnaire { name: row.name.clone(), questions };
        Ok(Some(CaseQuestionnaire { id: row.id, questionnaire }))
    }

    /// Writes the answers to a questionnaire, and a timeline event. Both belong to `interaction`
    /// and are visible with it; without one, they belong to the case. The caller locks the case,
    /// checks access, and writes the audit entry.
    pub(crate) async fn answer_questionnaire(
        &self,
        tx: &mut Tx,
        (case, interaction): (CaseId, Option<InteractionId>),
        asked: &CaseQuestionnaire,
        answers: &[Answer],
        now: Timestamp,
    ) -> Result<()> {
        let json = serde_json::to_string(answers)
            .map_err(|error| Error::Corrupt(format!("answers of a questionnaire: {error}")))?;
        let mut insert = self.statement();
        let values = [
            ("questionnaire_id", insert.bind(asked.id)),
            ("case_id", insert.bind(case)),
            ("interaction_id", insert.bind(interaction)),
            ("at", insert.bind(now)),
            ("agent_id", insert.bind(self.principal.user)),
            ("answers", insert.bind(json)),
        ];
        insert.insert("questionnaire_answer", values);
        tx.execute(insert).await?;
        let answer_list = answers.iter().map(
            |one| serde_json::json!({ "question": one.question, "answer": one.value, "kind": one.kind }),
        );
        let answer_list: Vec<_> = answer_list.collect();
        let detail = serde_json::json!({ "name": asked.questionnaire.name, "answers": answer_list });
        let event = NewEvent::new(case, TimelineAction::Questionnaire, now);
        self.record_event(tx, NewEvent { interaction, detail, ..event }).await
    }
}

impl Row {
    fn scope(&self) -> PolicyScope {
        PolicyScope { queue: self.queue_id, kind: self.kind.clone() }
    }
}
