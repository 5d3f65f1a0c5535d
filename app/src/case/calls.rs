//! *Histórico de Ligações*: all call attempts of the case.

use domain::cases::{CallFilter, CallList, CallRow, CaseHead};
use domain::duration::hh_mm_ss;
use domain::{CallStatus, Millis, Period, number};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use super::address::{CaseAddress, Window};
use super::pages::{pages, toggle_link};
use super::status::SourceCase;
use crate::context::RequestContext;
use crate::conversation::player::RecordingIsland;
use crate::error::AppError;
use crate::locales::machine_time;
use crate::locales::{Texts, use_texts};
use crate::ui::filters::PeriodFields;
use crate::ui::icon::icon;
use crate::ui::pager::{HiddenFields, Pager};
use crate::ui::state::EmptyState;
use crate::ui::table::{ListTable, column_heads};
use crate::ui::user_text::user_text;

/// The content of the tab.
pub(crate) struct CallsContent {
    filter: CallFilter,
    list: CallList,
}

/// Loads the content for an address.
pub(super) async fn load(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
) -> Result<CallsContent, AppError> {
    let filter = filter(address);
    let list = context.scoped()?.cases().calls(head.id, &filter, address.page()).await?;
    Ok(CallsContent { filter, list })
}

fn filter(address: &CaseAddress) -> CallFilter {
    let day = |name| address.field(name).and_then(|day| day.parse().ok());
    CallFilter {
        status: address.field("status").and_then(CallStatus::parse),
        period: Period { from: day("from"), to: day("to") },
        number: address.search().to_owned(),
    }
}

/// The tab *Histórico de Ligações*.
#[component]
pub(super) fn Calls(window: Window, head: CaseHead, content: CallsContent) -> impl IntoView {
    let t = use_texts();
    let CallsContent { filter, list } = content;
    let impossible = filter.period.is_impossible();
    let filtered = filter != CallFilter::default();
    let page = list.page;
    let rows = if impossible {
        EitherOf3::A(())
    } else if list.rows.is_empty() {
        let text = if filtered { t.calls.no_calls_filtered } else { t.calls.no_calls };
        EitherOf3::B(view! { <EmptyState small=true text/> })
    } else {
        EitherOf3::C(view! {
            <div class="table-card">
                <Rows window case=head.id rows=list.rows/>
                <Pager address=pages(window) page/>
            </div>
        })
    };
    view! {
        <Filters window filter filtered/>
        {rows}
    }
}

/// The filters: status, period and number.
#[component]
fn Filters(window: Window, filter: CallFilter, filtered: bool) -> impl IntoView {
    let t = use_texts();
    let (action, fields, cleared) = window.with_value(|window| {
        let cleared = window.with(&window.case.with_tab(window.case.tab));
        (window.form_action(), window.form_fields(), cleared)
    });
    let statuses = CallStatus::ALL.map(|status| {
        let selected = filter.status == Some(status);
        view! { <option value=status.as_str() selected=selected>{status_name(t, status)}</option> }
    });
    view! {
        <form method="get" action=action class="case-tools call-filters" role="search" aria-label=t.calls.filter_calls>
            <HiddenFields fields/>
            <div class="field">
                <label class="field-label" for="calls-number">{t.case.phone}</label>
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
                <label class="field-label" for="calls-status">{t.case.status}</label>
                <select class="select-native" id="calls-status" name="case.status" autocomplete="off">
                    <option value="">{t.all_statuses}</option>
                    {statuses.collect_view()}
                </select>
            </div>
            <PeriodFields period=filter.period prefix="case."/>
            <button class="button">{icon("filter", "icon")} {t.filter}</button>
            {filtered
                .then(|| view! { <a class="button button-quiet" href=cleared data-noscroll="">{t.clear_filters}</a> })}
        </form>
    }
}

#[component]
fn Rows(window: Window, case: domain::CaseId, rows: Vec<CallRow>) -> impl IntoView {
    let t = use_texts();
    let heads = column_heads([
        ("col-time", t.column_date),
        ("col-phone", t.case.phone),
        ("col-status", t.case.status),
        ("col-agent", t.case.responsible),
        ("col-duration", t.column_duration),
        ("col-play", t.calls.recording),
    ]);
    // An interaction has one recording: open it only once, even if several attempts were answered.
    let mut opened = false;
    let rows = rows.into_iter().map(|row| {
        let (href, open) = toggle_link(window, row.protocol.as_str());
        let open = open && row.recorded && row.in_scope && !opened;
        opened |= open;
        view! { <Row row case href open/> }
    });
    let rows = rows.collect_view();
    view! { <ListTable class="list list-calls" label=t.case.tab_calls heads>{rows}</ListTable> }
}

/// A call attempt; if `open`, with the player of its recording.
#[component]
fn Row(row: CallRow, case: domain::CaseId, href: String, open: bool) -> impl IntoView {
    let t = use_texts();
    let phone = number::format(&row.number);
    let moment = machine_time(row.at);
    let from = (row.case != case).then(|| view! { <SourceCase case=row.case/> });
    let play = match (row.recorded, row.in_scope) {
        (false, _) => EitherOf3::A(view! { <span class="absent">{t.calls.not_recorded}</span> }),
        (true, false) => EitherOf3::B(view! { <span class="absent">{t.calls.out_of_scope}</span> }),
        (true, true) => {
            let label = if open { t.calls.close_recording } else { t.play };
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
    let recording = open.then(|| {
        let protocol = row.protocol.clone();
        view! {
            <tr role="row" class="row-open">
                <td role="cell" colspan="6"><RecordingIsland protocol exists=true/></td>
            </tr>
        }
    });
    view! {
        <tr role="row">
            <td role="cell" class="col-time cell-title" data-label=t.column_date>
                <time datetime=moment>
                    {t.locale.date(row.at.date())} " " <span class="time">{t.locale.time(row.at)}</span>
                </time>
                {from}
            </td>
            <td role="cell" class="col-phone" data-label=t.case.phone>{user_text(phone)}</td>
            <td role="cell" class="col-status" data-label=t.case.status>
                <span class=status_class(row.status)>{status_name(t, row.status)}</span>
            </td>
            <td role="cell" class="col-agent" data-label=t.case.responsible>
                {match row.responsible {
                    Some(name) => Either::Left(user_text(name)),
                    None => Either::Right(view! { <span class="absent">{t.no_agent}</span> }),
                }}
            </td>
            <td role="cell" class="col-duration" data-label=t.column_duration>
                {hh_mm_ss(Millis::seconds(row.duration_s.cast_signed()))}
            </td>
            <td role="cell" class="col-play" data-label=t.calls.recording>{play}</td>
        </tr>
        {recording}
    }
}

fn status_name(t: &Texts, status: CallStatus) -> &'static str {
    match status {
        CallStatus::Answered => t.calls.answered,
        CallStatus::NoAnswer => t.calls.no_answer,
        CallStatus::Busy => t.calls.busy,
        CallStatus::Failed => t.calls.failed,
        CallStatus::Abandoned => t.calls.abandoned,
    }
}

fn status_class(status: CallStatus) -> &'static str {
    match status {
        CallStatus::Answered => "status call-answered",
        CallStatus::NoAnswer | CallStatus::Abandoned => "status call-missed",
        CallStatus::Busy | CallStatus::Failed => "status call-failed",
    }
}
