//! Detection of accounts with a well-known password.

use super::{Accounts, login_key};
use crate::Result;

impl Accounts<'_> {
    /// The active accounts among these logins that have this password.
    pub async fn with_password(self, logins: &[&str], password: &str) -> Result<Vec<String>> {
        let mut found = Vec::new();
        for login in logins {
            let mut statement = self.db().statement();
            let key = statement.bind(login_key(login));
            statement.text =
                format!("SELECT password_hash FROM user_account WHERE login_key = {key} AND active");
            let row: Option<(Option<String>,)> = self.db().fetch_optional(statement).await?;
            if let Some((Some(hash),)) = row
                && self.state().passwords.matches(password, Some(&hash)).await?
            {
                found.push((*login).to_owned());
            }
        }
        Ok(found)
    }
}
