//! WhatsApp Business Platform (Cloud API): the deliveries of its webhook become conversations and calls.
//!
//! A delivery arrives at least once, in any order, and mixes messages of many persons and numbers. Whatever
//! the order, the repetitions and the grouping of the deliveries of a conversation, the interaction is the
//! same, byte by byte: everything that is remembered is a set of facts with their own times, and what
//! depends on order is decided when the conversation has ended ([`segments`]).
//!
//! A conversation is between a number of the business and a person ([`person`]). It ends after hours
//! without a message, or by a text of the business, and is emitted some minutes later, because deliveries
//! are late. A message that is later still becomes an interaction of its own in the same case.
//!
//! | Interaction | Conversation | Call |
//! |---|---|---|
//! | `external_id` | the ID of the first message | the ID of the call |
//! | `case.external_id` | that of the conversation; of a late message, that of the conversation it belongs to | that of the call |
//! | `direction` | inbound if the customer wrote first | as the call says |
//! | `queued_at` | the first message | the beginning |
//! | `answered_at`, `first_reply_at` | the first message of a person of the business; templates and bots do not answer | when it was picked up |
//! | `ended_at` | the last message | the end |
//!
//! What the business sends by the API is not delivered to the webhook, only its statuses
//! ([`WhatsAppSettings::count_statuses`]). The other half of a conversation comes from the app on the
//! telephone (coexistence); without it, conversations are unanswered as far as this source knows.
//!
//! The state is kept in a [`Memory`](crate::memory) entry by entry. For each batch of deliveries the host
//!
//! 1. parses them ([`Delivery::parse`]) and loads the keys of [`WhatsApp::needs`], until there are none,
//! 2. calls [`WhatsApp::receive`] for each,
//! 3. stores [`Memory::drain_changes`](crate::memory::Memory::drain_changes) and the interactions in one
//!    transaction,
//!
//! and from time to time does the same with entries that are due, with [`WhatsApp::settle_needs`] and
//! [`WhatsApp::settle`], after all deliveries that were received until then. Files are fetched as
//! [`Output::downloads`] asks, and reported by [`WhatsApp::media_fetched`]. [`WhatsAppFile`] reads the
//! deliveries of a file.

mod body;
mod call_record;
mod calls;
mod content;
mod conversation;
mod customer;
pub mod event;
mod fields;
mod file;
mod form;
mod history;
mod keys;
mod media;
mod needs;
mod person;
mod pool;
mod receive;
mod segments;
mod sent;
mod settings;
pub mod signature;

pub use body::MAX_BODY_BYTES;
pub use file::{MAX_IMPORT_BYTES, WhatsAppFile, WhatsAppFileState};
pub use media::Fetched;
pub use pool::MAX_POOL;
pub use settings::{IDLE_HOURS, NumberSettings, WhatsAppSettings};

use domain::{Millis, Timestamp};

use crate::memory::{Memory, MemoryError};
use crate::source::{Download, Output, Place, Reason};
use conversation::Moment;
use event::Event;
use receive::Received;

/// One POST of the webhook, whose signature was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Where it is stored, for reports.
    pub place: Place,
    /// When it was received.
    pub received_at: Timestamp,
    /// The body, as it was received.
    pub body: Vec<u8>,
}

/// A delivery that was read. It depends on nothing else, so that it can be read once and passed several
/// times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedDelivery {
    place: Place,
    received_at: Timestamp,
    events: Result<Vec<Event>, Reason>,
}

impl Delivery {
    /// Reads the body.
    pub fn parse(&self) -> ParsedDelivery {
        ParsedDelivery { place: self.place, received_at: self.received_at, events: body::events(&self.body) }
    }
}

impl ParsedDelivery {
    /// What it says.
    ///
    /// # Errors
    /// Why nothing of it can be used.
    pub fn events(&self) -> Result<&[Event], &Reason> {
        self.events.as_deref()
    }

    /// When it was received.
    pub fn received_at(&self) -> Timestamp {
        self.received_at
    }
}

/// Until when the host has everything that WhatsApp delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The time until which everything received has been passed to the source: the current time, or the
    /// time of reception of the first delivery that waits.
    pub now: Timestamp,
    /// Since when deliveries have been received without interruption. After an interruption, nothing
    /// ends for as long as late deliveries are waited for.
    pub listening_since: Timestamp,
}

/// The webhook of one app, with its settings.
#[derive(Clone, Debug)]
pub struct WhatsApp {
    settings: WhatsAppSettings,
}

impl WhatsApp {
    /// A webhook with its settings.
    pub fn new(settings: WhatsAppSettings) -> Self {
        Self { settings }
    }

