//! The fields of the form of a mapping, and the mapping that they are.

use std::collections::BTreeMap;

use intake::csv_mapping::{Column, Constant, Fault, Field, Mapping, MappingError, Rule, SimpleRule};

use crate::form::Values;

pub(super) const SOURCE: &str = "source";
pub(super) const DELIMITER: &str = "delimiter";
pub(super) const ENCODING: &str = "encoding";
pub(super) const HEADER: &str = "header";
pub(super) const COLUMNS: &str = "columns";
pub(super) const OPTIONAL_COLUMNS: &str = "optional_columns";
pub(super) const SKIP_LINES: &str = "skip_lines";
pub(super) const LINE_PREFIX: &str = "line_prefix";
pub(super) const KEY: &str = "key";
pub(super) const ROWS: &str = "rows";
pub(super) const TIME_ZONE: &str = "time_zone";
pub(super) const TIME_FORMATS: &str = "time_formats";
pub(super) const DURATION_FORMATS: &str = "duration_formats";

/// The parts of a field of an interaction: `queue.column`.
pub(super) const COLUMN: &str = "column";
pub(super) const SECOND: &str = "second";
pub(super) const FIXED: &str = "fixed";
pub(super) const VALUES: &str = "values";
pub(super) const RULE: &str = "rule";
/// The parts of a row of values: `direction.values.0.from`.
pub(super) const FROM: &str = "from";
pub(super) const TO: &str = "to";

/// What a value of the file becomes, besides a word: no value, or the row is left out.
pub(super) const NO_VALUE: &str = "-none";
pub(super) const LEAVE_OUT: &str = "-out";

/// How many columns the key has at least room for.
const KEYS: usize = 3;
/// How many values of a column are mapped.
pub(super) const MAX_ROWS: usize = 60;

/// The tab as the value of an option, of which browsers strip blanks.
const TAB: &str = "tab";

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    Zone,
    Number,
    /// A line that is no pair.
    Pair,
    /// JSON, and what is said of it.
    Json(String),
    Fault(Fault, String),
}

/// The first field that is wrong.
#[derive(Debug)]
pub(super) struct WrongField {
    pub(super) field: String,
    pub(super) wrong: Wrong,
    /// The mapping, as far as it could be read.
    pub(super) written: Box<Mapping>,
}

/// The form field of a part of a field.
pub(super) fn part(field: Field, part: &str) -> String {
    format!("{}.{part}", field.name())
}

/// The form field of a row of values.
pub(super) fn value_row(field: Field, row: usize, part: &str) -> String {
    format!("{}.{VALUES}.{row}.{part}", field.name())
}

/// The form field of a column of the key.
pub(super) fn key_field(index: usize) -> String {
    format!("{KEY}.{index}")
}

/// How many columns of the key the form has.
pub(super) fn key_fields(values: &Values) -> usize {
    let filled = (0..MAX_ROWS).rev().find(|index| !values.text(&key_field(*index)).is_empty());
    filled.map_or(KEYS, |last| KEYS.max(last + 2))
}

/// A column as the value of an option.
pub(super) fn option_of(column: &Column) -> String {
    match column {
        Column::Name(name) => format!("={name}"),
        Column::Number(number) => format!("#{number}"),
    }
}

/// The column that an option means.
pub(super) fn column_of(option: &str) -> Option<Column> {
    if let Some(number) = option.strip_prefix('#') {
        return number.parse().ok().filter(|number| *number > 0).map(Column::Number);
    }
    option.strip_prefix('=').map(|name| Column::Name(name.to_owned()))
}

