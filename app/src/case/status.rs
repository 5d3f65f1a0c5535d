//! How a case is marked wherever it is met: *Situação*, a word with a dot, never colour alone; and
//! where something came from, once a case was folded into another.

use domain::{CaseId, CaseStatus};
use leptos::prelude::*;

use crate::locales::use_texts;

/// The word with its dot.
#[component]
pub(crate) fn Status(status: CaseStatus) -> impl IntoView {
    let t = use_texts();
    view! { <span class=class(status)>{t.status_name(status)}</span> }
}

/// *Veio do caso #N*, beside what stood in a case that was folded into the one shown.
#[component]
pub(super) fn CameFrom(case: CaseId) -> impl IntoView {
    let t = use_texts();
    view! { <span class="came-from">{(t.case.came_from)(&format!("#{case}"))}</span> }
}

fn class(status: CaseStatus) -> &'static str {
    match status {
        CaseStatus::Waiting => "status status-waiting",
        CaseStatus::InService => "status status-in-service",
        CaseStatus::OnHold => "status status-on-hold",
        CaseStatus::Closed => "status status-closed",
        CaseStatus::Merged => "status status-merged",
    }
}
