//! Stores the columns of a list in the account.

use domain::ListKind;
use domain::list_layout::ColumnChoice;

use crate::context::RequestContext;
use crate::error::AppError;
use crate::redirect::redirect;
use crate::session::local_path;

/// Chooses the columns of a list; see [`super::api::set_columns`].
pub(super) async fn choose(
    list: ListKind,
    choice: &ColumnChoice<'_>,
    return_to: Option<&str>,
) -> Result<(), AppError> {
    let context = RequestContext::current()?;
    let (own, before) = (context.scoped()?.own_account(), context.layouts());
    match list {
        ListKind::History => own.choose_layout(&before.history.chosen(choice)).await?,
        ListKind::Cases => own.choose_layout(&before.cases.chosen(choice)).await?,
        ListKind::MyCases => own.choose_layout(&before.my_cases.chosen(choice)).await?,
        ListKind::Agents => own.choose_layout(&before.agents.chosen(choice)).await?,
    }
    redirect(local_path(return_to));
    Ok(())
}
