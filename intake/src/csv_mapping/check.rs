//! What a mapping must have, and what contradicts itself, in sentences for the operator who wrote it.

use super::mapping::{Fault, Field, Mapping, MappingError};
use super::rule::{Choice, Column, Condition, Constant, Rule};
use super::time;

/// Fields that every interaction has.
const REQUIRED: [Field; 3] = [Field::Queue, Field::Channel, Field::Direction];
/// Keys of the object `fields` from which the beginning follows.
const BEGINNING: [Field; 3] = [Field::QueuedAt, Field::AnsweredAt, Field::EndedAt];

pub(super) fn check(mapping: &Mapping) -> Result<(), MappingError> {
    check_file(mapping)?;
    if mapping.key.is_empty() {
        let remedy = "is missing; name the columns that together identify a row";
        return Err(MappingError::at("key", remedy).with(Fault::NoKey));
    }
    for (index, column) in mapping.key.iter().enumerate() {
        check_column(mapping, &format!("key[{index}]"), column)?;
    }
    for (index, condition) in mapping.rows.iter().enumerate() {
        check_condition(mapping, &format!("rows[{index}]"), condition)?;
    }
    for (field, rule) in &mapping.fields {
        check_rule(mapping, *field, rule)?;
    }
    for field in REQUIRED {
        if mapping.rule(field).is_none() {
            let words = field.words().map_or("Suporte".to_owned(), |words| words[0].to_owned());
            return Err(MappingError::at(
                format!("fields.{}", field.name()),
                format!("is missing; name a column, or a constant like {{\"value\": \"{words}\"}}"),
            )
            .with(Fault::NoField(field)));
        }
    }
    check_times(mapping)
}

fn check_file(mapping: &Mapping) -> Result<(), MappingError> {
    let is_usable =
        |c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && !matches!(c, '"' | '\n' | '\r' | '\0');
    if mapping.delimiter.is_some_and(|delimiter| !is_usable(delimiter)) {
        let remedy = "must be one character like \",\" \";\" \"|\" or \"\\t\"";
        return Err(MappingError::at("delimiter", remedy).with(Fault::Delimiter));
    }
    if mapping.header && !mapping.columns.is_empty() {
        return Err(MappingError::at(
            "columns",
            "names the columns of a file without a header; add \"header\": false, or leave it out",
        )
        .with(Fault::ColumnsWithHeader));
    }
    for (index, name) in mapping.columns.iter().enumerate() {
        if mapping.columns[..index].contains(name) && !name.is_empty() {
            let error = MappingError::at(format!("columns[{index}]"), format!("{name:?} is there twice"));
            return Err(error.with(Fault::ColumnTwice(name.clone())));
        }
    }
    for (index, format) in mapping.time_formats.iter().enumerate() {
        if !time::is_complete(format) {
            return Err(MappingError::at(
                format!("time_formats[{index}]"),
                format!(
                    "{format:?} gives no date with a time; use a pattern like \"%d/%m/%Y %H:%M:%S\", or one of \
                     \"iso\", \"unix\", \"unix_ms\""
                ),
            )
            .with(Fault::TimeFormat(format.clone())));
        }
    }
    Ok(())
}

fn check_times(mapping: &Mapping) -> Result<(), MappingError> {
    let has = |field| mapping.rule(field).is_some();
    let begins = has(Field::QueuedAt)
        || (has(Field::AnsweredAt) && has(Field::WaitS))
        || (has(Field::EndedAt) && (has(Field::TotalS) || has(Field::WaitS)));
    if !begins {
        let named = BEGINNING.into_iter().any(has);
        let remedy = if named { "is missing, and no duration leads back to it" } else { "is missing" };
        return Err(MappingError::at(
            "fields.queued_at",
            format!("{remedy}; name its column, or those of ended_at and total_s"),
        )
        .with(Fault::NoBeginning));
    }
    let ends = has(Field::EndedAt)
        || has(Field::TotalS)
        || has(Field::WaitS)
        || (has(Field::AnsweredAt) && has(Field::TalkS));
    if ends {
        Ok(())
    } else {
        let error = MappingError::at("fields.ended_at", "is missing; name its column, or that of total_s");
        Err(error.with(Fault::NoEnd))
    }
}

fn check_rule(mapping: &Mapping, field: Field, rule: &Rule) -> Result<(), MappingError> {
    let path = format!("fields.{}", field.name());
    if rule.0.is_empty() {
        return Err(MappingError::at(path, "is an empty list; name a column, or leave the field out"));
    }
    for (index, choice) in rule.0.iter().enumerate() {
        let path = if rule.0.len() == 1 { path.clone() } else { format!("{path}[{index}]") };
        check_choice(mapping, &path, field, choice)?;
    }
    Ok(())
}

fn check_choice(mapping: &Mapping, path: &str, field: Field, choice: &Choice) -> Result<(), MappingError> {
    let given = [choice.column.is_some(), !choice.columns.is_empty(), choice.value.is_some()];
    if given.into_iter().filter(|given| *given).count() != 1 {
        return Err(MappingError::at(path, "needs exactly one of \"column\", \"columns\" and \"value\""));
    }
    if choice.join.is_some() && choice.columns.is_empty() {
        return Err(MappingError::at(
            format!("{path}.join"),
            "joins several columns; name them in \"columns\"",
        ));
    }
    if choice.direction.is_some() && field == Field::Direction {
        return Err(MappingError::at(format!("{path}.direction"), "is what this field is for; use \"when\""));
    }
    for column in choice.column.iter().chain(&choice.columns) {
        check_column(mapping, path, column)?;
    }
    for (index, condition) in choice.when.iter().enumerate() {
        check_condition(mapping, &format!("{path}.when[{index}]"), condition)?;
    }
    let Some(words) = field.words() else { return Ok(()) };
    let is_word = |value: &str| value.trim().is_empty() || words.contains(&value.trim());
    let unknown = |key: String, value: &str| {
        MappingError::at(key, format!("{value:?} is none of its values; use one of: {}", words.join(", ")))
            .with(Fault::UnknownWord(value.to_owned()))
    };
    if let Some(Constant::Text(value)) = &choice.value
        && choice.values.is_empty()
        && !is_word(value)
    {
        return Err(unknown(format!("{path}.value"), value));
    }
    for (from, to) in &choice.values {
        if let Constant::Text(to) = to
            && !is_word(to)
        {
            return Err(unknown(format!("{path}.values.{from}"), to));
        }
    }
    Ok(())
}

fn check_condition(mapping: &Mapping, path: &str, condition: &Condition) -> Result<(), MappingError> {
    let Condition { column, one_of, none_of, starts_with } = condition;
    if one_of.is_none() && none_of.is_none() && starts_with.is_none() {
        return Err(MappingError::at(path, "needs a list \"in\", \"not_in\" or \"starts_with\""));
    }
    check_column(mapping, path, column)
}

/// A file without a header has only the columns that the mapping names.
fn check_column(mapping: &Mapping, path: &str, column: &Column) -> Result<(), MappingError> {
    let Column::Name(name) = column else { return Ok(()) };
    if mapping.header || mapping.columns.contains(name) || mapping.optional_columns.contains(name) {
        return Ok(());
    }
    Err(MappingError::at(
        path,
        format!(
            "the file has no header, and \"columns\" has no {name:?}; name all its columns there in their \
             order, or use the number of the column"
        ),
    )
    .with(Fault::UnknownColumn(name.clone())))
}
