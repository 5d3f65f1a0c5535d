//! What a host remembers of a conversation, so that nothing is emitted twice and only what came after it
//! has to be read again.

use domain::Timestamp;
use serde::{Deserialize, Serialize};

use super::cycles::{End, Standing};
use super::people::People;
use super::rest::User;

/// How many users a checkpoint remembers.
const MAX_REMEMBERED_USERS: usize = 200;

/// What to remember of a conversation. Its form is for this module only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The end of the last cycle that was emitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) emitted: Option<Emitted>,
    /// Since when it is seen resolved while REST does not say when that was, and the last message then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) resolved_since: Option<(u64, Timestamp)>,
}

/// The end of a cycle, and what was known there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Emitted {
    pub at: i64,
    /// The activity message that says so; absent at the end of the second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<u64>,
    /// The greatest number of a message before.
    pub through: u64,
    pub standing: Standing,
    /// Whether REST has recorded a change of status.
    pub status_recorded: bool,
    /// The users whose names activity messages may use: number, name, e-mail address.
    users: Vec<(u64, Option<String>, Option<String>)>,
}

impl Checkpoint {
    /// The message up to which nothing is needed any more: reading pages ends there.
    pub fn through(&self) -> Option<u64> {
        self.emitted.as_ref().map(|emitted| emitted.through)
    }
}

impl Emitted {
    /// What to remember after an end. `through` is the greatest number of a message before it.
    pub(super) fn new(
        end: End,
        standing: Standing,
        status_recorded: bool,
        through: u64,
        people: &People<'_>,
    ) -> Self {
        let user = |user: &User| Some((user.id?, user.name.clone(), user.email.clone()));
        Self {
            at: end.at,
            message: end.message,
            through,
            standing,
            status_recorded,
            users: people.users().filter_map(user).take(MAX_REMEMBERED_USERS).collect(),
        }
    }

    /// The end.
    pub(super) fn end(&self) -> End {
        End { at: self.at, message: self.message, by: None }
    }

    /// The users who are remembered.
    pub(super) fn users(&self) -> impl Iterator<Item = User> {
        let user = |(id, name, email): &(u64, Option<String>, Option<String>)| User {
            id: Some(*id),
            name: name.clone(),
            email: email.clone(),
        };
        self.users.iter().map(user)
    }
}
