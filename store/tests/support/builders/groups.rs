//! Monitoring groups.

use domain::{GroupId, UserId};
use store::Store;
use store::accounts::AddToGroupOutcome;

use super::SET_UP_AT;

/// A monitoring group of existing accounts.
pub(crate) struct GroupBuilder {
    name: &'static str,
    agents: Vec<i64>,
    supervisors: Vec<i64>,
}

impl GroupBuilder {
    /// An empty group.
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, agents: Vec::new(), supervisors: Vec::new() }
    }

    /// The agents who are monitored.
    pub(crate) fn agents(mut self, agents: &[i64]) -> Self {
        self.agents.extend(agents);
        self
    }

    /// The supervisors.
    pub(crate) fn supervisors(mut self, supervisors: &[i64]) -> Self {
        self.supervisors.extend(supervisors);
        self
    }

    pub(crate) async fn build(self, store: &Store) -> GroupId {
        let groups = store.groups();
        let outcome = groups.create(self.name, SET_UP_AT).await.expect("an answer");
        let group = outcome.created().expect("a group");
        for agent in self.agents {
            let added = groups.add_agent(group, UserId(agent), SET_UP_AT).await.expect("an answer");
            assert_eq!(added, AddToGroupOutcome::Added);
        }
        for supervisor in self.supervisors {
            let added = groups.add_supervisor(group, UserId(supervisor), SET_UP_AT).await;
            assert_eq!(added.expect("an answer"), AddToGroupOutcome::Added);
        }
        group
    }
}
