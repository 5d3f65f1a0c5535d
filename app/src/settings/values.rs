//! What the fields of a form say: by name one text or several.

use std::collections::BTreeMap;

use domain::{FieldErrors, Problem};

use crate::forms::Submission;

/// More rows than any form has.
const MAX_ROWS: usize = 200;

/// Texts by the names of the fields; a field that can be chosen from has as many as are chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Values(BTreeMap<String, Vec<String>>);

impl Values {
    /// What a form says, whatever its fields are.
    pub(crate) fn of(form: &Submission) -> Self {
        let mut values = Self::default();
        for (name, value) in form.under("") {
            values.0.entry(name).or_default().push(value);
        }
        values
    }

    /// With a field that says one thing.
    #[must_use]
    pub(crate) fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.insert(name.into(), vec![value.into()]);
        self
    }

    /// With a field that says yes or no.
    #[must_use]
    pub(crate) fn with_yes(self, name: &str, yes: bool) -> Self {
        if yes { self.with(name, "yes") } else { self }
    }

    /// With a field that says several things.
    #[must_use]
    pub(crate) fn with_all(mut self, name: &str, values: impl IntoIterator<Item = String>) -> Self {
        self.0.insert(name.to_owned(), values.into_iter().collect());
        self
    }

    /// What a field says first; nothing where it says nothing.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }

    /// Everything a field says.
    pub(crate) fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// How many rows there are of fields that are named `NAME.ROW.COLUMN`.
    pub(super) fn rows(&self, name: &str) -> usize {
        let row = |key: &String| {
            key.strip_prefix(name)?.strip_prefix('.')?.split_once('.')?.0.parse::<usize>().ok()
        };
        // A form of ours never has as many; what a forged one says is not rendered.
        self.0.keys().filter_map(row).filter(|row| *row < MAX_ROWS).max().map_or(0, |row| row + 1)
    }

    /// Whether a field says yes.
    pub(crate) fn yes(&self, name: &str) -> bool {
        self.text(name) == "yes"
    }

    /// The number a field says; what is none is noted.
    pub(crate) fn number(
        &self,
        name: &str,
        range: std::ops::RangeInclusive<i64>,
        errors: &mut FieldErrors,
    ) -> Option<i64> {
        let text = self.text(name).trim();
        if text.is_empty() {
            return None;
        }
        let number = text.parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            errors.add(name, Problem::OutOfRange { least: *range.start(), most: *range.end() });
        }
        number
    }

    /// The numbers of what is chosen in a field; anything else there is no choice.
    pub(crate) fn chosen(&self, name: &str) -> Vec<i64> {
        self.all(name).iter().filter_map(|id| id.parse().ok()).collect()
    }

    /// The same in the order that the fields `NAME.position.ID` give them.
    pub(crate) fn ordered(&self, name: &str) -> Vec<i64> {
        let mut chosen = self.chosen(name);
        chosen.sort_by_key(|id| {
            let position = self.text(&super::input::position_of(name, *id)).trim().parse::<i64>();
            position.unwrap_or(i64::MAX)
        });
        chosen
    }
}
