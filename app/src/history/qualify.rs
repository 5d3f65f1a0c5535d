//! The *Qualificações* cell: a form for the agent of the interaction, read-only for others.

use domain::ContactReasonId;
use domain::history::{HistoryRow, Named};
use leptos::prelude::*;

use super::query::{HistoryQuery, Query};
use crate::locales::use_texts;
use crate::ui::user_text::truncated;

/// The contact reason; an empty cell with a text for screen readers if none is set.
#[component]
pub(super) fn Reason(reason: Option<Named<ContactReasonId>>) -> impl IntoView {
    let t = use_texts();
    match reason {
        Some(reason) => truncated(&reason.name).into_any(),
        None => view! { <span class="sr-only">{t.no_reason}</span> }.into_any(),
    }
}

/// The choice among the reasons of the queue. The form also sends the protocol and the current
/// reason, to detect edit conflicts. A reason that is no longer offered stays selected.
#[component]
pub(super) fn QualifyForm(
    query: Query,
    row: HistoryRow,
    reasons: Vec<Named<ContactReasonId>>,
) -> impl IntoView {
    let t = use_texts();
    let saved = row.reason.as_ref().map(|reason| reason.id);
    let retired = row.reason.clone().filter(|reason| reasons.iter().all(|offered| offered.id != reason.id));
    let retired =
        retired.map(|reason| Named { name: format!("{} {}", reason.name, t.retired_reason), ..reason });
    let options = reasons.into_iter().chain(retired).map(move |reason| {
        let id = reason.id;
        view! {
            <option
                value=id.to_string()
                selected=saved == Some(id)
                data-saved=(saved == Some(id)).then_some("")
            >
                {domain::bidi::plain(&reason.name)}
            </option>
        }
    });
    view! {
        <form method="post" action="/sf/qualify" class="qualify" data-in-place="">
            <input type="hidden" name="protocol" value=row.protocol.to_string()/>
            <input type="hidden" name="seen" value=saved.map(|id| id.to_string())/>
            <input type="hidden" name="back" value=query.with_value(HistoryQuery::href)/>
            <select
                class="select-native"
                dir="auto"
                name="reason"
                autocomplete="off"
                aria-label=format!("{}: {}", t.contact_reason, row.protocol)
            >
                <option
                    value=""
                    selected=saved.is_none()
                    data-saved=saved.is_none().then_some("")
                >
                    {t.no_reason}
                </option>
                {options.collect_view()}
            </select>
            <button class="button button-small qualify-save">{t.save}</button>
        </form>
    }
}
