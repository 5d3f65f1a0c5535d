//! The alert above the table: what is about to be merged, and *Confirmar*.

use domain::CaseId;
use domain::merge::MergeRefusal;
use leptos::either::Either;
use leptos::prelude::*;
use store::cases::{CustomerCase, CustomerCases};

use super::merging::{listed, number};
use super::status::Status;
use crate::locales::use_texts;
use crate::ui::foreign::foreign;
use crate::ui::icon::icon;

/// What the alert is about.
#[derive(Clone)]
pub(super) struct MergeQuestion {
    target: CaseId,
    /// What goes.
    sources: Vec<CustomerCase>,
    /// What was selected and does not go.
    left_out: Vec<(CustomerCase, MergeRefusal)>,
}

impl MergeQuestion {
    /// The question about what was selected; nothing of it goes where the target receives nothing.
    pub(super) fn about(cases: &CustomerCases) -> Option<Self> {
        cases.may_receive().ok()?;
        let (sources, left_out) = cases.selected();
        Some(Self {
            target: cases.open.id,
            sources: sources.into_iter().cloned().collect(),
            left_out: left_out.into_iter().map(|(case, reason)| (case.clone(), reason)).collect(),
        })
    }

    /// Whether this case is going to be merged.
    pub(super) fn includes(&self, case: CaseId) -> bool {
        self.sources.iter().any(|source| source.case.id == case)
    }
}

/// The alert; `list` is the address of the table without it.
#[component]
pub(super) fn MergeAlert(question: MergeQuestion, list: String) -> impl IntoView {
    let t = use_texts();
    let target = number(question.target);
    let none = question.sources.is_empty();
    let sources: Vec<CaseId> = question.sources.iter().map(|source| source.case.id).collect();
    let (title, text) = if none {
        (t.merging.nothing_selected.to_owned(), (t.merging.nothing_selected_hint)(&target))
    } else {
        (
            (t.merging.question)(question.sources.len(), &target),
            (t.merging.consequence)(&listed(t, &sources), sources.len(), &target),
        )
    };
    let confirm = (!none).then(|| view! { <Confirm question=question.clone() back=list.clone()/> });
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
                    <a class="button" href=list data-noscroll="">{t.case.cancel}</a>
                </div>
            </div>
        </section>
    }
}

/// The cases by ID and subject.
#[component]
fn Named(cases: Vec<CustomerCase>) -> impl IntoView {
    let t = use_texts();
    let items = cases.into_iter().map(|row| {
        let subject = row.subject.unwrap_or_else(|| t.no_subject.to_owned());
        view! {
            <li>
                <strong>{number(row.case.id)}</strong>
                <span>{foreign(subject)}</span>
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
        |(row, reason)| view! { <li>{format!("{}: {}", number(row.case.id), t.merging.reason(reason))}</li> },
    );
    let items = items.collect_view();
    if items.is_empty() {
        Either::Left(())
    } else {
        Either::Right(view! { <p>{t.merging.left_out}</p><ul class="merge-list">{items}</ul> })
    }
}

#[component]
fn Confirm(question: MergeQuestion, back: String) -> impl IntoView {
    let t = use_texts();
    let ids: Vec<String> = question.sources.iter().map(|source| source.case.id.to_string()).collect();
    view! {
        <form method="post" action="/sf/merge_cases" data-in-place="">
            <input type="hidden" name="target" value=question.target.to_string()/>
            <input type="hidden" name="sources" value=ids.join(",")/>
            <input type="hidden" name="back" value=back/>
            <button class="button button-primary">{t.merging.confirm}</button>
        </form>
    }
}
