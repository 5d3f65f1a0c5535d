//! The upload form of attachments: a plain form, enhanced with a drop zone and upload progress.

use domain::{CaseId, bidi};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::address::{CaseTab, Window};
use super::transfer::{Item, State, UploadQueue};
use crate::locales::use_texts;
use crate::ui::icon::icon;

/// The upload form. Without WASM it is a plain form; files larger than `max_bytes` are not sent.
#[component]
pub(super) fn Upload(window: Window, case: CaseId, max_bytes: u64, extensions: String) -> impl IntoView {
    let texts = use_texts();
    let (t, words) = (texts.upload(), texts.validity());
    let action = format!("/cases/{case}/attachments");
    let return_to = window.follow(|window| window.with(&window.case.with_tab(CaseTab::Attachments)));
    let hint = (texts.attachments().limit)(&texts.locale.file_size(max_bytes));
    let uploads = UploadQueue::new(action.clone(), max_bytes);
    let (over, input) = (RwSignal::new(false), NodeRef::<html::Input>::new());
    let chosen = move |_| {
        if let Some(input) = input.get_untracked() {
            uploads.add(input.files());
            input.set_value("");
        }
    };
    let dropped = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        uploads.add(event.data_transfer().and_then(|data| data.files()));
    };
    view! {
        <div
            class="upload"
            data-over=move || over.get().then_some("")
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <form class="upload-form" method="post" enctype="multipart/form-data" action=action>
                <input type="hidden" name="back" value=return_to/>
                <div class="file-field">
                    <input
                        class="file-input"
                        id="upload-file"
                        type="file"
                        name="file"
                        multiple
                        required
                        accept=extensions
                        autocomplete="off"
                        node_ref=input
                        on:change=chosen
                    />
                    <label class="button" for="upload-file">{icon("upload", "icon")} {t.choose}</label>
                    <span
                        class="file-chosen"
                        aria-hidden="true"
                        data-none=words.no_file_chosen
                        data-chosen=words.file_chosen
                    ></span>
                </div>
                <button class="button button-primary upload-send">{t.send}</button>
                <span class="upload-drop">{t.drop}</span>
                <span class="upload-hint">{hint}</span>
            </form>
            <ul class="upload-list" aria-label=t.list hidden=move || uploads.items.with(Vec::is_empty)>
                <For each=move || uploads.items.get() key=|item| item.id let:item>
                    <Line uploads item/>
                </For>
            </ul>
        </div>
    }
}

/// A file in the upload queue.
#[component]
fn Line(uploads: UploadQueue, item: Item) -> impl IntoView {
    let t = use_texts().upload();
    let name = item.name.get_value();
    let shown_name = bidi::isolated(&name);
    let (progress, cancel) = ((t.progress)(&shown_name), (t.cancel)(&shown_name));
    let (retry, dismiss) = ((t.retry)(&shown_name), (t.dismiss)(&shown_name));
    let percent = move || match item.state.get() {
        State::Sending(percent) => percent.to_string(),
        _ => "0".to_owned(),
    };
    let says = move || match item.state.get() {
        State::Waiting => t.waiting.to_owned(),
        State::Sending(percent) => format!("{percent} %"),
        State::Done => t.done.to_owned(),
        State::Ended { message, .. } => message,
    };
    let ended = move || item.state.with(|state| matches!(state, State::Ended { .. }));
    let settled = move || ended() || item.state.with(|state| *state == State::Done);
    let again = move || item.state.with(|state| matches!(state, State::Ended { retry: true, .. }));
    view! {
        <li class="upload-item" data-ended=move || ended().then_some("")>
            <span class="upload-name" dir="auto">{bidi::plain(&name)}</span>
            <progress class="upload-progress" max="100" value=percent aria-label=progress hidden=settled></progress>
            <span class="upload-says">{says}</span>
            <span class="upload-acts">
                <button
                    class="icon-button"
                    type="button"
                    aria-label=retry
                    hidden=move || !again()
                    on:click=move |_| uploads.retry(item)
                >
                    {icon("retry", "icon")}
                </button>
                <button
                    class="icon-button"
                    type="button"
                    aria-label=move || if settled() { dismiss.clone() } else { cancel.clone() }
                    on:click=move |_| uploads.end(item)
                >
                    {icon("close", "icon")}
                </button>
            </span>
        </li>
    }
}
