//! Who is asking.

use serde::{Deserialize, Serialize};

use crate::UserId;

/// What a person may do; each role sees another part of the operation, a greater one a wider part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Sees and qualifies their own interactions.
    Agent,
    /// Sees the interactions of the agents of the monitoring groups they supervise.
    Supervisor,
    /// Sees everything and sets the operation up.
    Administrator,
}

impl Role {
    /// Every role, from the narrowest view to the widest.
    pub const ALL: [Self; 3] = [Self::Agent, Self::Supervisor, Self::Administrator];

    /// The word of the contracts (command line, database).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
            Self::Administrator => "administrator",
        }
    }

    /// The inverse of [`Role::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// A signed-in person, as far as permissions go. The store takes one for every read and write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Principal {
    /// Whose account it is.
    pub user: UserId,
    /// What they may do.
    pub role: Role,
}
