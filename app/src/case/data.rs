//! *Dados do Caso*: the customer and the service, in full.

use leptos::prelude::*;
use store::cases::CaseHead;

use super::address::CaseAddress;
use super::window::Window;
use crate::context::RequestContext;
use crate::error::AppError;

/// What the tab shows.
pub(crate) struct DataContent;

/// Reads what the address asks for.
pub(super) async fn load(
    _context: &RequestContext,
    _head: &CaseHead,
    _address: &CaseAddress,
) -> Result<DataContent, AppError> {
    Ok(DataContent)
}

/// The tab.
#[component]
pub(super) fn Data(window: Window, head: CaseHead, content: DataContent) -> impl IntoView {
    let _ = (window, head, content);
}
