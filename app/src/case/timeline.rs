//! *Histórico do Caso*: everything that happened to the case.

use leptos::prelude::*;
use store::cases::CaseHead;

use super::address::CaseAddress;
use super::window::Window;
use crate::context::RequestContext;
use crate::error::AppError;

/// What the tab shows.
pub(crate) struct TimelineContent;

/// Reads what the address asks for.
pub(super) async fn load(
    _context: &RequestContext,
    _head: &CaseHead,
    _address: &CaseAddress,
) -> Result<TimelineContent, AppError> {
    Ok(TimelineContent)
}

/// The tab.
#[component]
pub(super) fn Timeline(window: Window, head: CaseHead, content: TimelineContent) -> impl IntoView {
    let _ = (window, head, content);
}