/// The fields that show a mapping.
pub(super) fn values_of(mapping: &Mapping) -> Values {
    let delimiter = match mapping.delimiter {
        Some('\t') => TAB.to_owned(),
        delimiter => delimiter.map(String::from).unwrap_or_default(),
    };
    let mut values = Values::default()
        .with(SOURCE, mapping.source.as_deref().unwrap_or_default())
        .with(DELIMITER, delimiter)
        .with(ENCODING, word(&mapping.encoding))
        .with_yes(HEADER, mapping.header)
        .with(COLUMNS, mapping.columns.join("\n"))
        .with(OPTIONAL_COLUMNS, mapping.optional_columns.join("\n"))
        .with(SKIP_LINES, mapping.skip_lines.to_string())
        .with(LINE_PREFIX, &mapping.line_prefix)
        .with(TIME_ZONE, mapping.time_zone.map(String::from).unwrap_or_default())
        .with(TIME_FORMATS, mapping.time_formats.join("\n"))
        .with_all(DURATION_FORMATS, mapping.duration_formats.iter().map(word));
    if !mapping.rows.is_empty() {
        values = values.with(ROWS, serde_json::to_string_pretty(&mapping.rows).unwrap_or_default());
    }
    for (index, column) in mapping.key.iter().enumerate() {
        values = values.with(key_field(index), option_of(column));
    }
    for (field, rule) in &mapping.fields {
        values = with_rule(values, *field, rule);
    }
    values
}

fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn with_rule(values: Values, field: Field, rule: &Rule) -> Values {
    let is_pair = |(from, to): (&String, &Constant)| {
        let text = matches!(to, Constant::Text(text) if is_line(text));
        text && is_line(from) && !from.contains('=')
    };
    let simple = SimpleRule::of(field, rule).filter(|simple| {
        field.words().is_some()
            || (has_values(field) && simple.values.iter().all(is_pair))
            || simple.values.is_empty()
    });
    let Some(simple) = simple else {
        let json = serde_json::to_string_pretty(rule).unwrap_or_default();
        return values.with(part(field, RULE), json);
    };
    let mut columns = simple.columns.iter().map(option_of);
    let mut values = values
        .with(part(field, COLUMN), columns.next().unwrap_or_default())
        .with(part(field, SECOND), columns.next().unwrap_or_default())
        .with(part(field, FIXED), &simple.otherwise);
    if field.words().is_none() {
        let line = |(from, to): (&String, &Constant)| match to {
            Constant::Text(to) => format!("{from}={to}"),
            Constant::LeaveOut => String::new(),
        };
        let lines: Vec<String> = simple.values.iter().map(line).collect();
        return values.with(part(field, VALUES), lines.join("\n"));
    }
    for (row, (from, to)) in simple.values.iter().enumerate() {
        let to = match to {
            Constant::LeaveOut => LEAVE_OUT.to_owned(),
            Constant::Text(text) if text.trim().is_empty() => NO_VALUE.to_owned(),
            Constant::Text(text) => text.trim().to_owned(),
        };
        values = values.with(value_row(field, row, FROM), from).with(value_row(field, row, TO), to);
    }
    values
}

/// Whether a text stands in a line as it is.
fn is_line(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && !text.contains(['\n', '\r'])
}

/// Whether the form maps values of a field that may have any.
pub(super) fn has_values(field: Field) -> bool {
    matches!(field, Field::Queue | Field::Agent | Field::ContactReason | Field::CaseKind)
}

/// The mapping that the fields are.
pub(super) fn mapping_of(values: &Values) -> Result<Mapping, WrongField> {
    let mut wrong = None;
    let mapping = read(values, &mut wrong);
    if wrong.is_none() {
        wrong = mapping.check().err().map(|error| of_error(values, error));
    }
    match wrong {
        Some((field, wrong)) => Err(WrongField { field, wrong, written: Box::new(mapping) }),
        None => Ok(mapping),
    }
}

