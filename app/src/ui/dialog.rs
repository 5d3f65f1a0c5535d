//! A dialog over a page; the address determines whether it is open.
//!
//! The server renders it open, so it works without WASM. In the browser, `app::browser` makes it
//! modal, closes it on Escape and on clicks on the backdrop, and restores the focus.

use leptos::prelude::*;

use crate::locales::use_texts;
use crate::ui::icon::icon;

/// The width of a dialog.
#[derive(Clone, Copy)]
pub(crate) enum Size {
    /// A text or a player.
    Medium,
    /// A conversation.
    Wide,
    /// The case window: the same size for every tab.
    Case,
}

impl Size {
    fn class(self) -> &'static str {
        match self {
            Self::Medium => "dialog",
            Self::Wide => "dialog dialog-wide",
            Self::Case => "dialog dialog-case",
        }
    }
}

/// The frame of a dialog: title, close link, content.
#[component]
pub(crate) fn Dialog<C: IntoView + 'static>(
    #[prop(into)] title: Signal<String>,
    /// The address of the page without the dialog.
    #[prop(into)]
    close: Signal<String>,
    #[prop(into)] size: Signal<Size>,
    children: TypedChildren<C>,
) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="dialog-backdrop">
            <dialog class=move || size.get().class() open aria-labelledby="dialog-title">
                <header class="dialog-head">
                    <h2 class="dialog-title" id="dialog-title" tabindex="-1" autofocus>{move || title.get()}</h2>
                    <a class="icon-button" href=move || close.get() aria-label=t.close data-close="" data-noscroll="">
                        {icon("close", "icon")}
                    </a>
                </header>
                {children.into_inner()()}
            </dialog>
        </div>
    }
}
