//! How the fields look that only forms rendered on the server have.

use domain::bidi;
use leptos::prelude::*;

use super::field::{Around, Attributes, labelled};
use super::reading::position_of;
use super::rows::rows_view;
use super::server_input::{Credential, ServerControl};
use super::{FormState, SelectOption, Values, spans};
use crate::locales::use_texts;
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::icon::icon;

/// The hint of a field, and the IDs of what describes the field: the hint and its notice.
pub(super) fn hint(
    id: &str,
    text: Option<String>,
    described: Option<String>,
) -> (Option<String>, Option<Erased>) {
    let Some(text) = text else { return (described, None) };
    let hint_id = format!("{id}-hint");
    let described = described.map_or_else(|| hint_id.clone(), |notice| format!("{hint_id} {notice}"));
    (Some(described), Some(view! { <p class="field-hint" id=hint_id>{text}</p> }.erased()))
}

/// A field with one of these controls.
pub(super) fn field(
    control: ServerControl,
    value: String,
    attributes: Attributes,
    around: Around,
    state: &FormState,
) -> Erased {
    let values = state.values();
    match control {
        ServerControl::Yes => checkbox(attributes, around, values),
        ServerControl::Many(options) => {
            let options = checkboxes(options, &attributes.name, values, false);
            group("field field-many", options, attributes, around)
        }
        ServerControl::Ordered(options) => {
            let options = checkboxes(options, &attributes.name, values, true);
            group("field field-many", options, attributes, around)
        }
        ServerControl::Spans => spans::field(attributes, around, values),
        ServerControl::Rows(rows) => rows_view(&rows, attributes, around, state),
        ServerControl::Number { .. }
        | ServerControl::Suggested { .. }
        | ServerControl::Fixed(_)
        | ServerControl::Credential(_) => {
            labelled(element(control, value, &attributes), attributes.id, around)
        }
    }
}

/// A control that is a single HTML element.
fn element(control: ServerControl, value: String, attributes: &Attributes) -> Erased {
    let Attributes { id, name, required, invalid, described } = attributes;
    let (id, name, described) = (id.clone(), name.clone(), described.clone());
    let (required, invalid) = (*required, *invalid);
    match control {
        ServerControl::Number { min, max } => view! {
            <input class="input" id=id name=name type="number" inputmode="numeric" min=min.to_string()
                max=max.to_string() value=value autocomplete="off" aria-required=required aria-invalid=invalid
                aria-describedby=described/>
        }
        .erased(),
        ServerControl::Suggested { limit, known } => {
            let list = format!("{id}-known");
            let known = known.into_iter().map(|value| view! { <option value=value></option> }).collect_view();
            view! {
                <input class="input" id=id name=name list=list.clone() value=value maxlength=limit.to_string()
                    autocomplete="off" spellcheck="false" aria-required=required aria-invalid=invalid
                    aria-describedby=described/>
                <datalist id=list>{known}</datalist>
            }
            .erased()
        }
        // Without a name, so that it is not sent.
        ServerControl::Fixed(text) => view! {
            <input class="input" dir="auto" id=id value=bidi::plain(&text) readonly autocomplete="off" spellcheck="false"
                aria-describedby=described/>
        }
        .erased(),
        ServerControl::Credential(Credential { kind, class, autocomplete, mode, limit }) => {
            let value = (kind != "password").then_some(value);
            view! {
                <input class=class id=id name=name type=kind value=value autocomplete=autocomplete inputmode=mode
                    autocapitalize="none" spellcheck="false" maxlength=limit.to_string() aria-required=required
                    aria-invalid=invalid aria-describedby=described/>
            }
            .erased()
        }
        ServerControl::Yes
        | ServerControl::Many(_)
        | ServerControl::Ordered(_)
        | ServerControl::Spans
        | ServerControl::Rows(_) => ().erased(),
    }
}

fn checkbox(attributes: Attributes, around: Around, values: &Values) -> Erased {
    let Attributes { id, name, described, .. } = attributes;
    let yes = values.yes(&name);
    view! {
        <div class="field">
            <label class="option field-yes">
                <input class="checkbox" type="checkbox" id=id name=name value="yes" checked=yes
                    aria-describedby=described/>
                <span class="option-text">{around.label}</span>
            </label>
            {around.hint}
            {around.notice}
        </div>
    }
    .erased()
}

/// Several elements under one legend.
fn group(class: &'static str, content: Erased, attributes: Attributes, around: Around) -> Erased {
    view! {
        <fieldset class=class id=attributes.id aria-describedby=attributes.described>
            <legend class="field-label">{around.label}</legend>
            {around.hint}
            {content}
            {around.notice}
        </fieldset>
    }
    .erased()
}

/// The handle that moves a row of an ordered list by dragging or with the arrow keys
/// (`app::browser`). Without WASM the user types positions instead.
pub(super) fn move_handle(label: String) -> impl IntoView {
    view! {
        <button class="icon-button move-handle js-only" type="button" data-move="" aria-label=label.clone() title=label>
            {icon("grip", "icon")}
        </button>
    }
}

/// Checkboxes; of ordered ones, those that are ticked come first, by position.
fn checkboxes(mut options: Vec<SelectOption>, name: &str, values: &Values, ordered: bool) -> Erased {
    let t = use_texts();
    let place = |value: &str| values.all(name).position(|one| one == value);
    options.retain(|option| option.active || place(&option.value).is_some());
    if options.is_empty() {
        return view! { <p class="field-hint">{t.settings.nothing_to_choose}</p> }.erased();
    }
    if ordered {
        options.sort_by_key(|option| place(&option.value).unwrap_or(usize::MAX));
    }
    let items = options.into_iter().map(|option| {
        let place = place(&option.value);
        let retired = (!option.active).then(|| view! { " " <span class="muted">{t.settings.retired}</span> });
        let handle = ordered.then(|| move_handle((t.settings.move_of)(&option.text)));
        let position = ordered.then(|| {
            let label = (t.settings.position_of)(&option.text);
            let number = place.map(|place| (place + 1).to_string());
            view! {
                <input class="input input-small option-position" type="number" inputmode="numeric" min="1"
                    name=position_of(name, &option.value) value=number aria-label=label autocomplete="off"/>
            }
        });
        view! {
            <li class="option-row" draggable=ordered.then_some("true")>
                <label class="option">
                    <input class="checkbox" type="checkbox" name=name.to_owned() value=option.value.clone()
                        checked=place.is_some()/>
                    <span class="option-text"><bdi>{bidi::plain(&option.text)}</bdi> {retired}</span>
                </label>
                {position}
                {handle}
            </li>
        }
    });
    let items = items.collect_view();
    view! { <ul class="option-list" class:option-list-ordered=ordered>{items}</ul> }.erased()
}
