//! User accounts (*Usuários*).

use serde::{Deserialize, Serialize};

use super::{SettingsRecord, Theme, check_name, field_name, named_and_in_use};
use crate::text::tidy_name;
use crate::validation::Problem;
use crate::{FieldErrors, Role};

/// Maximum length of a language tag, in characters.
const MAX_TAG: u32 = 35;

/// A user account as an administrator edits it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRecord {
    /// The display name.
    pub name: String,
    /// The login; unique regardless of case.
    pub login: String,
    /// The role.
    pub role: Role,
    /// The tag of the user's language, if one was chosen.
    pub locale: Option<String>,
    /// Whether the user may sign in. The history of an inactive user does not change.
    pub active: bool,
}

impl SettingsRecord for UserRecord {
    /// Tidies name and login.
    fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        self.login = tidy_name(&self.login);
        self
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, field_name::LOGIN, &self.login);
        check_name(&mut errors, field_name::NAME, &self.name);
        errors.optional(field_name::LOCALE, self.locale.as_deref(), MAX_TAG);
        errors.into_result()
    }

    named_and_in_use!();
}

impl UserRecord {
    /// Whether the user is an active administrator.
    pub fn administers(&self) -> bool {
        self.active && self.role == Role::Administrator
    }

    /// Whether sessions started with the account as in `before` stay valid: the role is unchanged
    /// and the account active.
    pub fn keeps_sessions_of(&self, before: &Self) -> bool {
        self.active && self.role == before.role
    }
}

/// The part of an account that its user edits: the profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileRecord {
    /// The display name.
    pub name: String,
    /// The language tag; `None` follows the browser.
    pub locale: Option<String>,
    /// The theme; `None` follows the system.
    pub theme: Option<Theme>,
}

impl SettingsRecord for ProfileRecord {
    /// Tidies the name.
    fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        self
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, field_name::NAME, &self.name);
        errors.optional(field_name::LOCALE, self.locale.as_deref(), MAX_TAG);
        errors.into_result()
    }

    fn label(&self) -> String {
        self.name.clone()
    }
}

/// Validates a login set by an administrator: one word without blanks. Imported logins are not
/// checked.
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
