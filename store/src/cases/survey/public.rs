//! *Pesquisa de Satisfação*: public survey pages, identified by a token in the URL. Answering or
//! declining deletes the token, so the URL works once.

use domain::notifications::NotificationKind;
use domain::survey::{CompletedSurvey, Question, Survey};
use domain::{CaseId, SurveyResponseId, TimelineAction, Timestamp, UserId};

use crate::accounts::secret;
use crate::cases::NewEvent;
use crate::cases::event::record_event_by;
use crate::cases::survey::{stored_json, stored_scale};
use crate::db::{Statement, Tx};
use crate::notifications::{NewNotification, Subject};
use crate::{Error, Result, Store};

/// Length of a survey token in characters.
pub const SURVEY_TOKEN_LENGTH: usize = secret::LENGTH;

/// Result of a token lookup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicSurvey {
    /// It can be answered.
    Open(Survey),
    /// It has expired.
    Expired,
    /// The token is unknown or was used.
    Unknown,
}

/// Access to surveys by token, without a signed-in user.
pub struct PublicSurveys<'a> {
    store: &'a Store,
}

impl Store {
    /// Access to surveys by token.
    pub fn public_surveys(&self) -> PublicSurveys<'_> {
        PublicSurveys { store: self }
    }
}

#[derive(sqlx::FromRow)]
struct SurveyRow {
    name: String,
    scale: String,
    questions: String,
    expires_at: Timestamp,
}

impl PublicSurveys<'_> {
    /// Looks up a token.
    pub async fn find(&self, token: &str, now: Timestamp) -> Result<PublicSurvey> {
        if token.len() != SURVEY_TOKEN_LENGTH {
            return Ok(PublicSurvey::Unknown);
        }
        let mut statement = self.statement();
        let token = statement.bind(token);
        statement.text = format!(
            "SELECT s.name, s.scale, s.questions, r.expires_at FROM survey_response AS r \
             JOIN survey AS s ON s.id = r.survey_id \
             WHERE r.token = {token} AND r.answered_at IS NULL AND r.declined_at IS NULL"
        );
        let Some(asked) = self.store.db().fetch_optional::<SurveyRow>(statement).await? else {
            return Ok(PublicSurvey::Unknown);
        };
        if asked.expires_at <= now {
            return Ok(PublicSurvey::Expired);
        }
        let questions: Vec<Question> = stored_json("questions of a survey", &asked.questions)?;
        Ok(PublicSurvey::Open(Survey { name: asked.name, scale: stored_scale(&asked.scale)?, questions }))
    }

    /// Stores the answers; `false` if the token is not valid (any more).
    pub async fn answer(&self, token: &str, completed: &CompletedSurvey, now: Timestamp) -> Result<bool> {
        let answers = serde_json::to_string(&completed.answers)
            .map_err(|error| Error::Corrupt(format!("answers of a survey: {error}")))?;
        let mut change = self.statement();
        let set = format!(
            "answered_at = {}, score = {}, comment = {}, answers = {}",
            change.bind(now),
            change.bind(completed.score),
            change.bind(completed.comment.as_deref()),
            change.bind(answers)
        );
        let detail = serde_json::json!({ "score": completed.score });
        let comment = completed.comment.as_deref();
        let event = |case| NewEvent {
            detail,
            ..NewEvent::new(case, TimelineAction::SurveyAnswered, now).with_comment(comment)
        };
        self.finish(change, &set, token, now, event).await
    }

    /// Records that the customer declined; `false` if the token is not valid (any more).
    pub async fn decline(&self, token: &str, now: Timestamp) -> Result<bool> {
        let mut change = self.statement();
        let set = format!("declined_at = {}", change.bind(now));
        let event = |case| NewEvent::new(case, TimelineAction::SurveyDeclined, now);
        self.finish(change, &set, token, now, event).await
    }

    /// One conditional update: of two concurrent answers, the second finds no token.
    async fn finish<'e>(
        &self,
        mut change: Statement,
        set: &str,
        token: &str,
        now: Timestamp,
        event: impl FnOnce(CaseId) -> NewEvent<'e>,
    ) -> Result<bool> {
        let mut tx = Tx::begin(self.store.db()).await?;
        let at = now;
        let (token, now) = (change.bind(token), change.bind(now));
        change.text = format!(
            "UPDATE survey_response SET {set}, token = NULL WHERE token = {token} AND answered_at IS NULL \
             AND declined_at IS NULL AND expires_at > {now} RETURNING id, case_id"
        );
        let Some((response, case)) = tx.fetch_optional::<(SurveyResponseId, CaseId)>(change).await? else {
            return Ok(false);
        };
        record_event_by(self.statement(), &mut tx, None, event(case)).await?;
        notify_of_low_score(&mut tx, response, case, at).await?;
        tx.commit().await?;
        Ok(true)
    }

    fn statement(&self) -> Statement {
        self.store.db().statement()
    }
}

/// Notifies the supervisors of the responsible agent, if the score of an answer is low for its survey.
async fn notify_of_low_score(
    tx: &mut Tx,
    response: SurveyResponseId,
    case: CaseId,
    now: Timestamp,
) -> Result<()> {
    let mut statement = tx.statement();
    let id = statement.bind(response);
    statement.text = format!(
        "SELECT DISTINCT u.id FROM survey_response AS r JOIN survey AS s ON s.id = r.survey_id \
         JOIN group_agent AS ga ON ga.agent_id = r.agent_id \
         JOIN monitoring_group AS g ON g.id = ga.group_id AND g.active \
         JOIN group_supervisor AS gs ON gs.group_id = g.id \
         JOIN user_account AS u ON u.id = gs.supervisor_id AND u.active \
         WHERE r.id = {id} AND r.score <= s.low_score ORDER BY u.id"
    );
    let supervisors: Vec<(UserId,)> = tx.fetch_all(statement).await?;
    let supervisors: Vec<UserId> = supervisors.into_iter().map(|(user,)| user).collect();
    let cause = response.to_string();
    let new = NewNotification { kind: NotificationKind::LowScore, cause, subject: Subject::Case(case) };
    tx.notify(&supervisors, &new, now).await
}
