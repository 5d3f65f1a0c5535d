//! *Usuários*: the people who sign in, and what their accounts say.

use serde::{Deserialize, Serialize};

use super::{SettingsRecord, Theme, check_name, named_and_in_use};
use crate::text::tidy_name;
use crate::validation::Problem;
use crate::{FieldErrors, Role};

/// The most characters of the tag of a language.
const TAG_LIMIT: u32 = 35;

/// An account, as an administrator sets it up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRecord {
    /// How pages call its person.
    pub name: String,
    /// By which they sign in; unique whatever its case.
    pub login: String,
    /// What they may do.
    pub role: Role,
    /// The tag of the language they read, where they or somebody for them chose one.
    pub locale: Option<String>,
    /// Whether they may sign in. The history of one who may not stays as it is.
    pub active: bool,
}

impl SettingsRecord for UserRecord {
    /// Name and login in the form in which names are kept.
    fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        self.login = tidy_name(&self.login);
        self
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, "login", &self.login);
        check_name(&mut errors, "name", &self.name);
        errors.optional("locale", self.locale.as_deref(), TAG_LIMIT);
        errors.into_result()
    }

    named_and_in_use!();
}

impl UserRecord {
    /// Whether the person may set the operation up.
    pub fn administers(&self) -> bool {
        self.active && self.role == Role::Administrator
    }

    /// Whether a session begun under `before` may go on under this: what its person may do is the
    /// same, and they may still sign in.
    pub fn keeps_sessions_of(&self, before: &Self) -> bool {
        self.active && self.role == before.role
    }
}

/// What everybody says themselves about their account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRecord {
    /// How pages call them.
    pub name: String,
    /// The tag of the language they read; `None` follows the browser.
    pub locale: Option<String>,
    /// The theme they chose; `None` follows the system.
    pub theme: Option<Theme>,
}

impl SettingsRecord for OwnRecord {
    /// The name in the form in which names are kept.
    fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        self
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, "name", &self.name);
        errors.optional("locale", self.locale.as_deref(), TAG_LIMIT);
        errors.into_result()
    }

    fn label(&self) -> String {
        self.name.clone()
    }
}

/// A login that somebody is given: one word, so that nobody has to guess how many blanks it has. One
/// that came with an import may be otherwise.
pub fn check_login(errors: &mut FieldErrors, field: &str, login: &str) {
    if login.trim().contains(char::is_whitespace) {
        errors.add(field, Problem::Malformed { expected: "one word without blanks".to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ana() -> UserRecord {
        UserRecord {
            name: " Ana Souza ".to_owned(),
            login: " Ana ".to_owned(),
            role: Role::Supervisor,
            locale: None,
            active: true,
        }
    }

    #[test]
    fn an_account_has_a_login_and_a_name_of_one_line_each() {
        let tidied = ana().tidied();
        assert_eq!((tidied.name.as_str(), tidied.login.as_str()), ("Ana Souza", "Ana"));
        assert!(tidied.check().is_ok());
        let bad = UserRecord { name: "x".repeat(101), login: "a\u{1b}b".to_owned(), ..tidied };
        assert_eq!(
            bad.check().expect_err("both").to_string(),
            "login must be text without control characters; name has more than 100 characters"
        );
    }

    #[test]
    fn sessions_end_with_another_role_and_with_deactivation_and_with_nothing_else() {
        let before = ana();
        assert!(
            UserRecord { name: "Ana".to_owned(), login: "a".to_owned(), ..ana() }.keeps_sessions_of(&before)
        );
        for role in [Role::Agent, Role::Administrator] {
            assert!(!UserRecord { role, ..ana() }.keeps_sessions_of(&before));
        }
        assert!(!UserRecord { active: false, ..ana() }.keeps_sessions_of(&before));
    }

    #[test]
    fn only_an_active_administrator_administers() {
        let admin = UserRecord { role: Role::Administrator, ..ana() };
        assert!(admin.administers());
        assert!(!UserRecord { active: false, ..admin }.administers());
        assert!(!ana().administers());
    }

    #[test]
    fn a_login_that_is_given_is_one_word() {
        let problem = |login| {
            let mut errors = FieldErrors::default();
            check_login(&mut errors, "login", login);
            errors.to_string()
        };
        for word in ["ana", " ana.souza ", "ana@example.com", "joão"] {
            assert_eq!(problem(word), "", "{word}");
        }
        for several in ["ana souza", "ana\u{a0}souza", "ana\tsouza", "ana\u{2003}souza"] {
            assert_eq!(problem(several), "login must be one word without blanks", "{several:?}");
        }
    }
}
