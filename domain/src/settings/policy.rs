//! Settings of SLA policies (*Políticas de SLA*).

use serde::{Deserialize, Serialize};

use super::{SettingsRecord, check_name, field_name, named_and_in_use};
use crate::sla::{PolicyScope, SlaPolicy};
use crate::text::tidy_name;
use crate::validation::Problem;
use crate::{CalendarId, FieldErrors, Millis};

/// The longest target: ten years of business time, in milliseconds.
pub const MAX_PROMISE: Millis = Millis::hours(87_600);

/// The settings of an SLA policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRecord {
    /// Its name; unique.
    pub name: String,
    /// Whether new cases get it. Existing cases keep it.
    pub active: bool,
    /// The cases it applies to.
    pub scope: PolicyScope,
    /// The calendar that measures business time.
    pub calendar: CalendarId,
    /// The targets.
    pub promise: SlaPolicy,
}

impl SettingsRecord for PolicyRecord {
    /// Trims texts.
    fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        self.scope = self.scope.tidied();
        self
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, field_name::NAME, &self.name);
        let SlaPolicy { first_response_ms, resolution_ms, at_risk_percent } = self.promise;
        for (field, promised) in
            [(field_name::FIRST_RESPONSE, first_response_ms), (field_name::RESOLUTION, resolution_ms)]
        {
            if promised.is_some_and(|time| !(Millis(1)..=MAX_PROMISE).contains(&time)) {
                errors.add(field, Problem::OutOfRange { min: 1, max: MAX_PROMISE.0 });
            }
        }
        if first_response_ms.is_none() && resolution_ms.is_none() {
            errors.add(field_name::FIRST_RESPONSE, Problem::Required);
        }
        if !(1..=100).contains(&at_risk_percent) {
            errors.add(field_name::AT_RISK, Problem::OutOfRange { min: 1, max: 100 });
        }
        errors.into_result()
    }

    named_and_in_use!();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad(
        first_response_ms: Option<Millis>,
        resolution_ms: Option<Millis>,
        at_risk_percent: u8,
    ) -> Vec<String> {
        let promise = SlaPolicy { first_response_ms, resolution_ms, at_risk_percent };
        let (scope, calendar) = (PolicyScope::default(), CalendarId(1));
        let record = PolicyRecord { name: " Padrão ".to_owned(), active: true, scope, calendar, promise };
        let errors = record.tidied().check().err().unwrap_or_default().0;
        errors.into_iter().map(|error| format!("{} {}", error.field, error.problem.code())).collect()
    }

    #[test]
    fn something_is_promised_and_can_be_kept() {
        assert!(bad(Some(Millis::minutes(1)), None, 80).is_empty());
        assert!(bad(None, Some(Millis::minutes(1)), 100).is_empty());
        assert_eq!(bad(None, None, 80), ["first_response required"]);
        assert_eq!(
            bad(Some(Millis::ZERO), Some(MAX_PROMISE + Millis(1)), 80),
            ["first_response out_of_range", "resolution out_of_range"]
        );
        assert_eq!(bad(Some(Millis(1)), None, 0), ["at_risk out_of_range"]);
        assert_eq!(bad(Some(Millis(1)), None, 101), ["at_risk out_of_range"]);
    }
}
