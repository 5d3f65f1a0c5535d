//! A dialog over a page, opened and closed by the address.
//!
//! The server renders it open, so it is there without WASM; once hydrated it becomes modal, which
//! makes the browser keep the focus inside. Closing leads to the address without it and returns
//! the focus to where it came from.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use send_wrapper::SendWrapper;

use crate::locales::use_texts;
use crate::ui::browser;
use crate::ui::icon::icon;

/// How wide a dialog is.
#[derive(Clone, Copy)]
pub(crate) enum Size {
    /// A few facts.
    Small,
    /// A text or a player.
    Medium,
    /// A conversation.
    Wide,
}

impl Size {
    fn class(self) -> &'static str {
        match self {
            Self::Small => "dialog dialog-small",
            Self::Medium => "dialog",
            Self::Wide => "dialog dialog-wide",
        }
    }
}

/// The dialog's frame: title, close link, content. `close` is the address without it.
#[component]
pub(crate) fn Dialog(
    /// Its title.
    #[prop(into)]
    title: String,
    /// The address without it, kept up to date.
    close: Signal<String>,
    /// Its width.
    size: Size,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    let t = use_texts();
    let dialog = NodeRef::<html::Dialog>::new();
    let navigate = use_navigate();
    let leave = move || {
        let options = NavigateOptions { scroll: false, replace: true, ..NavigateOptions::default() };
        navigate(&close.get_untracked(), options);
    };
    let leave_by_key = leave.clone();
    let leave_by_backdrop = leave;
    keep_focus(dialog);
    view! {
        <div class="dialog-backdrop">
            <dialog
                class=size.class()
                open
                node_ref=dialog
                aria-labelledby="dialog-title"
                on:cancel=move |event: ev::Event| {
                    event.prevent_default();
                    leave_by_key();
                }
                on:click=move |event: ev::MouseEvent| {
                    // A click on the dialog itself, not on anything inside, is one on its backdrop.
                    let outside = dialog
                        .get_untracked()
                        .is_some_and(|dialog| event.target().is_some_and(|target| target == (*dialog).clone().into()));
                    if outside {
                        leave_by_backdrop();
                    }
                }
            >
                <header class="dialog-head">
                    <h2 class="dialog-title" id="dialog-title" tabindex="-1" autofocus>{title}</h2>
                    <a class="icon-button" href=move || close.get() aria-label=t.close data-noscroll="">
                        {icon("close", "icon")}
                    </a>
                </header>
                {children()}
            </dialog>
        </div>
    }
}

/// Makes the dialog modal when it appears, and gives the focus back when it goes.
fn keep_focus(dialog: NodeRef<html::Dialog>) {
    let opener = StoredValue::new(None::<SendWrapper<web_sys::HtmlElement>>);
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            opener.set_value(browser::focused().map(SendWrapper::new));
            // The server's `open` makes it non-modal; it has to go before `showModal` may come.
            let _ = dialog.remove_attribute("open");
            let _ = dialog.show_modal();
        }
    });
    on_cleanup(move || {
        if let Some(Some(opener)) = opener.try_update_value(Option::take) {
            request_animation_frame(move || browser::return_focus(&opener));
        }
    });
}
