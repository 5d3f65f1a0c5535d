//! Badges of a case: its status (*Situação*), and the source case of merged content.

use domain::{CaseId, CaseStatus};
use leptos::prelude::*;

use crate::locales::use_texts;

/// The status of a case as text with a coloured dot.
#[component]
pub(crate) fn Status(status: CaseStatus) -> impl IntoView {
    let t = use_texts();
    view! { <span class=class(status)>{t.status_name(status)}</span> }
}

/// *Veio do caso #N*: marks content that came from a case merged into the one shown.
#[component]
pub(super) fn SourceCase(case: CaseId) -> impl IntoView {
    let t = use_texts();
    view! { <span class="came-from">{(t.case().came_from)(&format!("#{case}"))}</span> }
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
