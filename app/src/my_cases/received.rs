//! *Recebidos*: the cases that others have handed to the viewer and that wait to be continued. They come
//! before the list, whatever its status, order and page.

use domain::CaseId;
use domain::bidi::isolated;
use domain::cases::{ReceivedCase, ReceivedCases};
use leptos::prelude::*;

use super::query::MyCasesQuery;
use crate::case::status::Status;
use crate::locales::{machine_time, use_texts};
use crate::ui::icon::icon;
use crate::ui::user_text::truncated;

/// The received cases, if there are any.
#[component]
pub(super) fn Received(query: Signal<MyCasesQuery>, received: Memo<ReceivedCases>) -> impl IntoView {
    let words = use_texts().management();
    let is_empty = Memo::new(move |_| received.with(|received| received.cases.is_empty()));
    let items = move || {
        let cases = received.with(|received| received.cases.clone());
        cases.into_iter().map(|case| view! { <Item query case/> }).collect_view()
    };
    move || {
        (!is_empty.get()).then(|| {
            view! {
                <section class="card card-padded received" aria-labelledby="received-title">
                    <h2 class="card-title" id="received-title">{words.received}</h2>
                    <ul class="received-list">{items}</ul>
                    {move || {
                        received.with(|received| received.more).then(|| {
                            view! { <p class="muted">{words.received_more}</p> }
                        })
                    }}
                </section>
            }
        })
    }
}

/// A case: its number, who gave it, subject and status.
#[component]
fn Item(query: Signal<MyCasesQuery>, case: ReceivedCase) -> impl IntoView {
    let t = use_texts();
    let words = t.management();
    let ReceivedCase { id, subject, status, from, at } = case;
    let href = move || query.with(|query| with_case(query, id));
    view! {
        <li class="received-item">
            <a class="case-number" href=href data-noscroll="">{format!("#{id}")}</a>
            <span class="received-mark">
                {icon("user", "icon")}
                {(words.received_from)(&isolated(&from))}
            </span>
            <span class="received-subject">{truncated(subject.as_deref().unwrap_or(t.no_subject))}</span>
            <Status status/>
            <time class="muted" datetime=machine_time(at)>{t.locale.date_time(at)}</time>
        </li>
    }
}

/// The case window over the page, with what the giver wrote in its timeline.
fn with_case(query: &MyCasesQuery, case: CaseId) -> String {
    let case = crate::case::address::CaseAddress::of(case).with_tab(crate::case::address::CaseTab::Timeline);
    MyCasesQuery { case: Some(case), ..query.clone() }.href()
}
