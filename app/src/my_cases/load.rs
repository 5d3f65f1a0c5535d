//! Loads the content of *Meus Atendimentos*, for the page and its server function alike. The store
//! applies the scope.

use super::data::OwnCases;
use super::query::MyCasesQuery;
use crate::case_list;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::views::load::open_view;

/// Loads the list and the numbers of cases, concurrently.
pub(super) async fn load_list(context: &RequestContext, query: &MyCasesQuery) -> Result<OwnCases, AppError> {
    let scoped = context.scoped()?;
    let cases = scoped.cases();
    let viewer = context.session()?.principal.user;
    let (filter, counted) = (query.filter(viewer), [viewer]);
    let (page, counts, received, view) = futures::join!(
        case_list::load_page(context, &filter, &counted, query.page),
        cases.own_counts(),
        cases.received(),
        open_view(context, query)
    );
    Ok(OwnCases { page: page?, counts: counts?, received: received?, view: view? })
}
