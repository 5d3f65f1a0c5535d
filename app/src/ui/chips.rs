//! The filters in force as chips, each one a link to the same list without it.

use domain::bidi;
use leptos::prelude::*;

use crate::locales::use_texts;
use crate::ui::icon::icon;

/// One filter in force.
pub(crate) struct Chip {
    /// What is filtered.
    pub label: &'static str,
    /// By what.
    pub value: String,
    /// The list without it.
    pub without: String,
}

/// The chips, one list item each.
#[component]
pub(crate) fn ChipItems(chips: Vec<Chip>) -> impl IntoView {
    let t = use_texts();
    let items = chips.into_iter().map(|chip| {
        let value = bidi::plain(&chip.value);
        let name = (t.remove_filter)(chip.label, &bidi::isolated(&value));
        view! {
            <li>
                <a class="chip" href=chip.without aria-label=name data-noscroll="">
                    <span class="chip-key">{chip.label} ":"</span>
                    " "
                    <span class="chip-value" dir="auto" title=value.clone()>{value.clone()}</span>
                    {icon("close", "icon")}
                </a>
            </li>
        }
    });
    items.collect_view()
}
