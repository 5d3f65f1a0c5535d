//! How far an operation is set up: what the first steps lead through.

use super::Settings;
use crate::Result;

/// What there is already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// A contact reason in use.
    pub reason: bool,
    /// A queue in use.
    pub queue: bool,
    /// An agent who may sign in.
    pub agent: bool,
    /// A group in use that watches somebody.
    pub group: bool,
}

impl Progress {
    /// Whether nothing is left to do.
    pub const fn is_complete(self) -> bool {
        self.reason && self.queue && self.agent && self.group
    }
}

impl Settings<'_> {
    /// How far the operation is set up.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn progress(&self) -> Result<Progress> {
        let mut statement = self.scoped().statement();
        statement.text = "SELECT EXISTS (SELECT 1 FROM contact_reason WHERE active), \
             EXISTS (SELECT 1 FROM queue WHERE active), \
             EXISTS (SELECT 1 FROM user_account WHERE active AND role = 'agent'), \
             EXISTS (SELECT 1 FROM monitoring_group AS g JOIN group_agent AS a ON a.group_id = g.id WHERE g.active)"
            .to_owned();
        let found: Option<(bool, bool, bool, bool)> = statement.optional().await?;
        let (reason, queue, agent, group) = found.unwrap_or_default();
        Ok(Progress { reason, queue, agent, group })
    }
}
