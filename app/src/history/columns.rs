//! *Colunas*: which columns of the history the user sees, and in which order. The panel is a plain form: its
//! answer is the page with the new columns.

use domain::{HistoryField, HistoryLayout};
use leptos::prelude::*;

use super::chunk::{self, Panel};
use super::query::{HistoryQuery, Query};
use crate::locales::{Texts, use_texts};
use crate::ui::awaiting::Awaiting;
use crate::ui::icon::icon;

/// The name of a column.
pub(super) fn field_name(field: HistoryField, t: &Texts) -> &'static str {
    match field {
        HistoryField::Queued => t.column_date,
        HistoryField::Duration => t.column_duration,
        HistoryField::Queue => t.column_queue,
        HistoryField::Number => t.column_number,
        HistoryField::Channel => t.column_channel,
        HistoryField::Reason => t.column_qualification,
        HistoryField::Agent => t.history_columns.agent,
        HistoryField::Customer => t.history_columns.customer,
        HistoryField::Wait => t.history_filters.wait,
        HistoryField::Recording => t.history_columns.recording,
        HistoryField::Score => t.history_columns.score,
    }
}

/// The CSS class of a column.
pub(super) fn field_class(field: HistoryField) -> &'static str {
    match field {
        HistoryField::Queued => "col-time col-sorts",
        HistoryField::Duration => "col-duration col-sorts",
        HistoryField::Queue => "col-queue",
        HistoryField::Number => "col-number",
        HistoryField::Channel => "col-channel",
        HistoryField::Reason => "col-reason",
        HistoryField::Agent => "col-agent",
        HistoryField::Customer => "col-customer",
        HistoryField::Wait => "col-wait col-sorts",
        HistoryField::Recording => "col-recording",
        HistoryField::Score => "col-score",
    }
}

/// The button that toggles the panel, beside that of the filters.
#[component]
pub(super) fn ColumnsToggle(query: Query) -> impl IntoView {
    let t = use_texts();
    move || {
        let mut query = query.get();
        let open = query.columns_open;
        query.columns_open = !open;
        view! {
            <a
                class="icon-button page-head-end"
                href=query.href()
                aria-label=t.history_columns.title
                title=t.history_columns.title
                aria-expanded=open.to_string()
                aria-controls=open.then_some("columns")
                role="button"
                data-noscroll=""
            >
                {icon("columns", "icon")}
            </a>
        }
    }
}

/// The panel, shown if it is open.
#[component]
pub(super) fn Columns(query: Query, layout: HistoryLayout) -> impl IntoView {
    let shown = Memo::new(move |_| query.with(|query| query.columns_open));
    let panel = move || {
        let layout = layout.clone();
        let shown = move || chunk::panel(Panel::Columns { query, layout: layout.clone() });
        view! { <Awaiting chunk=chunk::chunk shown/> }
    };
    move || shown.get().then(&panel)
}

/// The panel.
#[component]
pub(super) fn ColumnsPanel(query: Query, layout: HistoryLayout) -> impl IntoView {
    let t = use_texts();
    let words = &t.history_columns;
    let offered = layout.offered();
    let order = HistoryLayout::new(offered.iter().copied()).to_string();
    let last = offered.len() - 1;
    let items = offered.into_iter().enumerate().map(|(place, field)| {
        let (name, value) = (field_name(field, t), field.as_str());
        view! {
            <li class="column-choice">
                <label class="option">
                    <input
                        class="checkbox"
                        type="checkbox"
                        name="shown[]"
                        value=value
                        checked=layout.shows(field)
                        autocomplete="off"
                    />
                    <span class="option-text">{name}</span>
                </label>
                <button
                    class="icon-button"
                    name="step"
                    value=format!("{value}:up")
                    aria-label=(words.up)(name)
                    disabled=place == 0
                >
                    {icon("chevron-up", "icon")}
                </button>
                <button
                    class="icon-button"
                    name="step"
                    value=format!("{value}:down")
                    aria-label=(words.down)(name)
                    disabled=place == last
                >
                    {icon("chevron-down", "icon")}
                </button>
            </li>
        }
    });
    let back = move || query.with(HistoryQuery::href);
    view! {
        <form method="post" action="/sf/set_history_columns" class="card columns" id="columns" aria-label=words.title>
            <input type="hidden" name="back" value=back/>
            <input type="hidden" name="order" value=order/>
            // Enter in a field saves: the first button of a form is the one it presses.
            <button class="sr-only" tabindex="-1" aria-hidden="true">{words.save}</button>
            <ol class="column-choices">{items.collect_view()}</ol>
            <p class="field-hint">{words.hint}</p>
            <div class="field column-density">
                <label class="field-label" for="columns-density">{words.density}</label>
                <select class="select-native" id="columns-density" name="density" autocomplete="off">
                    <option value="comfortable">{words.comfortable}</option>
                    <option value="compact" selected=layout.compact>{words.compact}</option>
                </select>
            </div>
            <div class="filters-actions">
                <button class="button button-primary">{words.save}</button>
                <button class="button button-quiet" name="step" value="standard">{words.standard}</button>
            </div>
        </form>
    }
}
