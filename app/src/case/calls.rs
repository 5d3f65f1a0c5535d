//! *Histórico de Ligações*: all call attempts of the case.

use domain::cases::{CallFilter, CallList, CallRow};
use domain::duration::hh_mm_ss;
use domain::{CallStatus, CaseId, Millis, Protocol, number};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::address::Window;
use super::pages::{pages, toggle_link};
use super::status::SourceCase;
use super::window::Part;
use crate::conversation::chunk::Recording;
use crate::conversation::course::ended_by_name;
use crate::locales::{Texts, machine_time, use_texts};
use crate::ui::erased::IntoErased;
use crate::ui::filters::PeriodFields;
use crate::ui::icon::icon;
use crate::ui::pager::{HiddenFields, Pager};
use crate::ui::state::EmptyState;
use crate::ui::table::{self, ListTable, cell, column_heads, detail_row};
use crate::ui::user_text::user_text;

/// The content of the tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallsContent {
    pub(super) filter: CallFilter,
    pub(super) list: CallList,
}

/// The tab *Histórico de Ligações*.
#[component]
pub(super) fn Calls(window: Window, case: CaseId, content: Part<CallsContent>) -> impl IntoView {
    let filter =
        Memo::new(move |_| content.with(|content| content.as_ref().map(|content| content.filter.clone())));
    view! {
        {move || filter.get().map(|filter| view! { <Filters window filter/> })}
        {move || window.tracked(content).map(|content| view! { <Found window case content/> })}
    }
}

/// The call attempts that match the filters.
#[component]
fn Found(window: Window, case: CaseId, content: CallsContent) -> impl IntoView {
    let t = use_texts();
    let CallsContent { filter, list } = content;
    let impossible = filter.period.is_impossible();
    let filtered = filter != CallFilter::default();
    let page = list.page;
    if impossible {
        EitherOf3::A(())
    } else if list.rows.is_empty() {
        let text = if filtered { t.calls().no_calls_filtered } else { t.calls().no_calls };
        EitherOf3::B(view! { <EmptyState small=true text/> })
    } else {
        EitherOf3::C(view! {
            <div class="table-card">
                <Rows window case rows=list.rows/>
                <Pager address=pages(window) page/>
            </div>
        })
    }
}

/// The filters: status, period and number.
#[component]
fn Filters(window: Window, filter: CallFilter) -> impl IntoView {
    let t = use_texts();
    let filtered = filter != CallFilter::default();
    let (action, fields, cleared) = window.read(|window| {
        let cleared = window.with(&window.case.with_tab(window.case.tab));
        (window.form_action(), window.form_fields(), cleared)
    });
    let statuses = CallStatus::ALL.map(|status| {
        let selected = filter.status == Some(status);
        view! { <option value=status.as_str() selected=selected>{status_name(t, status)}</option> }
    });
    view! {
        <form method="get" action=action class="case-tools call-filters" role="search" aria-label=t.calls().filter_calls>
            <HiddenFields fields/>
            <div class="field">
                <label class="field-label" for="calls-number">{t.case().phone}</label>
                <input
                    class="input"
                    id="calls-number"
                    name="case.q"
                    inputmode="tel"
                    autocomplete="off"
                    maxlength="40"
                    value=filter.number.clone()
                />
            </div>
            <div class="field">
                <label class="field-label" for="calls-status">{t.case().status}</label>
                <select class="select-native" id="calls-status" name="case.status" autocomplete="off">
                    <option value="">{t.all_statuses}</option>
                    {statuses.collect_view()}
                </select>
            </div>
            <div class="unboxed"><PeriodFields period=filter.period prefix="case."/></div>
            <button class="button">{icon("filter", "icon")} {t.filter}</button>
            {filtered
                .then(|| view! { <a class="button button-quiet" href=cleared data-noscroll="">{t.clear_filters}</a> })}
        </form>
    }
}

