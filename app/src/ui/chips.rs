//! Active filters as chips, each a link that removes the filter.

use domain::history::Named;
use domain::{Period, RelativePeriod, bidi};
use leptos::prelude::*;

use crate::locales::{Texts, use_texts};
use crate::ui::icon::icon;

/// An active filter.
pub(crate) struct Chip {
    /// The name of the filter.
    pub label: &'static str,
    /// The value it filters by.
    pub value: String,
    /// The address of the list without this filter.
    pub without: String,
}

/// The chips as list items.
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

/// A period as text.
pub(crate) fn period_text(period: Period, t: &Texts) -> String {
    let date = |day| t.locale.date(day);
    match (period.from, period.to) {
        (Some(from), Some(to)) if from == to => date(from),
        (Some(from), Some(to)) => (t.between)(&date(from), &date(to)),
        (Some(from), None) => (t.since)(&date(from)),
        (None, Some(to)) => (t.until)(&date(to)),
        (None, None) => t.any_date.to_owned(),
    }
}

/// A period that is named by its distance from today, with its days.
pub(crate) fn relative_text(relative: RelativePeriod, days: Period, t: &Texts) -> String {
    format!("{} ({})", t.history_filters().period(relative, t.today), period_text(days, t))
}

/// The name of an ID; `#ID` if it is unknown or out of scope, "…" while names are awaited.
pub(crate) fn name_of<Id: PartialEq + Copy + std::fmt::Display>(
    names: &[Named<Id>],
    id: Id,
    is_awaited: bool,
) -> String {
    let known = names.iter().find(|named| named.id == id).map(|named| named.name.clone());
    known.unwrap_or_else(|| if is_awaited { "…".to_owned() } else { format!("#{id}") })
}
