//! A row of the history table.

use domain::duration::hh_mm_ss;
use domain::history::HistoryRow;
use domain::number::{self, NumberColumn};
use domain::{CaseId, HistoryField, HistoryLayout, Protocol};
use leptos::either::Either;
use leptos::prelude::*;

use super::columns::{field_class, field_name};
use super::live::Lists;
use super::qualify::{QualifyForm, Reason};
use super::query::{InteractionView, Overlay, Query};
use crate::bulk::RowChoice;
use crate::case::address::CaseAddress;
use crate::conversation::listening;
use crate::locales::machine_time;
use crate::locales::{Texts, use_texts};
use crate::ui::channel::ChannelBadge;
use crate::ui::copy::ProtocolNumber;
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::icon::icon;
use crate::ui::menu::Menu;
use crate::ui::score::score_text;
use crate::ui::table::{self, cell};
use crate::ui::user_text::truncated;

/// A row. Of an interaction only its contact reason changes; the viewer may choose it for their own.
#[component]
pub(super) fn Row(
    lists: Lists,
    row: HistoryRow,
    shows_wait: Memo<bool>,
    layout: HistoryLayout,
) -> impl IntoView {
    let t = use_texts();
    let query = lists.query;
    let id = format!("row-{}", row.protocol);
    // What the viewer may qualify, they may choose for it.
    let choice = row.own.then(|| {
        let value = row.protocol.to_string();
        view! { <RowChoice label=value.clone() value/> }
    });
    let title = view! {
        {choice}
        <ProtocolNumber protocol=row.protocol.clone()/>
        <CaseLink query case=row.case/>
    };
    let waited = row.wait;
    let wait = (!layout.shows(HistoryField::Wait)).then(|| {
        let label = t.history_filters().wait;
        move || shows_wait.get().then(|| cell("col-wait", label, hh_mm_ss(waited)))
    });
    let actions = view! { <Actions query protocol=row.protocol.clone() has_notes=row.has_notes/> };
    let fields = layout.fields().iter().map(|field| field_cell(lists, *field, &row)).collect_view();
    let cells = (
        cell("col-protocol cell-title", t.column_protocol, title),
        fields,
        wait,
        cell("col-actions cell-corner", t.column_actions, actions),
    );
    table::row(Some(id), cells)
}

/// The cell of a column.
fn field_cell(lists: Lists, field: HistoryField, row: &HistoryRow) -> Erased {
    let t = use_texts();
    let class = match field {
        HistoryField::Queued => "col-time",
        HistoryField::Duration => "col-duration",
        HistoryField::Wait => "col-wait",
        other => field_class(other),
    };
    let label = field_name(field, t);
    let absent = || view! { <span class="absent">"–"</span> };
    let name = |name: Option<&str>| match name {
        Some(name) => Either::Left(truncated(name)),
        None => Either::Right(absent()),
    };
    match field {
        HistoryField::Queued => cell(class, label, view! {
            <time datetime=machine_time(row.queued)>
                {t.locale.date(row.queued.date())} " " <span class="time">{t.locale.time(row.queued)}</span>
            </time>
        })
        .erased(),
        HistoryField::Duration => cell(class, label, hh_mm_ss(row.duration)).erased(),
        HistoryField::Wait => cell(class, label, hh_mm_ss(row.wait)).erased(),
        HistoryField::Queue => cell(class, label, truncated(&row.queue.name)).erased(),
        HistoryField::Number => cell(class, label, truncated(&number_text(row, t))).erased(),
        HistoryField::Channel => {
            let id = row.protocol.to_string();
            let badge = view! { <ChannelBadge channel=row.channel direction=row.direction id/> };
            cell(class, label, badge).erased()
        }
        HistoryField::Reason => cell(class, label, view! { <Qualifying lists row=row.clone()/> }).erased(),
        HistoryField::Agent => cell(class, label, name(row.agent.as_deref())).erased(),
        HistoryField::Customer => cell(class, label, name(row.customer.as_deref())).erased(),
        HistoryField::Recording => {
            let listen = if row.has_recording {
                Either::Left(view! { <Listen query=lists.query protocol=row.protocol.clone()/> })
            } else {
                Either::Right(absent())
            };
            cell(class, label, listen).erased()
        }
        HistoryField::Score => {
            let score = match row.score {
                Some(score) => Either::Left(score_text(t, score)),
                None => Either::Right(absent()),
            };
            cell(class, label, score).erased()
        }
    }
}

/// The number, or what stands for it.
fn number_text(row: &HistoryRow, t: &Texts) -> String {
    match number::column(row.channel, row.direction, row.number.as_deref(), &row.queue.name) {
        NumberColumn::Number(number) => number,
        NumberColumn::Queue(queue) => queue.to_owned(),
        NumberColumn::StartedByAgent => t.started_by_agent.to_owned(),
        NumberColumn::Unknown => String::new(),
    }
}

/// The contact reason; the viewer may choose it for their own interactions.
#[component]
fn Qualifying(lists: Lists, row: HistoryRow) -> impl IntoView {
    let (own, queue) = (row.own, row.queue.id);
    let current = Memo::new(move |_| lists.row(&row.protocol).unwrap_or_else(|| row.clone()));
    let reasons = Memo::new(move |_| lists.reasons(queue));
    if own {
        Either::Left(view! { <QualifyForm lists row=current reasons/> })
    } else {
        Either::Right(move || view! { <Reason reason=current.get().reason/> })
    }
}

/// The link to the conversation, where the recording is played at once.
#[component]
fn Listen(query: Query, protocol: Protocol) -> impl IntoView {
    let label = use_texts().history_columns().listen;
    let asked = protocol.clone();
    let href =
        move || query.with(|query| query.with_interaction(&protocol, InteractionView::Conversation).href());
    let ask = move |_| listening::ask(&asked);
    view! {
        <a class="icon-button" href=href on:click=ask aria-label=label title=label data-noscroll="">
            {icon("play", "icon")}
        </a>
    }
}

/// The ID of the case as a link that opens the case window.
#[component]
fn CaseLink(query: Query, case: CaseId) -> impl IntoView {
    let href = move || query.with(|query| query.with_overlay(Overlay::Case(CaseAddress::of(case))).href());
    view! { <a class="case-link" href=href data-noscroll="">{format!("#{case}")}</a> }
}

/// The menu of a row: *Ver Atendimento* and *Ver Descrição*.
#[component]
fn Actions(query: Query, protocol: Protocol, has_notes: bool) -> impl IntoView {
    let t = use_texts();
    let menu = format!("menu-{protocol}");
    let label = (t.actions_for)(protocol.as_str());
    let why = format!("why-{protocol}");
    let link = move |view| {
        let protocol = protocol.clone();
        move || query.with(|query| query.with_interaction(&protocol, view).href())
    };
    let notes = if has_notes {
        Either::Left(view! {
            <a class="menu-item" href=link(InteractionView::Notes) data-noscroll="">{t.see_notes}</a>
        })
    } else {
        let described_by = why.clone();
        Either::Right(view! {
            <span class="menu-item" role="link" aria-disabled="true" tabindex="0" aria-describedby=described_by>
                {t.see_notes}
                <span class="menu-reason" id=why>{t.no_notes}</span>
            </span>
        })
    };
    view! {
        <button class="icon-button" type="button" popovertarget=menu.clone() aria-label=label>
            {icon("more", "icon")}
        </button>
        <Menu id=menu>
            <div class="menu-list">
                <a class="menu-item" href=link(InteractionView::Conversation) data-noscroll="">{t.see_interaction}</a>
                {notes}
            </div>
        </Menu>
    }
}
