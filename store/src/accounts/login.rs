//! What a login, a name and a password may be.

use domain::{FieldErrors, Problem};

/// The most characters of a login, a person's name, or the name of a group or key.
const NAME_LIMIT: u32 = 100;
/// The fewest and the most characters of a password; the most keeps a request from costing more
/// than it should.
const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 8..=1000;

/// The form under which a login is unique: `Ana` and `ana` are one person.
pub fn login_key(login: &str) -> String {
    login.trim().to_lowercase()
}

/// A name that a person can read in one line.
pub(crate) fn check_name(errors: &mut FieldErrors, field: &str, name: &str) {
    errors.required(field, name, NAME_LIMIT);
    if name.chars().any(|c| c.is_control() && c != '\0') {
        errors.add(field, Problem::Malformed { expected: "text without control characters".to_owned() });
    }
}

/// A password; what it is made of is its owner's affair.
pub(crate) fn check_password(errors: &mut FieldErrors, password: &str) {
    if !PASSWORD_LENGTH.contains(&password.chars().count()) {
        let expected = format!("{} to {} characters long", PASSWORD_LENGTH.start(), PASSWORD_LENGTH.end());
        errors.add("password", Problem::Malformed { expected });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(check: impl Fn(&mut FieldErrors)) -> String {
        let mut errors = FieldErrors::default();
        check(&mut errors);
        errors.to_string()
    }

    #[test]
    fn a_login_is_the_same_in_any_case() {
        assert_eq!(login_key(" João.Ávila "), "joão.ávila");
    }

    #[test]
    fn a_name_has_1_to_100_characters_and_nothing_invisible() {
        let name = |text: &str| problems(|errors| check_name(errors, "login", text));
        assert_eq!(name("ã"), "");
        assert_eq!(name(&"ã".repeat(100)), "");
        assert_eq!(name(&"ã".repeat(101)), "login has more than 100 characters");
        assert_eq!(name("  "), "login is required");
        assert_eq!(name("a\u{1b}[2Jb"), "login must be text without control characters");
        assert_eq!(name("a\0b"), "login must be text without the character U+0000");
    }

    #[test]
    fn a_password_has_8_to_1000_characters() {
        let password = |length| problems(|errors| check_password(errors, &"ç".repeat(length)));
        assert_eq!(password(7), "password must be 8 to 1000 characters long");
        assert_eq!(password(8), "");
        assert_eq!(password(1000), "");
        assert_eq!(password(1001), "password must be 8 to 1000 characters long");
    }
}
