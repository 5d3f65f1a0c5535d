//! Whether this browser announces new interactions to screen readers while a list is open.
//!
//! A setting of the browser, kept in a cookie: the same person may use a screen reader on one device
//! and not on another.

use leptos::prelude::*;

use super::HERE;
use crate::context::RequestContext;
use crate::cookies;
use crate::flash::{self, Notice};
use crate::form::Submission;
use crate::locales::use_texts;
use crate::session::is_silent;

const FORM: &str = "account-arrivals";
/// The field of the check box.
const ANNOUNCE: &str = "announce";

/// Keeps the choice of a posted form.
pub(super) fn submit(context: &RequestContext) {
    let Some(form) = Submission::of(FORM) else { return };
    let silent = if form.field(ANNOUNCE).is_empty() { ("1", cookies::YEAR) } else { ("", 0) };
    cookies::set(cookies::SILENT, silent.0, silent.1, false, context.secure);
    flash::answer(Ok(Notice::done(use_texts().own_account.arrivals_saved)), Some(HERE));
}

/// The form.
#[component]
pub(super) fn ArrivalsForm() -> impl IntoView {
    let t = use_texts();
    let words = &t.own_account;
    view! {
        <section class="card card-padded" aria-labelledby="arrivals-title">
            <h2 id="arrivals-title" class="account-title">{words.arrivals}</h2>
            <form method="post" action=HERE class="form" data-in-place="" aria-labelledby="arrivals-title">
                <input type="hidden" name="form" value=FORM/>
                <label class="option field-yes">
                    <input
                        class="checkbox"
                        type="checkbox"
                        name=ANNOUNCE
                        value="on"
                        checked=!is_silent()
                        autocomplete="off"
                        aria-describedby="arrivals-text"
                    />
                    <span class="option-text">{words.arrivals_announce}</span>
                </label>
                <p id="arrivals-text" class="field-hint">{words.arrivals_text}</p>
                <div class="filters-actions"><button class="button">{words.arrivals_confirm}</button></div>
            </form>
        </section>
    }
}
