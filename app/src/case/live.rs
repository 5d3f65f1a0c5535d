//! The live case window: it follows the address over any page, asks for what changes, and carries
//! out its forms in place.

use leptos::html;
use leptos::prelude::*;

use super::address::{CaseAddress, Window, WindowAddress, without_window};
use super::api;
use super::content::{OpenCase, PackedContent, WindowContent};
use super::window::CaseDialog;
use crate::error::AppError;
use crate::live::{self, Slice, slice, use_initial, use_search};
use crate::ui::notice::Notice;

/// What the parts of the window share.
#[derive(Clone, Copy)]
pub(super) struct LiveWindow {
    /// The address: the window that is asked for, if one is open.
    pub asked: Memo<Option<WindowAddress>>,
    /// The window that is shown.
    pub found: Slice<OpenCase>,
    /// The outcome of the last action.
    pub notice: Signal<Option<Notice>>,
}

impl LiveWindow {
    /// The content that is shown, if it is that of the case that is asked for; tracked.
    pub(super) fn with_content<T>(self, read: impl FnOnce(&CaseAddress, &PackedContent) -> T) -> Option<T> {
        let asked = self.asked.with(|asked| asked.as_ref().map(|asked| asked.case.id));
        self.found.with(|found| match found {
            Ok(Some((address, content))) if Some(address.id) == asked => Some(read(address, content)),
            _ => None,
        })
    }

    /// Why the window that is asked for could not be read; tracked.
    pub(super) fn failure(self) -> Option<AppError> {
        let failed = self.found.with(|found| found.as_ref().err().cloned());
        failed.filter(|_| !self.found.is_busy())
    }

    /// The address of the content that is shown, at first `first`. It stays while the window closes.
    pub(super) fn shown(self, first: WindowAddress) -> Window {
        let shown = Memo::new(move |last: Option<&WindowAddress>| {
            let page = self.asked.with(|asked| asked.as_ref().map(WindowAddress::close));
            let case = self.with_content(|address, _| address.clone());
            let shown = page.zip(case).map(|(page, case)| WindowAddress::over(page, case));
            shown.unwrap_or_else(|| last.unwrap_or(&first).clone())
        });
        Window::new(shown.into())
    }
}

/// The case window over the page, if one is open.
#[island]
pub(crate) fn CaseWindows() -> impl IntoView {
    let WindowContent { open, path, notice } = use_initial::<WindowContent>().read();
    let search = use_search(path.clone());
    let of_page = path.clone();
    let asked = Memo::new(move |_| search.with(|search| WindowAddress::read(&of_page, search)));
    let found = slice(
        move || asked.with(|asked| asked.as_ref().map(|asked| asked.case.clone())),
        open,
        |case| async move {
            match case {
                Some(case) => api::case(case.to_search()).await,
                None => Ok(None),
            }
        },
    );
    let window = LiveWindow { asked, found, notice: live::use_notice(notice) };
    let element = NodeRef::<html::Div>::new();
    live::follow(path, element, without_window);
    view! {
        <div class="live-dialogs" node_ref=element on:submit=move |event| super::submit::submit(&event, window)>
            <CaseDialog window/>
        </div>
    }
}
