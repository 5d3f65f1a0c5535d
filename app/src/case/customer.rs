//! *Histórico do Cliente*: all cases of the customer, and *Unificar Atendimentos*.

use leptos::prelude::*;
use store::cases::CaseHead;

use super::address::CaseAddress;
use super::window::Window;
use crate::context::RequestContext;
use crate::error::AppError;

/// What the tab shows.
pub(crate) struct CustomerContent;

/// Reads what the address asks for.
pub(super) async fn load(
    _context: &RequestContext,
    _head: &CaseHead,
    _address: &CaseAddress,
) -> Result<CustomerContent, AppError> {
    Ok(CustomerContent)
}

/// The tab.
#[component]
pub(super) fn CustomerHistory(window: Window, head: CaseHead, content: CustomerContent) -> impl IntoView {
    let _ = (window, head, content);
}