fn read(values: &Values, wrong: &mut Option<(String, Wrong)>) -> Mapping {
    let mut note = |field: String, what: Wrong| {
        if wrong.is_none() {
            *wrong = Some((field, what));
        }
    };
    let text = |field: &str| values.text(field).trim().to_owned();
    let lines = |field: &str| -> Vec<String> {
        let lines = values.text(field).lines().map(str::trim);
        lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    let time_zone = Some(text(TIME_ZONE))
        .filter(|zone| !zone.is_empty())
        .and_then(|zone| zone.parse().inspect_err(|_| note(TIME_ZONE.to_owned(), Wrong::Zone)).ok());
    let skip_lines = match text(SKIP_LINES).as_str() {
        "" => 0,
        number => number.parse().unwrap_or_else(|_| {
            note(SKIP_LINES.to_owned(), Wrong::Number);
            0
        }),
    };
    let rows = match text(ROWS).as_str() {
        "" => Vec::new(),
        json => serde_json::from_str(json).unwrap_or_else(|error| {
            note(ROWS.to_owned(), Wrong::Json(error.to_string()));
            Vec::new()
        }),
    };
    let mut fields = BTreeMap::new();
    for field in Field::ALL {
        match rule_of(values, field) {
            Ok(rule) => fields.extend(rule.map(|rule| (field, rule))),
            Err((part_name, what)) => note(part(field, part_name), what),
        }
    }
    Mapping {
        source: Some(text(SOURCE)).filter(|source| !source.is_empty()),
        delimiter: match values.text(DELIMITER) {
            TAB => Some('\t'),
            delimiter => delimiter.chars().next(),
        },
        encoding: from_word(values.text(ENCODING)).unwrap_or_default(),
        skip_lines,
        // A blank at its end counts.
        line_prefix: values.text(LINE_PREFIX).to_owned(),
        header: values.yes(HEADER),
        columns: names(values.text(COLUMNS)),
        optional_columns: lines(OPTIONAL_COLUMNS),
        key: (0..MAX_ROWS).filter_map(|index| column_of(values.text(&key_field(index)))).collect(),
        rows,
        time_zone,
        time_formats: lines(TIME_FORMATS),
        duration_formats: values.all(DURATION_FORMATS).filter_map(from_word).collect(),
        fields,
    }
}

/// Names of columns by their place: a blank line in between is a column without a name.
fn names(text: &str) -> Vec<String> {
    text.trim_end().lines().map(|line| line.trim().to_owned()).collect()
}

fn from_word<T: serde::de::DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

fn rule_of(values: &Values, field: Field) -> Result<Option<Rule>, (&'static str, Wrong)> {
    let json = values.text(&part(field, RULE)).trim();
    if !json.is_empty() {
        let rule = serde_json::from_str(json).map_err(|error| (RULE, Wrong::Json(error.to_string())))?;
        return Ok(Some(rule));
    }
    let column = |name| column_of(values.text(&part(field, name)));
    let columns: Vec<Column> = [COLUMN, SECOND].into_iter().filter_map(column).collect();
    let mapped = if field.words().is_some() {
        let rows = (0..MAX_ROWS).filter_map(|row| {
            let from = values.sent(&value_row(field, row, FROM))?.to_owned();
            match values.text(&value_row(field, row, TO)) {
                "" => None,
                NO_VALUE => Some((from, Constant::Text(String::new()))),
                LEAVE_OUT => Some((from, Constant::LeaveOut)),
                to => Some((from, Constant::Text(to.to_owned()))),
            }
        });
        rows.collect()
    } else {
        pairs(values.text(&part(field, VALUES)))?
    };
    let otherwise = values.text(&part(field, FIXED)).trim().to_owned();
    let mapped = if columns.is_empty() { BTreeMap::new() } else { mapped };
    Ok(SimpleRule { columns, values: mapped, otherwise }.rule())
}

fn pairs(text: &str) -> Result<BTreeMap<String, Constant>, (&'static str, Wrong)> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let pair = |line: &str| {
        let (from, to) = line.split_once('=')?;
        let (from, to) = (from.trim(), to.trim());
        (!from.is_empty() && !to.is_empty()).then(|| (from.to_owned(), Constant::Text(to.to_owned())))
    };
    lines.map(|line| pair(line).ok_or((VALUES, Wrong::Pair))).collect()
}

/// The form field that an error of a mapping is about.
fn of_error(values: &Values, error: MappingError) -> (String, Wrong) {
    let key = error.key.clone().unwrap_or_default();
    let named = match error.field() {
        Some(field) if !values.text(&part(field, RULE)).trim().is_empty() => part(field, RULE),
        Some(field) => part(field, COLUMN),
        None if key.starts_with(KEY) => key_field(0),
        None => key.split(['[', '.']).next().unwrap_or_default().to_owned(),
    };
    (named, Wrong::Fault(error.fault, error.remedy))
}

#[cfg(test)]
mod tests {
    use intake::csv_mapping::three_cx;

    use super::*;

    fn mapping(json: &str) -> Mapping {
        Mapping::parse(json).expect("a mapping")
    }

