//! The form of a mapping: how the file is written, the key, and where the value of each field comes from.

use std::collections::BTreeSet;

use domain::bidi;
use domain::interaction::limits::MAX_QUEUE;
use intake::csv_mapping::{Column, Constant, DurationFormat, Field, Sample, suggested_words};
use leptos::prelude::*;

use super::fields::{
    COLUMN, COLUMNS, DELIMITER, DURATION_FORMATS, ENCODING, FIXED, FROM, HEADER, LEAVE_OUT, LINE_PREFIX,
    MAX_ROWS, NO_VALUE, OPTIONAL_COLUMNS, ROWS, RULE, SECOND, SKIP_LINES, SOURCE, TIME_FORMATS, TIME_ZONE,
    TO, VALUES, column_of, has_values, key_field, key_fields, option_of, part, value_row,
};
use super::sample::{SampleBytes, column_name};
use super::trial::word;
use super::{ACT, DOWNLOAD, FORM, JSON, MAX_MAPPING, PATH, TEST, USE_JSON};
use crate::form::{Field as FormField, Form, FormState, Input, SelectOption, Values};
use crate::locales::Texts;
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::icon::icon;

/// The most characters of a field with many lines.
const MAX_LINES: u32 = 20_000;
/// The most characters of a constant.
const MAX_FIXED: u32 = 200;

/// The fields of a mapping, by group.
const CALL: [Field; 6] =
    [Field::Channel, Field::Direction, Field::Queue, Field::Agent, Field::Number, Field::Outcome];
const TIMES: [Field; 8] = [
    Field::QueuedAt,
    Field::AnsweredAt,
    Field::EndedAt,
    Field::WaitS,
    Field::TalkS,
    Field::TotalS,
    Field::HoldS,
    Field::WrapUpS,
];
const CUSTOMER: [Field; 7] = [
    Field::CustomerName,
    Field::CustomerPhone,
    Field::CustomerEmail,
    Field::CustomerDocument,
    Field::CustomerWhatsapp,
    Field::CustomerChat,
    Field::CustomerExternalId,
];
const MORE: [Field; 9] = [
    Field::ContactReason,
    Field::Notes,
    Field::Protocol,
    Field::EndedBy,
    Field::CallStatus,
    Field::CaseExternalId,
    Field::CaseKind,
    Field::CaseSubject,
    Field::Follows,
];

/// What the form is made of.
struct Editor<'a> {
    t: &'static Texts,
    state: FormState,
    sample: &'a Sample,
}

/// The card with the form, and the mapping as JSON.
pub(super) fn card(
    t: &'static Texts,
    state: FormState,
    bytes: &SampleBytes,
    sample: &Sample,
    json: &str,
) -> Erased {
    let words = &t.settings.csv;
    let editor = Editor { t, state: state.clone(), sample };
    let no_file = bytes.is_none().then(|| view! { <p class="card-text">{words.no_file}</p> });
    let json_error = state.error(JSON);
    let json_input = Input::lines(JSON, words.json, 14, u32::try_from(MAX_MAPPING).unwrap_or(u32::MAX))
        .hint(words.json_hint);
    // The JSON is that of the last mapping that could be used, unless it is what is wrong.
    let json_state = if json_error.is_some() {
        state.clone()
    } else {
        FormState::new("csv", Values::default().with(JSON, json), None)
    };
    let content = view! {
        {bytes.fields()}
        {no_file}
        <div class="csv-columns">
            {editor.field(Input::line(SOURCE, words.source, 100).hint(words.source_hint))}
            {editor.field(Input::zone(TIME_ZONE, words.time_zone).hint(words.time_zone_hint))}
        </div>
        {editor.key()}
        {editor.group(words.group_call, None, &CALL, true)}
        {editor.group(words.group_times, Some(words.group_times_hint), &TIMES, true)}
        {editor.group(words.group_customer, None, &CUSTOMER, editor.is_used(&CUSTOMER))}
        {editor.group(words.group_more, None, &MORE, editor.is_used(&MORE))}
        {editor.writing()}
        <div class="filters-actions csv-actions">
            <button class="button button-primary" name=ACT value=TEST>{icon("check", "icon")} {words.test}</button>
            <button class="button" name=ACT value=DOWNLOAD>{icon("download", "icon")} {words.download}</button>
        </div>
        <details class="csv-other" open=json_error.is_some()>
            <summary>{words.json}</summary>
            <FormField input=json_input state=json_state/>
            <button class="button" name=ACT value=USE_JSON>{words.use_json}</button>
        </details>
    };
    let content = content.erased();
    view! {
        <section class="card card-padded source-card" aria-labelledby="csv-mapping">
            <h3 class="card-title" id="csv-mapping">{words.mapping}</h3>
            <Form name=FORM state action=PATH class="form csv-form" labelled_by="csv-mapping" content/>
        </section>
    }
    .erased()
}

