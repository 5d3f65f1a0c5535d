//! Loads the content of the case window: the head and the open tab.

use domain::cases::CaseHead;

use super::address::{CaseAddress, CaseTab};
use super::finish::{self, FinishContent};
use super::hold::{self, Draft};
use super::{attachments, calls, customer, data, interactions, sla, survey, timeline};
use crate::context::RequestContext;
use crate::error::AppError;

/// The content of the case window.
pub(crate) struct CaseContent {
    /// The head, above every tab.
    pub head: CaseHead,
    /// *Qualificar Atendimento*, if it is open.
    pub finish: Option<FinishContent>,
    /// *Pendente*, if it was posted and not accepted.
    pub hold: Option<Draft>,
    /// The tab; its error replaces only the tab.
    pub tab: Result<TabContent, AppError>,
}

/// The content of the open tab.
pub(crate) enum TabContent {
    /// Boxed, as it is twice the size of the others.
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
    /// Loads the content for an address.
    pub(crate) async fn load(context: &RequestContext, address: &CaseAddress) -> Result<Self, AppError> {
        let found = context.scoped()?.cases().head(address.id).await?;
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

/// Loads the case window of a page, if a case is open.
pub(crate) async fn load_window(
    context: &RequestContext,
    case: Option<CaseAddress>,
) -> Option<(CaseAddress, Result<CaseContent, AppError>)> {
    let address = case?;
    let found = CaseContent::load(context, &address).await;
    Some((address, found))
}