#[component]
fn Rows(window: Window, case: CaseId, rows: Vec<CallRow>) -> impl IntoView {
    let t = use_texts();
    let heads = column_heads([
        ("col-time", t.column_date),
        ("col-phone", t.case().phone),
        ("col-status", t.case().status),
        ("col-agent", t.case().responsible),
        ("col-duration", t.column_duration),
        ("col-play", t.calls().recording),
    ]);
    // An interaction has one recording: open it only once, even if several attempts were answered.
    let mut opened = false;
    let rows = rows.into_iter().flat_map(|row| {
        let (href, open) = toggle_link(window, row.protocol.as_str());
        let open = open && row.recorded && row.in_scope && !opened;
        opened |= open;
        let recording = open.then(|| {
            view! { <RecordingRow protocol=row.protocol.clone() length=row.recording_length/> }.erased()
        });
        [Some(view! { <Row row case href open/> }.erased()), recording].into_iter().flatten()
    });
    let rows = rows.collect_view();
    view! { <ListTable class="list list-calls" label=t.case().tab_calls heads>{rows}</ListTable> }
}

/// A call attempt; if `open`, the player of its recording follows.
#[component]
fn Row(row: CallRow, case: CaseId, href: String, open: bool) -> impl IntoView {
    let t = use_texts();
    let phone = number::format(&row.number);
    let moment = machine_time(row.at);
    let from = (row.case != case).then(|| view! { <SourceCase case=row.case/> });
    let play = match (row.recorded, row.in_scope) {
        (false, _) => EitherOf3::A(view! { <span class="absent">{t.calls().not_recorded}</span> }),
        (true, false) => EitherOf3::B(view! { <span class="absent">{t.calls().out_of_scope}</span> }),
        (true, true) => {
            let label = if open { t.calls().close_recording } else { t.play };
            let name = format!("{label}: {phone}, {}", t.locale.date_time(row.at));
            EitherOf3::C(view! {
                <a
                    class="button button-small"
                    role="button"
                    href=href
                    aria-expanded=open.to_string()
                    aria-label=name
                    data-noscroll=""
                >
                    {icon(if open { "close" } else { "play" }, "icon")}
                    {label}
                </a>
            })
        }
    };
    let at = view! {
        <time datetime=moment>
            {t.locale.date(row.at.date())} " " <span class="time">{t.locale.time(row.at)}</span>
        </time>
        {from}
    };
    let status = view! { <span class=status_class(row.status)>{status_name(t, row.status)}</span> };
    let agent = match row.responsible {
        Some(name) => Either::Left(user_text(name)),
        None => Either::Right(view! { <span class="absent">{t.no_agent}</span> }),
    };
    let duration = hh_mm_ss(Millis::seconds(row.duration_s.cast_signed()));
    let hold = row.hold.filter(|hold| hold.0 > 0).map(|hold| {
        view! { <span class="call-detail">{t.course().hold} " " {hh_mm_ss(hold)}</span> }
    });
    let ended_by = row.ended_by.map(|side| {
        view! { <span class="call-detail">{t.course().ended_by} " " {ended_by_name(t, side)}</span> }
    });
    let cells = (
        cell("col-time cell-title", t.column_date, at),
        cell("col-phone", t.case().phone, user_text(phone)),
        cell("col-status", t.case().status, view! { {status} {ended_by} }),
        cell("col-agent", t.case().responsible, agent),
        cell("col-duration", t.column_duration, view! { {duration} {hold} }),
        cell("col-play", t.calls().recording, play),
    );
    table::row(None, cells)
}

/// The player of the call above it.
#[component]
fn RecordingRow(protocol: Protocol, length: Option<Millis>) -> impl IntoView {
    detail_row(6, view! { <Recording protocol exists=true length/> })
}

fn status_name(t: &Texts, status: CallStatus) -> &'static str {
    match status {
        CallStatus::Answered => t.calls().answered,
        CallStatus::NoAnswer => t.calls().no_answer,
        CallStatus::Busy => t.calls().busy,
        CallStatus::Failed => t.calls().failed,
        CallStatus::Abandoned => t.calls().abandoned,
    }
}

fn status_class(status: CallStatus) -> &'static str {
    match status {
        CallStatus::Answered => "status call-answered",
        CallStatus::NoAnswer | CallStatus::Abandoned => "status call-missed",
        CallStatus::Busy | CallStatus::Failed => "status call-failed",
    }
}