    fn suite() -> Mapping {
        mapping(
            r#"{"source": "suite", "delimiter": "\t", "encoding": "latin-1", "skip_lines": 2, "line_prefix": "Call ",
            "key": ["Id", 3], "rows": [{"column": "Type", "in": ["Call"]}], "time_zone": "America/Sao_Paulo",
            "optional_columns": ["Note"], "time_formats": ["%d/%m/%Y %H:%M", "unix"], "duration_formats": ["mm:ss"],
            "fields": {
                "channel": {"value": "voice"},
                "direction": {"column": "Type", "values": {"In": "inbound", "": "", "*": null}},
                "queue": ["Queue", {"value": "Sem fila"}],
                "agent": {"column": "Agent", "values": {"Ana Souza": "ana"}},
                "queued_at": {"columns": ["Day", "Time"]}, "talk_s": "Talk", "wait_s": 7,
                "notes": {"column": "Note", "when": [{"column": "Type", "in": ["Call"]}]},
                "number": {"column": "Caller", "values": {"anonymous": ""}}
            }}"#,
        )
    }

    #[test]
    fn a_mapping_is_shown_and_read_back_as_it_was() {
        let three_cx = three_cx::mapping(three_cx::Order::Standard, &BTreeMap::new()).expect("a mapping");
        for mapping in [suite(), three_cx] {
            let values = values_of(&mapping);
            assert_eq!(mapping_of(&values).expect("a mapping"), mapping);
        }
        let values = values_of(&suite());
        assert_eq!(values.text("notes.column"), "", "a rule with conditions is JSON");
        assert!(values.text("notes.rule").contains("when"));
        assert!(values.text("number.rule").contains("anonymous"), "no value is no line");
        assert_eq!((values.text("queued_at.column"), values.text("queued_at.second")), ("=Day", "=Time"));
        assert_eq!(values.text("agent.values"), "Ana Souza=ana");
    }

    #[test]
    fn the_first_wrong_field_is_named() {
        let of = |field: &str, value: &str| {
            let error = mapping_of(&values_of(&suite()).with(field, value)).expect_err("a wrong field");
            (error.field, error.wrong)
        };
        assert_eq!(of("time_zone", "Marte"), ("time_zone".to_owned(), Wrong::Zone));
        assert_eq!(of("skip_lines", "-1"), ("skip_lines".to_owned(), Wrong::Number));
        assert_eq!(of("agent.values", "Ana"), ("agent.values".to_owned(), Wrong::Pair));
        let named = |field: &str, value: &str| of(field, value).0;
        assert_eq!(named("rows", "[1"), "rows");
        assert_eq!(named("notes.rule", "{"), "notes.rule");
        assert_eq!(named("notes.rule", "{\"column\": \"a\", \"join\": \"b\"}"), "notes.rule");
        assert_eq!(named("time_formats", "%d"), "time_formats");
        assert_eq!(named("delimiter", "a"), "delimiter");
        assert_eq!(named("columns", "a"), "columns");
        assert_eq!(named("channel.fixed", "fax"), "channel.column");
        assert_eq!(named("channel.fixed", ""), "channel.column");
    }

    #[test]
    fn what_is_missing_is_said_where_it_is_chosen() {
        let empty = Values::default().with_yes(HEADER, true);
        let error = mapping_of(&empty).expect_err("no key");
        assert_eq!(
            (error.field.as_str(), matches!(error.wrong, Wrong::Fault(Fault::NoKey, _))),
            ("key.0", true)
        );
        let error = mapping_of(&empty.with("key.0", "=Id")).expect_err("no queue");
        assert!(matches!(error.wrong, Wrong::Fault(Fault::NoField(Field::Queue), _)));
        assert_eq!(error.field, "queue.column");
    }

    #[test]
    fn the_columns_of_the_key_stay_in_their_order() {
        let values = Values::default().with("key.2", "=A").with("key.0", "#4");
        let written = mapping_of(&values).expect_err("no fields").written;
        assert_eq!(written.key, [Column::Number(4), Column::Name("A".to_owned())]);
        assert_eq!(key_fields(&values), 4);
        assert_eq!(key_fields(&Values::default()), 3);
    }
}
