//! A multi-select field: check boxes in a popover, with type-ahead.
//!
//! Native elements: without WASM it is a popover of check boxes in a form; hydrated, typing narrows
//! the options and the summary follows the boxes.

use domain::bidi;
use domain::text::fold;
use leptos::prelude::*;

use crate::locales::use_texts;
use crate::ui::icon::icon;

/// An option of a [`MultiSelectField`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// The value that the form sends.
    pub value: String,
    /// The visible text.
    pub text: String,
    /// Whether it is checked initially.
    pub chosen: bool,
}

/// Converts options with IDs to choices.
pub(crate) fn choices<Id: PartialEq + std::fmt::Display>(
    options: Vec<domain::history::Named<Id>>,
    chosen: &[Id],
) -> Vec<Choice> {
    let choice = |option: domain::history::Named<Id>| Choice {
        value: option.id.to_string(),
        chosen: chosen.contains(&option.id),
        text: bidi::plain(&option.name),
    };
    options.into_iter().map(choice).collect()
}

/// A multi-select field; `all` is the summary while nothing is chosen.
#[component]
pub(crate) fn MultiSelectField(
    name: String,
    label: String,
    all: String,
    choices: Vec<Choice>,
) -> impl IntoView {
    let t = use_texts();
    let id = format!("filter-{name}");
    let (label_id, value_id) = (format!("{id}-label"), format!("{id}-value"));
    let labelled_by = format!("{label_id} {value_id}");
    let typed = RwSignal::new(String::new());
    let folded: Vec<String> = choices.iter().map(|choice| fold(&choice.text)).collect();
    let none_left = Memo::new(move |_| {
        typed.with(|typed| {
            let wanted = fold(typed);
            folded.iter().all(|text| !text.contains(&wanted))
        })
    });
    let options: Vec<(Choice, RwSignal<bool>)> =
        choices.into_iter().map(|choice| (choice.clone(), RwSignal::new(choice.chosen))).collect();
    let shown = options.clone();
    let summary = move || {
        let chosen: Vec<String> = shown
            .iter()
            .filter(|(_, checked)| checked.get())
            .map(|(choice, _)| bidi::isolated(&choice.text))
            .collect();
        match chosen.len() {
            0 => all.clone(),
            1 | 2 => chosen.join(", "),
            n => (t.chosen)(n),
        }
    };
    let items = options
        .into_iter()
        .map(|(choice, checked)| view! { <OptionItem name=name.clone() choice checked typed/> });
    let items = items.collect_view();
    view! {
        <div class="field">
            <span class="field-label" id=label_id.clone()>{label.clone()}</span>
            <button
                class="select"
                type="button"
                popovertarget=id.clone()
                aria-labelledby=labelled_by
            >
                <span class="select-value" id=value_id>{summary}</span>
                {icon("chevron-down", "icon")}
            </button>
            <div class="popover multiselect" id=id popover="auto" role="group" aria-labelledby=label_id>
                <TypeAhead label typed/>
                <ul class="multiselect-options">{items}</ul>
                <p class="multiselect-none" role="status" hidden=move || !none_left.get()>{t.no_options}</p>
            </div>
        </div>
    }
}

/// The type-ahead input; Enter must not submit the form.
#[component]
fn TypeAhead(label: String, typed: RwSignal<String>) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="multiselect-search js-only">
            {icon("search", "icon")}
            <input
                type="search"
                aria-label=format!("{} {label}", t.search_options)
                placeholder=t.search_options
                autocomplete="off"
                autofocus
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=move |event| {
                    if event.key() == "Enter" {
                        event.prevent_default();
                    }
                }
            />
        </div>
    }
}

#[component]
fn OptionItem(
    name: String,
    choice: Choice,
    checked: RwSignal<bool>,
    typed: RwSignal<String>,
) -> impl IntoView {
    let text = fold(&choice.text);
    let hidden = Memo::new(move |_| typed.with(|typed| !text.contains(&fold(typed))));
    view! {
        <li hidden=move || hidden.get()>
            <label class="option">
                <input
                    class="checkbox"
                    type="checkbox"
                    name=name
                    value=choice.value
                    checked=choice.chosen
                    autocomplete="off"
                    on:change=move |event| checked.set(event_target_checked(&event))
                />
                <span class="option-text" dir="auto">{bidi::plain(&choice.text)}</span>
            </label>
        </li>
    }
}
