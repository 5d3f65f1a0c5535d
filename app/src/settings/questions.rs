//! The questions of surveys and questionnaires as form rows.

use domain::settings::{MAX_QUESTION_TEXT, field_name};
use domain::{FieldErrors, Problem};

use crate::form::rows::{Rows, cell, filled, rename_to_form_fields};
use crate::form::{Input, SelectOption, Values};
use crate::locales::Texts;

/// The name of the rows.
const ROWS: &str = "question";

/// A question as form values.
pub(super) struct QuestionRow {
    /// ID within the record.
    pub(super) id: u32,
    /// The text of the question.
    pub(super) text: String,
    /// The form value of the answer type.
    pub(super) kind: String,
    /// Whether an answer is required.
    pub(super) required: bool,
    /// The options, for choices.
    pub(super) options: Vec<String>,
}

/// The field of rows; `more` is an additional column.
pub(super) fn input(t: &'static Texts, kinds: Vec<SelectOption>, more: Option<Input>) -> Input {
    let words = &t.settings;
    let mut columns = vec![
        Input::line(field_name::TEXT, words.question_text, MAX_QUESTION_TEXT),
        Input::one(field_name::KIND, words.question_kind, kinds),
    ];
    columns.extend(more);
    columns.push(Input::yes(field_name::REQUIRED, words.question_required));
    columns.push(Input::number(field_name::POSITION, words.position, 1..=99));
    Input::rows(
        ROWS,
        words.questions,
        Rows { row_title: words.question, more: words.more_questions, hint: words.rows_hint, columns },
    )
}

/// Adds questions to form values.
pub(super) fn values(values: Values, questions: impl Iterator<Item = QuestionRow>) -> Values {
    let name = |row, column| cell(ROWS, row, column);
    questions.enumerate().fold(values, |values, (row, question)| {
        values
            .with(name(row, "id"), question.id.to_string())
            .with(name(row, field_name::TEXT), question.text)
            .with(name(row, field_name::KIND), question.kind)
            .with(name(row, field_name::OPTIONS), question.options.join("\n"))
            .with_yes(&name(row, field_name::REQUIRED), question.required)
            .with(name(row, field_name::POSITION), (row + 1).to_string())
    })
}

/// Reads the questions of a form, in order. Existing questions keep their ID; new ones get an
/// unused one.
pub(super) fn read(values: &Values) -> Vec<QuestionRow> {
    let rows = filled(values, ROWS, field_name::TEXT);
    let id_of = |row: usize| values.text(&cell(ROWS, row, "id")).parse::<u32>().ok().filter(|id| *id > 0);
    let mut last = rows.iter().filter_map(|row| id_of(*row)).max().unwrap_or(0);
    let mut taken = Vec::new();
    let mut questions = Vec::new();
    for row in rows {
        let id = id_of(row).filter(|id| !taken.contains(id)).unwrap_or_else(|| {
            last = last.saturating_add(1);
            last
        });
        taken.push(id);
        let text = |column| values.text(&cell(ROWS, row, column));
        questions.push(QuestionRow {
            id,
            text: text(field_name::TEXT).to_owned(),
            kind: text(field_name::KIND).to_owned(),
            required: values.yes(&cell(ROWS, row, field_name::REQUIRED)),
            options: text(field_name::OPTIONS).lines().map(ToOwned::to_owned).collect(),
        });
    }
    questions
}

/// Renames the fields of errors to those of the form.
pub(super) fn form_errors(errors: FieldErrors, values: &Values) -> FieldErrors {
    rename_to_form_fields(errors, field_name::QUESTIONS, ROWS, &filled(values, ROWS, field_name::TEXT))
}

/// The message for an error of the rows as a whole or of their options.
pub(super) fn field_message(t: &'static Texts, field: &str, problem: &Problem) -> Option<String> {
    match (field, problem) {
        (ROWS, Problem::Required) => Some(t.settings.no_question.to_owned()),
        (ROWS, _) => Some(t.settings.many_questions.to_owned()),
        (cell, Problem::Required) if cell.ends_with(".options") => {
            Some(t.settings.questionnaires.few_options.to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_keep_their_numbers_and_further_ones_get_their_own() {
        let mut form = Values::default();
        for (row, id, text, position) in [
            (0, "2", "Segunda", "2"),
            (1, "7", "Primeira", "1"),
            (2, "", "Nova", ""),
            (3, "7", "Forjada", ""),
        ] {
            form = form
                .with(cell(ROWS, row, "id"), id)
                .with(cell(ROWS, row, field_name::TEXT), text)
                .with(cell(ROWS, row, field_name::POSITION), position);
        }
        let rows: Vec<_> = read(&form).into_iter().map(|one| (one.id, one.text)).collect();
        let expected = [(7, "Primeira"), (2, "Segunda"), (8, "Nova"), (9, "Forjada")];
        assert_eq!(rows, expected.map(|(id, text)| (id, text.to_owned())));
    }
}
