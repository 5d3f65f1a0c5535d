//! The server functions of *Clientes duplicados*: each carries out a form of the page and redirects to
//! `back` with the outcome.

#![allow(missing_docs, reason = "the server macro makes a struct of every function's arguments")]

use domain::{CustomerId, Revision};
use leptos::prelude::*;

use super::actions;
use crate::error::AppError;
use crate::flash::respond;
use crate::ui::notice::Notice;
use crate::wire::Wire;

/// Merges two customers. `survivor`, `name`, `document` and `email` are the ID of the one whose record
/// or value is kept.
#[server(prefix = "/sf", endpoint = "merge_customers", output = Wire)]
#[allow(clippy::too_many_arguments, reason = "the fields of a form")]
pub async fn merge_customers(
    older: CustomerId,
    older_revision: Revision,
    newer: CustomerId,
    newer_revision: Revision,
    survivor: Option<CustomerId>,
    name: Option<CustomerId>,
    document: Option<CustomerId>,
    email: Option<CustomerId>,
    back: Option<String>,
) -> Result<Notice, AppError> {
    let sides = [(older, older_revision), (newer, newer_revision)];
    respond(actions::merge(sides, survivor, [name, document, email]).await, back.as_deref())
}

/// Undoes the merge of a customer.
#[server(prefix = "/sf", endpoint = "undo_customer_merge", output = Wire)]
pub async fn undo_customer_merge(source: CustomerId, back: Option<String>) -> Result<Notice, AppError> {
    respond(actions::undo(source).await, back.as_deref())
}

/// *Não são a mesma pessoa*. `undo` takes it back.
#[server(prefix = "/sf", endpoint = "dismiss_duplicate", output = Wire)]
pub async fn dismiss_duplicate(
    pair: String,
    undo: Option<String>,
    back: Option<String>,
) -> Result<Notice, AppError> {
    respond(actions::dismiss(&pair, undo.is_some()).await, back.as_deref())
}

/// *Número de várias pessoas*. `undo` takes it back.
#[server(prefix = "/sf", endpoint = "mark_shared_number", output = Wire)]
pub async fn mark_shared_number(
    number: String,
    undo: Option<String>,
    back: Option<String>,
) -> Result<Notice, AppError> {
    respond(actions::mark_number(&number, undo.is_some()).await, back.as_deref())
}
