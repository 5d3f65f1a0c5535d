//! The common interface of settings records.

use crate::FieldErrors;

/// A settings record (*Configurações*): normalisation, validation and whether it is in use.
pub trait SettingsRecord: Sized {
    /// Normalises the record to its stored form.
    #[must_use]
    fn tidied(self) -> Self;

    /// Validates the record.
    ///
    /// # Errors
    /// Returns every invalid field.
    fn check(&self) -> Result<(), FieldErrors>;

    /// The display name; empty if it has none.
    fn label(&self) -> String;

    /// Whether it is in use (not archived); singletons always are.
    fn active(&self) -> bool {
        true
    }

    /// Archives the record or puts it back into use, if it supports that.
    #[must_use]
    fn with_active(self, _active: bool) -> Self {
        self
    }
}

/// Implements the methods of [`SettingsRecord`] for records with the fields `name` and `active`.
///
/// With `name checked`, these include a `check` of the name; with `name only`, also a `tidied` that
/// tidies it.
macro_rules! named_and_in_use {
    () => {
        fn label(&self) -> String {
            self.name.clone()
        }

        fn active(&self) -> bool {
            self.active
        }

        fn with_active(self, active: bool) -> Self {
            Self { active, ..self }
        }
    };
    (check) => {
        fn check(&self) -> Result<(), $crate::FieldErrors> {
            let mut errors = $crate::FieldErrors::default();
            super::check_name(&mut errors, super::field_name::NAME, &self.name);
            errors.into_result()
        }

        named_and_in_use!();
    };
    (tidy, check) => {
        /// Tidies the name.
        fn tidied(mut self) -> Self {
            self.name = $crate::text::tidy_name(&self.name);
            self
        }

        named_and_in_use!(check);
    };
}

pub(super) use named_and_in_use;
