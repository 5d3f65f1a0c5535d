//! API keys (*Chaves de API*) and their scopes.

use serde::{Deserialize, Serialize};

use super::{SettingsRecord, check_name, field_name};
use crate::FieldErrors;
use crate::text::tidy_name;
use crate::validation::Problem;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// A permission of an API key; its word is used on the command line, in the API and the database.
    #[derive(PartialOrd, Ord)]
    pub enum ApiScope {
        /// Submit interactions.
        Interactions = "interactions",
        /// Upload recordings.
        Recordings = "recordings",
        /// Read all interactions and cases.
        Read = "read",
    }
}

impl ApiScope {
    /// What a key of a source system needs: everything but reading.
    pub const OF_SOURCES: [Self; 2] = [Self::Interactions, Self::Recordings];

    /// Joins scopes into one text: `interactions recordings`.
    pub fn join(scopes: &[Self]) -> String {
        scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The inverse of [`ApiScope::join`]; unknown words (of another version) are ignored.
    pub fn split(text: &str) -> Vec<Self> {
        text.split_whitespace().filter_map(Self::parse).collect()
    }
}

/// The settings of an API key; the key itself is known only to its holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKeyRecord {
    /// The holder or purpose.
    pub name: String,
    /// What the key permits.
    pub scopes: Vec<ApiScope>,
    /// Whether the key is valid; a revoked key stays invalid.
    pub active: bool,
}

impl SettingsRecord for ApiKeyRecord {
    /// Tidies the name, and sorts and deduplicates the scopes.
    fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        self.scopes.sort_unstable();
        self.scopes.dedup();
        self
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, field_name::NAME, &self.name);
        if self.scopes.is_empty() {
            errors.add(field_name::SCOPES, Problem::Required);
        }
        errors.into_result()
    }

    fn label(&self) -> String {
        self.name.clone()
    }

    fn active(&self) -> bool {
        self.active
    }

    /// A revoked key stays revoked, because it may have leaked.
    fn with_active(self, active: bool) -> Self {
        Self { active: self.active && active, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_written_and_read_back() {
        assert_eq!(ApiScope::join(&ApiScope::OF_SOURCES), "interactions recordings");
        assert_eq!(ApiScope::join(&ApiScope::ALL), "interactions recordings read");
        assert_eq!(
            ApiScope::split("recordings  interactions"),
            [ApiScope::Recordings, ApiScope::Interactions]
        );
        assert_eq!(ApiScope::split("everything recordings"), [ApiScope::Recordings]);
        assert!(ApiScope::split("").is_empty());
    }

    #[test]
    fn a_key_allows_something_and_each_thing_once() {
        let key = ApiKeyRecord {
            name: " PABX ".to_owned(),
            scopes: vec![ApiScope::Recordings, ApiScope::Interactions, ApiScope::Recordings],
            active: true,
        };
        let tidied = key.tidied();
        assert_eq!((tidied.name.as_str(), tidied.scopes.as_slice()), ("PABX", &ApiScope::OF_SOURCES[..]));
        assert!(tidied.check().is_ok());
        let nothing = ApiKeyRecord { scopes: Vec::new(), ..tidied };
        assert_eq!(nothing.check().expect_err("no scope").to_string(), "scopes is required");
    }
}
