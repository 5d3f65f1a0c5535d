//! Case status.

use serde::{Deserialize, Serialize};

/// The status of a case (*Situação*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseStatus {
    /// Not yet taken by an agent: *Aguardando*.
    Waiting,
    /// An agent is working on it: *Em atendimento*.
    InService,
    /// Waiting for the customer or a third party: *Pendente*.
    OnHold,
    /// Closed: *Finalizado*.
    Closed,
    /// Merged into another case: *Unificado*.
    Merged,
}

impl CaseStatus {
    /// Every status, in life-cycle order.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::InService, Self::OnHold, Self::Closed, Self::Merged];

    /// The identifier used in URLs and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::InService => "in_service",
            Self::OnHold => "on_hold",
            Self::Closed => "closed",
            Self::Merged => "merged",
        }
    }

    /// The inverse of [`CaseStatus::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}
