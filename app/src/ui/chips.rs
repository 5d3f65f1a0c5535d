//! The filters in force as chips, each one a link to the same list without it.

use domain::bidi;
use domain::history::Named;
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

/// The name behind an ID; one that is unknown or out of scope shows as the bare number.
pub(crate) fn name_of<Id: PartialEq + Copy + std::fmt::Display>(names: &[Named<Id>], id: Id) -> String {
    names.iter().find(|named| named.id == id).map_or_else(|| format!("#{id}"), |named| named.name.clone())
}
