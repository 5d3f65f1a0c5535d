//! Loads the content of the management page concurrently.

use domain::HistoryFilter;
use domain::cases::AgentList;
use domain::history::FilterOptions;

use super::query::{ManagementQuery, ManagementTab};
use crate::case::content::OpenCase;
use crate::case::load::load_window;
use crate::case_list::CasePage;
use crate::context::RequestContext;
use crate::error::AppError;

/// The content of the page. Each part has its own result, so that an error replaces only that part.
pub(super) struct Content {
    /// The options of the filter panel for cases, if it is open.
    pub options: Option<Result<CaseOptions, AppError>>,
    /// The content of the open tab.
    pub tab: TabContent,
    /// The case window over the page.
    pub window: Result<OpenCase, AppError>,
}

/// The content of the open tab.
pub(super) enum TabContent {
    Cases(Result<Cases, AppError>),
    Agents(Result<AgentList, AppError>),
}

/// The content of the tab *Casos*.
pub(super) struct Cases {
    /// The page of cases; `None` if the period is impossible.
    pub list: Option<CasePage>,
    /// The names of the filtered IDs, for the chips.
    pub names: FilterOptions,
}

/// The options of the filter panel for cases.
pub(crate) struct CaseOptions {
    /// Queues and agents in scope.
    pub people: FilterOptions,
    /// The kinds of existing cases.
    pub kinds: Vec<String>,
}

impl Content {
    /// Loads the content for an address.
    pub(super) async fn load(query: &ManagementQuery) -> Result<Self, AppError> {
        let context = RequestContext::current()?;
        let with_options =
            query.tab == ManagementTab::Cases && (query.filters_open || query.period().is_impossible());
        let (options, tab, window) = futures::join!(
            async { if with_options { Some(load_options(&context).await) } else { None } },
            load_tab(&context, query),
            load_window(&context, query.case.as_ref()),
        );
        Ok(Self { options, tab, window })
    }
}

async fn load_options(context: &RequestContext) -> Result<CaseOptions, AppError> {
    let scoped = context.scoped()?;
    let (history, cases) = (scoped.history(), scoped.cases());
    let (people, kinds) = futures::join!(history.filter_options(), cases.kinds());
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
    let names = scoped.history().names(&named).await?;
    if query.period().is_impossible() {
        return Ok(Cases { list: None, names });
    }
    Ok(Cases { list: Some(CasePage::load(context, &query.filter(), query.page).await?), names })
}

async fn load_agents(context: &RequestContext, query: &ManagementQuery) -> Result<AgentList, AppError> {
    let now = store::clock::now();
    Ok(context.scoped()?.cases().agents(&query.search, &query.groups, query.page, now).await?)
}
