//! Loads the content of the case window, for its pages and server functions alike: the head and the
//! open tab. A posted form is carried out by the part that owns it, before that part is loaded.

mod attachments;
mod calls;
mod customer;
mod data;
mod finish;
pub(super) mod form_case;
pub(crate) mod hand_over;
mod hold;
mod interactions;
pub(super) mod survey;
mod timeline;

use domain::cases::CaseHead;

use super::address::{CaseAddress, CaseTab};
use super::content::{CaseContent, OpenCase, PackedContent, TabContent};
use super::sla::SlaContent;
use crate::context::RequestContext;
use crate::error::AppError;

/// Loads the case window of a page, if a case is open.
pub(crate) async fn load_window(
    context: &RequestContext,
    case: Option<&CaseAddress>,
) -> Result<OpenCase, AppError> {
    let Some(address) = case else { return Ok(None) };
    let found = context.scoped()?.cases().head(address.id).await?;
    let head = found.ok_or(AppError::NotFound)?;
    let finish = finish::load(context, &head, address).await?;
    let hold = hold::load(context, &head, address).await?;
    let hand_over = hand_over::load(context, &head, address).await?;
    let tab = load_tab(context, &head, address).await;
    let content = PackedContent::new(CaseContent { head, finish, hold, hand_over, tab });
    Ok(Some((address.clone(), content)))
}

async fn load_tab(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
) -> Result<TabContent, AppError> {
    Ok(match address.tab {
        CaseTab::Data => TabContent::Data(Box::new(data::load(context, head, address).await?)),
        CaseTab::Timeline => TabContent::Timeline(timeline::load(context, head, address).await?),
        CaseTab::Customer => TabContent::Customer(customer::load(context, head, address).await?),
        CaseTab::Calls => TabContent::Calls(calls::load(context, head, address).await?),
        CaseTab::Interactions => TabContent::Interactions(interactions::load(context, head, address).await?),
        CaseTab::Sla => {
            let clocks = context.scoped()?.cases().clocks(head.id, store::clock::now()).await?;
            TabContent::Sla(SlaContent { clocks })
        }
        CaseTab::Attachments => TabContent::Attachments(attachments::load(context, head, address).await?),
        CaseTab::Survey => TabContent::Survey(survey::load(context, head).await?),
    })
}
