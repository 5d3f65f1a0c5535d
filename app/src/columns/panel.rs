//! The panel.

use leptos::prelude::*;

use super::form::{ColumnsForm, OfferedColumn};
use crate::locales::use_texts;
use crate::ui::icon::icon;

/// The panel.
#[component]
pub(crate) fn ColumnsPanel(form: ColumnsForm) -> impl IntoView {
    let t = use_texts();
    let words = t.column_choice();
    let ColumnsForm { list, columns, compact, hint, back } = form;
    let order = columns.iter().map(|column| column.value).collect::<Vec<_>>().join(",");
    let last = columns.len() - 1;
    let items = columns.into_iter().enumerate().map(|(place, OfferedColumn { value, name, shown })| {
        view! {
            <li class="column-choice">
                <label class="option">
                    <input
                        class="checkbox"
                        type="checkbox"
                        name="shown[]"
                        value=value
                        checked=shown
                        autocomplete="off"
                    />
                    <span class="option-text">{name}</span>
                </label>
                <button
                    class="icon-button"
                    name="step"
                    value=format!("{value}:up")
                    aria-label=(words.up)(name)
                    disabled=place == 0
                >
                    {icon("chevron-up", "icon")}
                </button>
                <button
                    class="icon-button"
                    name="step"
                    value=format!("{value}:down")
                    aria-label=(words.down)(name)
                    disabled=place == last
                >
                    {icon("chevron-down", "icon")}
                </button>
            </li>
        }
    });
    view! {
        <form method="post" action="/sf/set_columns" class="card columns" id="columns" aria-label=t.columns>
            <input type="hidden" name="list" value=list.as_str()/>
            <input type="hidden" name="back" value=move || back.get()/>
            <input type="hidden" name="order" value=order/>
            // Enter in a field saves: the first button of a form is the one it presses.
            <button class="sr-only" tabindex="-1" aria-hidden="true">{words.save}</button>
            <ol class="column-choices">{items.collect_view()}</ol>
            <p class="field-hint">{hint}</p>
            <div class="field column-density">
                <label class="field-label" for="columns-density">{words.density}</label>
                <select class="select-native" id="columns-density" name="density" autocomplete="off">
                    <option value="comfortable">{words.comfortable}</option>
                    <option value="compact" selected=compact>{words.compact}</option>
                </select>
            </div>
            <div class="filters-actions">
                <button class="button button-primary">{words.save}</button>
                <button class="button button-quiet" name="step" value="standard">{words.standard}</button>
            </div>
        </form>
    }
}
