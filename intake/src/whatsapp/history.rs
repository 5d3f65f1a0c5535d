//! How far the history of a number has come.
//!
//! When a number is connected, its messages of up to 180 days arrive in pieces and in any order. No
//! conversation of the number ends before the last piece is there: one that is open might begin in it.

use domain::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

use super::keys;
use crate::memory::{Memory, MemoryError};

/// How long nothing of a history arrives before it counts as whole.
const MAX_SILENCE: Millis = Millis::hours(1);
/// The progress of a whole history, in percent.
const WHOLE: i64 = 100;

/// How far a history has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Progress {
    /// In percent.
    progress: i64,
    /// When the last piece was received.
    received: Timestamp,
}

/// Takes note of a piece.
pub(super) fn note(
    memory: &mut Memory,
    number: &str,
    progress: i64,
    received: Timestamp,
) -> Result<(), MemoryError> {
    let key = keys::history(number);
    let known: Progress = memory.value(&key)?.unwrap_or_default();
    // A number that is connected again sends its history again.
    let is_over = received.saturating_since(known.received) > Millis::days(1);
    let progress = if is_over { progress } else { progress.max(known.progress) };
    let noted = Progress { progress, received: received.max(known.received) };
    memory.set(&key, &noted, Some(noted.received + Millis::days(2)))
}

/// Until when conversations of the number wait for its history; `None` if they do not. Nothing is
/// waited for after a whole history but `grace`, because pieces overtake each other.
pub(super) fn waits_until(
    memory: &Memory,
    number: &str,
    now: Timestamp,
    grace: Millis,
) -> Result<Option<Timestamp>, MemoryError> {
    let Some(Progress { progress, received }) = memory.value(&keys::history(number))? else {
        return Ok(None);
    };
    let wait = if progress >= WHOLE { grace } else { MAX_SILENCE };
    let until = received + wait;
    Ok((until > now).then_some(until))
}
