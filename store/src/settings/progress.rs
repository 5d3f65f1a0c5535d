//! Progress of the onboarding steps.

use super::Settings;
use crate::Result;

/// An onboarding step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// There is an active contact reason.
    Reason,
    /// There is an active queue.
    Queue,
    /// There is an active agent.
    Agent,
    /// There is an active group with an agent.
    Group,
}

impl Step {
    /// All steps, in order.
    pub const ALL: [Self; 4] = [Self::Reason, Self::Queue, Self::Agent, Self::Group];
}

/// The completed onboarding steps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress(Vec<Step>);

impl Progress {
    /// Whether a step is completed.
    pub fn has(&self, step: Step) -> bool {
        self.0.contains(&step)
    }

    /// Number of completed steps.
    pub const fn done(&self) -> usize {
        self.0.len()
    }

    /// Whether all steps are completed.
    pub const fn is_complete(&self) -> bool {
        self.done() == Step::ALL.len()
    }
}

impl Settings<'_> {
    /// The completed onboarding steps.
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
