//! Which accounts have a password that everybody knows.

use super::{Accounts, login_key};
use crate::Result;
use crate::db::read;

impl Accounts<'_> {
    /// Those of these logins that sign in with this password.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn with_password(self, logins: &[&str], password: &str) -> Result<Vec<String>> {
        let mut found = Vec::new();
        for login in logins {
            let hash: Option<Option<String>> = read!(self.db(), |pool, Engine| {
                sqlx::query_scalar("SELECT password_hash FROM user_account WHERE login_key = $1 AND active")
                    .bind(login_key(login))
                    .fetch_optional(pool)
                    .await?
            });
            if let Some(hash) = hash.flatten()
                && self.state().passwords.matches(password, Some(&hash)).await?
            {
                found.push((*login).to_owned());
            }
        }
        Ok(found)
    }
}
