//! Writing a record into form values, and reading it back.

use domain::settings::field_name;
use domain::{FieldErrors, Problem};
use store::settings::RecordId;

use super::Values;
use crate::locales::Locale;

/// Upper limit of rows; no form of this site has as many.
const MAX_ROWS: usize = 200;

impl Values {
    /// The name and the state of a record.
    pub(crate) fn named(name: &str, active: bool) -> Self {
        Self::default().with(field_name::NAME, name).with_yes(field_name::ACTIVE, active)
    }

    /// Sets a field to one value.
    #[must_use]
    pub(crate) fn with(self, name: impl AsRef<str>, value: impl Into<String>) -> Self {
        self.with_all(name.as_ref(), [value.into()])
    }

    /// Sets a checkbox.
    #[must_use]
    pub(crate) fn with_yes(self, name: &str, yes: bool) -> Self {
        if yes { self.with(name, "yes") } else { self }
    }

    /// Sets a field to several values.
    #[must_use]
    pub(crate) fn with_all(mut self, name: &str, values: impl IntoIterator<Item = String>) -> Self {
        self.0.retain(|(field, _)| field != name);
        self.0.extend(values.into_iter().map(|value| (name.to_owned(), value)));
        self
    }

    /// All values of a field.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// The fields whose names start with `prefix`, with the prefix removed.
    pub(crate) fn under(&self, prefix: &str) -> impl Iterator<Item = (String, String)> {
        self.0
            .iter()
            .filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?.to_owned(), value.clone())))
    }

    /// The number of rows of fields named `NAME.ROW.COLUMN`.
    pub(crate) fn rows(&self, name: &str) -> usize {
        let row =
            |key: &str| key.strip_prefix(name)?.strip_prefix('.')?.split_once('.')?.0.parse::<usize>().ok();
        // Keeps a forged form from having any number of rows rendered.
        let rows = self.0.iter().filter_map(|(key, _)| row(key)).filter(|row| *row < MAX_ROWS);
        rows.max().map_or(0, |row| row + 1)
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
        self.all(name).filter_map(|id| id.parse().ok()).collect()
    }

    /// The IDs ticked in a field, ordered by its fields `NAME.position.ID`.
    pub(crate) fn ordered<Id: RecordId>(&self, name: &str) -> Vec<Id> {
        let mut chosen = self.chosen(name);
        chosen.sort_by_key(|id: &Id| {
            let position = self.text(&position_of(name, *id)).trim().parse::<i64>();
            position.unwrap_or(i64::MAX)
        });
        chosen
    }
}

/// The form field with the position of an option: `NAME.position.ID`.
pub(super) fn position_of(name: &str, id: impl std::fmt::Display) -> String {
    format!("{name}.position.{id}")
}
