//! The *Qualificações* cell: a form for the agent of the interaction, read-only for others.

use domain::ContactReasonId;
use domain::history::{HistoryRow, Named};
use leptos::either::Either;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::api;
use super::live::Lists;
use super::query::HistoryQuery;
use crate::error::AppError;
use crate::locales::use_texts;
use crate::ui::notice::Notice;
use crate::ui::user_text::truncated;

/// The contact reason; an empty cell with a text for screen readers if none is set.
#[component]
pub(super) fn Reason(reason: Option<Named<ContactReasonId>>) -> impl IntoView {
    let t = use_texts();
    match reason {
        Some(reason) => Either::Left(truncated(&reason.name)),
        None => Either::Right(view! { <span class="sr-only">{t.no_reason}</span> }),
    }
}

/// The choice among the reasons of the queue. The form also sends the protocol and the current
/// reason, to detect edit conflicts. A reason that is no longer offered stays selected. In the
/// browser it is saved in place.
#[component]
pub(super) fn QualifyForm(
    lists: Lists,
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
    let query = lists.query;
    let protocol = row.protocol.clone();
    let (form, choice) = (NodeRef::<html::Form>::new(), NodeRef::<html::Select>::new());
    let saving = RwSignal::new(false);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(choice) = choice.get_untracked().filter(|_| !saving.get_untracked()) else { return };
        saving.set(true);
        let seen = saved.map(|id| id.to_string()).unwrap_or_default();
        let asked = api::qualify(protocol.clone(), choice.value(), seen, None);
        leptos::task::spawn_local(async move {
            let outcome = asked.await;
            saving.try_set(false);
            match outcome {
                Ok(notice) => lists.show(notice),
                // The form waits for the person to sign in again.
                Err(AppError::SignedOut) => send(form),
                Err(AppError::Unreachable) => announce_failure(),
                Err(error) => lists.show(Notice::refused(error.message(t))),
            }
        });
    };
    view! {
        <form
            method="post"
            action="/sf/qualify"
            class="qualify"
            data-in-place=""
            node_ref=form
            aria-busy=move || saving.get().then_some("true")
            on:submit=save
        >
            <input type="hidden" name="protocol" value=row.protocol.to_string()/>
            <input type="hidden" name="seen" value=saved.map(|id| id.to_string())/>
            <input type="hidden" name="back" value=move || query.with(HistoryQuery::href)/>
            <select
                class="select-native"
                dir="auto"
                name="reason"
                node_ref=choice
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

/// Sends a form as a page that is loaded.
fn send(form: NodeRef<html::Form>) {
    #[cfg(feature = "hydrate")]
    if let Some(form) = form.try_get_untracked().flatten() {
        crate::browser::send(&form);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = form;
}

/// Says that the server could not be reached; the choice stays.
fn announce_failure() {
    #[cfg(feature = "hydrate")]
    crate::browser::announce_failure();
}
