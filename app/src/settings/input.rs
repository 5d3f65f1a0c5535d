//! Form fields: label, control, hint and field error.

use domain::bidi;
use leptos::prelude::*;

use super::opt::SelectOption;
use super::rows::{Rows, cell};
use super::spans;
use super::values::Values;
use crate::locales::{Texts, use_texts};
use crate::ui::erased::IntoErased;
use crate::ui::field::FieldNotice;
use crate::ui::icon::icon;
use crate::ui::textarea::TextArea;

/// A field of a form.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    name: String,
    label: String,
    hint: Option<String>,
    required: bool,
    entry: Entry,
}

/// The type of control of a field.
#[derive(Clone, Debug)]
enum Entry {
    /// One line; the HTML input type and the maximum number of characters.
    Line { kind: &'static str, limit: u32 },
    /// One line with a `datalist` of suggestions.
    Suggested { limit: u32, known: Vec<&'static str> },
    /// The working hours of a weekday.
    Spans,
    /// A number.
    Number { min: i64, max: i64 },
    /// Several lines.
    Lines { rows: u32, limit: u32 },
    /// A checkbox.
    Yes,
    /// A select.
    One(Vec<SelectOption>),
    /// Any number of checkboxes.
    Many(Vec<SelectOption>),
    /// Checkboxes with a position each.
    Ordered(Vec<SelectOption>),
    /// Rows of fields.
    Rows(Rows),
}

impl Input {
    fn new(name: &str, label: &str, entry: Entry) -> Self {
        Self { name: name.to_owned(), label: label.to_owned(), hint: None, required: false, entry }
    }

    /// One line of text.
    pub(crate) fn line(name: &str, label: &str, limit: u32) -> Self {
        Self::new(name, label, Entry::Line { kind: "text", limit })
    }

    /// A day.
    pub(crate) fn day(name: &str, label: &str) -> Self {
        Self::new(name, label, Entry::Line { kind: "date", limit: 10 })
    }

    /// A time zone, with the known ones as suggestions.
    pub(crate) fn zone(name: &str, label: &str) -> Self {
        Self::new(name, label, Entry::Suggested { limit: 64, known: domain::zone::names() })
    }

    /// The working hours of a weekday.
    pub(super) fn spans(name: &str, label: &str) -> Self {
        Self::new(name, label, Entry::Spans)
    }

    /// A number.
    pub(crate) fn number(name: &str, label: &str, range: std::ops::RangeInclusive<i64>) -> Self {
        Self::new(name, label, Entry::Number { min: *range.start(), max: *range.end() })
    }

    /// Several lines of text.
    pub(crate) fn lines(name: &str, label: &str, rows: u32, limit: u32) -> Self {
        Self::new(name, label, Entry::Lines { rows, limit })
    }

    /// A checkbox.
    pub(crate) fn yes(name: &str, label: &str) -> Self {
        Self::new(name, label, Entry::Yes)
    }

    /// A select; put an [`SelectOption`] with an empty value first if the field is optional.
    pub(crate) fn one(name: &str, label: &str, options: Vec<SelectOption>) -> Self {
        Self::new(name, label, Entry::One(options))
    }

    /// Checkboxes, any number of which can be ticked.
    pub(crate) fn many(name: &str, label: &str, options: Vec<SelectOption>) -> Self {
        Self::new(name, label, Entry::Many(options))
    }

    /// Checkboxes with an order that the user chooses.
    pub(crate) fn ordered(name: &str, label: &str, options: Vec<SelectOption>) -> Self {
        Self::new(name, label, Entry::Ordered(options))
    }

    /// Several short records, each a row of fields.
    pub(super) fn rows(name: &str, label: &str, rows: Rows) -> Self {
        Self::new(name, label, Entry::Rows(rows))
    }

    /// The rows, if this is a field of rows.
    pub(super) fn as_rows(&self) -> Option<&Rows> {
        if let Entry::Rows(rows) = &self.entry { Some(rows) } else { None }
    }

    /// Renames the field to a column of a row.
    #[must_use]
    pub(super) fn in_row(self, rows: &str, row: usize) -> Self {
        Self { name: cell(rows, row, &self.name), ..self }
    }

    /// Adds a hint.
    #[must_use]
    pub(crate) fn hint(self, text: &str) -> Self {
        Self { hint: Some(text.to_owned()), ..self }
    }

    /// Marks the field as required.
    #[must_use]
    pub(crate) fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// The label.
    pub(super) fn label(&self) -> &str {
        &self.label
    }

    /// The name of the form field.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The value of this field among `values`, as displayed text.
    pub(crate) fn shown(&self, t: &Texts, values: &Values) -> String {
        match &self.entry {
            Entry::Spans => spans::text(values, &self.name),
            // Ordered rows are compared cell by cell instead, by their IDs.
            Entry::Rows(rows) if !rows.is_ordered() => rows.text(&self.name, values),
            Entry::Yes => if values.yes(&self.name) { t.forms.yes } else { t.forms.no }.to_owned(),
            Entry::One(options) | Entry::Many(options) | Entry::Ordered(options) => {
                let text = |value: &String| {
                    let known = options.iter().find(|option| option.value == *value);
                    known.map_or_else(|| value.clone(), |option| option.text.clone())
                };
                values.all(&self.name).iter().map(text).collect::<Vec<_>>().join(", ")
            }
            _ => values.text(&self.name).to_owned(),
        }
    }
}

/// The form field with the position of an option: `NAME.position.ID`.
pub(crate) fn position_of(name: &str, id: impl std::fmt::Display) -> String {
    format!("{name}.position.{id}")
}

/// A field with its label, control, hint and notice.
#[component]
pub(crate) fn Field(input: Input, values: Values, field_notice: Option<FieldNotice>) -> impl IntoView {
    let id = format!("field-{}", input.name);
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let bad = matches!(field_notice, Some(FieldNotice::Error(_)));
    let described =
        [input.hint.as_ref().map(|_| hint_id.clone()), field_notice.as_ref().map(|_| error_id.clone())];
    let described = described.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let described = (!described.is_empty()).then_some(described);
    let hint = input.hint.clone().map(|text| view! { <p class="field-hint" id=hint_id>{text}</p> });
    let field_notice = field_notice.map(|field_notice| field_notice.view(error_id));
    match &input.entry {
        Entry::Yes => {
            let yes = values.yes(&input.name);
            view! {
                <div class="field">
                    <label class="option field-yes">
                        <input class="checkbox" type="checkbox" id=id name=input.name.clone() value="yes" checked=yes
                            aria-describedby=described/>
                        <span class="option-text">{input.label.clone()}</span>
                    </label>
                    {hint}
                    {field_notice}
                </div>
            }
            .erased()
        }
        Entry::Many(_) | Entry::Ordered(_) => view! {
            <fieldset class="field field-many" id=id aria-describedby=described>
                <legend class="field-label">{input.label.clone()}</legend>
                {hint}
                <Options input values/>
                {field_notice}
            </fieldset>
        }
        .erased(),
        Entry::Spans => view! {
            <fieldset class="field" id=id aria-describedby=described>
                <legend class="field-label">{input.label.clone()}</legend>
                {spans::fields(&input.name, &input.label, &values, bad)}
                {hint}
                {field_notice}
            </fieldset>
        }
        .erased(),
        _ => view! {
            <div class="field">
                <label class="field-label" for=id.clone()>{input.label.clone()}</label>
                <Control input id values bad described/>
                {hint}
                {field_notice}
            </div>
        }
        .erased(),
    }
}

/// The control of every field that is a single HTML element.
#[component]
fn Control(input: Input, id: String, values: Values, bad: bool, described: Option<String>) -> impl IntoView {
    let value = values.text(&input.name).to_owned();
    let (name, required, invalid) = (input.name.clone(), input.required, bad.then_some("true"));
    match input.entry {
        Entry::Lines { rows, limit } => view! {
            <TextArea text={value} {..} class="input input-lines" id=id name=name rows=rows.to_string() maxlength=limit.to_string()
                aria-required=required.then_some("true") aria-invalid=invalid aria-describedby=described/>
        }
        .erased(),
        Entry::One(options) => {
            let options = options.into_iter().filter(|option| option.active || option.value == value);
            let options = options.map(|option| {
                let chosen = option.value == value;
                view! { <option value=option.value selected=chosen>{bidi::plain(&option.text)}</option> }
            });
            let options = options.collect_view();
            view! {
                <select class="select-native" dir="auto" id=id name=name aria-invalid=invalid aria-describedby=described>
                    {options}
                </select>
            }
            .erased()
        }
        Entry::Number { min, max } => view! {
            <input class="input" id=id name=name type="number" inputmode="numeric" min=min.to_string()
                max=max.to_string() value=value autocomplete="off" aria-required=required.then_some("true")
                aria-invalid=invalid aria-describedby=described/>
        }
        .erased(),
        Entry::Suggested { limit, known } => {
            let list = format!("{id}-known");
            let known = known.into_iter().map(|value| view! { <option value=value></option> }).collect_view();
            view! {
                <input class="input" id=id name=name list=list.clone() value=value maxlength=limit.to_string()
                    autocomplete="off" spellcheck="false" aria-required=required.then_some("true")
                    aria-invalid=invalid aria-describedby=described/>
                <datalist id=list>{known}</datalist>
            }
            .erased()
        }
        // A date input cannot show an invalid value, so what the user typed would be lost.
        Entry::Line { kind: "date", .. } if !value.is_empty() && value.parse::<chrono::NaiveDate>().is_err() => {
            view! {
                <input class="input" id=id name=name value=value autocomplete="off" aria-invalid=invalid
                    aria-describedby=described/>
            }
            .erased()
        }
        Entry::Line { kind, limit } => view! {
            <input class="input" dir=(kind == "text").then_some("auto") id=id name=name type=kind value=value maxlength=limit.to_string()
                autocomplete=if kind == "password" { "new-password" } else { "off" }
                aria-required=required.then_some("true") aria-invalid=invalid aria-describedby=described/>
        }
        .erased(),
        Entry::Yes | Entry::Many(_) | Entry::Ordered(_) | Entry::Rows(_) | Entry::Spans => ().erased(),
    }
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

/// The checkboxes of a field; in an ordered one, those that are ticked come first, by position.
#[component]
fn Options(input: Input, values: Values) -> impl IntoView {
    let t = use_texts();
    let chosen = values.all(&input.name).to_vec();
    let place = |value: &String| chosen.iter().position(|one| one == value);
    let (mut options, ordered) = match input.entry {
        Entry::Many(options) => (options, false),
        Entry::Ordered(options) => (options, true),
        _ => return ().erased(),
    };
    options.retain(|option| option.active || place(&option.value).is_some());
    if options.is_empty() {
        return view! { <p class="field-hint">{t.settings.nothing_to_choose}</p> }.erased();
    }
    if ordered {
        options.sort_by_key(|option| place(&option.value).unwrap_or(usize::MAX));
    }
    let name = input.name;
    let items = options.into_iter().map(|option| {
        let place = place(&option.value);
        let retired = (!option.active).then(|| view! { " " <span class="muted">{t.settings.retired}</span> });
        let handle = ordered.then(|| move_handle((t.settings.move_of)(&option.text)));
        let position = ordered.then(|| {
            let label = (t.settings.position_of)(&option.text);
            let number = place.map(|place| (place + 1).to_string());
            view! {
                <input class="input input-small option-position" type="number" inputmode="numeric" min="1"
                    name=position_of(&name, &option.value) value=number aria-label=label autocomplete="off"/>
            }
        });
        view! {
            <li class="option-row" draggable=ordered.then_some("true")>
                <label class="option">
                    <input class="checkbox" type="checkbox" name=name.clone() value=option.value.clone()
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
