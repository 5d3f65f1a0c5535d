//! The server functions of saved views: each carries out a form of the dialog and redirects to `back` with
//! the outcome.

#![allow(missing_docs, reason = "the server macro makes a struct of every function's arguments")]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::load;
use crate::error::AppError;
use crate::ui::notice::Notice;
use crate::wire::Wire;

/// Removes a view of the user.
#[server(prefix = "/sf", endpoint = "remove_view", output = Wire)]
pub async fn remove_view(slug: String, back: Option<String>) -> Result<Notice, AppError> {
    crate::flash::respond(load::remove(&slug).await, back.as_deref())
}

/// Chooses the view that the user sees first after signing in; without `slug` the history.
#[server(prefix = "/sf", endpoint = "set_start_view", output = Wire)]
pub async fn set_start_view(
    #[server(default)] slug: Option<String>,
    back: Option<String>,
) -> Result<Notice, AppError> {
    crate::flash::respond(load::choose_start(slug.as_deref()).await, back.as_deref())
}
