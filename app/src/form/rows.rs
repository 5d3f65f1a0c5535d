//! Rows of fields, such as the questions of a survey, followed by some empty rows. Empty rows are
//! ignored, so clearing a row removes it. More rows are added by submitting the form, so no script
//! is needed.

use domain::FieldErrors;
use domain::settings::field_name;
use leptos::prelude::*;

use super::field::{Around, Attributes};
use super::server_field::move_handle;
use super::{Field, FormState, Input, Values};
use crate::locales::use_texts;
use crate::ui::erased::{Erased, IntoErased};

/// Empty rows after those that are filled in.
const EMPTY_ROWS: usize = 3;

/// A field of rows.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    /// The title of a row; takes its number, from 1.
    pub(crate) row_title: fn(usize) -> String,
    /// Label of the button that adds empty rows.
    pub(crate) more: &'static str,
    /// The hint above the rows.
    pub(crate) hint: &'static str,
    /// The fields of a row. A row without a value in the first one is empty.
    pub(crate) columns: Vec<Input>,
}

impl Rows {
    /// Whether the user orders the rows.
    fn is_ordered(&self) -> bool {
        self.columns.iter().any(|column| column.name() == field_name::POSITION)
    }

    /// The rows as displayed text. Those that the user orders are compared cell by cell instead, by
    /// their IDs.
    pub(super) fn text(&self, name: &str, values: &Values) -> String {
        if self.is_ordered() {
            return String::new();
        }
        let row = |row: usize| {
            let cells = self.columns.iter().map(|column| values.text(&cell(name, row, column.name())));
            cells.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
        };
        let rows = (0..values.rows(name)).map(row).filter(|text| !text.is_empty());
        rows.collect::<Vec<_>>().join("; ")
    }
}

/// The form field of a cell: `ROWS.ROW.COLUMN`.
pub(crate) fn cell(rows: &str, row: usize, column: &str) -> String {
    format!("{rows}.{row}.{column}")
}

/// Indices of the rows with a value in `column`, ordered by their column `position`; rows without a
/// valid position come last, in form order.
pub(crate) fn filled(values: &Values, rows: &str, column: &str) -> Vec<usize> {
    let mut filled: Vec<usize> = (0..values.rows(rows))
        .filter(|row| !values.text(&cell(rows, *row, column)).trim().is_empty())
        .collect();
    filled.sort_by_key(|row| {
        let position = values.text(&cell(rows, *row, field_name::POSITION)).trim().parse::<i64>();
        position.unwrap_or(i64::MAX)
    });
    filled
}

/// Renames the fields of errors from the record (`questions.0.text`) to the form
/// (`question.4.text`, if the first entry is in row 4).
pub(crate) fn rename_to_form_fields(
    errors: FieldErrors,
    record: &str,
    form: &str,
    rows: &[usize],
) -> FieldErrors {
    let named = errors.0.into_iter().map(|mut error| {
        let rest = error.field.strip_prefix(record).map(ToOwned::to_owned);
        let of_row = rest.as_deref().and_then(|rest| rest.strip_prefix('.')?.split_once('.'));
        if let Some((index, column)) = of_row
            && let Some(row) = index.parse::<usize>().ok().and_then(|index| rows.get(index))
        {
            error.field = cell(form, *row, column);
        } else if rest.as_deref() == Some("") {
            form.clone_into(&mut error.field);
        }
        error
    });
    FieldErrors(named.collect())
}

/// Adds empty rows.
pub(crate) fn add_empty_rows(values: Values, rows: &str) -> Values {
    let last = values.rows(rows) + EMPTY_ROWS - 1;
    values.with(cell(rows, last, "blank"), "")
}

/// The rows, each a group of fields.
pub(super) fn rows_view(rows: &Rows, attributes: Attributes, around: Around, state: &FormState) -> Erased {
    let t = use_texts();
    let (name, values) = (attributes.name, state.values());
    let ordered = rows.is_ordered();
    let first = rows.columns.first().map(|column| column.name().to_owned()).unwrap_or_default();
    let last = filled(values, &name, &first).into_iter().max().map_or(0, |row| row + 1);
    let count = values.rows(&name).max(last + EMPTY_ROWS);
    let items = (0..count).map(|row| {
        let fields = rows.columns.iter().map(|column| {
            view! { <Field input=column.clone().in_row(&name, row) state=state.clone()/> }
        });
        let id = cell(&name, row, "id");
        let title = (rows.row_title)(row + 1);
        let handle = ordered.then(|| move_handle((t.settings.move_of)(&title)));
        view! {
            <li>
                <fieldset class="row-fields">
                    <legend class="field-label">{handle} {title}</legend>
                    <input type="hidden" name=id.clone() value=values.text(&id).to_owned()/>
                    {fields.collect_view()}
                </fieldset>
            </li>
        }
    });
    let items = items.collect_view();
    view! {
        <fieldset class="field" id=attributes.id>
            <legend class="field-label">{around.label}</legend>
            <p class="field-hint">{rows.hint}</p>
            {around.notice}
            <ol class="row-list" class:row-list-ordered=ordered>{items}</ol>
        </fieldset>
    }
    .erased()
}

#[cfg(test)]
mod tests {
    use domain::Problem;

    use super::*;

    fn values() -> Values {
        Values::default()
            .with("question.0.text", "Segunda")
            .with("question.0.position", "2")
            .with("question.1.text", " ")
            .with("question.2.text", "Primeira")
            .with("question.2.position", "1")
            .with("question.4.text", "Última")
            .with("questionnaire", "x")
    }

    #[test]
    fn rows_are_taken_in_the_order_of_their_positions_and_blank_ones_are_none() {
        assert_eq!(filled(&values(), "question", "text"), [2, 0, 4]);
        assert_eq!(values().rows("question"), 5);
        assert_eq!(add_empty_rows(values(), "question").rows("question"), 8);
        assert!(filled(&Values::default(), "question", "text").is_empty());
    }

    #[test]
    fn what_is_wrong_with_a_row_is_said_where_it_stands() {
        let mut errors = FieldErrors::default();
        for field in ["name", "questions", "questions.1.text", "questions.9.text", "questionsx"] {
            errors.add(field, Problem::Required);
        }
        let named = rename_to_form_fields(errors, "questions", "question", &[2, 0, 4]).0;
        let fields: Vec<_> = named.into_iter().map(|error| error.field).collect();
        assert_eq!(fields, ["name", "question", "question.0.text", "questions.9.text", "questionsx"]);
    }
}
