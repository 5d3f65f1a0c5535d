//! A dialog over a page, opened and closed by the address.
//!
//! The server renders it open, so it is there without WASM; in the browser `app::browser` makes
//! it modal, leads closing keys and clicks to its close link, and returns the focus.

use leptos::prelude::*;

use crate::locales::use_texts;
use crate::ui::icon::icon;

/// How wide a dialog is.
#[derive(Clone, Copy)]
pub(crate) enum Size {
    /// A text or a player.
    Medium,
    /// A conversation.
    Wide,
    /// A whole case: it keeps its size whatever tab is open.
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

/// The dialog's frame: title, close link, content. `close` is the address without it.
#[component]
pub(crate) fn Dialog(
    /// Its title.
    #[prop(into)]
    title: String,
    /// The address without it.
    close: String,
    /// Its width.
    size: Size,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="dialog-backdrop">
            <dialog class=size.class() open aria-labelledby="dialog-title">
                <header class="dialog-head">
                    <h2 class="dialog-title" id="dialog-title" tabindex="-1" autofocus>{title}</h2>
                    <a class="icon-button" href=close aria-label=t.close data-close="" data-noscroll="">
                        {icon("close", "icon")}
                    </a>
                </header>
                {children()}
            </dialog>
        </div>
    }
}
