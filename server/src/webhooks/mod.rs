//! Sends webhooks while the server runs: distributes what has happened, and sends what is due.
//!
//! Looks are made when interactions arrive, when a person asks for something, and every second for what other
//! processes have written. Each webhook is sent by one process at a time, which holds its lease
//! (`store::webhooks`); several webhooks are sent at once, so that a slow one holds up no other.

mod body;
mod send;

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::settings::webhook::retry::{Attempted, RetrySchedule};
use domain::{Millis, WebhookId};
use store::Store;
use store::clock::now;
use store::webhooks::{Attempt, Outgoing};
use tokio::sync::Semaphore;

use send::{Sender, Sent};

/// How often it is looked for what other processes have written, and for what is due again.
const LOOK: Duration = Duration::from_secs(1);
/// Pause after a look: many arrivals are distributed together.
const PAUSE: Duration = Duration::from_millis(100);
/// How often old deliveries are deleted.
const PURGE: Duration = Duration::from_hours(24);
/// How many webhooks are sent at once.
const AT_ONCE: usize = 16;

/// How webhooks are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// When failed deliveries are tried again.
    pub schedule: RetrySchedule,
    /// How long an attempt may take, from the resolution of the name to the answer.
    pub timeout: Duration,
}

impl Default for Sending {
    fn default() -> Self {
        Self { schedule: RetrySchedule::default(), timeout: Duration::from_secs(20) }
    }
}

/// Sends webhooks for as long as the process lives.
pub fn send_in_background(store: Store, sending: Sending) {
    tokio::spawn(purge_daily(store.clone()));
    tokio::spawn(keep_on(store, Arc::new(sending)));
}

/// Deletes what was delivered long ago.
async fn purge_daily(store: Store) {
    loop {
        if let Err(error) = store.webhooks().purge(now()).await {
            tracing::warn!(%error, "old deliveries of webhooks could not be deleted");
        }
        tokio::time::sleep(PURGE).await;
    }
}

async fn keep_on(store: Store, sending: Arc<Sending>) {
    let (sender, free) = (Arc::new(Sender::new(sending.timeout)), Arc::new(Semaphore::new(AT_ONCE)));
    let (mut arrivals, webhooks) = (store.announcements().subscribe(), store.webhooks());
    loop {
        if let Err(error) = look(&store, &sending, &sender, &free).await {
            tracing::warn!(%error, "webhooks could not be looked up");
        }
        tokio::time::sleep(PAUSE).await;
        tokio::select! {
            _ = arrivals.changed() => {}
            () = webhooks.changed() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Distributes what has happened, and begins to send what is due.
async fn look(
    store: &Store,
    sending: &Arc<Sending>,
    sender: &Arc<Sender>,
    free: &Arc<Semaphore>,
) -> store::Result<()> {
    store.webhooks().distribute(now()).await?;
    for webhook in store.webhooks().due(now()).await? {
        // The others are due at the next look, too.
        let Ok(permit) = Arc::clone(free).try_acquire_owned() else { break };
        let (store, sending, sender) = (store.clone(), Arc::clone(sending), Arc::clone(sender));
        tokio::spawn(async move {
            if let Err(error) = send_all(&store, &sending, &sender, webhook).await {
                tracing::warn!(%error, %webhook, "a webhook could not be sent");
            }
            drop(permit);
        });
    }
    Ok(())
}

/// Sends the deliveries of a webhook in their order, until one fails or there are no more.
async fn send_all(
    store: &Store,
    sending: &Sending,
    sender: &Sender,
    webhook: WebhookId,
) -> store::Result<()> {
    let webhooks = store.webhooks();
    let Some(lease) = webhooks.lease(webhook, now()).await? else { return Ok(()) };
    while let Some(outgoing) = webhooks.next(&lease, now()).await? {
        let (attempt, attempted) = attempt(store, sender, &outgoing).await?;
        let (failures, since) = (outgoing.failures, outgoing.failing_since);
        let next = sending.schedule.after(attempted, failures, since, now(), rand::random());
        if !webhooks.record(&lease, &outgoing, &attempt, next, now()).await? {
            return Ok(());
        }
    }
    webhooks.release(&lease).await
}

/// Makes an attempt to send a delivery.
async fn attempt(store: &Store, sender: &Sender, outgoing: &Outgoing) -> store::Result<(Attempt, Attempted)> {
    let at = now();
    let body = body::bytes(store.webhooks().body(outgoing, at).await?);
    let seconds = at.to_utc().timestamp();
    let signatures = outgoing.signatures(seconds, &body)?;
    let begun = Instant::now();
    let sent = sender.send(store, outgoing, seconds, &signatures, body).await;
    let duration = Millis(i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX));
    Ok(match sent {
        Ok(Sent { status, answer }) => {
            let attempted = Attempted::of_status(status);
            let problem = (attempted != Attempted::Delivered).then(|| format!("status: {status}"));
            (Attempt { at, duration, status: Some(status), problem, answer: Some(answer) }, attempted)
        }
        Err(problem) => {
            let attempt = Attempt { at, duration, status: None, problem: Some(problem), answer: None };
            (attempt, Attempted::Failed)
        }
    })
}
