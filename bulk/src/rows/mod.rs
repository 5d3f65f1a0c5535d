//! The rows of a load, one type per table. The caller assigns the identities, since the database is
//! empty; [`super::columns`] maps the rows to columns.

mod directory;
mod history;

use chrono_tz::Tz;

pub use directory::{
    Calendar, Group, GroupAgent, GroupSupervisor, Policy, Queue, QueueReason, Reason, Survey, User,
};
pub use history::{
    Call, Case, CaseEvent, Clock, Customer, CustomerAddress, Interaction, Message, Recording, SurveyResponse,
};

/// Values common to all rows of a load.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The source system.
    pub source: String,
    /// The operation's time zone, which determines the civil day of an interaction.
    pub zone: Tz,
}

/// Master data that interactions refer to; written first.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// User accounts.
    pub users: Vec<User>,
    /// Monitoring groups.
    pub groups: Vec<Group>,
    /// Agents monitored in them.
    pub group_agents: Vec<GroupAgent>,
    /// Their supervisors.
    pub group_supervisors: Vec<GroupSupervisor>,
    /// Queues.
    pub queues: Vec<Queue>,
    /// Contact reasons.
    pub reasons: Vec<Reason>,
    /// Contact reasons offered per queue.
    pub queue_reasons: Vec<QueueReason>,
    /// Business calendars.
    pub calendars: Vec<Calendar>,
    /// Service level policies.
    pub policies: Vec<Policy>,
    /// Surveys.
    pub surveys: Vec<Survey>,
}

/// A batch of rows: some thousand interactions and what belongs to them.
///
/// Rows may refer to rows of other batches; references are checked when the load finishes.
/// Ascending identities load fastest.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Customers.
    pub customers: Vec<Customer>,
    /// Their addresses.
    pub addresses: Vec<CustomerAddress>,
    /// Cases.
    pub cases: Vec<Case>,
    /// Interactions.
    pub interactions: Vec<Interaction>,
    /// Messages.
    pub messages: Vec<Message>,
    /// Call attempts.
    pub calls: Vec<Call>,
    /// Recordings.
    pub recordings: Vec<Recording>,
    /// SLA clocks of cases.
    pub clocks: Vec<Clock>,
    /// Timeline events of cases.
    pub events: Vec<CaseEvent>,
    /// Survey requests, and their responses.
    pub survey_responses: Vec<SurveyResponse>,
}
