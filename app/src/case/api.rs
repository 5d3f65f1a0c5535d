//! The server functions of the case window. What they answer or say is made by the loaders of the
//! page ([`super::load`]); actions redirect a plain form to `back`.

#![allow(missing_docs, reason = "the server macro makes a struct of every function's arguments")]

use domain::CaseId;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};

use super::content::OpenCase;
#[cfg(feature = "ssr")]
use super::{address::CaseAddressReader, life, load, merge};
#[cfg(feature = "ssr")]
use crate::context::RequestContext;
use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::flash::respond;
#[cfg(feature = "ssr")]
use crate::form::Outcome;
use crate::ui::notice::Notice;
use crate::wire::Wire;

/// What became of a form that the page itself accepts ([`crate::form`]).
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub enum FormAnswer {
    /// It was accepted: the message, and the address that follows.
    Accepted { notice: Notice, next: String },
    /// It was not; the window with what was typed and why.
    Rejected(Box<OpenCase>),
}

/// The head and the open tab of a case. `search` has the parameters of the window.
#[server(prefix = "/sf", endpoint = "case", input = GetUrl, output = Wire)]
pub async fn case(search: String) -> Result<OpenCase, AppError> {
    let context = RequestContext::current()?;
    let address = CaseAddressReader::read(&search);
    load::load_window(&context, address.as_ref()).await.map_err(AppError::answered)
}

/// Carries out a form with text input: an edit, a comment, *Pendente*, *Repassar*, *Qualificar Atendimento*.
/// `search` has the parameters of the window, `fields` those of the form in their order.
#[server(prefix = "/sf", endpoint = "case_form", input = Json, output = Wire)]
pub async fn case_form(search: String, fields: Vec<(String, String)>) -> Result<FormAnswer, AppError> {
    let context = RequestContext::current()?;
    let address = CaseAddressReader::read(&search);
    let outcome = Outcome::of(fields);
    let window = load::load_window(&context, address.as_ref()).await.map_err(AppError::answered)?;
    Ok(match outcome.accepted() {
        Some((notice, next)) => FormAnswer::Accepted { notice, next },
        None => FormAnswer::Rejected(Box::new(window)),
    })
}

/// Takes a step in the life cycle of a case. `action` and `seen` are parsed by
/// [`domain::case_life::CaseAction`] and [`domain::CaseStatus`]; `seen` is the status on the page.
/// `comment` is only sent by pages opened before an upgrade, whose hold form was posted here.
#[server(prefix = "/sf", endpoint = "case_step", output = Wire)]
pub async fn case_step(
    case: CaseId,
    action: String,
    seen: String,
    comment: Option<String>,
    back: Option<String>,
) -> Result<Notice, AppError> {
    respond(life::step(case, &action, &seen, comment.as_deref()).await, back.as_deref())
}

/// Merges cases into the target. `sources` are comma-separated IDs.
#[server(prefix = "/sf", endpoint = "merge_cases", output = Wire)]
pub async fn merge_cases(target: CaseId, sources: String, back: Option<String>) -> Result<Notice, AppError> {
    respond(merge::merge(target, &sources).await, back.as_deref())
}

/// Undoes the merge of a case.
#[server(prefix = "/sf", endpoint = "undo_merge", output = Wire)]
pub async fn undo_merge(source: CaseId, back: Option<String>) -> Result<Notice, AppError> {
    respond(merge::undo(source).await, back.as_deref())
}

/// Requests a survey for a case.
#[server(prefix = "/sf", endpoint = "request_survey", output = Wire)]
pub async fn request_survey(case: CaseId, back: Option<String>) -> Result<Notice, AppError> {
    respond(load::survey::request(case).await, back.as_deref())
}
