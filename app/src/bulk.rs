//! Bulk actions in the lists of interactions and cases: a check box in each row, and the form they belong to.
//!
//! The check boxes name the form, which is above the table, so that they work without JavaScript. It is posted
//! to [`PATH`], which makes a proposal of the rows (`jobs/choose.rs`); nothing is done before a page that says
//! what would become of them was confirmed.

use domain::job::BulkCaseAction;
use leptos::prelude::*;

use crate::locales::use_texts;

/// Where the forms are posted to; also the list of the user's own jobs.
pub(crate) const PATH: &str = "/bulk";
/// The ID of the form.
const ID: &str = "bulk";
/// Its field with a chosen row, once for each.
pub(crate) const ROW: &str = "row";
/// Its field with the query string of the list.
pub(crate) const SEARCH: &str = "search";
/// Its button that takes all rows of the filter; the value is what is done with them.
pub(crate) const ALL: &str = "all";
/// Its button that takes the chosen rows; the value is what is done with them.
pub(crate) const CHOSEN: &str = "chosen";
/// What the buttons of the history do.
const QUALIFY: &str = "qualify";

/// A list that offers bulk actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BulkList {
    /// The history: interactions are qualified.
    History,
    /// *Gerenciamento*: cases are handed over or put on hold.
    Management,
    /// *Meus Atendimentos*: the same.
    MyCases,
}

impl BulkList {
    /// All of them.
    #[cfg(feature = "ssr")]
    pub(crate) const EVERY: [Self; 3] = [Self::History, Self::Management, Self::MyCases];

    /// The name of its form.
    pub(crate) const fn form(self) -> &'static str {
        match self {
            Self::History => "bulk-history",
            Self::Management => "bulk-management",
            Self::MyCases => "bulk-my-cases",
        }
    }
}

/// The check box of a row. `value` names it in the form, `label` for the person.
#[component]
pub(crate) fn RowChoice(value: String, label: String) -> impl IntoView {
    let label = (use_texts().bulk().choose)(&label);
    view! { <input type="checkbox" class="bulk-choice" form=ID name=ROW value=value aria-label=label/> }
}

/// The form above a table: what is done with the chosen rows, or with all `total` of the filter.
#[component]
pub(crate) fn BulkForm(
    list: BulkList,
    /// The query string of the list.
    #[prop(into)]
    search: Signal<String>,
    /// The number of rows of the filter, as it is shown.
    #[prop(into)]
    total: Signal<String>,
) -> impl IntoView {
    let t = use_texts();
    let words = t.bulk();
    let actions = match list {
        BulkList::History => vec![(QUALIFY, words.qualify, words.qualify_all)],
        BulkList::Management | BulkList::MyCases => {
            let action = |action| match action {
                BulkCaseAction::HandOver => (words.hand_over, words.hand_over_all),
                BulkCaseAction::Hold => (words.hold, words.hold_all),
            };
            let buttons = BulkCaseAction::ALL.map(|one| (one.as_str(), action(one).0, action(one).1));
            buttons.to_vec()
        }
    };
    let buttons = actions.into_iter().map(|(action, chosen, all)| {
        view! {
            <span class="bulk-action">
                <button class="button" name=CHOSEN value=action>{chosen}</button>
                <button class="button button-quiet" name=ALL value=action>
                    {move || total.with(|total| all(total))}
                </button>
            </span>
        }
    });
    view! {
        <form id=ID method="post" action=PATH class="bulk-actions" aria-label=words.label>
            <input type="hidden" name="form" value=list.form()/>
            <input type="hidden" name=SEARCH value=search/>
            {buttons.collect_view()}
        </form>
    }
}
