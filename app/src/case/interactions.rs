//! *Interações*: the interactions of the case, channel by channel.

use leptos::prelude::*;
use store::cases::CaseHead;

use super::address::CaseAddress;
use super::window::Window;
use crate::context::RequestContext;
use crate::error::AppError;

/// What the tab shows.
pub(crate) struct InteractionsContent;

/// Reads what the address asks for.
pub(super) async fn load(
    _context: &RequestContext,
    _head: &CaseHead,
    _address: &CaseAddress,
) -> Result<InteractionsContent, AppError> {
    Ok(InteractionsContent)
}

/// The tab.
#[component]
pub(super) fn Interactions(window: Window, head: CaseHead, content: InteractionsContent) -> impl IntoView {
    let _ = (window, head, content);
}
