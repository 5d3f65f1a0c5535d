//! Loads the content of *Gerenciamento*, for the page and its server functions alike. The store applies
//! the scope; agents have no such page.

use domain::cases::AgentList;
use domain::{HistoryFilter, Role};

use super::data::{CaseOptions, FoundCases, ManagementContent, TabContent};
use super::query::{ManagementQuery, ManagementTab};
use crate::case_list;
use crate::context::RequestContext;
use crate::error::AppError;

/// Loads the content for an address, concurrently.
pub(super) async fn load_content(
    context: &RequestContext,
    query: &ManagementQuery,
) -> Result<ManagementContent, AppError> {
    let role = supervised(context)?;
    let options =
        async { if query.shows_filters() { load_options(context).await.map(Some) } else { Ok(None) } };
    let (options, tab) = futures::join!(options, load_tab(context, query));
    Ok(ManagementContent { options, tab, has_full_scope: role == Role::Administrator, notice: None })
}

/// The role of the viewer. For agents there is nothing here.
fn supervised(context: &RequestContext) -> Result<Role, AppError> {
    match context.session()?.principal.role {
        Role::Agent => Err(AppError::NotFound),
        role => Ok(role),
    }
}

async fn load_tab(context: &RequestContext, query: &ManagementQuery) -> Result<TabContent, AppError> {
    match query.tab {
        ManagementTab::Cases => load_cases(context, query).await.map(TabContent::Cases),
        ManagementTab::Agents => load_agents(context, query).await.map(TabContent::Agents),
    }
}

pub(super) async fn load_options(context: &RequestContext) -> Result<CaseOptions, AppError> {
    supervised(context)?;
    let scoped = context.scoped()?;
    let (history, cases) = (scoped.history(), scoped.cases());
    let (people, kinds) = futures::join!(history.filter_options(), cases.kinds());
    Ok(CaseOptions { people: people?, kinds: kinds? })
}

pub(super) async fn load_cases(
    context: &RequestContext,
    query: &ManagementQuery,
) -> Result<FoundCases, AppError> {
    supervised(context)?;
    let scoped = context.scoped()?;
    let named = HistoryFilter {
        queues: query.queues.clone(),
        agents: query.agents.clone(),
        ..HistoryFilter::default()
    };
    let names = scoped.history().names(&named).await?;
    if query.period().is_impossible() {
        return Ok(FoundCases { page: None, names });
    }
    let page = case_list::load_page(context, &query.filter(), &[], query.page).await?;
    Ok(FoundCases { page: Some(page), names })
}

pub(super) async fn load_agents(
    context: &RequestContext,
    query: &ManagementQuery,
) -> Result<AgentList, AppError> {
    supervised(context)?;
    let now = store::clock::now();
    Ok(context.scoped()?.cases().agents(&query.search, &query.groups, query.page, now).await?)
}
