//! Announcements of recorded interactions, so that open pages can follow what arrives.
//!
//! An announcement says whose interactions were recorded, never anything of their content. They are
//! numbered, and only the last number of each agent is kept: a listener that was late or away compares
//! the [`Mark`] it has seen with those numbers and misses nothing, and nothing grows with the load.
//! With PostgreSQL, processes tell each other ([`processes`]).

mod audience;
mod processes;
mod seen;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::UserId;
use tokio::sync::watch;

use crate::Db;
use crate::accounts::secret::random_bytes;
pub use audience::Audience;
pub use processes::Following;
use processes::Outgoing;
pub use seen::Seen;

/// The announcements of the interactions that this process has recorded, or has heard of.
#[derive(Clone)]
pub struct Announcements(Arc<Inner>);

struct Inner {
    /// Distinguishes this process from others, and from itself after a restart.
    origin: u64,
    last: Mutex<Last>,
    /// The number of the last announcement.
    number: watch::Sender<u64>,
    /// What other processes have not been sent yet; `None` if there are none to tell.
    outgoing: Option<Outgoing>,
}

/// The numbers of the last announcements.
#[derive(Default)]
struct Last {
    number: u64,
    /// Of the last one that may have concerned anyone.
    everyone: u64,
    by_agent: HashMap<UserId, u64>,
}

/// A position in the announcements of a process; every later announcement is news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    origin: u64,
    number: u64,
}

impl Mark {
    /// Parses what [`std::fmt::Display`] has written.
    pub fn parse(text: &str) -> Option<Self> {
        let (origin, number) = text.split_once('.')?;
        Some(Self { origin: u64::from_str_radix(origin, 16).ok()?, number: number.parse().ok()? })
    }
}

impl std::fmt::Display for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:x}.{}", self.origin, self.number)
    }
}

impl Announcements {
    pub(crate) fn new(db: &Db) -> Self {
        Self(Arc::new(Inner {
            origin: u64::from_ne_bytes(random_bytes()),
            last: Mutex::default(),
            number: watch::Sender::new(0),
            outgoing: (!db.is_sqlite()).then(Outgoing::default),
        }))
    }

    fn last(&self) -> MutexGuard<'_, Last> {
        self.0.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The current position. What is read from the database afterwards contains everything that was
    /// announced before.
    pub fn mark(&self) -> Mark {
        Mark { origin: self.0.origin, number: self.last().number }
    }

    /// Notified at every announcement.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.0.number.subscribe()
    }

    /// Whether anything announced since `mark` concerns the audience. Everything may have happened since
    /// the mark of another process.
    pub fn concern(&self, audience: &Audience, mark: Mark) -> bool {
        let last = self.last();
        if mark.origin != self.0.origin || mark.number > last.number || last.everyone > mark.number {
            return true;
        }
        match audience {
            Audience::Everyone => last.number > mark.number,
            Audience::Agents(agents) => {
                agents.iter().any(|agent| last.by_agent.get(agent).is_some_and(|last| *last > mark.number))
            }
        }
    }

    /// Announces interactions that were committed, by their agents. One without an agent concerns those
    /// who see everything.
    pub(crate) fn announce(&self, agents: &[Option<UserId>]) {
        self.note(agents.iter().copied().flatten());
        if let Some(outgoing) = &self.0.outgoing {
            outgoing.add(agents.iter().copied().flatten());
        }
    }

    /// Raises the numbers of these agents.
    fn note(&self, agents: impl Iterator<Item = UserId>) {
        self.number(|last| last.by_agent.extend(agents.map(|agent| (agent, last.number))));
    }

    /// Says that anything may have been recorded, after announcements were lost.
    fn note_everything(&self) {
        self.number(|last| last.everyone = last.number);
    }

    fn number(&self, note: impl FnOnce(&mut Last)) {
        let mut last = self.last();
        last.number += 1;
        note(&mut last);
        // Under the lock, so that the numbers of two announcements stay in their order.
        self.0.number.send_replace(last.number);
    }
}
