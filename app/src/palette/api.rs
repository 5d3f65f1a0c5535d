//! The server function of the palette.

#![allow(missing_docs, reason = "the server macro makes a struct of every function's arguments")]

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::data::PaletteItem;
use crate::error::AppError;
use crate::wire::Wire;

/// The items for a typed text.
#[server(prefix = "/sf", endpoint = "palette", input = GetUrl, output = Wire)]
pub async fn palette(q: String) -> Result<Vec<PaletteItem>, AppError> {
    use crate::context::RequestContext;
    use crate::flash::texts_of_request;
    let context = RequestContext::current()?;
    let lookup = domain::lookup::Lookup::parse(&q);
    super::load::load_items(&context, &lookup, texts_of_request()).await.map_err(AppError::answered)
}
