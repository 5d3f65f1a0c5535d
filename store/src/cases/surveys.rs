//! *Pesquisa de Satisfação*: asking the customer, and reading what came back. The customer's own
//! way is [`super::public_survey`].

use chrono::NaiveDateTime;
use domain::settings::Asked;
use domain::survey::{Answer, Scale};
use domain::{
    AuditAction, AuditObject, CaseId, QueueId, Role, SurveyResponseId, TimelineAction, UserId, zone,
};

use super::event::note_by;
use super::life::LockedCase;
use super::{CaseHead, NewEvent, family};
use crate::accounts::secret;
use crate::audit::Act;
use crate::db::{Statement, Tx};
use crate::scoped::Scoped;
use crate::{Error, Result};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What the tab shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseSurveys {
    /// The survey of the case's queue, or the general one; its name.
    pub configured: Option<String>,
    /// Whether the viewer may ask the customer.
    pub may_request: bool,
    /// Every survey that was asked for, newest first.
    pub responses: Vec<SurveyResponse>,
}

/// A survey that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyResponse {
    /// Its identity.
    pub id: SurveyResponseId,
    /// The case it was asked for: the one shown, or one that was folded into it.
    pub case: CaseId,
    /// The survey's name.
    pub survey: String,
    /// The scale of its score.
    pub scale: Scale,
    /// Who asked; nobody where it was asked for by itself, when the case was closed.
    pub requester: Option<String>,
    /// Who was responsible for the case when it was asked for.
    pub responsible: Option<String>,
    /// When, in the operation's civil time.
    pub requested: NaiveDateTime,
    /// Until when it can be answered.
    pub expires: NaiveDateTime,
    /// What became of it.
    pub state: SurveyState,
    /// The score.
    pub score: Option<i64>,
    /// What was said.
    pub answers: Vec<Answer>,
}

/// What became of a survey that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SurveyState {
    /// It can be answered by whoever knows the token, which only those see who may ask.
    Waiting {
        /// The token.
        token: Option<String>,
    },
    /// It was answered.
    Answered(NaiveDateTime),
    /// The customer did not want to answer.
    Declined(NaiveDateTime),
    /// It was not answered in time.
    Expired,
}

/// What asking for a survey did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SurveyRequestOutcome {
    /// It was asked for; the token of its public address.
    Requested(String),
    /// One is still waiting for its answer.
    Waiting,
    /// No survey is meant for this case.
    NotConfigured,
    /// Only who is responsible for the case, supervisors and administrators may.
    NotAllowed,
    /// The case was merged into this one.
    Merged(CaseId),
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    case_id: i64,
    survey: String,
    scale: String,
    requester: Option<String>,
    responsible: Option<String>,
    token: Option<String>,
    requested_at: i64,
    expires_at: i64,
    answered_at: Option<i64>,
    declined_at: Option<i64>,
    score: Option<i64>,
    answers: String,
}

#[derive(sqlx::FromRow)]
struct Configured {
    id: i64,
    name: String,
    valid_days: i64,
    asked: String,
}

