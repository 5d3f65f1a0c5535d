//! *Histórico do Cliente*: all cases of the customer, and *Unificar Atendimentos*.
//!
//! The check boxes belong to a GET form, so the selection is part of the address; the response
//! shows the confirmation above the table. The boxes are in the rows, the form is not: they refer
//! to it by `form="…"`.

use domain::CaseId;
use domain::cases::{CaseHead, CustomerCase, CustomerQuery};
use domain::merge::TargetRefusal;
use domain::paging::Page;
use leptos::either::Either;
use leptos::prelude::*;

use super::address::{CaseAddress, CaseTab, Window};
use super::customer_row::{Row, SELECTION};
use super::merge_alert::{MergeAlert, MergeQuestion};
use super::pages::pages_of;
use super::search::TabSearch;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::locales::use_texts;
use crate::ui::icon::icon;
use crate::ui::pager::{HiddenFields, Pager};
use crate::ui::state::EmptyState;
use crate::ui::table::{ListTable, column_heads};

/// The content of the tab.
pub(crate) struct CustomerContent {
    /// The rows of the page.
    rows: Vec<CustomerCase>,
    /// The page of the list.
    page: Page,
    /// Why the open case cannot be the target of a merge.
    refusal: Option<TargetRefusal>,
    /// The confirmation, after *Unificar Atendimentos* was pressed.
    question: Option<MergeQuestion>,
}

/// Loads the content for an address.
pub(super) async fn load(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
) -> Result<CustomerContent, AppError> {
    let asked = address.field("ask").is_some();
    let query = CustomerQuery {
        search: address.search().to_owned(),
        page: address.page(),
        selected: if asked { selected(address) } else { Vec::new() },
    };
    let found = context.scoped()?.cases().customer_cases(head, &query).await?;
    let cases = found.ok_or(AppError::NotFound)?;
    Ok(CustomerContent {
        refusal: cases.may_receive().err(),
        question: if asked { MergeQuestion::about(&cases) } else { None },
        page: cases.page,
        rows: cases.cases,
    })
}

fn selected(address: &CaseAddress) -> Vec<CaseId> {
    address.fields("merge").filter_map(|id| id.parse().ok()).collect()
}

/// The address of the table with search and page, without a selection.
fn list_of(address: &CaseAddress) -> CaseAddress {
    let searched = address.with_tab(CaseTab::Customer).with("q", address.search());
    searched.with_page(address.page())
}

/// The tab *Histórico do Cliente*.
#[component]
pub(super) fn CustomerHistory(window: Window, head: CaseHead, content: CustomerContent) -> impl IntoView {
    let t = use_texts();
    let CustomerContent { rows, page, refusal, question } = content;
    let list = window.with_value(|window| window.with(&list_of(&window.case)));
    let alert = question.clone().map(|question| view! { <MergeAlert question list=list.clone()/> });
    let searched = window.with_value(|window| !window.case.search().is_empty());
    let content = if rows.is_empty() {
        Either::Left(view! { <NotFound/> })
    } else {
        let selectable = refusal.is_none();
        Either::Right(view! {
            <Table window open=head.id selectable rows question return_to=list/>
            {(page.last > 1 || searched).then(|| view! { <Pager address=pages_of(window, list_of) page/> })}
        })
    };
    view! {
        <div class="case-tools">
            <TabSearch window label=t.merging.search hint=t.merging.search_hint/>
            <MergeButton window refusal/>
        </div>
        {alert}
        <div class="table-card table-card-wide">{content}</div>
    }
}

/// *Unificar Atendimentos*, or the reason why the open case cannot be a target.
#[component]
fn MergeButton(window: Window, refusal: Option<TargetRefusal>) -> impl IntoView {
    let t = use_texts();
    let label = view! { {icon("merge", "icon")} {t.merging.merge} };
    if let Some(reason) = refusal {
        return Either::Left(view! {
            <div class="merge-off">
                <span class="button" role="button" aria-disabled="true" tabindex="0" aria-describedby="merge-off">
                    {label}
                </span>
                <p class="merge-off-why" id="merge-off">{t.merging.target_reason(reason)}</p>
            </div>
        });
    }
    let (action, fields) = window.with_value(|window| {
        // Keep search and page below the confirmation.
        let list = list_of(&window.case);
        let of_list = list.pairs().filter(|(name, _)| name.starts_with("case."));
        (window.form_action(), window.form_fields().into_iter().chain(of_list).collect::<Vec<_>>())
    });
    Either::Right(view! {
        <form method="get" action=action id=SELECTION class="merge-form">
            <HiddenFields fields/>
            <button class="button button-primary" name="case.ask" value="merge">{label}</button>
        </form>
    })
}

#[component]
fn Table(
    window: Window,
    open: CaseId,
    selectable: bool,
    rows: Vec<CustomerCase>,
    question: Option<MergeQuestion>,
    return_to: String,
) -> impl IntoView {
    let t = use_texts();
    let m = &t.merging;
    let heads = column_heads([
        ("col-case", m.column_case),
        ("col-opened", t.case.opened),
        ("col-closed", t.case.closed),
        ("col-linked", m.column_linked),
        ("col-kind", t.case.kind),
        ("col-subject", t.case.subject),
        ("col-status", t.case.status),
        ("col-responsible", t.case.responsible),
        ("col-updated", t.case.updated),
    ]);
    let select = selectable.then(|| {
        view! {
            <th role="columnheader" scope="col" class="col-select">
                <span class="sr-only">{m.column_select}</span>
            </th>
        }
    });
    let rows = rows.into_iter().map(|row| {
        let selected =
            selectable.then(|| question.as_ref().is_some_and(|question| question.includes(row.case.id)));
        view! { <Row window row open selected return_to=return_to.clone()/> }
    });
    let rows = rows.collect_view();
    let heads = view! {
        {select}
        {heads}
        <th role="columnheader" scope="col" class="col-actions">{t.column_actions}</th>
    };
    let label = t.case.tab_customer;
    view! { <ListTable class="list customer-cases" label heads>{rows}</ListTable> }
}

/// No match. A list without search is never empty: it includes the open case.
#[component]
fn NotFound() -> impl IntoView {
    let words = &use_texts().merging;
    view! { <EmptyState small=true title=words.not_found announce=true text=words.not_found_hint/> }
}
