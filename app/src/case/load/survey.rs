//! Loads *Pesquisa de Satisfação*, and requests a survey.

use domain::CaseId;
use domain::cases::{CaseHead, SurveyRequestOutcome};

use super::form_case;
use crate::case::survey::SurveyContent;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};

/// Loads the content for an address.
pub(super) async fn load(context: &RequestContext, head: &CaseHead) -> Result<SurveyContent, AppError> {
    let surveys = context.scoped()?.cases().surveys(head, store::clock::now()).await?;
    Ok(SurveyContent { surveys, origin: context.site() })
}

/// Requests a survey for a case.
pub(in crate::case) async fn request(case: CaseId) -> Result<Notice, AppError> {
    let texts = flash::texts_of_request();
    let t = &texts.answers().survey;
    let context = RequestContext::current()?;
    let outcome = context.scoped()?.cases().request_survey(case, store::clock::now()).await?;
    Ok(match outcome.ok_or(AppError::NotFound)? {
        SurveyRequestOutcome::Requested(_) => Notice::done(t.requested),
        SurveyRequestOutcome::Waiting => Notice::refused(t.already_waiting),
        SurveyRequestOutcome::NotConfigured => Notice::refused(texts.survey().not_configured_text),
        SurveyRequestOutcome::NotAllowed => Notice::refused(t.not_allowed),
        SurveyRequestOutcome::Merged(into) => Notice::refused(form_case::merged(texts, case, into)),
    })
}
