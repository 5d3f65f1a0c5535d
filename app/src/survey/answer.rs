//! What the customer sent: their answers, or the wish to give none.

use domain::survey::BadAnswer;
use domain::validation::Problem;
use http::StatusCode;
use store::cases::PublicSurvey;

use crate::context::RequestContext;
use crate::forms::{Submission, answer_with};
use crate::redirect::redirect;

/// What was sent and could not be taken, for the page to show again.
pub(super) struct Draft {
    given: Submission,
    bad: Vec<BadAnswer>,
}

impl Draft {
    /// What was said to the question of a number.
    pub(super) fn answer(&self, id: u32) -> &str {
        self.given.field(&field(id))
    }

    /// What is wrong with the answer to the question of a number.
    pub(super) fn problem(&self, id: u32) -> Option<&Problem> {
        self.bad.iter().find(|bad| bad.id == id).map(|bad| &bad.problem)
    }

    /// The first question whose answer could not be taken.
    pub(super) fn first_bad(&self) -> Option<u32> {
        self.bad.first().map(|bad| bad.id)
    }
}

/// What became of what was posted to the page.
pub(super) enum Outcome {
    /// It is kept, and the browser is led on.
    Taken,
    /// There is something to show: the survey with what could not be taken, or, where nothing was
    /// posted or there is nothing to answer any more, the page as it is.
    Shown(Option<Draft>),
}

/// Carries out what was posted to the page of a survey, if something was.
pub(super) async fn carry_out(context: &RequestContext, token: &str) -> store::Result<Outcome> {
    let Some(given) = Submission::any() else { return Ok(Outcome::Shown(None)) };
    let (surveys, now) = (context.store.public_surveys(), store::clock::now_ms());
    if !given.field("decline").is_empty() {
        let declined = surveys.decline(token, now).await?;
        return Ok(concluded(declined, "/survey/declined"));
    }
    let PublicSurvey::Open(survey) = surveys.find(token, now).await? else {
        return Ok(Outcome::Shown(None));
    };
    match survey.complete(|id| Some(given.field(&field(id)))) {
        Ok(completed) => Ok(concluded(surveys.answer(token, &completed, now).await?, "/survey/thanks")),
        Err(bad) => {
            answer_with(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(Outcome::Shown(Some(Draft { given, bad })))
        }
    }
}

fn concluded(taken: bool, next: &str) -> Outcome {
    if !taken {
        return Outcome::Shown(None);
    }
    redirect(next);
    Outcome::Taken
}

/// The field of the question of a number.
pub(super) fn field(id: u32) -> String {
    format!("q{id}")
}
