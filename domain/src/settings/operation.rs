//! *Operação* and *Anexos*: what is settled for the operation as a whole. There is one record of each.

use serde::{Deserialize, Serialize};

use super::{SettingsRecord, check_name, check_zone};
use crate::media;
use crate::text::tidy_name;
use crate::validation::Problem;
use crate::{FieldErrors, Role};

/// The longest time in which a closed case is reopened, in days.
pub const MOST_REOPEN_DAYS: u32 = 3_650;

/// The largest file a case may take, in MiB.
pub const LARGEST_FILE_MB: u32 = 2_048;

/// The languages in which people may be greeted, by their tags.
pub const LANGUAGES: [&str; 3] = ["pt-BR", "en", "es"];

/// The operation, as it is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationRecord {
    /// What it is called; empty where nobody said so.
    pub name: String,
    /// The language of people who chose none, by its tag; empty for that of their browser.
    pub language: String,
    /// Where civil days begin, by the name of the IANA database.
    pub zone: String,
    /// For how many days after its close a case is reopened by a further interaction.
    pub reopen_days: u32,
    /// The roles that cannot do without a second factor.
    pub second_factor_roles: Vec<Role>,
}

impl SettingsRecord for OperationRecord {
    /// Without blanks around the words.
    fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        self.zone = self.zone.trim().into();
        self.second_factor_roles.sort();
        self.second_factor_roles.dedup();
        self
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        if !self.name.is_empty() {
            check_name(&mut errors, "name", &self.name);
        }
        if !self.language.is_empty() && !LANGUAGES.contains(&self.language.as_str()) {
            let allowed = LANGUAGES.map(ToOwned::to_owned).to_vec();
            errors.add("language", Problem::UnknownValue { allowed });
        }
        check_zone(&mut errors, "zone", &self.zone);
        if self.reopen_days > MOST_REOPEN_DAYS {
            let problem = Problem::OutOfRange { least: 0, most: i64::from(MOST_REOPEN_DAYS) };
            errors.add("reopen_days", problem);
        }
        errors.into_result()
    }

    fn label(&self) -> String {
        self.name.clone()
    }
}

/// Which files cases take, as it is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesRecord {
    /// The largest, in MiB; `None` as the server was started.
    pub largest_mb: Option<u32>,
    /// The media types that are taken; none of them is as the server was started.
    pub types: Vec<String>,
}

impl SettingsRecord for FilesRecord {
    /// Each type once, in the order in which they are offered.
    fn tidied(mut self) -> Self {
        self.types.sort_by_key(|one| media::position(one));
        self.types.dedup();
        self
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        if self.largest_mb.is_some_and(|size| !(1..=LARGEST_FILE_MB).contains(&size)) {
            errors.add("largest", Problem::OutOfRange { least: 1, most: i64::from(LARGEST_FILE_MB) });
        }
        if self.types.iter().any(|one| media::known(one).is_none()) {
            errors.add("types", Problem::UnknownValue { allowed: Vec::new() });
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
        };
        assert_eq!(plain.tidied().check(), Ok(()));
        let zone = "America/Manaus".to_owned();
        let odd = OperationRecord {
            name: "x".repeat(101),
            language: "de".to_owned(),
            zone,
            reopen_days: 3_651,
            second_factor_roles: Vec::new(),
        };
        assert_eq!(bad(odd.check()), ["name", "language", "reopen_days"]);
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
