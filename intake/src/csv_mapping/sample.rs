//! The beginning of a CSV file, as far as it can be read without knowing what its columns mean: for the
//! page on which a mapping is made.

use std::collections::BTreeMap;

use super::rule::Column;
use super::{Mapping, is_hint, time};
use crate::csv::{self, Format, Records, Shape};
use crate::source::Output;

/// How many different values of a column are remembered.
const MAX_VALUES: usize = 30;
/// How many columns are looked at; more no report has.
const MAX_COLUMNS: usize = 500;
/// How many characters of a value are remembered.
const MAX_VALUE: usize = 100;

/// The beginning of a CSV file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// What stands between two fields.
    pub delimiter: Option<char>,
    /// The columns in their order.
    pub columns: Vec<SampleColumn>,
    /// How many rows there are.
    pub rows: u64,
    /// Whether all is UTF-8; a line that is not is Latin-1.
    pub is_utf8: bool,
}

/// A column of a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleColumn {
    /// How a mapping names it: by its number if its name is blank or not the only one.
    pub column: Column,
    /// Its first different values, none of which is blank.
    pub values: Vec<String>,
    /// Whether some row has it blank.
    pub has_blanks: bool,
}

impl Sample {
    /// Reads the beginning of a file. Of the mapping, only what says how the file is written counts.
    /// `is_beginning` says that the file goes on: a last line without its end is passed over.
    pub fn of(bytes: &[u8], is_beginning: bool, mapping: &Mapping) -> Self {
        let Mapping { delimiter, encoding, .. } = *mapping;
        let format = Format { encoding, delimiter };
        let whole = if is_beginning { bytes.iter().rposition(|byte| *byte == b'\n') } else { None };
        let is_utf8 = std::str::from_utf8(whole.map_or(bytes, |end| &bytes[..end])).is_ok();
        let mut reading = Reading { mapping, delimiter: None, names: None, columns: Vec::new(), rows: 0 };
        let (mut records, mut output) = (Records::default(), Output::default());
        let consumed = records.read(bytes, format, &mut output, |record, _| {
            record.recognise(reading.take(record.place.line, record.text));
        });
        if !is_beginning {
            let mut tail = None;
            records.end_file(
                &bytes[consumed..],
                format,
                &mut output,
                |record, _| record.recognise(reading.take(record.place.line, record.text)),
                |place, text, _| tail = Some((place.line, text.trim_end_matches('\r').to_owned())),
            );
            if let Some((line, text)) = tail {
                reading.take(line, &text);
            }
        }
        Self { is_utf8, ..reading.sample() }
    }

    /// The first values of a column, in any case of its name; none if there is no such column.
    pub fn values(&self, column: &Column) -> &[String] {
        self.find(column).map_or(&[], |found| found.values.as_slice())
    }

    /// A column by its name or number.
    pub fn find(&self, column: &Column) -> Option<&SampleColumn> {
        match column {
            Column::Number(number) => self.columns.get(number.checked_sub(1)?),
            Column::Name(name) => self.columns.iter().find(|one| match &one.column {
                Column::Name(own) => own.to_lowercase() == name.to_lowercase(),
                Column::Number(_) => false,
            }),
        }
    }

    /// The formats, of those that are common, in which the times of these columns are written: the first
    /// that fits all of their values. None if no format does, or there are no values.
    pub fn time_formats(&self, times: &[&[Column]]) -> Vec<String> {
        let mut formats = Vec::new();
        for columns in times {
            let values: Vec<&[String]> = columns.iter().map(|column| self.values(column)).collect();
            // The values of a date and a time are not paired here, but written alike.
            let count = values.iter().map(|values| values.len()).min().unwrap_or(0);
            let texts = (0..count)
                .map(|row| values.iter().map(|values| values[row].as_str()).collect::<Vec<_>>().join(" "));
            let texts: Vec<String> = texts.collect();
            let fits = |format: &&&str| texts.iter().all(|text| time::fits(text, format));
            let found = TIME_FORMATS.iter().find(fits).filter(|_| !texts.is_empty());
            if let Some(format) = found.filter(|format| !formats.iter().any(|one| one == *format)) {
                formats.push((*format).to_owned());
            }
        }
        formats
    }
}

/// Formats of times that are common; of two that fit, the first is meant.
const TIME_FORMATS: [&str; 22] = [
    "iso",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%d/%m/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M:%S %p",
    "%d/%m/%Y %I:%M %p",
    "%m/%d/%Y %I:%M %p",
    "%d/%m/%y %H:%M:%S",
    "%d/%m/%y %H:%M",
    "%m/%d/%y %H:%M",
    "%m/%d/%y %I:%M %p",
    "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%d %H:%M",
    "%d/%m/%Y, %H:%M:%S",
    "unix_ms",
];

/// What is known while a file is read.
struct Reading<'a> {
    mapping: &'a Mapping,
    delimiter: Option<char>,
    /// The names of the columns, once the first record was read.
    names: Option<Vec<String>>,
    /// The values of each column, and whether some are blank.
    columns: Vec<(Vec<String>, bool)>,
    rows: u64,
}

