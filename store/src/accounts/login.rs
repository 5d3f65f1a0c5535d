//! The form under which a login is found.

/// The form under which a login is unique: `Ana` and `ana` are one person.
pub fn login_key(login: &str) -> String {
    login.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_the_same_in_any_case() {
        assert_eq!(login_key(" João.Ávila "), "joão.ávila");
    }
}
