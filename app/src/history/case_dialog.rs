//! A case in a few words, opened by its ID.

use domain::CaseId;
use domain::CaseStatus;
use domain::history::CaseSummary;
use leptos::either::Either;
use leptos::prelude::*;

use crate::error::AppError;
use crate::locales::use_texts;
use crate::ui::dialog::{Dialog, Size};
use crate::ui::state::Failure;

/// The dialog *Caso #1234*.
#[component]
pub(super) fn CaseDialog(id: CaseId, found: Result<CaseSummary, AppError>, close: String) -> impl IntoView {
    let t = use_texts();
    let content = match found {
        Ok(summary) => Either::Left(view! { <Facts summary/> }),
        Err(error) => Either::Right(view! { <Failure error/> }),
    };
    view! {
        <Dialog title=(t.case_title)(&format!("#{id}")) close size=Size::Small>
            <div class="dialog-body">{content}</div>
        </Dialog>
    }
}

#[component]
fn Facts(summary: CaseSummary) -> impl IntoView {
    let t = use_texts();
    view! {
        <dl class="facts">
            <div><dt>{t.case_id}</dt><dd>{format!("#{}", summary.id)}</dd></div>
            <div>
                <dt>{t.customer}</dt>
                <dd>{summary.customer.unwrap_or_else(|| t.unknown_customer.to_owned())}</dd>
            </div>
            <div>
                <dt>{t.case_subject}</dt>
                <dd>{summary.subject.unwrap_or_else(|| t.no_subject.to_owned())}</dd>
            </div>
            <div>
                <dt>{t.case_status}</dt>
                <dd><span class=status_class(summary.status)>{t.status_name(summary.status)}</span></dd>
            </div>
        </dl>
    }
}

fn status_class(status: CaseStatus) -> &'static str {
    match status {
        CaseStatus::Waiting => "status status-waiting",
        CaseStatus::InService => "status status-in-service",
        CaseStatus::OnHold => "status status-on-hold",
        CaseStatus::Closed => "status status-closed",
        CaseStatus::Merged => "status status-merged",
    }
}
