//! The form under which a login is found.

use domain::text::tidy_name;

/// The form under which a login is unique: `Ana` and `ana` are one person, and so are two logins
/// that look the same.
pub fn login_key(login: &str) -> String {
    // Lower case can part a letter from its accent (İ): it is composed once more.
    tidy_name(&tidy_name(login).to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_the_same_in_any_case() {
        assert_eq!(login_key(" João.Ávila "), "joão.ávila");
    }

    #[test]
    fn logins_that_look_the_same_are_one() {
        assert_eq!(login_key("Joa\u{303}o.A\u{301}vila"), "joão.ávila");
        assert_eq!(login_key("\u{feff}joão\u{200b}.ávila"), "joão.ávila");
        assert_eq!(login_key("ana  souza"), login_key("ana\u{a0}souza"));
    }
}
