//! The signed-in user and their role, for permission checks.

use serde::{Deserialize, Serialize};

use crate::UserId;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// A user's role; a greater role has a wider scope. Its word is used on the command line and in the
    /// database.
    #[derive(PartialOrd, Ord)]
    pub enum Role {
        /// Sees and qualifies their own interactions.
        Agent = "agent",
        /// Sees the interactions of the agents of the monitoring groups they supervise.
        Supervisor = "supervisor",
        /// Sees everything and manages the settings.
        Administrator = "administrator",
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
