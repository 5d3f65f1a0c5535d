//! *Pesquisa de Satisfação*: requesting surveys and reading their results. The customer's side is
//! [`crate::cases::survey::public`].

pub(in crate::cases) mod public;

use domain::cases::{CaseHead, CaseSurveys, SurveyRequestOutcome, SurveyResponse, SurveyState};
use domain::settings::SurveyTrigger;
use domain::survey::{Scale, Score};
use domain::{
    AuditAction, AuditObject, CaseId, Millis, QueueId, Role, SurveyId, SurveyResponseId, TimelineAction,
    Timestamp, UserId, zone,
};

use crate::accounts::secret;
use crate::audit::NewAuditEntry;
use crate::cases::Cases;
use crate::cases::event::record_event_by;
use crate::cases::locks::LockedCase;
use crate::cases::{NewEvent, family};
use crate::db::{Statement, Tx, stored_word};
use crate::{Error, Result};

#[derive(sqlx::FromRow)]
struct Row {
    id: SurveyResponseId,
    case_id: CaseId,
    survey: String,
    scale: String,
    requester: Option<String>,
    responsible: Option<String>,
    token: Option<String>,
    requested_at: Timestamp,
    expires_at: Timestamp,
    answered_at: Option<Timestamp>,
    declined_at: Option<Timestamp>,
    score: Option<i64>,
    answers: String,
}

#[derive(sqlx::FromRow)]
struct ConfiguredSurvey {
    id: SurveyId,
    name: String,
    valid_days: i64,
    asked: String,
}

