//! The rows a load writes, one type a table, with the identities already given: the database is
//! empty, so whoever makes the rows numbers them.
//!
//! Which columns they fill is said in [`super::columns`].

mod directory;
mod history;

use chrono_tz::Tz;

pub use directory::{
    Calendar, Group, GroupAgent, GroupSupervisor, Policy, Queue, QueueReason, Reason, Survey, User,
};
pub use history::{
    Call, Case, CaseEvent, Clock, Customer, CustomerAddress, Interaction, Message, Recording, SurveyResponse,
};

/// What all rows of a load have in common.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The source they say they come from.
    pub source: String,
    /// The operation's time zone, in which an interaction gets its civil day.
    pub zone: Tz,
}

/// Everybody and everything that interactions refer to; written first.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// People.
    pub users: Vec<User>,
    /// Monitoring groups.
    pub groups: Vec<Group>,
    /// Who is watched in them.
    pub group_agents: Vec<GroupAgent>,
    /// Who watches.
    pub group_supervisors: Vec<GroupSupervisor>,
    /// Queues.
    pub queues: Vec<Queue>,
    /// Contact reasons.
    pub reasons: Vec<Reason>,
    /// Which reason is offered where.
    pub queue_reasons: Vec<QueueReason>,
    /// Business calendars.
    pub calendars: Vec<Calendar>,
    /// Service level policies.
    pub policies: Vec<Policy>,
    /// Surveys.
    pub surveys: Vec<Survey>,
}

/// A part of the load: some thousand interactions and what belongs to them.
///
/// Rows may refer to rows of other parts; all that counts is that the whole holds together when
/// the load finishes. Identities that only grow from row to row load fastest.
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
    /// Clocks of cases.
    pub clocks: Vec<Clock>,
    /// What happened to cases.
    pub events: Vec<CaseEvent>,
    /// Surveys that were asked for.
    pub survey_responses: Vec<SurveyResponse>,
}
