//! The columns of the history, and their choice.

use domain::{HistoryField, HistoryLayout};
use leptos::prelude::*;

use super::chunk::{self, Panel};
use super::query::{HistoryQuery, Query};
use crate::columns::{ColumnsForm, ColumnsPanel, ColumnsToggle, columns_place};
use crate::locales::{Texts, use_texts};

/// The name of a column.
pub(super) fn field_name(field: HistoryField, t: &Texts) -> &'static str {
    match field {
        HistoryField::Queued => t.column_date,
        HistoryField::Duration => t.column_duration,
        HistoryField::Queue => t.column_queue,
        HistoryField::Number => t.column_number,
        HistoryField::Channel => t.column_channel,
        HistoryField::Reason => t.column_qualification,
        HistoryField::Agent => t.history_columns().agent,
        HistoryField::Customer => t.history_columns().customer,
        HistoryField::Wait => t.history_filters().wait,
        HistoryField::Recording => t.history_columns().recording,
        HistoryField::Score => t.history_columns().score,
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
pub(super) fn ChoiceToggle(query: Query) -> impl IntoView {
    let address = Signal::derive(move || {
        let query = query.get();
        let open = query.columns_open;
        (open, HistoryQuery { columns_open: !open, ..query }.href())
    });
    view! { <ColumnsToggle class="icon-button page-head-end" address/> }
}

/// The panel, shown if it is open.
#[component]
pub(super) fn Columns(query: Query, layout: HistoryLayout) -> impl IntoView {
    let open = Memo::new(move |_| query.with(|query| query.columns_open));
    columns_place(open, move || chunk::panel(Panel::Columns { query, layout: layout.clone() }))
}

/// The panel.
#[component]
pub(super) fn Choice(query: Query, layout: HistoryLayout) -> impl IntoView {
    let t = use_texts();
    let back = Signal::derive(move || query.with(HistoryQuery::href));
    let hint = t.column_choice().first_and_last.to_owned();
    let form = ColumnsForm::new(&layout, |field| field_name(field, t), hint, back);
    view! { <ColumnsPanel form/> }
}
