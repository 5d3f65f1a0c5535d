//! Settings of the operation as a whole (*Operação*, *Anexos*). There is one record of each.

use serde::{Deserialize, Serialize};

use super::{SettingsRecord, check_name, check_zone, field_name};
use crate::media;
use crate::number::{NumberDefaults, is_country_code};
use crate::text::tidy_name;
use crate::validation::Problem;
use crate::{FieldErrors, Role};

/// Maximum reopening window of a closed case, in days.
pub const MAX_REOPEN_DAYS: u32 = 3_650;

/// Maximum configurable size of an attachment, in MiB.
pub const MAX_FILE_MB: u32 = 2_048;

/// The tags of the available languages.
pub const LANGUAGES: [&str; 3] = ["pt-BR", "en", "es"];

/// The settings of the operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationRecord {
    /// The name; may be empty.
    pub name: String,
    /// The tag of the default language; empty for that of the browser.
    pub language: String,
    /// The IANA time zone, which determines civil days.
    pub zone: String,
    /// For how many days after its close a new interaction reopens a case.
    pub reopen_days: u32,
    /// The roles that require a second factor.
    pub second_factor_roles: Vec<Role>,
    /// The default country code of telephone numbers, without `+`.
    pub dial_country: String,
    /// The default area code of telephone numbers; empty if there is none.
    pub dial_area: String,
}

impl SettingsRecord for OperationRecord {
    /// Trims texts, and sorts and deduplicates the roles.
    fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        self.zone = self.zone.trim().into();
        self.second_factor_roles.sort();
        self.second_factor_roles.dedup();
        self.dial_country = self.dial_country.trim().trim_start_matches('+').into();
        self.dial_area = self.dial_area.trim().into();
        self
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        if !self.name.is_empty() {
            check_name(&mut errors, field_name::NAME, &self.name);
        }
        if !self.language.is_empty() && !LANGUAGES.contains(&self.language.as_str()) {
            let allowed = LANGUAGES.map(ToOwned::to_owned).to_vec();
            errors.add(field_name::LANGUAGE, Problem::UnknownValue { allowed });
        }
        check_zone(&mut errors, field_name::ZONE, &self.zone);
        if self.reopen_days > MAX_REOPEN_DAYS {
            let problem = Problem::OutOfRange { min: 0, max: i64::from(MAX_REOPEN_DAYS) };
            errors.add(field_name::REOPEN_DAYS, problem);
        }
        check_codes(&mut errors, &self.dial_country, &self.dial_area);
        errors.into_result()
    }

    fn label(&self) -> String {
        self.name.clone()
    }
}

/// Validates the default codes of telephone numbers.
fn check_codes(errors: &mut FieldErrors, country: &str, area: &str) {
    if country.is_empty() {
        errors.add(field_name::DIAL_COUNTRY, Problem::Required);
    } else if !is_country_code(country) {
        let expected = "the calling code of a country, like 55".to_owned();
        errors.add(field_name::DIAL_COUNTRY, Problem::Malformed { expected });
    } else if let Err(problem) = NumberDefaults::new(country, Some(area)) {
        errors.add(field_name::DIAL_AREA, Problem::Malformed { expected: problem.to_string() });
    }
}

/// The settings of attachments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesRecord {
    /// Maximum size in MiB; `None` for the server's default.
    pub largest_mb: Option<u32>,
    /// The accepted media types; empty for the server's default.
    pub types: Vec<String>,
}

impl SettingsRecord for FilesRecord {
    /// Sorts the types in the order in which they are offered, and deduplicates them.
    fn tidied(mut self) -> Self {
        self.types.sort_by_key(|one| media::position(one));
        self.types.dedup();
        self
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        if self.largest_mb.is_some_and(|size| !(1..=MAX_FILE_MB).contains(&size)) {
            errors.add(field_name::LARGEST, Problem::OutOfRange { min: 1, max: i64::from(MAX_FILE_MB) });
        }
        if self.types.iter().any(|one| media::known(one).is_none()) {
            errors.add(field_name::TYPES, Problem::UnknownValue { allowed: Vec::new() });
        }
        errors.into_result()
    }

    fn label(&self) -> String {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad(result: Result<(), FieldErrors>) -> Vec<String> {
        result.err().unwrap_or_default().0.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn an_operation_needs_no_name_and_no_language() {
        let zone = " America/Manaus ".to_owned();
        let plain = OperationRecord {
            name: "  ".to_owned(),
            language: String::new(),
            zone,
            reopen_days: 0,
            second_factor_roles: Vec::new(),
            dial_country: "55".to_owned(),
            dial_area: String::new(),
        };
        assert_eq!(plain.tidied().check(), Ok(()));
        let zone = "America/Manaus".to_owned();
        let odd = OperationRecord {
            name: "x".repeat(101),
            language: "de".to_owned(),
            zone,
            reopen_days: 3_651,
            second_factor_roles: Vec::new(),
            dial_country: "55".to_owned(),
            dial_area: String::new(),
        };
        assert_eq!(bad(odd.check()), ["name", "language", "reopen_days"]);
    }

    #[test]
    fn codes_of_numbers_are_those_of_a_country() {
        let with = |country: &str, area: &str| OperationRecord {
            name: String::new(),
            language: String::new(),
            zone: "America/Manaus".to_owned(),
            reopen_days: 7,
            second_factor_roles: Vec::new(),
            dial_country: country.to_owned(),
            dial_area: area.to_owned(),
        };
        assert_eq!(with(" +55 ", " 11 ").tidied(), with("55", "11"));
        for (country, area) in [("55", ""), ("55", "11"), ("351", ""), ("1", "415"), ("598", "2")] {
            assert_eq!(with(country, area).check(), Ok(()), "{country} {area}");
        }
        for country in ["", "0", "055", "5511", "999", "BR"] {
            assert_eq!(bad(with(country, "11").check()), ["dial_country"], "{country}");
        }
        for (country, area) in [("55", "1"), ("55", "10"), ("55", "011"), ("351", "21345"), ("1", "x")] {
            assert_eq!(bad(with(country, area).check()), ["dial_area"], "{country} {area}");
        }
    }

    #[cfg(feature = "zone")]
    #[test]
    fn an_operation_has_a_time_zone_that_there_is() {
        let within = |zone: &str| OperationRecord {
            name: String::new(),
            language: String::new(),
            zone: zone.to_owned(),
            reopen_days: 7,
            second_factor_roles: Vec::new(),
            dial_country: "55".to_owned(),
            dial_area: String::new(),
        };
        assert_eq!(within(" America/Manaus ").tidied().check(), Ok(()));
        for zone in ["", "Manaus", "America/Atlantis"] {
            assert_eq!(bad(within(zone).check()), ["zone"], "{zone}");
        }
    }

    #[test]
    fn files_are_of_known_types_and_a_size_that_can_be_stored() {
        let record = |largest_mb, types: &[&str]| FilesRecord {
            largest_mb,
            types: types.iter().map(|one| (*one).to_owned()).collect(),
        };
        let tidied = record(Some(10), &["application/pdf", "image/png", "application/pdf"]).tidied();
        assert_eq!(tidied.types, ["image/png", "application/pdf"]);
        assert_eq!(tidied.check(), Ok(()));
        assert_eq!(bad(record(Some(0), &["text/html"]).check()), ["largest", "types"]);
        assert_eq!(bad(record(Some(2_049), &[]).check()), ["largest"]);
    }
}
