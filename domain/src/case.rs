//! The life of a case.

use serde::{Deserialize, Serialize};

/// Where a case stands (*Situação*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseStatus {
    /// Nobody has taken it yet: *Aguardando*.
    Waiting,
    /// Somebody works on it: *Em atendimento*.
    InService,
    /// Waits for the customer or a third party: *Pendente*.
    OnHold,
    /// Done: *Finalizado*.
    Closed,
    /// Folded into another case: *Unificado*.
    Merged,
}

impl CaseStatus {
    /// Every status, in the order of a case's life.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::InService, Self::OnHold, Self::Closed, Self::Merged];

    /// The word of the contracts (URL, database).
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
