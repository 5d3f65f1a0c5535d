//! The *Qualificações* cell: a form for the agent of the interaction, read-only for others.

use domain::history::{HistoryRow, Named};
use domain::{ContactReasonId, Protocol};
use leptos::either::Either;
use leptos::ev::{KeyboardEvent, SubmitEvent};
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

/// The choice among the reasons of the queue. In the browser what is chosen is saved at once, and can
/// be undone; with the keys it is saved when the choice is left or confirmed, as arrows pass
/// others on their way. The form also sends the protocol and the current reason, to detect edit
/// conflicts. A reason that is no longer offered stays selected.
#[component]
pub(super) fn QualifyForm(
    lists: Lists,
    row: Memo<HistoryRow>,
    reasons: Memo<Vec<Named<ContactReasonId>>>,
) -> impl IntoView {
    let t = use_texts();
    let query = lists.query;
    let protocol = row.with_untracked(|row| row.protocol.clone());
    let listed = Memo::new(move |_| row.with(|row| row.reason.as_ref().map(|reason| reason.id)));
    let saved = RwSignal::new(listed.get_untracked());
    let qualification = Qualification {
        lists,
        protocol: StoredValue::new(protocol.clone()),
        saved,
        form: NodeRef::new(),
        choice: NodeRef::new(),
        saving: RwSignal::new(false),
        undo: RwSignal::new(None),
        passing: StoredValue::new(false),
        is_next: StoredValue::new(false),
    };
    let Qualification { form, choice, saving, undo, .. } = qualification;
    // A choice that is not saved stays; any other shows what was saved elsewhere.
    Effect::watch(
        move || listed.get(),
        move |now, _, _| {
            let before = saved.get_untracked();
            if before == *now {
                return;
            }
            if choice.get_untracked().is_some_and(|choice| choice.value() == text(before)) {
                qualification.show(text(*now));
            }
            saved.set(*now);
            undo.set(None);
        },
        false,
    );
    let is_none = move || saved.get().is_none();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        qualification.save();
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
            <input type="hidden" name="protocol" value=protocol.to_string()/>
            <input type="hidden" name="seen" value=move || saved.get().map(|id| id.to_string())/>
            <input type="hidden" name="back" value=move || query.with(HistoryQuery::href)/>
            <select
                class="select-native"
                dir="auto"
                name="reason"
                node_ref=choice
                autocomplete="off"
                aria-label=format!("{}: {}", t.contact_reason, protocol)
                on:keydown=move |event| qualification.press(&event)
                on:pointerdown=move |_| qualification.passing.set_value(false)
                on:change=move |_| if !qualification.passing.get_value() { qualification.save() }
                on:blur=move |_| qualification.save()
            >
                <option value="" selected=is_none data-saved=move || is_none().then_some("")>
                    {t.no_reason}
                </option>
                <Options row saved reasons/>
            </select>
            <button class="button button-small qualify-save">{t.save}</button>
            {move || {
                undo.get().map(|before| view! {
                    <button
                        class="button button-small qualify-undo"
                        type="button"
                        on:click=move |_| qualification.take_back(before.clone())
                    >
                        {t.undo}
                    </button>
                })
            }}
        </form>
    }
}

/// The reasons that the queue offers, and the chosen one, which may not be offered any more.
#[component]
fn Options(
    row: Memo<HistoryRow>,
    saved: RwSignal<Option<ContactReasonId>>,
    reasons: Memo<Vec<Named<ContactReasonId>>>,
) -> impl IntoView {
    let t = use_texts();
    let retired = Memo::new(move |_| {
        let reason = row.with(|row| row.reason.clone())?;
        let is_offered = reasons.with(|reasons| reasons.iter().any(|offered| offered.id == reason.id));
        (!is_offered).then(|| Named { name: format!("{} {}", reason.name, t.retired_reason), ..reason })
    });
    move || {
        let options = reasons.get().into_iter().chain(retired.get());
        let options = options.map(move |reason| {
            let id = reason.id;
            let is_saved = move || saved.get() == Some(id);
            view! {
                <option
                    value=reason.id.to_string()
                    selected=is_saved
                    data-saved=move || is_saved().then_some("")
                >
                    {domain::bidi::plain(&reason.name)}
                </option>
            }
        });
        options.collect_view()
    }
}

/// The choice of one interaction.
#[derive(Clone, Copy)]
struct Qualification {
    lists: Lists,
    protocol: StoredValue<Protocol>,
    /// The reason that is saved.
    saved: RwSignal<Option<ContactReasonId>>,
    form: NodeRef<html::Form>,
    choice: NodeRef<html::Select>,
    saving: RwSignal<bool>,
    /// The choice before the last one that was saved here.
    undo: RwSignal<Option<String>>,
    /// Whether keys pass over the reasons.
    passing: StoredValue<bool>,
    /// Whether something was chosen while a choice was being saved.
    is_next: StoredValue<bool>,
}

/// A choice as the form sends it: the ID of the reason, empty for none.
fn text(reason: Option<ContactReasonId>) -> String {
    reason.map(|id| id.to_string()).unwrap_or_default()
}

impl Qualification {
    /// Saves the choice, unless it is saved already.
    fn save(self) {
        let Some(choice) = self.choice.get_untracked() else { return };
        self.passing.set_value(false);
        let (wanted, seen) = (choice.value(), text(self.saved.get_untracked()));
        if wanted != seen {
            self.send(wanted, seen.clone(), Some(seen));
        }
    }

    /// Saves the choice before the last one again.
    fn take_back(self, before: String) {
        self.show(before.clone());
        // The button goes; the person goes on with the choice.
        if let Some(choice) = self.choice.get_untracked() {
            let _ = choice.focus();
        }
        self.send(before, text(self.saved.get_untracked()), None);
    }

    /// Follows the keys in the choice: those that open its list do not pass over reasons.
    fn press(self, event: &KeyboardEvent) {
        match event.key().as_str() {
            "Enter" => {
                event.prevent_default();
                self.save();
            }
            "Tab" | "Shift" | "Escape" | " " => {}
            _ if event.alt_key() || event.ctrl_key() || event.meta_key() => {}
            _ => self.passing.set_value(true),
        }
    }

    /// Shows a choice.
    fn show(self, value: String) {
        if let Some(choice) = self.choice.get_untracked() {
            choice.set_value(&value);
        }
    }

    /// Sends a choice; `undo` is what can be chosen again once it is saved.
    fn send(self, wanted: String, seen: String, undo: Option<String>) {
        if self.saving.get_untracked() {
            self.is_next.set_value(true);
            return;
        }
        self.saving.set(true);
        self.is_next.set_value(false);
        let t = use_texts();
        let asked = api::qualify(self.protocol.get_value(), wanted.clone(), seen, None);
        leptos::task::spawn_local(async move {
            let outcome = asked.await;
            // The row may be gone with the page.
            if self.saving.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(notice) if notice.is_good() => {
                    self.saved.set(wanted.parse().ok());
                    self.undo.set(undo);
                    self.lists.qualified(notice);
                    if self.is_next.get_value() {
                        self.save();
                    }
                }
                // The form waits for the person to sign in again, or is sent as a page would.
                Err(AppError::SignedOut | AppError::Outdated) => send(self.form),
                Err(AppError::Unreachable) => announce_failure(),
                Ok(notice) => self.refuse(notice),
                Err(error) => self.refuse(Notice::refused(error.message(t))),
            }
        });
    }

    /// Takes back a choice that the server refused, and says why.
    fn refuse(self, why: Notice) {
        self.show(text(self.saved.get_untracked()));
        self.lists.show(why);
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
