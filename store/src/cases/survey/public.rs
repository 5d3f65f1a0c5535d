//! *Pesquisa de Satisfação*: public survey pages, identified by a token in the URL. Answering or
//! declining deletes the token, so the URL works once.

use domain::survey::{CompletedSurvey, Question, Survey};
use domain::{CaseId, TimelineAction, Timestamp};

use crate::accounts::secret;
use crate::cases::NewEvent;
use crate::cases::event::record_event_by;
use crate::cases::survey::{stored_json, stored_scale};
use crate::db::{Statement, Tx};
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
        let (token, now) = (change.bind(token), change.bind(now));
        change.text = format!(
            "UPDATE survey_response SET {set}, token = NULL WHERE token = {token} AND answered_at IS NULL \
             AND declined_at IS NULL AND expires_at > {now} RETURNING case_id"
        );
        let Some((case,)) = tx.fetch_optional::<(CaseId,)>(change).await? else { return Ok(false) };
        record_event_by(self.statement(), &mut tx, None, event(case)).await?;
        tx.commit().await?;
        Ok(true)
    }

    fn statement(&self) -> Statement {
        self.store.db().statement()
    }
}