impl Cases<'_> {
    /// The surveys of a survivor and of the cases merged into it.
    pub async fn surveys(&self, head: &CaseHead, now: Timestamp) -> Result<CaseSurveys> {
        let may_request = self.may_request(head.responsible.as_ref().map(|agent| agent.id));
        let queue = head.queue.as_ref().map(|queue| queue.id);
        let configured =
            self.fetch_optional::<ConfiguredSurvey>(configured(self.unrestricted_statement(), queue)).await?;
        let mut statement = self.statement();
        let family = family(&mut statement, head.id);
        let scope = self.case_in_scope(&mut statement, head.id);
        statement.text = format!(
            "SELECT r.id, r.case_id, s.name AS survey, s.scale, q.name AS requester, a.name AS responsible, \
             r.token, r.requested_at, r.expires_at, r.answered_at, r.declined_at, r.score, r.answers \
             FROM survey_response AS r JOIN survey AS s ON s.id = r.survey_id \
             LEFT JOIN user_account AS q ON q.id = r.requested_by \
             LEFT JOIN user_account AS a ON a.id = r.agent_id \
             WHERE r.case_id IN ({family}) AND {scope} ORDER BY r.requested_at DESC, r.id DESC"
        );
        let rows: Vec<Row> = self.fetch_all(statement).await?;
        let responses = rows.into_iter().map(|row| self.response(row, may_request, now));
        Ok(CaseSurveys {
            configured: configured.map(|survey| survey.name),
            may_request,
            responses: responses.collect::<Result<_>>()?,
        })
    }

    fn response(&self, row: Row, may_request: bool, now: Timestamp) -> Result<SurveyResponse> {
        let civil = |at| zone::civil(self.store.zone(), at);
        let state = match (row.answered_at, row.declined_at) {
            (Some(at), _) => SurveyState::Answered(civil(at)),
            (None, Some(at)) => SurveyState::Declined(civil(at)),
            (None, None) if row.expires_at <= now => SurveyState::Expired,
            (None, None) => SurveyState::Waiting { token: row.token.filter(|_| may_request) },
        };
        Ok(SurveyResponse {
            id: row.id,
            case: row.case_id,
            survey: row.survey,
            scale: stored_scale(&row.scale)?,
            requester: row.requester,
            responsible: row.responsible,
            requested: civil(row.requested_at),
            expires: civil(row.expires_at),
            state,
            score: row.score,
            answers: stored_json("answers of a survey", &row.answers)?,
        })
    }

    fn may_request(&self, responsible: Option<UserId>) -> bool {
        self.principal.role != Role::Agent || responsible == Some(self.principal.user)
    }

    /// Requests a survey for a case. `None` if it is out of scope.
    pub async fn request_survey(&self, case: CaseId, now: Timestamp) -> Result<Option<SurveyRequestOutcome>> {
        let mut tx = Tx::begin(self.db()).await?;
        let locked = match self.lock_case(&mut tx, case).await? {
            Some(LockedCase::Present(locked)) => locked,
            Some(LockedCase::Merged(into)) => return Ok(Some(SurveyRequestOutcome::Merged(into))),
            None => return Ok(None),
        };
        if !self.may_request(locked.responsible) {
            return Ok(Some(SurveyRequestOutcome::NotAllowed));
        }
        let configured = configured(self.statement(), locked.queue);
        let Some(survey) = tx.fetch_optional::<ConfiguredSurvey>(configured).await? else {
            return Ok(Some(SurveyRequestOutcome::NotConfigured));
        };
        if self.is_waiting(&mut tx, case, now).await? {
            return Ok(Some(SurveyRequestOutcome::Waiting));
        }
        let asker = Some(self.principal.user);
        let token = self.save_request(&mut tx, (case, locked.responsible), &survey, asker, now).await?;
        let entry =
            NewAuditEntry::new(AuditAction::SurveyRequested, AuditObject::Case, case, format!("#{case}"));
        let entry = entry.after(&serde_json::json!({ "survey": survey.name }));
        tx.commit_with_audit(&self.actor(), vec![entry], now).await?;
        Ok(Some(SurveyRequestOutcome::Requested(token)))
    }

    /// Requests a survey for a locked survivor that has just been closed, if the survey of its
    /// queue is configured to and none is waiting for an answer. The request has no actor.
    pub(crate) async fn request_survey_on_close(
        &self,
        tx: &mut Tx,
        case: CaseId,
        now: Timestamp,
    ) -> Result<()> {
        let mut statement = self.statement();
        let id = statement.bind(case);
        statement.text = format!("SELECT queue_id, agent_id FROM service_case WHERE id = {id}");
        let Some((queue, responsible)) =
            tx.fetch_optional::<(Option<QueueId>, Option<UserId>)>(statement).await?
        else {
            return Ok(());
        };
        let survey = tx.fetch_optional::<ConfiguredSurvey>(configured(self.statement(), queue)).await?;
        let Some(survey) = survey.filter(|survey| survey.asked == SurveyTrigger::Closed.as_str()) else {
            return Ok(());
        };
        if !self.is_waiting(tx, case, now).await? {
            self.save_request(tx, (case, responsible), &survey, None, now).await?;
        }
        Ok(())
    }

    /// Whether a survey of the case or of a case merged into it can still be answered.
    async fn is_waiting(&self, tx: &mut Tx, case: CaseId, now: Timestamp) -> Result<bool> {
        let mut waiting = self.statement();
        let (family, at) = (family(&mut waiting, case), waiting.bind(now));
        waiting.text = format!(
            "SELECT r.id FROM survey_response AS r WHERE r.case_id IN ({family}) AND r.answered_at IS NULL \
             AND r.declined_at IS NULL AND r.expires_at > {at} LIMIT 1"
        );
        Ok(tx.fetch_optional::<(SurveyResponseId,)>(waiting).await?.is_some())
    }

    async fn save_request(
        &self,
        tx: &mut Tx,
        (case, responsible): (CaseId, Option<UserId>),
        survey: &ConfiguredSurvey,
        asker: Option<UserId>,
        now: Timestamp,
    ) -> Result<String> {
        let token = secret::random();
        let mut insert = self.statement();
        let values = [
            ("survey_id", insert.bind(survey.id)),
            ("case_id", insert.bind(case)),
            ("agent_id", insert.bind(responsible)),
            ("token", insert.bind(&token)),
            ("requested_at", insert.bind(now)),
            ("requested_by", insert.bind(asker)),
            ("expires_at", insert.bind(now + Millis::days(survey.valid_days))),
        ];
        insert.insert("survey_response", values);
        tx.execute(insert).await?;
        let event =
            NewEvent::new(case, TimelineAction::SurveyRequested, now).with_comment(Some(&survey.name));
        record_event_by(self.statement(), tx, asker, event).await?;
        Ok(token)
    }
}

/// Statement for the survey of a case: that of its queue, else the general one.
fn configured(mut statement: Statement, queue: Option<QueueId>) -> Statement {
    let queue = statement.bind(queue.unwrap_or(QueueId(0)));
    statement.text = format!(
        "SELECT s.id, s.name, s.valid_days, s.asked FROM survey AS s WHERE s.active \
         AND (s.queue_id = {queue} OR s.queue_id IS NULL) ORDER BY s.queue_id IS NULL, s.id DESC LIMIT 1"
    );
    statement
}

pub(in crate::cases) fn stored_scale(text: &str) -> Result<Scale> {
    stored_word("scale of a survey", text, Scale::parse)
}

/// The score of an answer by its columns; none if there is no answer.
pub(crate) fn stored_score(scale: Option<&str>, value: Option<i64>) -> Result<Option<Score>> {
    let (Some(scale), Some(value)) = (scale, value) else { return Ok(None) };
    let scale = stored_scale(scale)?;
    let value = u8::try_from(value).map_err(|_| Error::Corrupt(format!("score of a survey: {value}")))?;
    Ok(Some(Score { scale, value }))
}

pub(in crate::cases) fn stored_json<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Error::Corrupt(format!("{what}: {error}")))
}
