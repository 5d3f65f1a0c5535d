//! The content of *Gerenciamento* and *Meus Atendimentos* as code that is loaded on its first use. A
//! page of either is hydrated when it is there (`crate::load_code`). One function for both: another
//! one would be loaded by itself.

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::data::ManagementContent;
use super::live::ManagementParts;
#[cfg(feature = "hydrate")]
use crate::live::Chunk;
use crate::live::{SplitLoaderError, call};
use crate::my_cases::data::MyCasesContent;
use crate::my_cases::live::MyCasesParts;
use crate::ui::erased::{Erased, IntoErased};
use crate::wire::Packed;

#[cfg(feature = "hydrate")]
thread_local! {
    static CHUNK: Chunk = Chunk::new(|| Box::pin(preload_management()));
}

/// A page with a list of cases.
pub(crate) enum ListPage {
    /// *Gerenciamento*.
    Management(Packed<ManagementContent>),
    /// *Meus Atendimentos*.
    MyCases(Packed<MyCasesContent>),
}

/// The chunk with the content of both pages.
#[cfg(feature = "hydrate")]
pub(crate) fn chunk() -> Chunk {
    CHUNK.with(Clone::clone)
}

/// The content of a page; the chunk has to be loaded.
pub(crate) fn content(page: ListPage) -> Option<Erased> {
    call(management(page))
}

#[allow(clippy::unnecessary_wraps, reason = "calling it fails where the chunk does not arrive")]
#[wasm_split(management, preload(preload_management), fallible)]
fn management(page: ListPage) -> Result<Erased, SplitLoaderError> {
    Ok(match page {
        ListPage::Management(content) => view! { <ManagementParts content=content.read()/> }.erased(),
        ListPage::MyCases(content) => view! { <MyCasesParts content=content.read()/> }.erased(),
    })
}
