//! The table of *Clientes*.

use domain::customers::CustomerRow;
use domain::{bidi, identity, number};
use leptos::prelude::*;

use crate::customers::href;
use crate::locales::{hour_and_minute, machine_time, use_texts};
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::score::score_text;
use crate::ui::table::{self, ListTable, cell, column_heads, fact_cell};
use crate::ui::user_text::truncated;

/// How many numbers of a customer are shown.
const SHOWN_NUMBERS: usize = 2;

#[component]
pub(super) fn CustomerTable(rows: Vec<CustomerRow>) -> impl IntoView {
    let t = use_texts();
    let words = t.customers();
    let heads = column_heads([
        ("col-name", t.customer),
        ("col-number", words.numbers),
        ("col-document", t.case().document),
        ("col-last", words.last_contact),
        ("col-open col-count", words.open_cases),
        ("col-recent col-count", words.recent),
        ("col-score", words.last_score),
    ]);
    let rows = rows.into_iter().map(|row| view! { <Row row/> }).collect_view();
    view! { <ListTable class="list list-customers" heads>{rows}</ListTable> }
}

#[component]
fn Row(row: CustomerRow) -> impl IntoView {
    let t = use_texts();
    let words = t.customers();
    let name =
        if row.name.is_empty() { words.unnamed.to_owned() } else { bidi::plain(&row.name).into_owned() };
    let merged = (row.merged > 0)
        .then(|| view! { <span class="customer-merged">{(words.merged_before)(row.merged)}</span> });
    let title = view! {
        <a class="customer-link" href=href(row.id) dir="auto">{name}</a>
        {merged}
    };
    let mut numbers: Vec<String> =
        row.numbers.iter().take(SHOWN_NUMBERS).map(|text| number::format(text)).collect();
    if row.numbers.len() > SHOWN_NUMBERS {
        numbers.push(format!("+{}", row.numbers.len() - SHOWN_NUMBERS));
    }
    let is_blank = numbers.is_empty() && row.email.is_empty();
    let numbers: Erased = if numbers.is_empty() {
        truncated(&row.email).into_view().erased()
    } else {
        let each =
            numbers.into_iter().map(|number| view! { <span class="customer-number">{number}</span> " " });
        each.collect_view().erased()
    };
    let document = identity::format(&row.document);
    let last: Erased = match row.last_contact {
        Some(at) => view! {
            <time datetime=machine_time(at)>
                {t.locale.date(at.date())} " " <span class="time">{hour_and_minute(at)}</span>
            </time>
        }
        .erased(),
        None => view! { <span class="absent">{words.never}</span> }.erased(),
    };
    let score = row.last_score.map(|last| score_text(t, last)).unwrap_or_default();
    let cells = (
        cell("col-name cell-title", t.customer, title),
        fact_cell("col-number", words.numbers, is_blank, numbers),
        fact_cell("col-document", t.case().document, document.is_empty(), truncated(&document)),
        cell("col-last", words.last_contact, last),
        cell("col-open col-count", words.open_cases, t.locale.integer(row.open_cases)),
        cell("col-recent col-count", words.recent, t.locale.integer(row.recent)),
        fact_cell("col-score", words.last_score, score.is_empty(), score.clone()),
    );
    table::row(Some(format!("customer-{}", row.id)), cells)
}
