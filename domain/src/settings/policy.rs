//! *Políticas de SLA* as they are set up: for which cases, what is promised, by which calendar.

use serde::{Deserialize, Serialize};

use super::{SettingsRecord, check_name, named_and_in_use};
use crate::sla::{PolicyScope, SlaPolicy};
use crate::text::tidy_name;
use crate::validation::Problem;
use crate::{CalendarId, FieldErrors};

/// The longest promise: ten years of business time.
pub const MAX_PROMISE: i64 = 87_600 * 3_600_000;

/// A service level policy, as it is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRecord {
    /// Its name; unique.
    pub name: String,
    /// Whether further cases get it. Those that have it keep it.
    pub active: bool,
    /// The cases it is for.
    pub scope: PolicyScope,
    /// The calendar by which it is measured.
    pub calendar: CalendarId,
    /// What is promised.
    pub promise: SlaPolicy,
}

impl SettingsRecord for PolicyRecord {
    /// Without blanks around the words.
    fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        self.scope = self.scope.tidied();
        self
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, "name", &self.name);
        let SlaPolicy { first_response_ms, resolution_ms, at_risk_percent } = self.promise;
        for (field, promised) in [("first_response", first_response_ms), ("resolution", resolution_ms)] {
            if promised.is_some_and(|time| !(1..=MAX_PROMISE).contains(&time)) {
                errors.add(field, Problem::OutOfRange { least: 1, most: MAX_PROMISE });
            }
        }
        if first_response_ms.is_none() && resolution_ms.is_none() {
            errors.add("first_response", Problem::Required);
        }
        if !(1..=100).contains(&at_risk_percent) {
            errors.add("at_risk", Problem::OutOfRange { least: 1, most: 100 });
        }
        errors.into_result()
    }

    named_and_in_use!();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad(first_response_ms: Option<i64>, resolution_ms: Option<i64>, at_risk_percent: u8) -> Vec<String> {
        let promise = SlaPolicy { first_response_ms, resolution_ms, at_risk_percent };
        let (scope, calendar) = (PolicyScope::default(), CalendarId(1));
        let record = PolicyRecord { name: " Padrão ".to_owned(), active: true, scope, calendar, promise };
        let errors = record.tidied().check().err().unwrap_or_default().0;
        errors.into_iter().map(|error| format!("{} {}", error.field, error.problem.code())).collect()
    }

    #[test]
    fn something_is_promised_and_can_be_kept() {
        assert!(bad(Some(60_000), None, 80).is_empty());
        assert!(bad(None, Some(60_000), 100).is_empty());
        assert_eq!(bad(None, None, 80), ["first_response required"]);
        assert_eq!(
            bad(Some(0), Some(MAX_PROMISE + 1), 80),
            ["first_response out_of_range", "resolution out_of_range"]
        );
        assert_eq!(bad(Some(1), None, 0), ["at_risk out_of_range"]);
        assert_eq!(bad(Some(1), None, 101), ["at_risk out_of_range"]);
    }
}
