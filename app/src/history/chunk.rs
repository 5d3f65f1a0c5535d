//! The filters of the history, and the choice of columns of this and other lists, as code that is loaded on its
//! first use: most visits open neither. One function for both: another one would be loaded by itself.

use domain::HistoryLayout;
use domain::history::FilterOptions;
use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::columns::Choice;
use super::filters::FiltersPanel;
use super::query::{HistoryQuery, Query};
use crate::columns::{ColumnsForm, ColumnsPanel};
use crate::live::{Chunk, SplitLoaderError, call};
use crate::ui::erased::{Erased, IntoErased};

thread_local! {
    static CHUNK: Chunk = Chunk::new(|| Box::pin(preload_history_panels()));
}

/// A panel.
pub(crate) enum Panel {
    /// The filters of the history; `applied` has those that apply.
    Filters {
        /// The address.
        query: Query,
        /// The address that the fields show.
        applied: Box<HistoryQuery>,
        /// What there is to choose from.
        options: FilterOptions,
    },
    /// The columns of the history.
    Columns {
        /// The address.
        query: Query,
        /// The columns as they are.
        layout: HistoryLayout,
    },
    /// The columns of another list.
    ListColumns(ColumnsForm),
}

/// The chunk with the panels.
pub(crate) fn chunk() -> Chunk {
    CHUNK.with(Clone::clone)
}

/// A panel; the chunk has to be loaded.
pub(crate) fn panel(panel: Panel) -> Option<Erased> {
    call(history_panels(panel))
}

#[allow(clippy::unnecessary_wraps, reason = "calling it fails where the chunk does not arrive")]
#[wasm_split(history_panels, preload(preload_history_panels), fallible)]
fn history_panels(panel: Panel) -> Result<Erased, SplitLoaderError> {
    Ok(match panel {
        Panel::Filters { query, applied, options } => {
            view! { <FiltersPanel query applied=*applied options/> }.erased()
        }
        Panel::Columns { query, layout } => view! { <Choice query layout/> }.erased(),
        Panel::ListColumns(form) => view! { <ColumnsPanel form/> }.erased(),
    })
}
