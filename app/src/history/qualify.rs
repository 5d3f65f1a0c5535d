//! The *Qualificações* cell: agents choose the reason of their own interactions, everybody else
//! reads it.

use domain::history::{HistoryRow, Named};
use domain::{ContactReasonId, Protocol};
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::Query;
use super::api::Qualify;
use super::flash::sentence;
use super::query::HistoryQuery;
use crate::locales::use_texts;
use crate::ui::announcer::use_announcer;

/// The reason, or a dash where none is set.
#[component]
pub(super) fn Reason(reason: Option<Named<ContactReasonId>>) -> impl IntoView {
    let t = use_texts();
    match reason {
        Some(reason) => {
            view! { <span class="ellipsis" title=reason.name.clone()>{reason.name.clone()}</span> }.into_any()
        }
        None => view! { <span class="sr-only">{t.no_reason}</span> }.into_any(),
    }
}

/// The choice among the queue's reasons. A reason that the queue no longer offers stays visible
/// until it is changed.
#[component]
pub(super) fn QualifyForm(
    query: Query,
    row: HistoryRow,
    reasons: Vec<Named<ContactReasonId>>,
) -> impl IntoView {
    let t = use_texts();
    let action = ServerAction::<Qualify>::new();
    let announce = use_announcer();
    let saved = RwSignal::new(row.reason.as_ref().map(|reason| reason.id));
    let message = RwSignal::new(None::<(String, bool)>);
    Effect::new(move |_| {
        if let Some(outcome) = action.value().get() {
            if let Ok(done) = &outcome {
                saved.set(done.now.as_ref().map(|reason| reason.id));
            }
            let (text, good) = sentence(&outcome, t);
            announce(text.clone());
            message.set(Some((text, good)));
        }
    });
    let retired = row.reason.clone().filter(|reason| reasons.iter().all(|offered| offered.id != reason.id));
    let retired =
        retired.map(|reason| Named { name: format!("{} {}", reason.name, t.retired_reason), ..reason });
    let options = reasons.into_iter().chain(retired).map(move |reason| {
        let id = reason.id;
        view! {
            <option
                value=id.to_string()
                selected=saved.get_untracked() == Some(id)
                data-saved=move || (saved.get() == Some(id)).then_some("")
            >
                {reason.name}
            </option>
        }
    });
    view! {
        <ActionForm action attr:class="qualify">
            <Identity protocol=row.protocol.clone() saved query/>
            <select
                class="select-native"
                name="reason"
                autocomplete="off"
                aria-label=format!("{}: {}", t.contact_reason, row.protocol)
            >
                <option
                    value=""
                    selected=saved.get_untracked().is_none()
                    data-saved=move || saved.get().is_none().then_some("")
                >
                    {t.no_reason}
                </option>
                {options.collect_view()}
            </select>
            <button class="button button-small qualify-save" disabled=move || action.pending().get()>
                {t.save}
            </button>
            {move || {
                message
                    .get()
                    .map(|(text, good)| {
                        let class = if good { "qualify-done" } else { "field-error" };
                        view! { <p class=class>{text}</p> }
                    })
            }}
        </ActionForm>
    }
}

/// What the form sends along: whose reason, what stood there when the agent looked, and where to
/// go on without WASM.
#[component]
fn Identity(protocol: Protocol, saved: RwSignal<Option<ContactReasonId>>, query: Query) -> impl IntoView {
    let seen = move || saved.get().map(|id| id.to_string()).unwrap_or_default();
    view! {
        <input type="hidden" name="protocol" value=protocol.to_string()/>
        <input type="hidden" name="seen" value=seen/>
        <input type="hidden" name="back" value=move || query.with(HistoryQuery::href)/>
    }
}
