//! Settings of custom fields (*Campos personalizados*).

use serde::{Deserialize, Serialize};

use super::{SettingsRecord, check_name, check_options, field_name, tidy_lines};
use crate::FieldErrors;
use crate::custom_field::{CustomField, FieldKind, FieldOwner};
use crate::text::tidy_name;
use crate::validation::Problem;

/// The highest position of a field.
pub const MAX_POSITION: i64 = 999;

/// The settings of a custom field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldRecord {
    /// The kind of record it belongs to; immutable.
    pub owner: FieldOwner,
    /// The definition. Its key is its first name; key and kind are immutable, because stored values
    /// depend on them.
    pub field: CustomField,
    /// Its position among the fields of its owner.
    pub position: i64,
    /// Whether it is offered. Existing values stay readable.
    pub active: bool,
}

impl SettingsRecord for FieldRecord {
    /// Trims texts, and removes options unless the field is a choice.
    fn tidied(mut self) -> Self {
        let field = &mut self.field;
        field.name = tidy_name(&field.name);
        field.key = field.key.trim().into();
        let options = std::mem::take(&mut field.options);
        if field.kind == FieldKind::Choice {
            field.options = tidy_lines(options);
        }
        self
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, field_name::NAME, &self.field.name);
        if self.field.kind == FieldKind::Choice {
            check_options(&mut errors, field_name::OPTIONS, &self.field.options);
        }
        if !(0..=MAX_POSITION).contains(&self.position) {
            errors.add(field_name::POSITION, Problem::OutOfRange { min: 0, max: MAX_POSITION });
        }
        errors.into_result()
    }

    fn label(&self) -> String {
        self.field.name.clone()
    }

    fn active(&self) -> bool {
        self.active
    }

    fn with_active(self, active: bool) -> Self {
        Self { active, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_has_options_and_nothing_else_has() {
        let record = |kind, options: &[&str]| {
            let options = options.iter().map(|option| (*option).to_owned()).collect();
            let name = " Plano ".to_owned();
            let field = CustomField { key: name.clone(), name, kind, options, required: false };
            FieldRecord { owner: FieldOwner::Case, field, position: 1, active: true }.tidied()
        };
        let text = record(FieldKind::Text, &["A"]);
        assert_eq!((text.field.key.as_str(), text.field.options.len()), ("Plano", 0));
        assert_eq!(text.check(), Ok(()));
        assert_eq!(record(FieldKind::Choice, &["A ", "", "B", "A"]).field.options, ["A", "B"]);
        let errors = record(FieldKind::Choice, &["A"]).check().expect_err("no choice").0;
        assert_eq!(errors[0].field, "options");
    }
}
