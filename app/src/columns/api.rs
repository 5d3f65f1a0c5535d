//! The server function that chooses columns.

#![allow(missing_docs, reason = "the server macro makes a struct of every function's arguments")]

use domain::ListKind;
use leptos::prelude::*;

use crate::error::AppError;
use crate::wire::Wire;

/// Chooses the columns of a list and redirects to `back`. `shown` are the checked columns, `order` all of them
/// in the order of the form; `step` moves one of them or returns to the standard. Rows are compact if `density`
/// says so.
#[server(prefix = "/sf", endpoint = "set_columns", output = Wire)]
pub async fn set_columns(
    list: ListKind,
    #[server(default)] shown: Vec<String>,
    order: String,
    #[server(default)] step: Option<String>,
    #[server(default)] density: Option<String>,
    back: Option<String>,
) -> Result<(), AppError> {
    let choice = domain::list_layout::ColumnChoice {
        order: &order,
        shown: &shown,
        step: step.as_deref(),
        compact: density.as_deref() == Some("compact"),
    };
    super::choose::choose(list, &choice, back.as_deref()).await.map_err(AppError::answered)
}
