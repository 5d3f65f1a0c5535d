//! The audience of announcements: whose interactions a user sees.

use domain::{Role, UserId};

use crate::{Result, Scoped};

/// Whose interactions a user sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Those of everyone, and those without an agent.
    Everyone,
    /// Those of these agents.
    Agents(Vec<UserId>),
}

impl Scoped<'_> {
    /// Whose interactions the user sees at present.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn audience(&self) -> Result<Audience> {
        if self.sees_all() {
            return Ok(Audience::Everyone);
        }
        if self.principal.role == Role::Agent {
            return Ok(Audience::Agents(vec![self.principal.user]));
        }
        let mut statement = self.statement();
        let in_scope = self.indexed_agent_in_scope(&mut statement, "u.id");
        statement.text = format!("SELECT u.id FROM user_account AS u WHERE {in_scope}");
        let agents: Vec<(UserId,)> = self.fetch_all(statement).await?;
        Ok(Audience::Agents(agents.into_iter().map(|(agent,)| agent).collect()))
    }
}
