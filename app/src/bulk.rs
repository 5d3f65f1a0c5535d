//! Bulk actions in the lists of interactions and cases: a check box in each row, and the form they belong to.
//!
//! The check boxes name the form, which is above the table, so that they work without JavaScript: then they
//! choose rows of the page. In the browser they show a [`Selection`], which keeps the rows of other pages too.
//! The form is posted to [`PATH`], which makes a proposal of the rows (`jobs/choose.rs`); nothing is done before
//! a page that says what would become of them was confirmed.

use domain::job::BulkCaseAction;
use leptos::html;
use leptos::prelude::*;

use crate::locales::use_texts;

/// Where the forms are posted to; also the list of the user's own jobs.
pub(crate) const PATH: &str = "/bulk";
/// The ID of the form.
const ID: &str = "bulk";
/// Its field with a chosen row, once for each.
pub(crate) const ROW: &str = "row";
/// Its field with the rows of a [`Selection`], separated by commas.
pub(crate) const ROWS: &str = "rows";
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

/// The rows that were chosen in a list, by their values in the form, whatever page they are on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Selection(RwSignal<Vec<String>>);

impl Selection {
    /// The selection of the rows below, until the list has another filter.
    pub(crate) fn provide(filter: Signal<String>) -> Self {
        let selection = Self(RwSignal::new(Vec::new()));
        provide_context(selection);
        Effect::new(move |last: Option<String>| {
            let filter = filter.get();
            if last.is_some_and(|last| last != filter) {
                selection.clear();
            }
            filter
        });
        selection
    }

    /// Whether nothing is chosen; tracked.
    pub(crate) fn is_empty(self) -> bool {
        self.0.with(Vec::is_empty)
    }

    fn clear(self) {
        if !untrack(|| self.is_empty()) {
            self.0.update(Vec::clear);
        }
    }

    fn set(self, value: &str, is_chosen: bool) {
        self.0.update(|chosen| {
            chosen.retain(|other| other != value);
            if is_chosen {
                chosen.push(value.to_owned());
            }
        });
    }
}

/// The check box of a row. `value` names it in the form, `label` for the person.
#[component]
pub(crate) fn RowChoice(value: String, label: String) -> impl IntoView {
    let label = (use_texts().bulk().choose)(&label);
    let selection = expect_context::<Selection>();
    let field = NodeRef::<html::Input>::new();
    let chosen = StoredValue::new(value.clone());
    Effect::new(move |is_seen: Option<bool>| {
        let Some(field) = field.get() else { return false };
        if is_seen != Some(true) {
            // From here on the form has what is chosen in a field of its own. What was ticked before, counts.
            field.set_name("");
            if field.checked() {
                chosen.with_value(|value| selection.set(value, true));
            }
        }
        field.set_checked(
            chosen.with_value(|value| selection.0.with(|chosen| chosen.iter().any(|other| other == value))),
        );
        true
    });
    let change = move |_| {
        if let Some(field) = field.get_untracked() {
            chosen.with_value(|value| selection.set(value, field.checked()));
        }
    };
    view! {
        <input
            type="checkbox"
            class="bulk-choice"
            form=ID
            name=ROW
            value=value
            aria-label=label
            node_ref=field
            on:change=change
        />
    }
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
    let selection = expect_context::<Selection>();
    let rows = move || selection.0.with(|chosen| chosen.join(","));
    let count = move || match selection.0.with(Vec::len) as u64 {
        0 => String::new(),
        number => (words.count)(&t.locale.integer(number)),
    };
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
            <input type="hidden" name=ROWS value=rows/>
            <span class="bulk-count" role="status">{count}</span>
            {buttons.collect_view()}
            <button
                type="button"
                class="button button-quiet"
                hidden=move || selection.is_empty()
                on:click=move |_| selection.clear()
            >
                {words.clear}
            </button>
        </form>
    }
}
