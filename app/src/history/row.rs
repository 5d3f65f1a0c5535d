//! A row of the history table.

use domain::duration::hh_mm_ss;
use domain::history::HistoryRow;
use domain::number::{self, NumberColumn};
use domain::{CaseId, Protocol};
use leptos::either::Either;
use leptos::prelude::*;

use super::live::Lists;
use super::qualify::{QualifyForm, Reason};
use super::query::{InteractionView, Overlay, Query};
use crate::case::address::CaseAddress;
use crate::locales::machine_time;
use crate::locales::use_texts;
use crate::ui::channel::ChannelBadge;
use crate::ui::copy::ProtocolNumber;
use crate::ui::icon::icon;
use crate::ui::menu::Menu;
use crate::ui::table::{self, cell};
use crate::ui::user_text::truncated;

/// A row. Of an interaction only its contact reason changes; the viewer may choose it for their own.
#[component]
pub(super) fn Row(lists: Lists, row: HistoryRow, shows_wait: Memo<bool>) -> impl IntoView {
    let t = use_texts();
    let query = lists.query;
    let number = match number::column(row.channel, row.direction, row.number.as_deref(), &row.queue.name) {
        NumberColumn::Number(number) => number,
        NumberColumn::Queue(queue) => queue.to_owned(),
        NumberColumn::StartedByAgent => t.started_by_agent.to_owned(),
        NumberColumn::Unknown => String::new(),
    };
    let (own, queue, before) = (row.own, row.queue.id, row.clone());
    let current = Memo::new(move |_| lists.row(&before.protocol).unwrap_or_else(|| before.clone()));
    let reasons = Memo::new(move |_| lists.reasons(queue));
    let qualification = if own {
        Either::Left(view! { <QualifyForm lists row=current reasons/> })
    } else {
        Either::Right(move || view! { <Reason reason=current.get().reason/> })
    };
    let id = format!("row-{}", row.protocol);
    let title = view! {
        <ProtocolNumber protocol=row.protocol.clone()/>
        <CaseLink query case=row.case/>
    };
    let queued = view! {
        <time datetime=machine_time(row.queued)>
            {t.locale.date(row.queued.date())} " " <span class="time">{t.locale.time(row.queued)}</span>
        </time>
    };
    let channel =
        view! { <ChannelBadge channel=row.channel direction=row.direction id=row.protocol.to_string()/> };
    let waited = row.wait;
    let wait = move || {
        let label = t.history_filters.wait;
        shows_wait.get().then(|| cell("col-wait", label, hh_mm_ss(waited)))
    };
    let cells = (
        cell("col-protocol cell-title", t.column_protocol, title),
        cell("col-time", t.column_date, queued),
        cell("col-duration", t.column_duration, hh_mm_ss(row.duration)),
        wait,
        cell("col-queue", t.column_queue, truncated(&row.queue.name)),
        cell("col-number", t.column_number, truncated(&number)),
        cell("col-channel", t.column_channel, channel),
        cell("col-reason", t.column_qualification, qualification),
        cell(
            "col-actions cell-corner",
            t.column_actions,
            view! { <Actions query protocol=row.protocol has_notes=row.has_notes/> },
        ),
    );
    table::row(Some(id), cells)
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
