//! A year of believable customer service, made up for demonstrations and measurements.
//!
//! The company, *Andorinha Fibra*, its people and its customers do not exist. The same seed, last
//! day and size always give the same content; today's interactions depend on the time as well,
//! because none of them may lie in the future. [`Demo`] speaks to no database: it hands out batches
//! for [`bulk`], which [`run`] loads. `protocolo demo` is the only door; nothing else of the product
//! needs this crate but the names and the password of the accounts that can be tried.
//!
//! What depends on what: [`calendar`] says how many interactions each hour has, [`cases`] which
//! matter the next one is about, [`interaction`] how it goes, [`dialogue`] what was written,
//! [`service`] what became of the case, by what is [`promises`]d.

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

use calendar::Calendar;
use cases::{Cases, Number};
use chance::{Chance, Stream};
use people::Staff;
use texts::Texts;

pub use command::Command;
pub use error::Error;
pub use fill::{Files, StoredFile, run};
pub use texts::TextError;

/// Logins of the accounts that can be tried.
pub const TRIED_LOGINS: [&str; 3] = ["admin", "supervisor", "agent"];

/// The password of those accounts.
pub const TRIED_PASSWORD: &str = "protocolo-demo";

/// What the rows say they come from.
pub const SOURCE: &str = "demo";

/// Interactions in a batch.
const BATCH: usize = 4_000;

/// Among so many of the newest interactions some have recordings.
const HEARD: u64 = 2_600;

/// How many of the newest interactions have transcripts with [`Transcripts::Recent`], and of the
/// cases of how many it is told what happened to them.
pub const RECENT: u64 = 200_000;

/// How many customers there are at most.
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

/// What kind of year it is.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How many interactions.
    pub interactions: u64,
    /// The last day.
    pub until: NaiveDate,
    /// Nothing happens after this instant (UTC milliseconds).
    pub now: i64,
    /// What it is made from.
    pub seed: u64,
    /// Which conversations are written out.
    pub transcripts: Transcripts,
    /// The operation's time zone.
    pub zone: Tz,
}

/// The year, batch by batch in the order of time.
pub struct Demo {
    settings: Settings,
    texts: Texts,
    staff: Staff,
    calendar: Calendar,
    cases: Cases,
    /// As many as there are recordings, or none.
    voices: Vec<StoredFile>,
    place: Place,
}

/// Which interaction comes next.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// The position of its hour.
    slot: usize,
    /// Its place in that hour.
    nth: u64,
    /// Its place in the year, from 1.
    number: u64,
    /// Its place in its day, from 1.
    of_day: i64,
}

impl Demo {
    /// Lays out a year. `voices` are the recordings as they were stored; without them nothing can be
    /// heard.
    ///
    /// # Errors
    /// Where a text of the demo is not in form.
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

    /// Everybody and everything that interactions refer to.
    pub fn directory(&self) -> Directory {
        let since = self.calendar.slots.first().map_or(self.settings.now, |slot| slot.start);
        let mut directory = self.staff.directory(&self.texts, since);
        promises::promise(&mut directory, self.settings.zone, self.settings.until);
        directory
    }

    /// Moves on to the next hour that has interactions left.
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
        let heard = !self.voices.is_empty() && self.place.number + HEARD > self.settings.interactions;
        let turn = self.cases.next(at, &slot, heard, &self.texts, &mut chance);
        let number = Number { day: slot.day, sequence: self.place.of_day };
        let outcome = self.rows(&turn, number, (at, &slot), heard, batch);
        self.cases.ended(turn.case, outcome, &mut chance);
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
        let told = self.place.number + RECENT > self.settings.interactions;
        self.cases.take(&mut batch, self.calendar.horizon, at_end, told, &self.texts);
        Some(batch)
    }
}
