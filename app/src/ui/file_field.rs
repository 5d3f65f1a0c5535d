//! A field for a file with words of ours: the browser's own button and "no file chosen" are in the
//! browser's language. The field itself is there, out of sight, under its label.

use leptos::prelude::*;

use crate::locales::use_texts;
use crate::ui::icon::icon;

/// The field; its label, which names it, is beside it. `describedby` is the id of its hint.
#[component]
pub(crate) fn FileField(
    id: &'static str,
    name: &'static str,
    accept: &'static str,
    describedby: &'static str,
) -> impl IntoView {
    let t = &use_texts().validity;
    view! {
        <div class="file-field">
            <input class="file-input" id=id type="file" name=name accept=accept aria-describedby=describedby required/>
            // Read for nobody: the field has its name from its label.
            <label class="button" for=id aria-hidden="true">{icon("upload", "icon")} {t.choose_file}</label>
            <span class="file-chosen" aria-hidden="true" data-none=t.no_file_chosen data-chosen=t.file_chosen></span>
        </div>
    }
}
