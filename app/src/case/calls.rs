//! *Histórico de Ligações*: every call attempt of the case.

use leptos::prelude::*;
use store::cases::CaseHead;

use super::address::CaseAddress;
use super::window::Window;
use crate::context::RequestContext;
use crate::error::AppError;

/// What the tab shows.
pub(crate) struct CallsContent;

/// Reads what the address asks for.
pub(super) async fn load(
    _context: &RequestContext,
    _head: &CaseHead,
    _address: &CaseAddress,
) -> Result<CallsContent, AppError> {
    Ok(CallsContent)
}

/// The tab.
#[component]
pub(super) fn Calls(window: Window, head: CaseHead, content: CallsContent) -> impl IntoView {
    let _ = (window, head, content);
}
