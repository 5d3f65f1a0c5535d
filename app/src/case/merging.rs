//! How merged cases are named, and *Desfazer unificação*.

use domain::CaseId;
use leptos::prelude::*;

use crate::locales::{Texts, use_texts};

/// The display form of a case ID.
pub(super) fn number(case: CaseId) -> String {
    format!("#{case}")
}

/// "#1, #2 e #3".
pub(super) fn listed(t: &Texts, cases: &[CaseId]) -> String {
    let numbers: Vec<String> = cases.iter().copied().map(number).collect();
    match numbers.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} {} {last}", before.join(", "), t.merging().and),
        None => String::new(),
    }
}

/// *Desfazer unificação*: a form with one button. `source` is the merged case.
#[component]
pub(super) fn UndoMerge(source: CaseId, return_to: String) -> impl IntoView {
    let t = use_texts();
    view! {
        <form method="post" action="/sf/undo_merge" class="undo-merge" data-in-place="">
            <input type="hidden" name="source" value=source.to_string()/>
            <input type="hidden" name="back" value=return_to/>
            <button class="button button-small" aria-label=(t.merging().undo_case)(&number(source))>
                {t.merging().undo}
            </button>
        </form>
    }
}
