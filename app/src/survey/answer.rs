//! Submitting a survey: the answers of the customer, or that they decline.

use domain::survey::BadAnswer;
use domain::validation::Problem;
use http::StatusCode;
use store::cases::PublicSurvey;

use crate::context::RequestContext;
use crate::forms::{Submission, set_status};
use crate::redirect::redirect;

/// A rejected form: the input and the errors.
pub(super) struct Draft {
    given: Submission,
    bad: Vec<BadAnswer>,
}

impl Draft {
    /// The input for the question with this ID.
    pub(super) fn answer(&self, id: u32) -> &str {
        self.given.field(&field(id))
    }

    /// The error of the answer to the question with this ID.
    pub(super) fn problem(&self, id: u32) -> Option<&Problem> {
        self.bad.iter().find(|bad| bad.id == id).map(|bad| &bad.problem)
    }

    /// The ID of the first question with an error.
    pub(super) fn first_bad(&self) -> Option<u32> {
        self.bad.first().map(|bad| bad.id)
    }
}

/// The outcome of submitting.
pub(super) enum Outcome {
    /// Saved; the response is a redirect.
    Redirected,
    /// The page is shown: with the rejected form, or with `None` if no form was posted or the
    /// survey is no longer open.
    Shown(Option<Draft>),
}

/// Submits the form of a survey, if one was posted.
pub(super) async fn submit(context: &RequestContext, token: &str) -> store::Result<Outcome> {
    let Some(given) = Submission::any() else { return Ok(Outcome::Shown(None)) };
    let (surveys, now) = (context.store.public_surveys(), store::clock::now());
    if !given.field("decline").is_empty() {
        let declined = surveys.decline(token, now).await?;
        return Ok(redirect_if(declined, "/survey/declined"));
    }
    let PublicSurvey::Open(survey) = surveys.find(token, now).await? else {
        return Ok(Outcome::Shown(None));
    };
    match survey.complete(|id| Some(given.field(&field(id)))) {
        Ok(completed) => Ok(redirect_if(surveys.answer(token, &completed, now).await?, "/survey/thanks")),
        Err(bad) => {
            set_status(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(Outcome::Shown(Some(Draft { given, bad })))
        }
    }
}

fn redirect_if(taken: bool, next: &str) -> Outcome {
    if !taken {
        return Outcome::Shown(None);
    }
    redirect(next);
    Outcome::Redirected
}

/// The form field of the question with this ID.
pub(super) fn field(id: u32) -> String {
    format!("q{id}")
}
