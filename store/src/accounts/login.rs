//! The canonical form of a login, by which accounts are found.

use domain::text::tidy_name;

/// The canonical form of a login: equal for all spellings that look the same or differ in case.
pub fn login_key(login: &str) -> String {
    // Lowercasing can decompose a letter and its accent (İ), so the result is normalised again.
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
