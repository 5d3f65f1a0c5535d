//! The server functions of *Gerenciamento*. Each takes the query string of the page and answers with
//! what the page shows there. `unattended` says that the page asks by itself, because something has
//! arrived: the server does not count that as a use of the session.

#![allow(missing_docs, reason = "the server macro makes a struct of every function's arguments")]

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::data::{CaseOptions, FoundAgents, FoundCases};
#[cfg(feature = "ssr")]
use super::{load, query::ManagementQuery};
#[cfg(feature = "ssr")]
use crate::context::RequestContext;
use crate::error::AppError;
use crate::wire::Wire;

/// The list of cases.
#[server(prefix = "/sf", endpoint = "management_cases", input = GetUrl, output = Wire)]
pub async fn cases(search: String, #[server(default)] unattended: bool) -> Result<FoundCases, AppError> {
    let _ = unattended;
    let context = RequestContext::current()?;
    load::load_cases(&context, &ManagementQuery::parse(&search)).await.map_err(AppError::answered)
}

/// The list of agents.
#[server(prefix = "/sf", endpoint = "management_agents", input = GetUrl, output = Wire)]
pub async fn agents(search: String, #[server(default)] unattended: bool) -> Result<FoundAgents, AppError> {
    let _ = unattended;
    let context = RequestContext::current()?;
    load::load_agents(&context, &ManagementQuery::parse(&search)).await.map_err(AppError::answered)
}

/// The options of the filter panel for cases.
#[server(prefix = "/sf", endpoint = "management_options", input = GetUrl, output = Wire)]
pub async fn options() -> Result<CaseOptions, AppError> {
    let context = RequestContext::current()?;
    load::load_options(&context).await.map_err(AppError::answered)
}
