//! The cases of a person, those that are not closed first.

use domain::cases::CaseRow;
use leptos::prelude::*;

use super::query::PersonQuery;
use crate::case::status::Status;
use crate::locales::{hour_and_minute, machine_time, use_texts};
use crate::ui::erased::IntoErased;
use crate::ui::state::EmptyState;
use crate::ui::table::{self, ListTable, cell, column_heads, fact_cell};
use crate::ui::user_text::truncated;

#[component]
pub(super) fn Cases(query: PersonQuery, cases: Vec<CaseRow>) -> impl IntoView {
    let t = use_texts();
    let words = t.customers();
    let content = if cases.is_empty() {
        view! { <EmptyState text=words.no_cases/> }.erased()
    } else {
        let heads = column_heads([
            ("col-id", t.management().column_id),
            ("col-kind", t.case().kind),
            ("col-subject", t.case().subject),
            ("col-queue", t.queue),
            ("col-status", t.case().status),
            ("col-responsible", t.case().responsible),
            ("col-updated", t.case().updated),
        ]);
        let rows = cases.into_iter().map(|case| view! { <Row query=query.clone() case/> }).collect_view();
        view! { <ListTable class="list list-person-cases" label=words.cases heads>{rows}</ListTable> }
            .erased()
    };
    view! {
        <section class="card table-card table-card-wide" aria-labelledby="cases-title">
            <h2 class="card-title card-title-inset" id="cases-title">{words.cases}</h2>
            {content}
        </section>
    }
}

#[component]
fn Row(query: PersonQuery, case: CaseRow) -> impl IntoView {
    let t = use_texts();
    let link = view! {
        <a class="case-number" href=query.with_case(case.id) data-noscroll="">{format!("#{}", case.id)}</a>
    };
    let text = |text: Option<String>| text.unwrap_or_default();
    let (kind, subject) = (text(case.kind), text(case.subject));
    let queue = text(case.queue.map(|queue| queue.name));
    let responsible = case.responsible.map_or_else(|| t.case().no_one.to_owned(), |person| person.name);
    let updated = view! {
        <time datetime=machine_time(case.updated)>
            {t.locale.date(case.updated.date())} " " <span class="time">{hour_and_minute(case.updated)}</span>
        </time>
    };
    let cells = (
        cell("col-id cell-title", t.management().column_id, link),
        fact_cell("col-kind", t.case().kind, kind.is_empty(), truncated(&kind)),
        fact_cell("col-subject cell-wide", t.case().subject, subject.is_empty(), truncated(&subject)),
        fact_cell("col-queue", t.queue, queue.is_empty(), truncated(&queue)),
        cell("col-status cell-corner", t.case().status, view! { <Status status=case.status/> }),
        cell("col-responsible", t.case().responsible, truncated(&responsible)),
        cell("col-updated", t.case().updated, updated),
    );
    table::row(Some(format!("case-{}", case.id)), cells)
}
