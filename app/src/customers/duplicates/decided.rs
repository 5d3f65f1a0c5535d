//! What was decided about customers: merges, pairs who are not one person, numbers of several
//! persons, each with its *Desfazer*.

use chrono::NaiveDateTime;
use domain::customers::{DismissedPair, MergedCustomer, NamedCustomer, SharedNumberMark};
use domain::{bidi, number};
use leptos::prelude::*;

use crate::locales::use_texts;
use crate::ui::erased::IntoErased;
use crate::ui::icon::icon;

/// The rows that the store returns at most.
const MOST: usize = 50;

/// The name of a customer, or the word for one without.
pub(super) fn name_of(customer: &NamedCustomer) -> String {
    let name = customer.name.as_deref().map(bidi::plain);
    name.map_or_else(|| format!("{} ({})", use_texts().customers().unnamed, customer.id), Into::into)
}

/// A decision: what was decided, when and by whose hand, and the form that undoes it.
struct Decision {
    what: String,
    at: NaiveDateTime,
    by: Option<String>,
    action: &'static str,
    fields: Vec<(&'static str, String)>,
}

/// The merges in force.
#[component]
pub(super) fn MergedList(merged: Vec<MergedCustomer>, back: String) -> impl IntoView {
    let words = use_texts().customers();
    let decisions = merged.into_iter().map(|one| Decision {
        what: (words.into)(&name_of(&one.source), &name_of(&one.target)),
        at: one.at,
        by: one.by,
        action: "/sf/undo_customer_merge",
        fields: vec![("source", one.source.id.to_string())],
    });
    view! { <Decisions id="merged" title=words.merged decisions=decisions.collect() back/> }
}

/// The pairs who are not one person.
#[component]
pub(super) fn DismissedList(dismissed: Vec<DismissedPair>, back: String) -> impl IntoView {
    let words = use_texts().customers();
    let decisions = dismissed.into_iter().map(|one| Decision {
        what: (words.and)(&name_of(&one.older), &name_of(&one.newer)),
        at: one.at,
        by: one.by,
        action: "/sf/dismiss_duplicate",
        fields: vec![("pair", format!("{}-{}", one.newer.id, one.older.id)), ("undo", "yes".to_owned())],
    });
    view! { <Decisions id="distinct" title=words.distinct_pairs decisions=decisions.collect() back/> }
}

/// The numbers of several persons.
#[component]
pub(super) fn SharedNumbers(numbers: Vec<SharedNumberMark>, back: String) -> impl IntoView {
    let words = use_texts().customers();
    let decisions = numbers.into_iter().map(|one| Decision {
        what: number::format(&one.number),
        at: one.at,
        by: one.by,
        action: "/sf/mark_shared_number",
        fields: vec![("number", one.number), ("undo", "yes".to_owned())],
    });
    view! { <Decisions id="shared" title=words.shared_numbers decisions=decisions.collect() back/> }
}

#[component]
fn Decisions(id: &'static str, title: &'static str, decisions: Vec<Decision>, back: String) -> impl IntoView {
    if decisions.is_empty() {
        return ().erased();
    }
    let t = use_texts();
    let words = t.customers();
    let more = (decisions.len() == MOST)
        .then(|| view! { <p class="card-text">{(words.only_newest)(MOST as u64)}</p> });
    let items = decisions.into_iter().map(|decision| {
        let Decision { what, at, by, action, fields } = decision;
        let at = t.locale.date_time(at);
        let when = by.map_or_else(|| (words.decided)(&at), |by| (words.decided_by)(&at, &bidi::plain(&by)));
        let fields = fields
            .into_iter()
            .chain([("back", back.clone())])
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
            .collect_view();
        view! {
            <li class="decision">
                <div class="decision-text">
                    <span class="decision-what" dir="auto">{what.clone()}</span>
                    <span class="decision-when">{when}</span>
                </div>
                <form method="post" action=action data-in-place="">
                    {fields}
                    <button class="button button-quiet" aria-label=(words.undo_it)(&what)>
                        {icon("retry", "icon")} {words.undo}
                    </button>
                </form>
            </li>
        }
    });
    let items = items.collect_view();
    let heading = format!("{id}-title");
    view! {
        <section class="card card-padded" aria-labelledby=heading.clone()>
            <h2 id=heading.clone() class="card-title">{title}</h2>
            <ul class="decisions">{items}</ul>
            {more}
        </section>
    }
    .erased()
}
