//! *Agentes*: the workload of the agents in scope.

use serde::{Deserialize, Serialize};

use crate::history::Named;
use crate::paging::Page;
use crate::{CaseId, GroupId, Millis, UserId};

/// An agent with case counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentRow {
    /// The agent.
    pub agent: Named<UserId>,
    /// The user name.
    pub login: String,
    /// The agent's groups that the viewer supervises, by name.
    pub groups: Vec<String>,
    /// Number of cases in service.
    pub in_service: u64,
    /// Number of waiting cases.
    pub waiting: u64,
    /// Number of cases on hold.
    pub on_hold: u64,
    /// Number of cases closed today.
    pub closed_today: u64,
    /// Mean handling time (answer to end) of today's interactions; `None` without any.
    pub mean_handling: Option<Millis>,
    /// The most recently updated open cases.
    pub cases: Vec<CaseId>,
}

impl AgentRow {
    /// Number of open cases.
    pub fn open(&self) -> u64 {
        self.in_service + self.waiting + self.on_hold
    }
}

/// A page of the agents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentList {
    /// The agents, by name.
    pub rows: Vec<AgentRow>,
    /// The page shown.
    pub page: Page,
    /// The groups that the viewer supervises, by name, for the filter.
    pub groups: Vec<Named<GroupId>>,
}
