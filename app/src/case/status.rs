//! *Situação* as it looks everywhere: a word with a dot, never colour alone.

use domain::CaseStatus;
use leptos::prelude::*;

use crate::locales::use_texts;

/// The word with its dot.
#[component]
pub(crate) fn Status(status: CaseStatus) -> impl IntoView {
    let t = use_texts();
    view! { <span class=class(status)>{t.status_name(status)}</span> }
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
