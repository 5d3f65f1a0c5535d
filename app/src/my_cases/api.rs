//! The server function of *Meus Atendimentos*. It takes the query string of the page and answers with
//! what the page shows there.

#![allow(missing_docs, reason = "the server macro makes a struct of every function's arguments")]

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::data::OwnCases;
#[cfg(feature = "ssr")]
use super::{load, query::MyCasesQuery};
#[cfg(feature = "ssr")]
use crate::context::RequestContext;
use crate::error::AppError;
use crate::wire::Wire;

/// The cases of the viewer in a status, and how many there are in each. `unattended` says that the page
/// asks by itself, because something has arrived: the server does not count that as a use of the session.
#[server(prefix = "/sf", endpoint = "my_cases", input = GetUrl, output = Wire)]
pub async fn my_cases(search: String, #[server(default)] unattended: bool) -> Result<OwnCases, AppError> {
    let _ = unattended;
    let context = RequestContext::current()?;
    load::load_list(&context, &MyCasesQuery::parse(&search)).await.map_err(AppError::answered)
}
