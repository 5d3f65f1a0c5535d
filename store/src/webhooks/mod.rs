//! Webhooks: what other systems are notified of, in which order, and what became of it.
//!
//! An event is a row of `webhook_event`, written by triggers of the database in the transaction of what it
//! reports, so that neither is there without the other, whatever writes. Committed events are distributed to
//! the webhooks that want them ([`distribute`]): each gets a number without gaps, in the order in which
//! events became visible. One process at a time holds the lease of a webhook and sends its deliveries in
//! the order of their numbers ([`delivery`]), so that a failing webhook holds up only its own.
//!
//! The settings of a webhook are a record of the settings (`settings/webhooks.rs`).

mod body;
mod delivery;
mod distribute;
mod purge;
pub(crate) mod secret;
mod status;

pub use delivery::{Attempt, Lease, Outgoing};
pub use secret::WebhookSecret;
pub use status::{SentAgain, SkipOutcome, StoredAttempt, WebhookFacts, WebhookStatus};

use std::net::IpAddr;
use std::sync::{PoisonError, RwLock};

use domain::settings::WebhookRecord;
use domain::settings::webhook::address::is_public;
use ipnet::IpNet;
use tokio::sync::Notify;

use crate::settings::{Settings, Versioned};
use crate::{Db, Result, Store};

/// What is kept of webhooks beside the database.
#[derive(Default)]
pub(crate) struct State {
    /// The networks that may be reached although they are not public.
    allowed: RwLock<Vec<IpNet>>,
    /// Says that there may be something to send.
    changed: Notify,
}

/// Webhooks, with the program itself as the actor.
pub struct Webhooks<'a> {
    store: &'a Store,
}

impl Store {
    /// Webhooks, for what sends them.
    pub fn webhooks(&self) -> Webhooks<'_> {
        Webhooks { store: self }
    }
}

impl<'a> Webhooks<'a> {
    /// Their settings and what became of them, for commands.
    pub fn settings(&self) -> Settings<'a> {
        self.store.settings_for_cli()
    }

    /// Waits until a person has asked for something to be sent in this process.
    pub async fn changed(&self) {
        self.store.inner.webhooks.changed.notified().await;
    }
}

impl Webhooks<'_> {
    fn db(&self) -> &Db {
        &self.store.inner.db
    }

    /// Sets the networks that may be reached although they are not public.
    pub fn allow(&self, networks: Vec<IpNet>) {
        *self.store.inner.webhooks.allowed.write().unwrap_or_else(PoisonError::into_inner) = networks;
    }

    /// Whether a webhook may reach this address.
    pub fn permits(&self, address: IpAddr) -> bool {
        let allowed = self.store.inner.webhooks.allowed.read().unwrap_or_else(PoisonError::into_inner);
        is_public(address) || allowed.iter().any(|network| network.contains(&address.to_canonical()))
    }

    pub(crate) fn wake(&self) {
        self.store.inner.webhooks.changed.notify_one();
    }

    /// All webhooks, by name.
    pub async fn all(&self) -> Result<Vec<Versioned<WebhookRecord>>> {
        let choices = self.settings().choices::<WebhookRecord>().await?;
        let ids: Vec<_> = choices.into_iter().map(|choice| choice.id).collect();
        self.settings().get_all(&ids).await
    }

    /// The webhook with this name.
    pub async fn named(&self, name: &str) -> Result<Option<Versioned<WebhookRecord>>> {
        Ok(self.all().await?.into_iter().find(|webhook| webhook.record.name == name))
    }
}
