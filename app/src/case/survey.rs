//! *Pesquisa de Satisfação*: what the customer was asked and answered.

use leptos::prelude::*;
use store::cases::CaseHead;

use super::address::CaseAddress;
use super::window::Window;
use crate::context::RequestContext;
use crate::error::AppError;

/// What the tab shows.
pub(crate) struct SurveyContent;

/// Reads what the address asks for.
pub(super) async fn load(
    _context: &RequestContext,
    _head: &CaseHead,
    _address: &CaseAddress,
) -> Result<SurveyContent, AppError> {
    Ok(SurveyContent)
}

/// The tab.
#[component]
pub(super) fn Surveys(window: Window, head: CaseHead, content: SurveyContent) -> impl IntoView {
    let _ = (window, head, content);
}
