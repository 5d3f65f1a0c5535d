//! The confirmation of a merge above the table: the selected cases, and *Confirmar*.

use domain::CaseId;
use domain::cases::CustomerCase;
#[cfg(feature = "ssr")]
use domain::cases::CustomerCases;
use domain::merge::MergeRefusal;
use leptos::either::Either;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::merging::{listed, number};
use super::status::Status;
use crate::locales::use_texts;
use crate::ui::icon::icon;
use crate::ui::user_text::user_text;

/// A merge to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MergeQuestion {
    target: CaseId,
    /// The cases that will be merged.
    sources: Vec<CustomerCase>,
    /// Selected cases that cannot be merged, with the reason.
    left_out: Vec<(CustomerCase, MergeRefusal)>,
}

impl MergeQuestion {
    /// The question about the selected cases; `None` if the open case cannot be a target.
    #[cfg(feature = "ssr")]
    pub(super) fn about(cases: &CustomerCases) -> Option<Self> {
        cases.may_receive().ok()?;
        let (sources, left_out) = cases.selected();
        Some(Self {
            target: cases.open.id,
            sources: sources.into_iter().cloned().collect(),
            left_out: left_out.into_iter().map(|(case, reason)| (case.clone(), reason)).collect(),
        })
    }

    /// Whether a case will be merged.
    pub(super) fn includes(&self, case: CaseId) -> bool {
        self.sources.iter().any(|source| source.case.id == case)
    }
}

/// The confirmation; `list` is the address of the table without it.
#[component]
pub(super) fn MergeAlert(question: MergeQuestion, list: String) -> impl IntoView {
    let t = use_texts();
    let target = number(question.target);
    let none = question.sources.is_empty();
    let sources: Vec<CaseId> = question.sources.iter().map(|source| source.case.id).collect();
    let (title, text) = if none {
        (t.merging().nothing_selected.to_owned(), (t.merging().nothing_selected_hint)(&target))
    } else {
        (
            (t.merging().question)(question.sources.len(), &target),
            (t.merging().consequence)(&listed(t, &sources), sources.len(), &target),
        )
    };
    let confirm = (!none).then(|| view! { <Confirm question=question.clone() return_to=list.clone()/> });
    view! {
        <section class="merge-alert" role="alert" aria-labelledby="merge-title">
            {icon("merge", "icon")}
            <div class="merge-alert-text">
                <h3 id="merge-title">{title}</h3>
                <Named cases=question.sources/>
                <p>{text}</p>
                <LeftOut cases=question.left_out/>
                <div class="merge-alert-actions">
                    {confirm}
                    <a class="button" href=list data-noscroll="">{t.case().cancel}</a>
                </div>
            </div>
        </section>
    }
}

/// A list of cases with ID, subject and status.
#[component]
fn Named(cases: Vec<CustomerCase>) -> impl IntoView {
    let t = use_texts();
    let items = cases.into_iter().map(|row| {
        let subject = row.subject.unwrap_or_else(|| t.no_subject.to_owned());
        view! {
            <li>
                <strong>{number(row.case.id)}</strong>
                <span>{user_text(subject)}</span>
                <Status status=row.case.status/>
            </li>
        }
    });
    let items = items.collect_view();
    if items.is_empty() {
        Either::Left(())
    } else {
        Either::Right(view! { <ul class="merge-list">{items}</ul> })
    }
}

#[component]
fn LeftOut(cases: Vec<(CustomerCase, MergeRefusal)>) -> impl IntoView {
    let t = use_texts();
    let items = cases.into_iter().map(
        |(row, reason)| view! { <li>{format!("{}: {}", number(row.case.id), t.merging().reason(reason))}</li> },
    );
    let items = items.collect_view();
    if items.is_empty() {
        Either::Left(())
    } else {
        Either::Right(view! {
            <div class="unboxed">
                <p>{t.merging().left_out}</p>
                <ul class="merge-list">{items}</ul>
            </div>
        })
    }
}

#[component]
fn Confirm(question: MergeQuestion, return_to: String) -> impl IntoView {
    let t = use_texts();
    let ids: Vec<String> = question.sources.iter().map(|source| source.case.id.to_string()).collect();
    view! {
        <form method="post" action="/sf/merge_cases" data-in-place="" data-focus="">
            <input type="hidden" name="target" value=question.target.to_string()/>
            <input type="hidden" name="sources" value=ids.join(",")/>
            <input type="hidden" name="back" value=return_to/>
            <button class="button button-primary">{t.merging().confirm}</button>
        </form>
    }
}
