//! What the management page shows, read from the store all at once.

use domain::HistoryFilter;
use domain::history::FilterOptions;
use store::cases::AgentList;

use super::query::{ManagementQuery, ManagementTab};
use crate::case::address::CaseAddress;
use crate::case::content::{CaseContent, load_window};
use crate::case_list::ListedCases;
use crate::context::RequestContext;
use crate::error::AppError;

/// Everything an address shows. A part that failed says so in its place; the others still stand.
pub(super) struct Content {
    /// What the filter panel of the cases offers, while it is open.
    pub options: Option<Result<CaseOptions, AppError>>,
    /// The tab.
    pub tab: TabContent,
    /// The window over the page.
    pub window: Option<(CaseAddress, Result<CaseContent, AppError>)>,
}

/// What the open tab shows.
pub(super) enum TabContent {
    Cases(Result<Cases, AppError>),
    Agents(Result<AgentList, AppError>),
}

/// The cases, and the names behind the filters in force.
pub(super) struct Cases {
    /// `None` where the period is impossible.
    pub list: Option<ListedCases>,
    /// The names, for the chips.
    pub names: FilterOptions,
}

/// What the filters of the cases offer.
pub(crate) struct CaseOptions {
    /// Queues and agents in scope.
    pub people: FilterOptions,
    /// The kinds that cases have.
    pub kinds: Vec<String>,
}

impl Content {
    /// Reads what the address asks for.
    pub(super) async fn load(query: &ManagementQuery) -> Result<Self, AppError> {
        let context = RequestContext::current()?;
        let with_options =
            query.tab == ManagementTab::Cases && (query.filters_open || query.period().is_impossible());
        let (options, tab, window) = futures::join!(
            async { if with_options { Some(load_options(&context).await) } else { None } },
            load_tab(&context, query),
            load_window(&context, query.case.clone()),
        );
        Ok(Self { options, tab, window })
    }
}

async fn load_options(context: &RequestContext) -> Result<CaseOptions, AppError> {
    let scoped = context.scoped()?;
    let (people, kinds) = futures::join!(scoped.filter_options(), scoped.case_kinds());
    Ok(CaseOptions { people: people?, kinds: kinds? })
}

async fn load_tab(context: &RequestContext, query: &ManagementQuery) -> TabContent {
    match query.tab {
        ManagementTab::Cases => TabContent::Cases(load_cases(context, query).await),
        ManagementTab::Agents => TabContent::Agents(load_agents(context, query).await),
    }
}

async fn load_cases(context: &RequestContext, query: &ManagementQuery) -> Result<Cases, AppError> {
    let scoped = context.scoped()?;
    let named = HistoryFilter {
        queues: query.queues.clone(),
        agents: query.agents.clone(),
        ..HistoryFilter::default()
    };
    let names = scoped.names(&named).await?;
    if query.period().is_impossible() {
        return Ok(Cases { list: None, names });
    }
    Ok(Cases { list: Some(ListedCases::load(context, &query.filter(), query.page).await?), names })
}

async fn load_agents(context: &RequestContext, query: &ManagementQuery) -> Result<AgentList, AppError> {
    let now = store::clock::now_ms();
    Ok(context.scoped()?.agent_list(&query.search, &query.groups, query.page, now).await?)
}
