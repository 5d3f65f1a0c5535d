//! Everybody and everything that interactions refer to.

use domain::sla::{BusinessCalendar, SlaPolicy};
use domain::{ContactReasonId, GroupId, QueueId, Role, UserId};

/// A person who may sign in.
#[derive(Clone, Debug)]
pub struct User {
    /// Identity.
    pub id: UserId,
    /// What they sign in with.
    pub login: String,
    /// Full name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Hash of their password; without one nobody can sign in as them.
    pub password_hash: Option<String>,
    /// When the account was made.
    pub created_at: i64,
}

/// A monitoring group.
#[derive(Clone, Debug)]
pub struct Group {
    /// Identity.
    pub id: GroupId,
    /// Its name.
    pub name: String,
}

/// An agent watched in a group.
#[derive(Clone, Copy, Debug)]
pub struct GroupAgent {
    /// The group.
    pub group: GroupId,
    /// The agent.
    pub agent: UserId,
}

/// A supervisor who watches a group.
#[derive(Clone, Copy, Debug)]
pub struct GroupSupervisor {
    /// The group.
    pub group: GroupId,
    /// The supervisor.
    pub supervisor: UserId,
}

/// A queue.
#[derive(Clone, Debug)]
pub struct Queue {
    /// Identity.
    pub id: QueueId,
    /// Its name.
    pub name: String,
}

/// A contact reason.
#[derive(Clone, Debug)]
pub struct Reason {
    /// Identity.
    pub id: ContactReasonId,
    /// Its name.
    pub name: String,
}

/// A contact reason offered in a queue.
#[derive(Clone, Copy, Debug)]
pub struct QueueReason {
    /// The queue.
    pub queue: QueueId,
    /// The reason.
    pub reason: ContactReasonId,
    /// Where in the list it stands.
    pub position: i64,
}

/// When the operation works.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Identity.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The calendar.
    pub definition: BusinessCalendar,
}

/// What is promised to cases.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Identity.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The queue whose cases it is for; all where there is none.
    pub queue: Option<QueueId>,
    /// The calendar it goes by.
    pub calendar: i64,
    /// What is promised.
    pub promise: SlaPolicy,
}

/// What customers are asked after a case.
#[derive(Clone, Debug)]
pub struct Survey {
    /// Identity.
    pub id: i64,
    /// The queue whose customers are asked; all where there is none.
    pub queue: Option<QueueId>,
    /// The survey.
    pub content: domain::survey::Survey,
    /// For how many days it can be answered.
    pub valid_days: i64,
}
