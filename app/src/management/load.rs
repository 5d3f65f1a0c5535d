//! Loads the content of *Gerenciamento*, for the page and its server functions alike. The store applies
//! the scope; agents have no such page.

use domain::cases::CaseFilter;
use domain::history::FilterOptions;
use domain::{CaseStatus, GroupId, HistoryFilter, ListLayouts, QueueId, Role, UserId};

use super::data::{CaseOptions, FoundAgents, FoundCases, ManagementContent, TabContent};
use super::query::{ManagementQuery, ManagementTab};
use crate::case_list;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::views::load::open_view;

/// Of how many agents, and of how many queues, that a filter names and the options lack, the cases in scope are
/// asked.
const MAX_NAMED_BY_CASES: usize = 20;

/// Loads the content for an address, concurrently.
pub(super) async fn load_content(
    context: &RequestContext,
    query: &ManagementQuery,
) -> Result<ManagementContent, AppError> {
    let role = supervised(context)?;
    let options =
        async { if query.shows_filters() { load_options(context).await.map(Some) } else { Ok(None) } };
    let (options, tab) = futures::join!(options, load_tab(context, query));
    let ListLayouts { cases, agents, .. } = context.layouts();
    let has_full_scope = role == Role::Administrator;
    Ok(ManagementContent { options, tab, cases, agents, has_full_scope, notice: None })
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
    let history = scoped.history();
    let (names, view) = futures::join!(history.names(&named), open_view(context, query));
    let (mut names, view) = (names?, view?);
    let today = context.today();
    if query.is_impossible() {
        let unseen = names.missing(&query.agents, &query.queues);
        return Ok(FoundCases { today, page: None, names, unseen, view });
    }
    let page = case_list::load_page(context, &query.filter(today), &[], query.page).await?;
    name_those_of_cases(context, query, &mut names).await?;
    let unseen = names.missing(&query.agents, &query.queues);
    Ok(FoundCases { today, page: Some(page), names, unseen, view })
}

/// Adds the names of filtered agents and queues that only cases in scope have: a case may have been moved to
/// a queue that no agent in scope has served, or to an agent of another group, and still be in scope.
async fn name_those_of_cases(
    context: &RequestContext,
    query: &ManagementQuery,
    names: &mut FilterOptions,
) -> Result<(), AppError> {
    let scoped = context.scoped()?;
    let cases = scoped.cases();
    let every_case = || CaseFilter { statuses: CaseStatus::ALL.to_vec(), ..CaseFilter::default() };
    let unnamed = |id: &&QueueId| names.missing(&[], &[**id]) > 0;
    let queues: Vec<QueueId> =
        query.queues.iter().filter(unnamed).take(MAX_NAMED_BY_CASES).copied().collect();
    for id in queues {
        let found = cases.list(&CaseFilter { queues: vec![id], ..every_case() }, 1).await?;
        let queue = found.rows.into_iter().find_map(|row| row.queue);
        names.queues.extend(queue.filter(|queue| queue.id == id));
    }
    let unnamed = |id: &&UserId| names.missing(&[**id], &[]) > 0;
    let agents: Vec<UserId> = query.agents.iter().filter(unnamed).take(MAX_NAMED_BY_CASES).copied().collect();
    for id in agents {
        let found = cases.list(&CaseFilter { agents: vec![id], ..every_case() }, 1).await?;
        let agent = found.rows.into_iter().find_map(|row| row.responsible);
        names.agents.extend(agent.filter(|agent| agent.id == id));
    }
    Ok(())
}

pub(super) async fn load_agents(
    context: &RequestContext,
    query: &ManagementQuery,
) -> Result<FoundAgents, AppError> {
    supervised(context)?;
    let (scoped, now) = (context.scoped()?, store::clock::now());
    let cases = scoped.cases();
    let (list, view) = futures::join!(
        cases.agents(&query.search, &query.groups, query.page, now),
        open_view(context, query)
    );
    let (list, view) = (list?, view?);
    let is_seen = |id: &GroupId| list.groups.iter().any(|group| group.id == *id);
    let unseen = query.groups.iter().filter(|id| !is_seen(id)).count() as u64;
    Ok(FoundAgents { list, unseen, view })
}
