//! Rows of the master data that interactions refer to.

use domain::sla::{BusinessCalendar, SlaPolicy};
use domain::{CalendarId, ContactReasonId, GroupId, PolicyId, QueueId, Role, SurveyId, Timestamp, UserId};

/// A person who may sign in.
#[derive(Clone, Debug)]
pub struct User {
    /// Identity.
    pub id: UserId,
    /// Login.
    pub login: String,
    /// Full name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Password hash; without one the account cannot sign in.
    pub password_hash: Option<String>,
    /// When the account was created.
    pub created_at: Timestamp,
}

/// A monitoring group.
#[derive(Clone, Debug)]
pub struct Group {
    /// Identity.
    pub id: GroupId,
    /// Its name.
    pub name: String,
}

/// An agent monitored in a group.
#[derive(Clone, Copy, Debug)]
pub struct GroupAgent {
    /// The group.
    pub group: GroupId,
    /// The agent.
    pub agent: UserId,
}

/// A supervisor of a group.
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
    /// Position in the list.
    pub position: i64,
}

/// A business calendar.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Identity.
    pub id: CalendarId,
    /// Its name.
    pub name: String,
    /// The calendar.
    pub definition: BusinessCalendar,
}

/// An SLA policy.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Identity.
    pub id: PolicyId,
    /// Its name.
    pub name: String,
    /// The queue it applies to; `None` for all queues.
    pub queue: Option<QueueId>,
    /// Identity of its calendar.
    pub calendar: CalendarId,
    /// The targets.
    pub promise: SlaPolicy,
}

/// A customer survey.
#[derive(Clone, Debug)]
pub struct Survey {
    /// Identity.
    pub id: SurveyId,
    /// The queue it applies to; `None` for all queues.
    pub queue: Option<QueueId>,
    /// Name, scale and questions.
    pub content: domain::survey::Survey,
    /// How many days a request is valid.
    pub valid_days: i64,
}
