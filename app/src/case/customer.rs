//! *Histórico do Cliente*: all cases of the customer, and *Unificar Atendimentos*.
//!
//! The check boxes belong to a GET form, so the selection is part of the address; the response
//! shows the confirmation above the table. The boxes are in the rows, the form is not: they refer
//! to it by `form="…"`.

use domain::cases::CustomerCase;
use domain::customers::NamedCustomer;
use domain::merge::TargetRefusal;
use domain::paging::Page;
use domain::{CaseId, CustomerId, bidi};
use leptos::either::Either;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::address::{CaseAddress, CaseTab, Window, WindowAddress};
use super::customer_row::{Row, SELECTION};
use super::merge_alert::{MergeAlert, MergeQuestion};
use super::pages::pages_of;
use super::search::TabSearch;
use super::window::Part;
use crate::locales::use_texts;
use crate::ui::icon::icon;
use crate::ui::pager::{HiddenFields, Pager};
use crate::ui::state::EmptyState;
use crate::ui::table::{ListTable, column_head, column_heads};

/// The content of the tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerContent {
    /// The rows of the page.
    pub(super) rows: Vec<CustomerCase>,
    /// The page of the list.
    pub(super) page: Page,
    /// The customer, and who else they may be.
    pub(super) customer: CustomerId,
    pub(super) duplicates: Vec<NamedCustomer>,
    /// Why the open case cannot be the target of a merge.
    pub(super) refusal: Option<TargetRefusal>,
    /// The confirmation, after *Unificar Atendimentos* was pressed.
    pub(super) question: Option<MergeQuestion>,
}

/// The address of the table with search and page, without a selection.
fn list_of(address: &CaseAddress) -> CaseAddress {
    let searched = address.with_tab(CaseTab::Customer).with("q", address.search());
    searched.with_page(address.page())
}

/// The tab *Histórico do Cliente*.
#[component]
pub(super) fn CustomerHistory(window: Window, open: CaseId, content: Part<CustomerContent>) -> impl IntoView {
    let t = use_texts();
    let refusal =
        Memo::new(move |_| content.with(|content| content.as_ref().and_then(|content| content.refusal)));
    view! {
        <div class="case-tools">
            <TabSearch window label=t.merging().search hint=t.merging().search_hint/>
            {move || view! { <MergeButton window refusal=refusal.get()/> }}
        </div>
        {move || window.tracked(content).map(|content| view! { <Found window open content/> })}
    }
}

/// The confirmation of a merge, and the cases that match the search.
#[component]
fn Found(window: Window, open: CaseId, content: CustomerContent) -> impl IntoView {
    let CustomerContent { rows, page, customer, duplicates, refusal, question } = content;
    let list = window.read(|window| window.with(&list_of(&window.case)));
    let alert = question.clone().map(|question| view! { <MergeAlert question list=list.clone()/> });
    let searched = window.read(|window| !window.case.search().is_empty());
    let content = if rows.is_empty() {
        Either::Left(view! { <NotFound/> })
    } else {
        let selectable = refusal.is_none();
        Either::Right(view! {
            <Table window open selectable rows question return_to=list/>
            {(page.last > 1 || searched).then(|| view! { <Pager address=pages_of(window, list_of) page/> })}
        })
    };
    view! {
        <p class="customer-page-link">
            <a href=crate::customers::href(customer)>{use_texts().merging().customer_page}</a>
        </p>
        <PossibleDuplicates customer duplicates/>
        {alert}
        <div class="table-card table-card-wide">{content}</div>
    }
}

/// Who else the customer may be, with the way to the page where that is decided.
#[component]
fn PossibleDuplicates(customer: CustomerId, duplicates: Vec<NamedCustomer>) -> impl IntoView {
    let m = use_texts().merging();
    let of = |one: &NamedCustomer| match &one.name {
        Some(name) => bidi::plain(name).into_owned(),
        None => m.unnamed_customer.to_owned(),
    };
    let names: Vec<String> = duplicates.iter().map(of).collect();
    (!names.is_empty()).then(|| {
        view! {
            <div class="notice" role="note">
                {icon("info", "icon")}
                <p>
                    <span dir="auto">{(m.duplicate_of)(&names.join(", "))}</span>
                    " "
                    <a href=format!("{}?customer={customer}", crate::customers::DUPLICATES_PATH)>{m.see_duplicates}</a>
                </p>
            </div>
        }
    })
}

/// *Unificar Atendimentos*, or the reason why the open case cannot be a target.
#[component]
fn MergeButton(window: Window, refusal: Option<TargetRefusal>) -> impl IntoView {
    let t = use_texts();
    let label = view! { {icon("merge", "icon")} {t.merging().merge} };
    if let Some(reason) = refusal {
        return Either::Left(view! {
            <div class="merge-off">
                <span class="button" role="button" aria-disabled="true" tabindex="0" aria-describedby="merge-off">
                    {label}
                </span>
                <p class="merge-off-why" id="merge-off">{t.merging().target_reason(reason)}</p>
            </div>
        });
    }
    let action = window.read(WindowAddress::form_action);
    // Keep search and page below the confirmation.
    let fields = window.follow(|window| {
        let list = list_of(&window.case);
        let of_list = list.pairs().filter(|(name, _)| name.starts_with("case."));
        window.form_fields().into_iter().chain(of_list).collect::<Vec<_>>()
    });
    Either::Right(view! {
        <form method="get" action=action id=SELECTION class="merge-form">
            {move || view! { <HiddenFields fields=fields.get()/> }}
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
    let m = t.merging();
    let heads = column_heads([
        ("col-case", m.column_case),
        ("col-opened", t.case().opened),
        ("col-closed", t.case().closed),
        ("col-linked", m.column_linked),
        ("col-kind", t.case().kind),
        ("col-subject", t.case().subject),
        ("col-status", t.case().status),
        ("col-responsible", t.case().responsible),
        ("col-updated", t.case().updated),
    ]);
    let select = selectable
        .then(|| column_head("col-select", view! { <span class="sr-only">{m.column_select}</span> }));
    let rows = rows.into_iter().map(|row| {
        let selected =
            selectable.then(|| question.as_ref().is_some_and(|question| question.includes(row.case.id)));
        view! { <Row window row open selected return_to=return_to.clone()/> }
    });
    let rows = rows.collect_view();
    let heads = (select, heads, column_head("col-actions", t.column_actions));
    let label = t.case().tab_customer;
    view! { <ListTable class="list customer-cases" label heads>{rows}</ListTable> }
}

/// No match. A list without search is never empty: it includes the open case.
#[component]
fn NotFound() -> impl IntoView {
    let words = use_texts().merging();
    view! { <EmptyState small=true title=words.not_found announce=true text=words.not_found_hint/> }
}