    /// A hash of the settings that change what is emitted, as in
    /// [`Source::content_hash`](crate::source::Source::content_hash).
    pub fn content_hash(&self) -> String {
        self.settings.content_hash()
    }

    /// The keys that must be loaded before these deliveries are received. To be called again after they
    /// were loaded, because what is found under some of them leads to others, until there are none.
    ///
    /// # Errors
    /// A value that was loaded cannot be read.
    pub fn needs(&self, memory: &Memory, deliveries: &[ParsedDelivery]) -> Result<Vec<String>, MemoryError> {
        let events = deliveries.iter().filter_map(|delivery| delivery.events().ok()).flatten();
        Ok(needs::needs(&self.settings, memory, events, true)?.into_iter().collect())
    }

    /// Receives a delivery. Nothing is emitted by that.
    ///
    /// # Errors
    /// Something that is needed was not loaded, with which nothing has changed; or the memory cannot
    /// be read and is to be thrown away.
    pub fn receive(
        &self,
        memory: &mut Memory,
        delivery: &ParsedDelivery,
        output: &mut Output,
    ) -> Result<(), MemoryError> {
        let events = match &delivery.events {
            Ok(events) => events,
            Err(reason) => {
                output.reject(delivery.place, reason.clone(), "");
                return Ok(());
            }
        };
        if !memory.is_whole() {
            not_loaded(needs::needs(&self.settings, memory, events.iter(), false)?)?;
        }
        let received = Received { at: delivery.received_at, place: delivery.place };
        receive::receive(&self.settings, memory, events, received, output)
    }

    /// The keys that must be loaded before these entries are settled; to be called again until there are
    /// none.
    ///
    /// # Errors
    /// A value that was loaded cannot be read.
    pub fn settle_needs(&self, memory: &Memory, due: &[String]) -> Result<Vec<String>, MemoryError> {
        Ok(needs::settling(&self.settings, memory, due)?.into_iter().collect())
    }

    /// Emits what has ended, and forgets what is not needed any more. `due` are the keys of entries
    /// whose time has come; it may be some of them. The interactions of one call are in the order of their
    /// ends.
    ///
    /// # Errors
    /// Something that is needed was not loaded, with which nothing has changed; or the memory cannot
    /// be read and is to be thrown away.
    pub fn settle(
        &self,
        memory: &mut Memory,
        due: &[String],
        clock: Clock,
        output: &mut Output,
    ) -> Result<(), MemoryError> {
        let grace = self.settings.grace();
        if clock.listening_since + grace > clock.now {
            return Ok(());
        }
        not_loaded(self.settle_needs(memory, due)?)?;
        self.settle_all(memory, due, Moment { now: clock.now, grace }, output)
    }

    /// Takes note of a file that the host has downloaded and checked. `download` is what the source
    /// asked for; its entry need not be loaded.
    ///
    /// # Errors
    /// The value cannot be written.
    pub fn media_fetched(
        &self,
        memory: &mut Memory,
        download: &Download,
        fetched: &Fetched,
        now: Timestamp,
    ) -> Result<(), MemoryError> {
        // Longer than conversations are; it is removed with the conversation.
        memory.set(&download.key, fetched, Some(now + Millis::days(90)))
    }

    /// Takes note that a file could not be downloaded so far: its conversation does not wait for it.
    ///
    /// # Errors
    /// The value cannot be written.
    pub fn media_missing(
        &self,
        memory: &mut Memory,
        download: &Download,
        now: Timestamp,
    ) -> Result<(), MemoryError> {
        let none = Fetched { size: 0, sha256: String::new() };
        memory.set(&download.key, &none, Some(now + Millis::days(90)))
    }

    fn settle_all(
        &self,
        memory: &mut Memory,
        due: &[String],
        moment: Moment,
        output: &mut Output,
    ) -> Result<(), MemoryError> {
        let before = output.interactions.len();
        for key in due {
            match keys::kind(key) {
                "pool" => conversation::settle(&self.settings, memory, key, moment, output)?,
                "call" => call_record::settle(&self.settings, memory, key, moment, output)?,
                "seen" | "sent" | "media" | "history" if memory.is_due(key, moment.now) => memory.remove(key),
                _ => {}
            }
        }
        sort(&mut output.interactions[before..]);
        Ok(())
    }
}

fn not_loaded(wanted: impl IntoIterator<Item = String>) -> Result<(), MemoryError> {
    match wanted.into_iter().next() {
        Some(key) => Err(MemoryError::NotLoaded { key }),
        None => Ok(()),
    }
}

/// Orders interactions by their ends.
fn sort(interactions: &mut [domain::NewInteraction]) {
    interactions.sort_by(|a, b| (a.ended_at, &a.external_id).cmp(&(b.ended_at, &b.external_id)));
}
