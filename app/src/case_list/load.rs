//! Loads a page of a list of cases. The store applies the scope.

use domain::cases::CaseFilter;
use domain::{CaseId, UserId};

use super::CasePage;
use crate::context::RequestContext;
use crate::error::AppError;

/// Loads a page of the list. `counted` are the responsible agents whose open cases are counted above it; all
/// in scope if there are none.
pub(crate) async fn load_page(
    context: &RequestContext,
    filter: &CaseFilter,
    counted: &[UserId],
    page: u64,
) -> Result<CasePage, AppError> {
    let (scoped, now) = (context.scoped()?, store::clock::now());
    let list = match filter.by_clocks() {
        Some(due) => scoped.cases().list_by_clocks(filter, due, page, now).await?,
        None => scoped.cases().list(filter, page).await?,
    };
    let open = CaseFilter { agents: counted.to_vec(), ..CaseFilter::default() };
    let due = scoped.cases().due_counts(&open, now).await?;
    let shown: Vec<CaseId> = list.rows.iter().map(|row| row.id).collect();
    let mut found = scoped.cases().sla_states(&shown, now).await?;
    let states = shown.into_iter().filter_map(|case| Some((case, found.remove(&case)?))).collect();
    Ok(CasePage { list, states, due })
}
