//! Announcements between processes: several servers, or a server and an import, on one PostgreSQL
//! database tell each other by `NOTIFY` and `LISTEN`.
//!
//! A commit that notifies takes a lock of the whole database server, so no transaction of intake does:
//! a task of its own passes on at intervals what has gathered. A notification names its origin and the
//! agents, or `*` if they are too many. What was notified while a process did not listen is lost, so
//! everything may have changed once it listens again.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::UserId;
use sqlx::Executor;
use sqlx::postgres::{PgListener, PgPool, PgPoolOptions};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::Announcements;
use crate::{Db, Result, Store};

/// The channel of the notifications.
const CHANNEL: &str = "protocolo_announcements";
/// The interval at which announcements are passed on.
const INTERVAL: Duration = Duration::from_millis(250);
/// Maximum number of agents that a notification names; PostgreSQL allows 8000 bytes.
pub(super) const MAX_NAMED: usize = 380;
/// Stands for all agents in a notification.
const ALL: &str = "*";
/// Silence after which the connection that listens is tested, and how long the test may take.
const SILENCE: Duration = Duration::from_secs(30);
const TEST: Duration = Duration::from_secs(10);
/// Pause before the next attempt to listen.
const PAUSE: Duration = Duration::from_secs(2);

/// What other processes have not been sent yet.
#[derive(Default)]
pub(super) struct Outgoing {
    agents: Mutex<Option<BTreeSet<UserId>>>,
    added: Notify,
}

impl Outgoing {
    fn agents(&self) -> MutexGuard<'_, Option<BTreeSet<UserId>>> {
        self.agents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds agents; without any, the others are notified of an interaction without an agent.
    pub(super) fn add(&self, agents: impl Iterator<Item = UserId>) {
        self.agents().get_or_insert_default().extend(agents);
        self.added.notify_one();
    }
}

/// Passing on and listening, while this exists.
pub struct Following(Vec<JoinHandle<()>>);

impl Drop for Following {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}

impl Store {
    /// The announcements of recorded interactions.
    pub fn announcements(&self) -> &Announcements {
        &self.inner.announcements
    }

    /// Exchanges announcements with the other processes on the database, until the result is dropped.
    /// Returns when the first attempt to listen was made; failures are logged and retried.
    pub async fn follow_other_processes(&self) -> Following {
        let Db::Postgres(pool) = self.db() else { return Following(Vec::new()) };
        let (announcements, pool) = (self.announcements().clone(), pool.clone());
        let first = listen(&pool).await;
        let pass_on = tokio::spawn(pass_on(announcements.clone(), self.db().clone()));
        Following(vec![pass_on, tokio::spawn(follow(announcements, pool, first))])
    }

    /// Passes on at once what other processes have not been sent yet; for the end of a process.
    pub async fn flush_announcements(&self) {
        self.announcements().send(self.db()).await;
    }
}

impl Announcements {
    /// Notifies the other processes of what has gathered.
    async fn send(&self, db: &Db) {
        let Some(outgoing) = &self.0.outgoing else { return };
        let Some(agents) = outgoing.agents().take() else { return };
        let mut statement = db.statement();
        let (channel, payload) = (statement.bind(CHANNEL), statement.bind(self.written(&agents)));
        statement.text = format!("SELECT pg_notify({channel}, {payload})");
        if let Err(error) = db.execute(statement).await {
            tracing::warn!(%error, "other servers could not be told of arrivals; trying again");
            outgoing.add(agents.into_iter());
        }
    }

    /// The payload of a notification.
    pub(super) fn written(&self, agents: &BTreeSet<UserId>) -> String {
        let mut text = format!("{:x}:", self.0.origin);
        if agents.len() > MAX_NAMED {
            text.push_str(ALL);
        } else {
            for agent in agents {
                let _ = write!(text, "{agent},");
            }
        }
        text
    }

    /// Takes over the announcement of another process; one that cannot be parsed, as of a later
    /// version, may say anything.
    pub(super) fn hear(&self, payload: &str) {
        let Some((origin, agents)) = payload.split_once(':') else { return self.note_everything() };
        if u64::from_str_radix(origin, 16) == Ok(self.0.origin) {
            return;
        }
        let agents = agents.split_terminator(',').map(|agent| agent.parse().map(UserId));
        match agents.collect::<std::result::Result<Vec<_>, _>>() {
            Ok(agents) => self.note(agents.into_iter()),
            Err(_) => self.note_everything(),
        }
    }
}

/// Passes on what has gathered, at intervals.
async fn pass_on(announcements: Announcements, db: Db) {
    let Some(outgoing) = &announcements.0.outgoing else { return };
    loop {
        outgoing.added.notified().await;
        announcements.send(&db).await;
        tokio::time::sleep(INTERVAL).await;
    }
}

/// Opens a connection that listens, beside those of the pool.
async fn listen(pool: &PgPool) -> Result<PgListener> {
    let own = PgPoolOptions::new()
        .max_connections(1)
        .max_lifetime(None)
        .idle_timeout(None)
        .acquire_timeout(TEST)
        .connect_with((*pool.connect_options()).clone())
        .await?;
    let mut listener = PgListener::connect_with(&own).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

/// Listens, again and again.
async fn follow(announcements: Announcements, pool: PgPool, mut listening: Result<PgListener>) {
    loop {
        let lost = match listening {
            Ok(listener) => hear_all(&announcements, listener).await,
            Err(error) => Err(error),
        };
        if let Err(error) = lost {
            tracing::warn!(%error, "the announcements of other servers are not heard; trying again");
        }
        tokio::time::sleep(PAUSE).await;
        listening = listen(&pool).await;
        if listening.is_ok() {
            announcements.note_everything();
        }
    }
}

/// Takes over what is heard, until the connection fails.
async fn hear_all(announcements: &Announcements, mut listener: PgListener) -> Result<()> {
    loop {
        match timeout(SILENCE, listener.try_recv()).await {
            Ok(Ok(Some(notification))) => announcements.hear(notification.payload()),
            // The connection was lost, and listens again.
            Ok(Ok(None)) => announcements.note_everything(),
            Ok(Err(error)) => return Err(error.into()),
            Err(_) => {
                let test = timeout(TEST, listener.execute("SELECT 1")).await;
                test.map_err(|_| sqlx::Error::PoolTimedOut)??;
            }
        }
    }
}
