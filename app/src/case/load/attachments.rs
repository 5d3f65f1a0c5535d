//! Loads *Anexos*.

use domain::cases::CaseHead;
use domain::paging::Page;
use domain::text::contains_folded;

use crate::case::address::CaseAddress;
use crate::case::attachments::AttachmentsContent;
use crate::context::{RequestContext, UploadLimits};
use crate::error::AppError;

/// Loads the content for an address.
pub(super) async fn load(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
) -> Result<AttachmentsContent, AppError> {
    let mut files = context.scoped()?.cases().attachments(head.id).await?;
    let search = address.search().to_owned();
    files.retain(|file| contains_folded(&file.name, &search));
    let page = Page::new(address.page(), files.len() as u64);
    let files = files.into_iter().skip(page.offset() as usize).take(page.size as usize).collect();
    let UploadLimits { max_bytes, extensions } = &context.uploads;
    Ok(AttachmentsContent { files, page, search, max_bytes: *max_bytes, extensions: extensions.to_string() })
}
