//! Where the columns of a mapping are in a file.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::mapping::Mapping;
use super::rule::{Cells, Column};
use crate::csv::{self, Shape};
use crate::source::Reason;

/// The columns of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Positions {
    delimiter: char,
    /// How many fields the first record has.
    width: usize,
    /// How many fields a row needs.
    needed: usize,
    /// Whether a header says how many fields a row has.
    #[serde(default)]
    has_header: bool,
    /// The position of each column that the mapping names.
    columns: BTreeMap<String, usize>,
}

impl Positions {
    /// The positions in a file whose first record is a header.
    ///
    /// # Errors
    /// Every column that is missing or ambiguous.
    pub(super) fn of_header(mapping: &Mapping, header: &str) -> Result<Self, Vec<Reason>> {
        let delimiter = mapping.delimiter.unwrap_or_else(|| csv::delimiter(header));
        let names: Vec<String> =
            csv::fields(header, delimiter).iter().map(|name| name.trim().to_owned()).collect();
        let position = |wanted: &str| {
            let exact = |name: &String| name == wanted;
            let similar = |name: &String| name.to_lowercase() == wanted.to_lowercase();
            let found = names.iter().filter(|name| exact(name)).count();
            let fits: &dyn Fn(&String) -> bool = if found > 0 { &exact } else { &similar };
            let mut positions = (0..names.len()).filter(|position| fits(&names[*position]));
            match (positions.next(), positions.next()) {
                (Some(position), None) => Ok(Some(position)),
                (None, _) => Ok(None),
                (Some(_), Some(_)) => Err(Reason::AmbiguousColumn { name: wanted.to_owned() }),
            }
        };
        Self::new(mapping, (delimiter, names.len()), position)
    }

    /// The positions in a file that begins with a row, as the mapping lists them.
    pub(super) fn of_row(mapping: &Mapping, row: &str) -> Result<Self, Vec<Reason>> {
        let delimiter = mapping.delimiter.unwrap_or_else(|| csv::delimiter(row));
        let width = csv::fields(row, delimiter).len();
        let position = |wanted: &str| Ok(mapping.columns.iter().position(|name| name == wanted));
        // If the first row is too short, it is that row that is rejected, not the file.
        Self::new(mapping, (delimiter, width.max(mapping.columns.len())), position)
            .map(|positions| Self { width, ..positions })
    }

    fn new(
        mapping: &Mapping,
        (delimiter, width): (char, usize),
        position: impl Fn(&str) -> Result<Option<usize>, Reason>,
    ) -> Result<Self, Vec<Reason>> {
        let (mut columns, mut reasons, mut needed) = (BTreeMap::new(), Vec::new(), 1);
        let named: BTreeSet<&Column> = mapping.named_columns().collect();
        for column in named {
            match column {
                Column::Number(number) => {
                    if mapping.header && *number > width {
                        reasons.push(Reason::MissingColumn { name: column.to_string() });
                    }
                    needed = needed.max(*number);
                }
                Column::Name(name) => {
                    let is_optional = mapping.optional_columns.contains(name);
                    match position(name) {
                        Ok(Some(position)) => {
                            columns.insert(name.clone(), position);
                            needed = needed.max(if is_optional { 0 } else { position + 1 });
                        }
                        Ok(None) if is_optional => {}
                        Ok(None) => reasons.push(Reason::MissingColumn { name: name.clone() }),
                        Err(reason) => reasons.push(reason),
                    }
                }
            }
        }
        let has_header = mapping.header;
        if reasons.is_empty() {
            Ok(Self { delimiter, width, needed, has_header, columns })
        } else {
            Err(reasons)
        }
    }

    /// What the rows have in common.
    pub(super) fn shape(&self) -> Shape {
        Shape { delimiter: self.delimiter, width: Some(self.width) }
    }

    /// Whether the last row of a file that does not end with a line end is whole.
    pub(super) fn is_whole(&self, row: &str) -> bool {
        csv::is_whole(row, self.delimiter, self.width)
    }

    /// Cuts a row into its fields.
    pub(super) fn row(&self, text: &str) -> Result<Row<'_>, Reason> {
        let cells = csv::fields(text, self.delimiter);
        // Some exports end each row, but not the header, with a delimiter.
        let has_more = || cells.iter().skip(self.width).any(|cell| !cell.trim().is_empty());
        if cells.len() < self.needed {
            Err(Reason::TooFewFields)
        } else if self.has_header && has_more() {
            Err(Reason::TooManyFields)
        } else {
            Ok(Row { cells, positions: self })
        }
    }
}

/// A row.
pub(super) struct Row<'a> {
    cells: Vec<String>,
    positions: &'a Positions,
}

impl Row<'_> {
    /// Whether all its fields are blank.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

impl Cells for Row<'_> {
    fn cell(&self, column: &Column) -> &str {
        let position = match column {
            Column::Number(number) => number.checked_sub(1),
            Column::Name(name) => self.positions.columns.get(name).copied(),
        };
        position.and_then(|position| self.cells.get(position)).map_or("", |cell| cell.trim())
    }
}
