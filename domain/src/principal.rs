//! The signed-in user and their role, for permission checks.

use serde::{Deserialize, Serialize};

use crate::UserId;

/// A user's role; a greater role has a wider scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Sees and qualifies their own interactions.
    Agent,
    /// Sees the interactions of the agents of the monitoring groups they supervise.
    Supervisor,
    /// Sees everything and manages the settings.
    Administrator,
}

impl Role {
    /// Every role, from the narrowest scope to the widest.
    pub const ALL: [Self; 3] = [Self::Agent, Self::Supervisor, Self::Administrator];

    /// The identifier used on the command line and in the database.
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

/// The identity of a signed-in user for permission checks; the store needs one to read or write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Principal {
    /// The user.
    pub user: UserId,
    /// Their role.
    pub role: Role,
}
