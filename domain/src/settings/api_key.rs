//! *Chaves de API*: what the programs of other systems may do.

use serde::{Deserialize, Serialize};

use super::{SettingsRecord, check_name};
use crate::FieldErrors;
use crate::text::tidy_name;
use crate::validation::Problem;

/// Something that a key of the HTTP API allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApiScope {
    /// To record interactions.
    Interactions,
    /// To put recordings.
    Recordings,
}

impl ApiScope {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Interactions, Self::Recordings];

    /// The word of the contracts (command line, API, database).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Interactions => "interactions",
            Self::Recordings => "recordings",
        }
    }

    /// The inverse of [`ApiScope::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }

    /// Several, as one text: `interactions recordings`.
    pub fn join(scopes: &[Self]) -> String {
        scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The inverse of [`ApiScope::join`]; a word of another version allows nothing.
    pub fn split(text: &str) -> Vec<Self> {
        text.split_whitespace().filter_map(Self::parse).collect()
    }
}

/// A key of the HTTP API, as it is set up; the key itself is known only to whoever carries it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKeyRecord {
    /// Whose it is or what it is for.
    pub name: String,
    /// What it allows.
    pub scopes: Vec<ApiScope>,
    /// Whether it is good; one that was revoked never is again.
    pub active: bool,
}

impl SettingsRecord for ApiKeyRecord {
    /// Without blanks around the name, each scope once and in one order.
    fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        self.scopes.sort_unstable();
        self.scopes.dedup();
        self
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, "name", &self.name);
        if self.scopes.is_empty() {
            errors.add("scopes", Problem::Required);
        }
        errors.into_result()
    }

    fn label(&self) -> String {
        self.name.clone()
    }

    fn active(&self) -> bool {
        self.active
    }

    /// What was revoked stays so: somebody may have it who must not.
    fn with_active(self, active: bool) -> Self {
        Self { active: self.active && active, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_written_and_read_back() {
        assert_eq!(ApiScope::join(&ApiScope::ALL), "interactions recordings");
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
        assert_eq!((tidied.name.as_str(), tidied.scopes.as_slice()), ("PABX", &ApiScope::ALL[..]));
        assert!(tidied.check().is_ok());
        let nothing = ApiKeyRecord { scopes: Vec::new(), ..tidied };
        assert_eq!(nothing.check().expect_err("no scope").to_string(), "scopes is required");
    }
}
