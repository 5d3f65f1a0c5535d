//! An item, as the page and the dialog show it.

use domain::bidi;
use leptos::prelude::*;

use super::data::{ItemKind, PaletteItem};
use crate::locales::use_texts;
use crate::ui::icon::icon;

/// What a link to an item shows.
#[component]
pub(super) fn ItemText(item: PaletteItem) -> impl IntoView {
    let words = use_texts().palette();
    let (glyph, kind) = match item.kind {
        ItemKind::Page => ("chevron-right", words.kind_page),
        ItemKind::Interaction => ("comment", words.kind_interaction),
        ItemKind::Case => ("list", words.kind_case),
        ItemKind::Search => ("search", words.kind_search),
        ItemKind::View => ("star", words.kind_view),
        ItemKind::Agent => ("user", words.kind_agent),
    };
    view! {
        {icon(glyph, "icon")}
        <span class="palette-item-label" dir="auto">{bidi::plain(&item.label)}</span>
        " "
        <span class="palette-item-detail">{item.detail}</span>
        " "
        <span class="palette-item-kind">{kind}</span>
    }
}
