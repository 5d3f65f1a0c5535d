//! The header of the case window: customer, status and allowed actions.

use serde::{Deserialize, Serialize};

use crate::case_life::CaseAction;
use crate::history::Named;
use crate::{CaseId, CaseStatus, CustomerId, QueueId, UserId};

/// The header of the case window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseHead {
    /// Its ID: that of the survivor, if the requested case was merged.
    pub id: CaseId,
    /// The customer.
    pub customer: CustomerId,
    /// The customer's name, else an address.
    pub customer_name: Option<String>,
    /// The kind.
    pub kind: Option<String>,
    /// The subject.
    pub subject: Option<String>,
    /// The status.
    pub status: CaseStatus,
    /// The responsible agent.
    pub responsible: Option<Named<UserId>>,
    /// The queue.
    pub queue: Option<Named<QueueId>>,
    /// The actions that the viewer may take.
    pub actions: Vec<CaseAction>,
    /// Whether the viewer may edit the case and its customer.
    pub may_edit: bool,
}
