//! *Anexos*: the files of the case.

use leptos::prelude::*;
use store::cases::CaseHead;

use super::address::CaseAddress;
use super::window::Window;
use crate::context::RequestContext;
use crate::error::AppError;

/// What the tab shows.
pub(crate) struct AttachmentsContent;

/// Reads what the address asks for.
pub(super) async fn load(
    _context: &RequestContext,
    _head: &CaseHead,
    _address: &CaseAddress,
) -> Result<AttachmentsContent, AppError> {
    Ok(AttachmentsContent)
}

/// The tab.
#[component]
pub(super) fn Attachments(window: Window, head: CaseHead, content: AttachmentsContent) -> impl IntoView {
    let _ = (window, head, content);
}
