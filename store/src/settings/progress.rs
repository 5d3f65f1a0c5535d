//! How far an operation is set up: what the first steps lead through.

use super::Settings;
use crate::Result;

/// A step of setting an operation up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A contact reason in use.
    Reason,
    /// A queue in use.
    Queue,
    /// An agent who may sign in.
    Agent,
    /// A group in use that watches somebody.
    Group,
}

impl Step {
    /// Every step, in the order in which one leads to the next.
    pub const ALL: [Self; 4] = [Self::Reason, Self::Queue, Self::Agent, Self::Group];
}

/// The steps that are done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress(Vec<Step>);

impl Progress {
    /// Whether a step is done.
    pub fn has(&self, step: Step) -> bool {
        self.0.contains(&step)
    }

    /// How many are done.
    pub const fn done(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is left to do.
    pub const fn is_complete(&self) -> bool {
        self.done() == Step::ALL.len()
    }
}

impl Settings<'_> {
    /// How far the operation is set up.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn progress(&self) -> Result<Progress> {
        let statement = self.scoped().statement().with_text("SELECT EXISTS (SELECT 1 FROM contact_reason WHERE active), \
         EXISTS (SELECT 1 FROM queue WHERE active), \
         EXISTS (SELECT 1 FROM user_account WHERE active AND role = 'agent'), \
         EXISTS (SELECT 1 FROM monitoring_group AS g JOIN group_agent AS a ON a.group_id = g.id WHERE g.active)");
        let found: Option<(bool, bool, bool, bool)> = self.scoped().fetch_optional(statement).await?;
        let (reason, queue, agent, group) = found.unwrap_or_default();
        let done = Step::ALL.into_iter().zip([reason, queue, agent, group]);
        Ok(Progress(done.filter_map(|(step, done)| done.then_some(step)).collect()))
    }
}
