//! A file input with translated texts: the native button and "no file chosen" follow the language
//! of the browser. The native input is visually hidden under its label.

use leptos::prelude::*;

use crate::locales::use_texts;
use crate::ui::icon::icon;

/// A file input without its visible label. `describedby` is the ID of its hint.
#[component]
pub(crate) fn FileField(
    id: &'static str,
    name: &'static str,
    accept: &'static str,
    describedby: &'static str,
) -> impl IntoView {
    let t = use_texts().validity();
    view! {
        <div class="file-field">
            <input class="file-input" id=id type="file" name=name accept=accept aria-describedby=describedby required/>
            // Hidden from screen readers: the input is already named by its own label.
            <label class="button" for=id aria-hidden="true">{icon("upload", "icon")} {t.choose_file}</label>
            <span class="file-chosen" aria-hidden="true" data-none=t.no_file_chosen data-chosen=t.file_chosen></span>
        </div>
    }
}
