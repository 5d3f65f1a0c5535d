//! *SLA*: the clocks of the case.

use leptos::prelude::*;
use store::cases::CaseHead;

use super::address::CaseAddress;
use super::window::Window;
use crate::context::RequestContext;
use crate::error::AppError;

/// What the tab shows.
pub(crate) struct SlaContent;

/// Reads what the address asks for.
pub(super) async fn load(
    _context: &RequestContext,
    _head: &CaseHead,
    _address: &CaseAddress,
) -> Result<SlaContent, AppError> {
    Ok(SlaContent)
}

/// The tab.
#[component]
pub(super) fn Sla(window: Window, head: CaseHead, content: SlaContent) -> impl IntoView {
    let _ = (window, head, content);
}
