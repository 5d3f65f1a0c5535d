//! Demo data: a year of plausible customer service, for demonstrations and benchmarks.
//!
//! The company, *Andorinha Fibra*, its people and its customers are fictitious. The same seed, last
//! day and size always give the same content; today's interactions also depend on the time, because
//! none may be in the future. [`Demo`] does not use a database: it is an iterator of batches for
//! [`bulk`], which [`run`] loads. Only `protocolo demo` uses this crate; the rest of the product
//! needs only the logins and the password of the demo accounts.
//!
//! Modules: [`calendar`] has the number of interactions per hour, [`cases`] chooses the case of the
//! next one, [`interaction`] its course, [`dialogue`] its messages, [`service`] the events of the
//! case, by the service levels and surveys of [`promises`].

mod additions;
mod calendar;
mod cases;
mod chance;
mod command;
mod customers;
mod dialogue;
mod error;
mod files;
mod fill;
mod interaction;
mod names;
mod people;
mod progress;
mod promises;
mod rows;
mod service;
mod slots;
#[cfg(test)]
mod tests;
mod texts;
mod voices;

use bulk::{Batch, Directory};
use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::Timestamp;

use calendar::Calendar;
use cases::{Cases, Number};
use chance::{Chance, Stream};
use people::Staff;
use texts::Texts;

pub use command::Command;
pub use error::Error;
pub use fill::{Files, StoredFile, run};
pub use texts::TextError;

/// Logins of the demo accounts.
pub const DEMO_LOGINS: [&str; 3] = ["admin", "supervisor", "agent"];

/// The password of the demo accounts.
pub const DEMO_PASSWORD: &str = "protocolo-demo";

/// The source of the rows.
pub const SOURCE: &str = "demo";

/// The number of interactions in a batch.
const BATCH: usize = 4_000;

/// How many of the newest interactions may have recordings.
const RECENT_RECORDINGS: u64 = 2_600;

/// How many of the newest interactions have transcripts with [`Transcripts::Recent`], and timeline
/// events in their cases.
pub const RECENT: u64 = 200_000;

/// The maximum number of customers.
const MAX_CUSTOMERS: u64 = 400_000;

/// Which conversations are written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Transcripts {
    /// All of them.
    All,
    /// Those of the newest 200,000 interactions.
    Recent,
    /// None.
    None,
}

/// The parameters of a demo.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The number of interactions.
    pub interactions: u64,
    /// The last day.
    pub until: NaiveDate,
    /// The end of the simulation.
    pub now: Timestamp,
    /// The seed of all random streams.
    pub seed: u64,
    /// Which conversations are written out.
    pub transcripts: Transcripts,
    /// The operation's time zone.
    pub zone: Tz,
}

/// An iterator of the year's batches, in chronological order.
pub struct Demo {
    settings: Settings,
    texts: Texts,
    staff: Staff,
    calendar: Calendar,
    cases: Cases,
    /// The stored recordings: all of them, or none.
    voices: Vec<StoredFile>,
    place: Place,
}

/// The position of the next interaction.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// The index of the hour.
    slot: usize,
    /// The index within the hour.
    nth: u64,
    /// The number within the year, from 1.
    number: u64,
    /// The number within the day, from 1.
    of_day: i64,
}

impl Demo {
    /// Prepares a year. `voices` are the stored recordings; without them no interaction has one.
    ///
    /// # Errors
    /// Returns an error if a text of the demo cannot be parsed.
    pub fn new(settings: Settings, voices: Vec<StoredFile>) -> Result<Self, TextError> {
        let people = (settings.interactions / 8).clamp(1, MAX_CUSTOMERS);
        Ok(Self {
            texts: Texts::load()?,
            staff: Staff::new(texts::QUEUES.len(), settings.until),
            calendar: Calendar::new(
                settings.seed,
                settings.until,
                settings.now,
                settings.zone,
                settings.interactions,
            ),
            cases: Cases::new(settings.seed, people),
            voices: if voices.len() == voices::ALL.len() { voices } else { Vec::new() },
            settings,
            place: Place { number: 1, of_day: 1, ..Place::default() },
        })
    }

    /// The users, groups, queues and other records that interactions refer to.
    pub fn directory(&self) -> Directory {
        let since = self.calendar.slots.first().map_or(self.settings.now, |slot| slot.start);
        let mut directory = self.staff.directory(&self.texts, since);
        promises::promise(&mut directory, self.settings.zone, self.settings.until);
        directory
    }

    /// Advances to the next hour with interactions left; returns false at the end.
    fn reach(&mut self) -> bool {
        while let Some(slot) = self.calendar.slots.get(self.place.slot) {
            if self.place.nth < slot.count {
                return true;
            }
            let next_day = self.calendar.slots.get(self.place.slot + 1).map(|next| next.day);
            if next_day != Some(slot.day) {
                self.place.of_day = 1;
            }
            self.place.slot += 1;
            self.place.nth = 0;
        }
        false
    }

    fn make_next(&mut self, batch: &mut Batch) {
        let slot = self.calendar.slots[self.place.slot];
        let mut chance = Chance::of(self.settings.seed, Stream::Plan, self.place.number);
        let at = slot.moment(self.place.nth, chance.unit());
        let may_record =
            !self.voices.is_empty() && self.place.number + RECENT_RECORDINGS > self.settings.interactions;
        let turn = self.cases.next(at, &slot, may_record, &self.texts, &mut chance);
        let number = Number { day: slot.day, sequence: self.place.of_day };
        let outcome = self.rows(&turn, number, (at, &slot), may_record, batch);
        self.cases.record_outcome(turn.case, outcome, &mut chance);
        self.place.nth += 1;
        self.place.number += 1;
        self.place.of_day += 1;
    }
}

impl Iterator for Demo {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        let mut batch = Batch::default();
        while batch.interactions.len() < BATCH && self.reach() {
            self.make_next(&mut batch);
        }
        if batch.interactions.is_empty() {
            return None;
        }
        let at_end = !self.reach();
        let with_service = self.place.number + RECENT > self.settings.interactions;
        self.cases.drain(&mut batch, self.calendar.horizon, at_end, with_service, &self.texts);
        Some(batch)
    }
}
