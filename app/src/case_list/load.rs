//! Loads a page of a list of cases. The store applies the scope.

use domain::CaseId;
use domain::cases::CaseFilter;

use super::CasePage;
use crate::context::RequestContext;
use crate::error::AppError;

/// Loads a page of the list.
pub(crate) async fn load_page(
    context: &RequestContext,
    filter: &CaseFilter,
    page: u64,
) -> Result<CasePage, AppError> {
    let scoped = context.scoped()?;
    let list = scoped.cases().list(filter, page).await?;
    let shown: Vec<CaseId> = list.rows.iter().map(|row| row.id).collect();
    let mut found = scoped.cases().sla_states(&shown, store::clock::now()).await?;
    let states = shown.into_iter().filter_map(|case| Some((case, found.remove(&case)?))).collect();
    Ok(CasePage { list, states })
}
