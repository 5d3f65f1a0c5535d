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
use crate::ui::user_text::truncated;

/// A row. Of an interaction only its contact reason changes; the viewer may choose it for their own.
#[component]
pub(super) fn Row(lists: Lists, row: HistoryRow) -> impl IntoView {
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
    view! {
        <tr role="row" id=id>
            <td role="cell" class="col-protocol cell-title" data-label=t.column_protocol>
                <ProtocolNumber protocol=row.protocol.clone()/>
                <CaseLink query case=row.case/>
            </td>
            <td role="cell" class="col-time" data-label=t.column_date>
                <time datetime=machine_time(row.queued)>
                    {t.locale.date(row.queued.date())} " " <span class="time">{t.locale.time(row.queued)}</span>
                </time>
            </td>
            <td role="cell" class="col-duration" data-label=t.column_duration>{hh_mm_ss(row.duration)}</td>
            <td role="cell" class="col-queue" data-label=t.column_queue>
                {truncated(&row.queue.name)}
            </td>
            <td role="cell" class="col-number" data-label=t.column_number>
                {truncated(&number)}
            </td>
            <td role="cell" class="col-channel" data-label=t.column_channel>
                <ChannelBadge channel=row.channel direction=row.direction id=row.protocol.to_string()/>
            </td>
            <td role="cell" class="col-reason" data-label=t.column_qualification>{qualification}</td>
            <td role="cell" class="col-actions cell-corner" data-label=t.column_actions>
                <Actions query protocol=row.protocol has_notes=row.has_notes/>
            </td>
        </tr>
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
    let link = |view| {
        let protocol = protocol.clone();
        move || query.with(|query| query.with_interaction(&protocol, view).href())
    };
    let notes = if has_notes {
        Either::Left(view! {
            <a class="menu-item" href=link(InteractionView::Notes) data-noscroll="">{t.see_notes}</a>
        })
    } else {
        let why = format!("why-{protocol}");
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
        <div class="popover menu" id=menu popover="auto">
            <div class="menu-list">
                <a class="menu-item" href=link(InteractionView::Conversation) data-noscroll="">{t.see_interaction}</a>
                {notes}
            </div>
        </div>
    }
}
