//! Notifications: what a user is notified of in the product. They hold no personal data, only what they are
//! about; whether the reader may see that is asked when they are read.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::history::Named;
use crate::paging::Page;
use crate::vocabulary::vocabulary;
use crate::{CaseId, JobId, NotificationId, QueueId};

/// Maximum number of unread notifications that are counted.
pub const MAX_UNREAD: u64 = 99;

/// Maximum number of cases of one notification that are counted.
pub const MAX_COUNTED_CASES: u64 = 99;

vocabulary! {
    /// A kind of notification; its word is used in the database.
    pub enum NotificationKind {
        /// A case was handed to the user.
        CaseGiven = "case_given",
        /// A job of the user has ended.
        JobDone = "job_done",
        /// A job of the user was given up after several failures.
        JobFailed = "job_failed",
        /// A customer answered a survey with a low score.
        LowScore = "low_score",
        /// Service levels of cases in a queue are at risk or missed.
        SlaAtRisk = "sla_at_risk",
    }
}

/// What a notification is about, as far as its reader may see it now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotificationAbout {
    /// A case.
    Case(CaseId),
    /// A job.
    Job(JobId),
    /// The cases of a queue, or of none, whose service levels are at risk or missed.
    AtRisk {
        /// The queue.
        queue: Option<Named<QueueId>>,
        /// The number of cases in scope that still are, counted up to one more than [`MAX_COUNTED_CASES`].
        cases: u64,
    },
    /// Several cases that were handed over together.
    Given {
        /// The number of those in scope that were not continued yet, of a settled notification of all in
        /// scope, counted up to one more than [`MAX_COUNTED_CASES`].
        cases: u64,
    },
    /// The reader may not see it any more.
    Gone,
}

/// A notification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// Its ID.
    pub id: NotificationId,
    /// Its kind.
    pub kind: NotificationKind,
    /// What it is about.
    pub about: NotificationAbout,
    /// When its cause arose last, civil time.
    #[serde(with = "crate::civil::time")]
    pub at: NaiveDateTime,
    /// Whether it was marked as read.
    pub is_read: bool,
    /// Whether its cause is gone, so that there is nothing left to do.
    pub is_settled: bool,
}

impl Notification {
    /// Whether it counts as unread.
    pub fn is_unread(&self) -> bool {
        !self.is_read && !self.is_settled
    }
}

/// A page of notifications, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationList {
    /// Its rows.
    pub rows: Vec<Notification>,
    /// The page shown.
    pub page: Page,
}
