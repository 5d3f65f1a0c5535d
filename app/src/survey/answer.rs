//! Submitting a survey: the answers of the customer, or that they decline.

use domain::validation::Problem;
use store::cases::PublicSurvey;

use crate::context::RequestContext;
use crate::form::{Draft, Rejection, Submission};
use crate::locales::public_survey::PublicSurveyTexts;
use crate::locales::use_texts;
use crate::redirect::redirect;

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
            let t = use_texts().public_survey();
            let draft = Draft::new(&given, Rejection::Invalid, t.errors_title);
            let draft = bad
                .into_iter()
                .fold(draft, |draft, bad| draft.with_error(field(bad.id), error_message(t, &bad.problem)));
            Ok(Outcome::Shown(Some(draft)))
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

fn error_message(t: &PublicSurveyTexts, problem: &Problem) -> String {
    match problem {
        Problem::Required => t.error_required.to_owned(),
        Problem::TooLong { limit } => (t.error_long)(*limit),
        _ => t.error_choice.to_owned(),
    }
}
