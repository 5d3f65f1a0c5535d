//! The palette as a dialog: a combobox whose list has the items for what is typed. The focus stays in
//! the field; arrows move the current item, Enter goes there.

use std::cell::RefCell;

use gloo_timers::callback::Timeout;
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, HtmlElement};

use super::data::PaletteItem;
use super::item::ItemText;
use super::{PATH, api};
use crate::browser::is_plain;
use crate::live::{Slice, slice};
use crate::locales::use_texts;

/// How long to wait for another key before items are asked for, in milliseconds.
const PAUSE: u32 = 60;

thread_local! {
    /// What removes the open dialog when it is dropped.
    static OPEN: RefCell<Option<Box<dyn std::any::Any>>> = const { RefCell::new(None) };
}

/// Opens the dialog, or closes the open one.
pub(super) fn toggle() {
    if OPEN.take().is_some() {
        return;
    }
    if let Some(body) = document().body() {
        OPEN.set(Some(Box::new(mount_to(body, || view! { <Palette/> }))));
    }
}

/// What the parts of the dialog share.
#[derive(Clone, Copy)]
struct Combobox {
    field: NodeRef<html::Input>,
    /// The typed text that items are asked for; none before the first request.
    asked: RwSignal<Option<String>>,
    found: Slice<Vec<PaletteItem>>,
    /// The index of the current item.
    current: RwSignal<usize>,
    /// The request that waits for another key.
    next: StoredValue<Option<Timeout>, LocalStorage>,
}

#[component]
fn Palette() -> impl IntoView {
    let words = use_texts().palette();
    let dialog = NodeRef::<html::Dialog>::new();
    let asked = RwSignal::new(None::<String>);
    let found = slice(
        move || asked.get(),
        Ok(Vec::new()),
        |typed| async move {
            match typed {
                Some(typed) => api::palette(typed).await,
                None => Ok(Vec::new()),
            }
        },
    );
    let combobox = Combobox {
        field: NodeRef::new(),
        asked,
        found,
        current: RwSignal::new(0),
        next: StoredValue::new_local(None),
    };
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            let _ = dialog.show_modal();
            // The slice asks for what follows its first key.
            request_animation_frame(move || asked.set(Some(String::new())));
        }
    });
    Effect::watch(move || found.with(|_| ()), move |(), _, _| combobox.current.set(0), false);
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let click = move |event: MouseEvent| {
        let target = event.target();
        let is_backdrop = dialog.get_untracked().map(EventTarget::from) == target;
        let link = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let is_link = link.is_some_and(|link| link.closest("a").is_ok_and(|link| link.is_some()));
        if is_backdrop || is_link && is_plain(&event) {
            close();
        }
    };
    view! {
        <dialog
            class="dialog palette"
            id="palette"
            aria-label=words.title
            node_ref=dialog
            on:click=click
            // The dialog is not removed by its own event.
            on:close=move |_| request_animation_frame(|| drop(OPEN.take()))
        >
            <form method="get" action=PATH role="search" on:submit=move |_| close()>
                <Field combobox/>
            </form>
            <Items combobox/>
        </dialog>
    }
}

#[component]
fn Field(combobox: Combobox) -> impl IntoView {
    let words = use_texts().palette();
    let Combobox { field, asked, found, current, next } = combobox;
    let active = move || {
        let is_any = found.with(|found| found.as_ref().is_ok_and(|items| !items.is_empty()));
        is_any.then(|| id_of(current.get()))
    };
    let wait = move |_| {
        let pause = Timeout::new(PAUSE, move || {
            let typed = field.get_untracked().map(|field| field.value());
            let _ = typed.and_then(|typed| asked.try_set(Some(typed)));
        });
        next.set_value(Some(pause));
    };
    view! {
        <input
            class="palette-field"
            type="search"
            name="q"
            dir="auto"
            node_ref=field
            role="combobox"
            aria-label=words.title
            aria-expanded="true"
            aria-autocomplete="list"
            aria-controls="palette-items"
            aria-activedescendant=active
            placeholder=words.hint
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            maxlength=domain::lookup::MAX_LENGTH
            on:input=wait
            on:keydown=move |event| combobox.press(&event)
        />
    }
}

#[component]
fn Items(combobox: Combobox) -> impl IntoView {
    let words = use_texts().palette();
    let Combobox { asked, found, current, .. } = combobox;
    let option = move |(index, item): (usize, PaletteItem)| {
        let is_current = move || current.get() == index;
        let href = item.href.clone();
        view! {
            <a
                class="palette-item"
                role="option"
                tabindex="-1"
                id=id_of(index)
                href=href
                aria-selected=move || is_current().to_string()
            >
                <ItemText item/>
            </a>
        }
    };
    let options = move || {
        let items = found.get().unwrap_or_default();
        items.into_iter().enumerate().map(option).collect_view()
    };
    let message = move || match found.get() {
        Err(error) => error.message(use_texts()).to_owned(),
        Ok(items) if items.is_empty() && asked.with(Option::is_some) && !found.is_busy() => {
            words.nothing.to_owned()
        }
        Ok(items) => (words.found)(items.len()),
    };
    let is_shown = move || found.with(|found| !found.as_ref().is_ok_and(|items| !items.is_empty()));
    view! {
        <div
            class="palette-items"
            role="listbox"
            id="palette-items"
            aria-label=words.title
            aria-busy=move || found.aria_busy()
        >
            {options}
        </div>
        <p class="palette-message" class:sr-only=move || !is_shown() role="status">{message}</p>
    }
}

/// The ID of the item at an index.
fn id_of(index: usize) -> String {
    format!("palette-item-{index}")
}

impl Combobox {
    /// Follows the keys in the field.
    fn press(self, event: &KeyboardEvent) {
        let items = self.found.with(|found| found.as_ref().map_or(0, Vec::len));
        if event.is_composing() || items == 0 {
            return;
        }
        let current = self.current.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => self.show((current + 1) % items),
            "ArrowUp" => self.show((current + items - 1) % items),
            // The page at the form's action decides about what is still being asked for.
            "Enter" if self.is_answered() => {
                if let Some(item) = element(current) {
                    item.click();
                }
            }
            _ => return,
        }
        event.prevent_default();
    }

    /// Makes an item the current one.
    fn show(self, index: usize) {
        self.current.set(index);
        if let Some(item) = element(index) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            item.scroll_into_view_with_scroll_into_view_options(&options);
        }
    }

    /// Whether the items are those for what is in the field.
    fn is_answered(self) -> bool {
        let typed = self.field.get_untracked().map(|field| field.value());
        typed.is_some() && self.asked.get_untracked() == typed && !self.found.is_busy()
    }
}

fn element(index: usize) -> Option<HtmlElement> {
    document().get_element_by_id(&id_of(index))?.dyn_into().ok()
}