impl Editor<'_> {
    fn field(&self, input: Input) -> Erased {
        // A dot is part of names, and none of IDs.
        let id = input.name().replace('.', "-");
        view! { <FormField input=input.with_id(id) state=self.state.clone()/> }.erased()
    }

    /// The columns to choose from. One that is chosen and not in the file is there too.
    fn columns(&self, field: &str, none: &'static str) -> Vec<SelectOption> {
        let words = &self.t.settings.csv;
        let mut options = vec![SelectOption::new("", none)];
        let own = self.sample.columns.iter();
        options.extend(
            own.map(|one| SelectOption::new(option_of(&one.column), column_name(self.t, &one.column))),
        );
        let Some(chosen) = column_of(self.state.value(field)) else { return options };
        let found = self.sample.columns.iter().position(|one| match &chosen {
            Column::Name(_) => one.column == chosen,
            Column::Number(_) => false,
        });
        let is_listed = self.sample.columns.iter().any(|one| one.column == chosen);
        if found.is_none() && !is_listed {
            let name = column_name(self.t, &chosen);
            let label = match (&chosen, self.sample.find(&chosen)) {
                // Of a number, the column that it is; of a name, the same one in other letters.
                (Column::Number(_), Some(column)) => {
                    format!("{name}: {}", column_name(self.t, &column.column))
                }
                (Column::Name(_), Some(_)) => name,
                (_, None) => (words.not_there)(&name),
            };
            options.push(SelectOption::new(option_of(&chosen), label));
        }
        options
    }

    fn key(&self) -> Erased {
        let words = &self.t.settings.csv;
        let count = key_fields(&self.typed());
        let fields = (0..count).map(|index| {
            let name = key_field(index);
            let label = (words.key_column)(&(index + 1).to_string());
            let input = Input::one(&name, &label, self.columns(&name, words.none)).required_if(index == 0);
            self.field(input)
        });
        let fields = fields.collect_view();
        view! {
            <fieldset class="csv-group" aria-describedby="csv-key-hint">
                <legend class="csv-legend">{words.key}</legend>
                <p class="field-hint" id="csv-key-hint">{words.key_hint}</p>
                <div class="csv-columns">{fields}</div>
            </fieldset>
        }
        .erased()
    }

    fn typed(&self) -> Values {
        (0..MAX_ROWS).fold(Values::default(), |values, index| {
            let name = key_field(index);
            let value = self.state.value(&name).to_owned();
            values.with(name, value)
        })
    }

    fn is_used(&self, fields: &[Field]) -> bool {
        let has = |name: String| !self.state.value(&name).is_empty() || self.state.error(&name).is_some();
        fields.iter().any(|field| [COLUMN, FIXED, RULE].into_iter().any(|name| has(part(*field, name))))
    }

    /// A group of fields; one that is not used yet is folded.
    fn group(&self, title: &'static str, hint: Option<&'static str>, fields: &[Field], open: bool) -> Erased {
        let items = fields.iter().map(|field| self.row(*field)).collect_view();
        let hint = hint.map(|hint| view! { <p class="field-hint">{hint}</p> });
        view! {
            <details class="csv-group" open=open>
                <summary class="csv-legend">{title}</summary>
                {hint}
                {items}
            </details>
        }
        .erased()
    }

    /// Where the value of a field comes from.
    fn row(&self, field: Field) -> Erased {
        let words = &self.t.settings.csv;
        let label = self.label(field);
        let rule = part(field, RULE);
        let is_rule = !self.state.value(&rule).is_empty();
        let content = if is_rule {
            let name = format!("{label}: {}", words.rule);
            self.field(Input::lines(&rule, &name, 5, MAX_LINES).hint(words.rule_hint))
        } else {
            self.choices(field, label)
        };
        view! {
            <fieldset class="csv-row">
                <legend class="field-label">{label}</legend>
                {content}
            </fieldset>
        }
        .erased()
    }

    fn label(&self, field: Field) -> &'static str {
        (self.t.settings.csv.fields.of)(&field.name()).unwrap_or_default()
    }

    fn choices(&self, field: Field, label: &'static str) -> Erased {
        let words = &self.t.settings.csv;
        let is_required = matches!(field, Field::Channel | Field::Direction | Field::Queue);
        let column = part(field, COLUMN);
        let input =
            Input::one(&column, words.column, self.columns(&column, words.none)).required_if(is_required);
        let column = self.field(input);
        let (second, fixed) = (part(field, SECOND), part(field, FIXED));
        let other = if field.is_time() {
            Some(self.field(Input::one(&second, words.second, self.columns(&second, words.none))))
        } else if let Some(allowed) = field.words() {
            let options = std::iter::once(SelectOption::new("", words.no_fixed));
            let options = options.chain(allowed.into_iter().map(|one| self.word_option(field, one)));
            Some(self.field(Input::one(&fixed, words.fixed, options.collect())))
        } else if is_duration(field) {
            None
        } else {
            Some(self.field(Input::line(&fixed, words.fixed, MAX_FIXED.max(MAX_QUEUE))))
        };
        let values = if field.words().is_some() {
            Some(self.values(field, label))
        } else if has_values(field) {
            let lines = Input::lines(&part(field, VALUES), words.values_lines, 2, MAX_LINES);
            Some(self.field(lines.hint(words.values_lines_hint)))
        } else {
            None
        };
        view! { <div class="csv-columns">{column} {other}</div> {values} }.erased()
    }

    fn word_option(&self, field: Field, allowed: &str) -> SelectOption {
        SelectOption::new(allowed, word(self.t, &field.name(), allowed).unwrap_or_default())
    }

    /// What the values of a column become, one by one.
    fn values(&self, field: Field, label: &'static str) -> Erased {
        let words = &self.t.settings.csv;
        let Some(column) = column_of(self.state.value(&part(field, COLUMN))) else {
            return view! { <p class="field-hint">{words.choose_column}</p> }.erased();
        };
        let allowed = field.words().unwrap_or_default();
        let rows = self.value_rows(field, &column, &allowed).into_iter().enumerate();
        let rows = rows.map(|(index, (from, to))| {
            let shown = match from.as_str() {
                "" => words.blank.to_owned(),
                "*" => words.other.to_owned(),
                _ => bidi::plain(&from),
            };
            let fixed = [("", words.as_it_is), (NO_VALUE, words.no_value), (LEAVE_OUT, words.leave_out)];
            let fixed = fixed.into_iter().filter(|(value, _)| !(value.is_empty() && from.is_empty()));
            let blank = from.is_empty().then_some(("", words.no_value));
            let fixed = blank.into_iter().chain(fixed.filter(|(value, _)| !(from.is_empty() && *value == NO_VALUE)));
            let options = fixed.map(|(value, text)| (value.to_owned(), text));
            let options = options.chain(allowed.iter().map(|one| {
                ((*one).to_owned(), word(self.t, &field.name(), one).unwrap_or_default())
            }));
            let options = options.map(|(value, text)| {
                let selected = value == to;
                view! { <option value=value selected=selected>{text}</option> }
            });
            let options = options.collect_view();
            let name = value_row(field, index, TO);
            let id = format!("csv-{}", name.replace('.', "-"));
            view! {
                <li class="csv-value">
                    <input type="hidden" name=value_row(field, index, FROM) value=from/>
                    <label for=id.clone() dir="auto"><span class="sr-only">{format!("{label}: ")}</span>{shown}</label>
                    <select class="select-native" id=id name=name autocomplete="off">{options}</select>
                </li>
            }
        });
        let rows = rows.collect_view();
        view! { <ul class="csv-values" aria-label=(words.becomes)(label, words.values)>{rows}</ul> }.erased()
    }

    /// The values of a column and what they become: those of the mapping, those of the file, a blank one and
    /// every other one.
    fn value_rows(&self, field: Field, column: &Column, allowed: &[&str]) -> Vec<(String, String)> {
        let typed = (0..MAX_ROWS).map_while(|row| {
            let from = self.state.value(&value_row(field, row, FROM)).to_owned();
            let to = self.state.value(&value_row(field, row, TO)).to_owned();
            (self.state.has(&value_row(field, row, FROM))).then_some((from, to))
        });
        let typed: Vec<(String, String)> = typed.collect();
        let of_file = self.sample.values(column);
        let stays = |(from, to): &(String, String)| !to.is_empty() || of_file.contains(from);
        let mut rows: Vec<(String, String)> =
            typed.into_iter().filter(|row| stays(row) && !matches!(row.0.as_str(), "" | "*")).collect();
        let suggested = suggested_words(field, of_file);
        let known: BTreeSet<String> = rows.iter().map(|(from, _)| from.clone()).collect();
        // A value that is a word already needs nothing.
        let new =
            of_file.iter().filter(|value| !known.contains(*value) && !allowed.contains(&value.as_str()));
        rows.extend(new.map(|value| {
            let to = match suggested.get(value) {
                Some(Constant::Text(word)) => word.clone(),
                _ => String::new(),
            };
            (value.clone(), to)
        }));
        for special in ["", "*"] {
            let to = (0..MAX_ROWS).find_map(|row| {
                let name = value_row(field, row, FROM);
                let is_it = self.state.has(&name) && self.state.value(&name) == special;
                is_it.then(|| self.state.value(&value_row(field, row, TO)).to_owned())
            });
            rows.push((special.to_owned(), to.unwrap_or_default()));
        }
        rows
    }

    /// How the file is written.
    fn writing(&self) -> Erased {
        let words = &self.t.settings.csv;
        let delimiters = [
            ("", words.delimiter_auto),
            (",", words.comma),
            (";", words.semicolon),
            ("tab", words.tab),
            ("|", words.bar),
        ];
        let options = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(value, text)| SelectOption::new(*value, *text)).collect::<Vec<_>>()
        };
        let mut delimiters = options(&delimiters);
        let chosen = self.state.value(DELIMITER);
        if !["", ",", ";", "tab", "|"].contains(&chosen) {
            delimiters.push(SelectOption::new(chosen, chosen));
        }
        let durations = [
            DurationFormat::Seconds,
            DurationFormat::Milliseconds,
            DurationFormat::Minutes,
            DurationFormat::HoursMinutesSeconds,
            DurationFormat::MinutesSeconds,
        ];
        let durations = durations.into_iter().map(|format| {
            let name = serde_json::to_value(format).ok();
            let name = name.as_ref().and_then(|name| name.as_str()).unwrap_or_default().to_owned();
            let label = (words.durations.of)(&name).unwrap_or_default();
            SelectOption::new(name, label)
        });
        let inputs = [
            Input::lines(TIME_FORMATS, words.time_formats, 2, MAX_LINES).hint(words.time_formats_hint),
            Input::many(DURATION_FORMATS, words.duration_formats, durations.collect())
                .hint(words.duration_formats_hint),
            Input::one(DELIMITER, words.delimiter, delimiters),
            Input::one(
                ENCODING,
                words.encoding,
                options(&[("utf-8", words.utf8), ("latin-1", words.latin1)]),
            ),
            Input::yes(HEADER, words.header),
            Input::lines(COLUMNS, words.columns, 3, MAX_LINES).hint(words.columns_hint),
            Input::lines(OPTIONAL_COLUMNS, words.optional_columns, 2, MAX_LINES)
                .hint(words.optional_columns_hint),
            Input::number(SKIP_LINES, words.skip_lines, 0..=1_000),
            Input::line(LINE_PREFIX, words.line_prefix, 100),
            Input::lines(ROWS, words.rows, 2, MAX_LINES).hint(words.rows_hint),
        ];
        let open = inputs.iter().any(|input| self.state.error(input.name()).is_some());
        let fields = inputs.into_iter().map(|input| self.field(input)).collect_view();
        view! {
            <details class="csv-group" open=open>
                <summary class="csv-legend">{words.writing}</summary>
                {fields}
            </details>
        }
        .erased()
    }
}

fn is_duration(field: Field) -> bool {
    matches!(field, Field::WaitS | Field::TalkS | Field::TotalS | Field::HoldS | Field::WrapUpS)
}
