//! What the window shows, read from the store: the head, and the one tab that is open.

use store::cases::CaseHead;

use super::address::{CaseAddress, CaseTab};
use super::finish::{self, FinishContent};
use super::hold::{self, Draft};
use super::{attachments, calls, customer, data, interactions, sla, survey, timeline};
use crate::context::RequestContext;
use crate::error::AppError;

/// The head of a case and the tab that is open.
pub(crate) struct CaseContent {
    /// What stands above every tab.
    pub head: CaseHead,
    /// *Qualificar Atendimento*, where it is open.
    pub finish: Option<FinishContent>,
    /// *Pendente*, where it was not taken.
    pub hold: Option<Draft>,
    /// The tab; one that failed says so in its place.
    pub tab: Result<TabContent, AppError>,
}

/// What the open tab shows.
pub(crate) enum TabContent {
    /// Twice the size of the others.
    Data(Box<data::DataContent>),
    Timeline(timeline::TimelineContent),
    Customer(customer::CustomerContent),
    Calls(calls::CallsContent),
    Interactions(interactions::InteractionsContent),
    Sla(sla::SlaContent),
    Attachments(attachments::AttachmentsContent),
    Survey(survey::SurveyContent),
}

impl CaseContent {
    /// Reads what the address asks for.
    pub(crate) async fn load(context: &RequestContext, address: &CaseAddress) -> Result<Self, AppError> {
        let found = context.scoped()?.case_head(address.id).await?;
        let head = found.ok_or(AppError::NotFound)?;
        let finish = finish::load(context, &head, address).await?;
        let hold = hold::load(context, &head, address).await?;
        let tab = TabContent::load(context, &head, address).await;
        Ok(Self { head, finish, hold, tab })
    }
}

impl TabContent {
    async fn load(
        context: &RequestContext,
        head: &CaseHead,
        address: &CaseAddress,
    ) -> Result<Self, AppError> {
        Ok(match address.tab {
            CaseTab::Data => Self::Data(Box::new(data::load(context, head, address).await?)),
            CaseTab::Timeline => Self::Timeline(timeline::load(context, head, address).await?),
            CaseTab::Customer => Self::Customer(customer::load(context, head, address).await?),
            CaseTab::Calls => Self::Calls(calls::load(context, head, address).await?),
            CaseTab::Interactions => Self::Interactions(interactions::load(context, head, address).await?),
            CaseTab::Sla => Self::Sla(sla::load(context, head, address).await?),
            CaseTab::Attachments => Self::Attachments(attachments::load(context, head, address).await?),
            CaseTab::Survey => Self::Survey(survey::load(context, head, address).await?),
        })
    }
}

/// Reads the case that is open over a page, if one is.
pub(crate) async fn load_window(
    context: &RequestContext,
    case: Option<CaseAddress>,
) -> Option<(CaseAddress, Result<CaseContent, AppError>)> {
    let address = case?;
    let found = CaseContent::load(context, &address).await;
    Some((address, found))
}