impl Scoped<'_> {
    /// The surveys of a case, a survivor, and of those folded into it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn surveys(&self, head: &CaseHead, now: i64) -> Result<CaseSurveys> {
        let may_request = self.may_request(head.responsible.as_ref().map(|agent| agent.id));
        let queue = head.queue.as_ref().map(|queue| queue.id);
        let configured = self.fetch_optional::<Configured>(configured(self.statement(), queue)).await?;
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

    fn response(&self, row: Row, may_request: bool, now: i64) -> Result<SurveyResponse> {
        let civil = |at| zone::civil(self.store.zone(), at);
        let state = match (row.answered_at, row.declined_at) {
            (Some(at), _) => SurveyState::Answered(civil(at)),
            (None, Some(at)) => SurveyState::Declined(civil(at)),
            (None, None) if row.expires_at <= now => SurveyState::Expired,
            (None, None) => SurveyState::Waiting { token: row.token.filter(|_| may_request) },
        };
        Ok(SurveyResponse {
            id: SurveyResponseId(row.id),
            case: CaseId(row.case_id),
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

    /// Asks the customer of a case. `None` where it is not in scope.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn request_survey(&self, case: CaseId, now: i64) -> Result<Option<SurveyRequestOutcome>> {
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
        let Some(survey) = tx.fetch_optional::<Configured>(configured).await? else {
            return Ok(Some(SurveyRequestOutcome::NotConfigured));
        };
        if self.is_waiting(&mut tx, case, now).await? {
            return Ok(Some(SurveyRequestOutcome::Waiting));
        }
        let responsible = locked.responsible.map(|agent| agent.0);
        let asker = Some(self.principal.user.0);
        let token = self.save_request(&mut tx, (case, responsible), &survey, asker, now).await?;
        let act = Act::new(AuditAction::SurveyRequested, AuditObject::Case, case, format!("#{case}"));
        let act = act.after(&serde_json::json!({ "survey": survey.name }));
        tx.commit_with(&self.author(), vec![act], now).await?;
        Ok(Some(SurveyRequestOutcome::Requested(token)))
    }

    /// A case, a survivor held by this transaction, has just been closed: its customer is asked where
    /// the survey of its queue says so, unless one is still waiting for an answer. Nobody of ours asks.
    pub(crate) async fn ask_when_closed(&self, tx: &mut Tx, case: CaseId, now: i64) -> Result<()> {
        let mut statement = self.statement();
        let id = statement.bind(case.0);
        statement.text = format!("SELECT queue_id, agent_id FROM service_case WHERE id = {id}");
        let Some((queue, responsible)) = tx.fetch_optional::<(Option<i64>, Option<i64>)>(statement).await?
        else {
            return Ok(());
        };
        let survey =
            tx.fetch_optional::<Configured>(configured(self.statement(), queue.map(QueueId))).await?;
        let Some(survey) = survey.filter(|survey| survey.asked == Asked::Closed.as_str()) else {
            return Ok(());
        };
        if !self.is_waiting(tx, case, now).await? {
            self.save_request(tx, (case, responsible), &survey, None, now).await?;
        }
        Ok(())
    }

    /// Whether a survey of the case or of one folded into it can still be answered.
    async fn is_waiting(&self, tx: &mut Tx, case: CaseId, now: i64) -> Result<bool> {
        let mut waiting = self.statement();
        let (family, at) = (family(&mut waiting, case), waiting.bind(now));
        waiting.text = format!(
            "SELECT r.id FROM survey_response AS r WHERE r.case_id IN ({family}) AND r.answered_at IS NULL \
             AND r.declined_at IS NULL AND r.expires_at > {at} LIMIT 1"
        );
        Ok(tx.fetch_optional::<(i64,)>(waiting).await?.is_some())
    }

    async fn save_request(
        &self,
        tx: &mut Tx,
        (case, responsible): (CaseId, Option<i64>),
        survey: &Configured,
        asker: Option<i64>,
        now: i64,
    ) -> Result<String> {
        let token = secret::random();
        let mut insert = self.statement();
        let values = [
            ("survey_id", insert.bind(survey.id)),
            ("case_id", insert.bind(case.0)),
            ("agent_id", insert.bind(responsible)),
            ("token", insert.bind(&token)),
            ("requested_at", insert.bind(now)),
            ("requested_by", insert.bind(asker)),
            ("expires_at", insert.bind(now + survey.valid_days * DAY_MS)),
        ];
        insert.insert("survey_response", values);
        tx.execute(insert).await?;
        let event = NewEvent::of(case, TimelineAction::SurveyRequested, now).saying(Some(&survey.name));
        note_by(self.statement(), tx, asker, event).await?;
        Ok(token)
    }
}

/// The survey meant for a case, first: that of its queue, else the general one.
fn configured(mut statement: Statement, queue: Option<QueueId>) -> Statement {
    let queue = statement.bind(queue.map_or(0, |queue| queue.0));
    statement.text = format!(
        "SELECT s.id, s.name, s.valid_days, s.asked FROM survey AS s WHERE s.active \
         AND (s.queue_id = {queue} OR s.queue_id IS NULL) ORDER BY s.queue_id IS NULL, s.id DESC LIMIT 1"
    );
    statement
}

pub(super) fn stored_scale(text: &str) -> Result<Scale> {
    Scale::parse(text).ok_or_else(|| Error::Corrupt(format!("scale of a survey {text:?}")))
}

pub(super) fn stored_json<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Error::Corrupt(format!("{what}: {error}")))
}
