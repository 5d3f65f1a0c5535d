//! The values of a form: one or several strings by field name.

use std::collections::BTreeMap;

use domain::settings::field_name;
use domain::{FieldErrors, Problem};
use store::settings::RecordId;

use crate::forms::Submission;
use crate::locales::Locale;

/// Upper limit of rows; no form of this site has as many.
const MAX_ROWS: usize = 200;

/// Form values by field name; a field of checkboxes has one for each that is ticked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Values(BTreeMap<String, Vec<String>>);

impl Values {
    /// All fields of a posted form.
    pub(crate) fn of(form: &Submission) -> Self {
        let mut values = Self::default();
        for (name, value) in form.under("") {
            values.0.entry(name).or_default().push(value);
        }
        values
    }

    /// The name and the state of a record.
    pub(super) fn named(name: &str, active: bool) -> Self {
        Self::default().with(field_name::NAME, name).with_yes(field_name::ACTIVE, active)
    }

    /// Sets a field to one value.
    #[must_use]
    pub(crate) fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.insert(name.into(), vec![value.into()]);
        self
    }

    /// Sets a checkbox.
    #[must_use]
    pub(crate) fn with_yes(self, name: &str, yes: bool) -> Self {
        if yes { self.with(name, "yes") } else { self }
    }

    /// Sets a field to several values.
    #[must_use]
    pub(crate) fn with_all(mut self, name: &str, values: impl IntoIterator<Item = String>) -> Self {
        self.0.insert(name.to_owned(), values.into_iter().collect());
        self
    }

    /// The first value of a field; empty if there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }

    /// All values of a field.
    pub(crate) fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// The number of rows of fields named `NAME.ROW.COLUMN`.
    pub(super) fn rows(&self, name: &str) -> usize {
        let row = |key: &String| {
            key.strip_prefix(name)?.strip_prefix('.')?.split_once('.')?.0.parse::<usize>().ok()
        };
        // Keeps a forged form from having any number of rows rendered.
        self.0.keys().filter_map(row).filter(|row| *row < MAX_ROWS).max().map_or(0, |row| row + 1)
    }

    /// Whether a checkbox is ticked.
    pub(crate) fn yes(&self, name: &str) -> bool {
        self.text(name) == "yes"
    }

    /// Parses a number; anything else but an empty field is added to `errors`.
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
            errors.add(name, Problem::OutOfRange { min: *range.start(), max: *range.end() });
        }
        number
    }

    /// The chosen language; anything but a known one or none is added to `errors`.
    pub(crate) fn locale(&self, errors: &mut FieldErrors) -> Option<String> {
        let tag = self.text(field_name::LOCALE);
        let known = Locale::ALL.into_iter().find(|locale| locale.tag() == tag);
        if known.is_none() && !tag.is_empty() {
            errors.add(field_name::LOCALE, Problem::UnknownValue { allowed: Vec::new() });
        }
        known.map(|locale| locale.tag().to_owned())
    }

    /// The IDs ticked in a field; values that are not numbers are ignored.
    pub(crate) fn chosen<Id: RecordId>(&self, name: &str) -> Vec<Id> {
        self.all(name).iter().filter_map(|id| id.parse().ok()).collect()
    }

    /// The IDs ticked in a field, ordered by its fields `NAME.position.ID`.
    pub(crate) fn ordered<Id: RecordId>(&self, name: &str) -> Vec<Id> {
        let mut chosen = self.chosen(name);
        chosen.sort_by_key(|id: &Id| {
            let position = self.text(&super::input::position_of(name, *id)).trim().parse::<i64>();
            position.unwrap_or(i64::MAX)
        });
        chosen
    }
}
