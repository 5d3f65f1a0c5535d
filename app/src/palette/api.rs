//! The server function of the palette.

#![allow(missing_docs, reason = "the server macro makes a struct of every function's arguments")]

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::data::Place;
use crate::error::AppError;
use crate::wire::Wire;

/// The places for a typed text.
#[server(prefix = "/sf", endpoint = "palette", input = GetUrl, output = Wire)]
pub async fn palette(q: String) -> Result<Vec<Place>, AppError> {
    use crate::context::RequestContext;
    use crate::flash::texts_of_request;
    let context = RequestContext::current()?;
    let lookup = domain::lookup::Lookup::parse(&q);
    super::load::load_places(&context, &lookup, texts_of_request()).await.map_err(AppError::answered)
}
