//! A place, as the page and the dialog show it.

use domain::bidi;
use leptos::prelude::*;

use super::data::{Place, PlaceKind};
use crate::locales::use_texts;
use crate::ui::icon::icon;

/// What a link to a place shows.
#[component]
pub(super) fn PlaceText(place: Place) -> impl IntoView {
    let words = use_texts().palette();
    let (glyph, kind) = match place.kind {
        PlaceKind::Page => ("chevron-right", words.kind_page),
        PlaceKind::Interaction => ("comment", words.kind_interaction),
        PlaceKind::Case => ("list", words.kind_case),
        PlaceKind::Search => ("search", words.kind_search),
    };
    view! {
        {icon(glyph, "icon")}
        <span class="place-label" dir="auto">{bidi::plain(&place.label)}</span>
        " "
        <span class="place-detail">{place.detail}</span>
        " "
        <span class="place-kind">{kind}</span>
    }
}
