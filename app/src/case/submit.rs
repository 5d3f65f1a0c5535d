//! Sends the forms of the live window in place. Without WASM they are plain forms.

use web_sys::SubmitEvent;

use super::live::LiveWindow;

/// Sends a form of the window with the method POST. Its answer is shown in the window; what was typed
/// stays until it is accepted.
pub(super) fn submit(event: &SubmitEvent, window: LiveWindow) {
    #[cfg(feature = "hydrate")]
    browser::submit(event, window);
    #[cfg(not(feature = "hydrate"))]
    let _ = (event, window);
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use wasm_bindgen::JsCast;
    use web_sys::{HtmlFormElement, SubmitEvent};

    use crate::browser::posting::Posting;
    use crate::case::address::WindowAddress;
    use crate::case::api::{self, FormAnswer};
    use crate::case::content::OpenCase;
    use crate::case::live::LiveWindow;
    use crate::error::AppError;
    use crate::locales::use_texts;
    use crate::ui::notice::Notice;
    use crate::{browser, live};

    pub(super) fn submit(event: &SubmitEvent, window: LiveWindow) {
        let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
        let Some(form) = form.filter(|form| form.has_attribute("data-in-place")) else { return };
        event.prevent_default();
        let Some(posting) = Posting::begin(&form, event.submitter()) else { return };
        leptos::task::spawn_local(async move {
            let answer = answer(&posting).await;
            let page = posting.page();
            drop(posting);
            match answer {
                Ok(FormAnswer::Accepted { notice, next }) => accepted(&form, notice, &next),
                Ok(FormAnswer::Rejected(shown)) => rejected(window, page, *shown),
                // The form waits for the person to sign in again, or is sent as a page would.
                Err(AppError::SignedOut | AppError::Outdated) => browser::send(&form),
                Err(AppError::Unreachable) => browser::announce_failure(),
                Err(error) => show(Notice::refused(error.message(use_texts()))),
            }
        });
    }

    /// Sends the form to its server function. A form of the page itself goes to `case_form`.
    async fn answer(posting: &Posting) -> Result<FormAnswer, AppError> {
        if let Some((_, search)) = posting.page() {
            return api::case_form(search, posting.fields()).await;
        }
        let notice = posting.send().await?;
        let next = posting.field("back").unwrap_or_default();
        Ok(FormAnswer::Accepted { notice, next })
    }

    fn accepted(form: &HtmlFormElement, notice: Notice, next: &str) {
        if notice.is_good() {
            form.reset();
        }
        browser::go(next);
        show(notice);
    }

    /// Shows what was typed, at the address that the form was sent to.
    fn rejected(window: LiveWindow, page: Option<(String, String)>, shown: OpenCase) {
        let address = page.and_then(|(path, search)| WindowAddress::read(&path, &search));
        let moves =
            address.filter(|address| window.asked.with_untracked(|asked| asked.as_ref() != Some(address)));
        window.found.put(shown, moves.is_some());
        match moves {
            Some(address) => browser::step_to(&address.href()),
            None => live::show_notice(None),
        }
        browser::announce_changes();
        browser::focus_error();
    }

    fn show(notice: Notice) {
        live::show_notice(Some(notice));
        browser::announce_changes();
    }
}
