//! The open cases above a list: how many are overdue, at risk and open, each a link to them.

use domain::cases::DueFilter;
use leptos::prelude::*;

use super::{CaseLinks, CasePage};
use crate::locales::{Texts, use_texts};

/// The name of the open cases that a filter shows.
pub(crate) fn due_name(due: DueFilter, t: &Texts) -> &'static str {
    let words = t.management();
    match due {
        DueFilter::Overdue => words.overdue,
        DueFilter::AtRisk => words.at_risk,
        DueFilter::Open => words.open,
    }
}

/// The links. A click on the current one leads back to all cases.
#[component]
pub(crate) fn DueLinks(links: CaseLinks, page: Memo<Option<CasePage>>) -> impl IntoView {
    let t = use_texts();
    // The last numbers stay while the list cannot be read.
    let counts = Memo::new(move |last: Option<&Option<domain::cases::DueCounts>>| {
        page.with(|page| page.as_ref().map(|page| page.due)).or_else(|| last.copied().flatten())
    });
    let items = DueFilter::ALL.map(|due| {
        let is_current = Memo::new(move |_| links.with(|address| address.due()) == Some(due));
        let count = move || {
            let counts = counts.get()?;
            let count = t.locale.integer(counts.of(due));
            Some(if counts.more { (t.management().at_least)(&count) } else { count })
        };
        view! {
            <li>
                <a
                    class="view-link"
                    href=move || links.with(|address| address.with_due((!is_current.get()).then_some(due)))
                    aria-current=move || is_current.get().then_some("true")
                    data-noscroll=""
                >
                    {due_name(due, t)}
                    " "
                    <span class="view-count" hidden=move || count().is_none()>{count}</span>
                </a>
            </li>
        }
    });
    view! { <nav class="views" aria-label=t.management().by_due><ul>{items.collect_view()}</ul></nav> }
}