impl Reading<'_> {
    /// Takes a record; returns the shape of the following ones, if it shows it.
    fn take(&mut self, line: u64, text: &str) -> Option<Shape> {
        if line <= self.mapping.skip_lines {
            return None;
        }
        let text = text.strip_prefix(&self.mapping.line_prefix).unwrap_or(text);
        if text.trim().is_empty() || (self.names.is_none() && is_hint(text)) {
            return None;
        }
        let delimiter = *self
            .delimiter
            .get_or_insert_with(|| self.mapping.delimiter.unwrap_or_else(|| csv::delimiter(text)));
        let cells = csv::fields(text, delimiter);
        let width = Some(cells.len());
        let is_first = self.names.is_none();
        if is_first && self.mapping.header {
            self.names = Some(cells.into_iter().take(MAX_COLUMNS).collect());
        } else {
            self.names.get_or_insert_with(|| self.mapping.columns.clone());
            self.row(cells);
        }
        is_first.then_some(Shape { delimiter, width })
    }

    fn row(&mut self, cells: Vec<String>) {
        self.rows += 1;
        if self.columns.len() < cells.len() {
            self.columns.resize_with(cells.len().min(MAX_COLUMNS), Default::default);
        }
        for ((values, has_blanks), cell) in self.columns.iter_mut().zip(cells) {
            let cell: String = cell.trim().chars().take(MAX_VALUE).collect();
            *has_blanks |= cell.is_empty();
            if values.len() < MAX_VALUES && !cell.is_empty() && !values.contains(&cell) {
                values.push(cell);
            }
        }
    }

    fn sample(self) -> Sample {
        let names: Vec<String> =
            self.names.unwrap_or_default().into_iter().map(|name| name.trim().to_owned()).collect();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for name in &names {
            *counts.entry(name.to_lowercase()).or_default() += 1;
        }
        let mut columns = self.columns;
        columns.resize_with(columns.len().max(names.len()), Default::default);
        let columns = columns.into_iter().enumerate().map(|(index, (values, has_blanks))| {
            let name = names.get(index).filter(|name| {
                !name.is_empty() && counts.get(&name.to_lowercase()).is_some_and(|count| *count == 1)
            });
            let column = name.map_or(Column::Number(index + 1), |name| Column::Name(name.clone()));
            SampleColumn { column, values, has_blanks }
        });
        let columns = columns.collect();
        Sample { delimiter: self.delimiter, columns, rows: self.rows, is_utf8: true }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample(text: &str) -> Sample {
        Sample::of(text.as_bytes(), false, &Mapping::default())
    }

    fn name(name: &str) -> Column {
        Column::Name(name.to_owned())
    }

    #[test]
    fn columns_have_their_first_different_values() {
        let found = sample("sep=;\nId;Fila;Nota\n1;Suporte;\"a;\nb\"\n2;Suporte;\n3;Vendas;x");
        assert_eq!((found.delimiter, found.rows, found.is_utf8), (Some(';'), 3, true));
        let columns: Vec<_> = found.columns.iter().map(|one| one.column.clone()).collect();
        assert_eq!(columns, [name("Id"), name("Fila"), name("Nota")]);
        assert_eq!(found.values(&name("fila")), ["Suporte", "Vendas"]);
        assert_eq!(found.values(&Column::Number(3)), ["a;\nb", "x"]);
        assert!(found.columns[2].has_blanks && !found.columns[1].has_blanks);
    }

    #[test]
    fn a_column_without_a_name_of_its_own_is_named_by_its_number() {
        let found = sample("Id,,Nome,nome\n1,2,3,4,5\n");
        let columns: Vec<_> = found.columns.into_iter().map(|one| one.column).collect();
        assert_eq!(
            columns,
            [name("Id"), Column::Number(2), Column::Number(3), Column::Number(4), Column::Number(5)]
        );
    }

    #[test]
    fn a_file_is_read_as_the_mapping_says_it_is_written() {
        let mapping = Mapping {
            header: false,
            columns: vec!["id".to_owned()],
            skip_lines: 1,
            line_prefix: "Call ".to_owned(),
            delimiter: Some('|'),
            ..Mapping::default()
        };
        let found = Sample::of(b"Report\nCall 1|\xe1\nCall 2|b", false, &mapping);
        assert_eq!(found.columns[0].column, name("id"));
        assert_eq!(found.columns[0].values, ["1", "2"]);
        assert_eq!(found.values(&Column::Number(2)), ["á", "b"]);
        assert!(!found.is_utf8);
        let beginning = Sample::of(b"Report\nCall 1|a\nCall 2|b", true, &mapping);
        assert_eq!(beginning.rows, 1, "the last line may be cut");
    }

    #[test]
    fn the_format_of_times_fits_all_values() {
        for (values, format) in [
            ("2026-06-15 09:00:00", "iso"),
            ("15/06/2026 09:00:00\n03/06/2026 09:00:00", "%d/%m/%Y %H:%M:%S"),
            ("03/06/2026 09:00:00\n06/15/2026 09:00:00", "%m/%d/%Y %H:%M:%S"),
            ("6/15/26 9:05 AM", "%m/%d/%y %I:%M %p"),
            ("2020/10/11 20:39:13", "%Y/%m/%d %H:%M:%S"),
            ("1781514000000", "unix_ms"),
        ] {
            let found = sample(&format!("At\n{values}\n"));
            assert_eq!(found.time_formats(&[&[name("At")]]), [format], "{values}");
        }
        let found = sample("Day;Time;Other\n15/06/2026;09:00;x\n");
        assert_eq!(found.time_formats(&[&[name("Day"), name("Time")]]), ["%d/%m/%Y %H:%M"]);
        assert!(found.time_formats(&[&[name("Other")], &[name("None")]]).is_empty());
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_sample(bytes in proptest::collection::vec(any::<u8>(), 0..300), cut: bool, header: bool) {
            let mapping = Mapping { header, ..Mapping::default() };
            let found = Sample::of(&bytes, cut, &mapping);
            for column in &found.columns {
                prop_assert!(column.values.len() <= MAX_VALUES);
                prop_assert_eq!(found.find(&column.column), Some(column));
            }
        }
    }
}
