//! *Pesquisa de Satisfação* as the customer meets it: the token of the address is all that is known
//! of them. An answer, or the wish to give none, takes the token away, so the address works once.

use domain::survey::{Completed, Question, Survey};
use domain::{CaseId, TimelineAction};

use super::NewEvent;
use super::event::note_by;
use super::surveys::{stored_json, stored_scale};
use crate::accounts::secret;
use crate::db::{Statement, Tx};
use crate::{Error, Result, Store};

/// Characters in the token of a public survey; what has more or fewer is no token.
pub const SURVEY_TOKEN_LENGTH: usize = secret::LENGTH;

/// What a token leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicSurvey {
    /// It can be answered.
    Open(Survey),
    /// It could have been answered until a while ago.
    Expired,
    /// Nothing: it was answered or declined, or never asked for.
    Unknown,
}

/// Surveys as customers meet them, known by a token alone.
pub struct PublicSurveys<'a> {
    store: &'a Store,
}

impl Store {
    /// Surveys as customers meet them.
    pub fn public_surveys(&self) -> PublicSurveys<'_> {
        PublicSurveys { store: self }
    }
}

#[derive(sqlx::FromRow)]
struct Asked {
    name: String,
    scale: String,
    questions: String,
    expires_at: i64,
}

impl PublicSurveys<'_> {
    /// What a token leads to.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn find(&self, token: &str, now: i64) -> Result<PublicSurvey> {
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
        let Some(asked) = self.store.db().fetch_optional::<Asked>(statement).await? else {
            return Ok(PublicSurvey::Unknown);
        };
        if asked.expires_at <= now {
            return Ok(PublicSurvey::Expired);
        }
        let questions: Vec<Question> = stored_json("questions of a survey", &asked.questions)?;
        Ok(PublicSurvey::Open(Survey { name: asked.name, scale: stored_scale(&asked.scale)?, questions }))
    }

    /// Takes the answers, once; `false` where the token can no longer be used.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn answer(&self, token: &str, completed: &Completed, now: i64) -> Result<bool> {
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
            ..NewEvent::of(case, TimelineAction::SurveyAnswered, now).saying(comment)
        };
        self.finish(change, &set, token, now, event).await
    }

    /// Notes that the customer does not want to answer; `false` where the token can no longer be used.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn decline(&self, token: &str, now: i64) -> Result<bool> {
        let mut change = self.statement();
        let set = format!("declined_at = {}", change.bind(now));
        let event = |case| NewEvent::of(case, TimelineAction::SurveyDeclined, now);
        self.finish(change, &set, token, now, event).await
    }

    /// One guarded update: of two answers at once, one finds the token gone.
    async fn finish<'e>(
        &self,
        mut change: Statement,
        set: &str,
        token: &str,
        now: i64,
        event: impl FnOnce(CaseId) -> NewEvent<'e>,
    ) -> Result<bool> {
        let mut tx = Tx::begin(self.store.db()).await?;
        let (token, now) = (change.bind(token), change.bind(now));
        change.text = format!(
            "UPDATE survey_response SET {set}, token = NULL WHERE token = {token} AND answered_at IS NULL \
             AND declined_at IS NULL AND expires_at > {now} RETURNING case_id"
        );
        let Some((case,)) = tx.fetch_optional::<(i64,)>(change).await? else { return Ok(false) };
        note_by(self.statement(), &mut tx, None, event(CaseId(case))).await?;
        tx.commit().await?;
        Ok(true)
    }

    fn statement(&self) -> Statement {
        self.store.db().statement()
    }
}
