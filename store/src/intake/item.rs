//! One interaction, made ready for the writer.
//!
//! This happens in the caller's task, so that the one writer spends its time writing.

use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::NewInteraction;
use sha2::{Digest, Sha256};

/// An interaction with what follows from it alone.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) interaction: NewInteraction,
    /// Tells an interaction handed in again from another one under the same key.
    pub(super) fingerprint: [u8; 32],
    /// The civil day on which it entered the queue, and the same as the database writes it.
    pub(super) date: NaiveDate,
    pub(super) day: String,
    /// The digits of its number; `None` where it has none.
    pub(super) digits: Option<String>,
    pub(super) received_at: i64,
}

impl Item {
    pub(super) fn new(interaction: NewInteraction, zone: Tz, received_at: i64) -> Self {
        let date = domain::zone::day_of(zone, interaction.queued_at.timestamp_millis());
        let digits = interaction.number.as_deref().map(domain::number::digits);
        Self {
            fingerprint: fingerprint(&interaction),
            date,
            day: date.to_string(),
            digits: digits.filter(|digits| !digits.is_empty()),
            interaction,
            received_at,
        }
    }

    /// What makes it unique.
    pub(super) fn key(&self) -> (&str, &str) {
        (&self.interaction.source, &self.interaction.external_id)
    }

    pub(super) fn queued_at(&self) -> i64 {
        self.interaction.queued_at.timestamp_millis()
    }

    pub(super) fn ended_at(&self) -> i64 {
        self.interaction.ended_at.timestamp_millis()
    }

    /// How much work it is, in rows of messages and calls; one more for itself.
    pub(super) fn weight(&self) -> usize {
        1 + self.interaction.messages.len() + self.interaction.calls.len()
    }
}

/// A text that says something, or nothing.
pub(super) fn filled(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

/// A name that says something, without the blanks around it: they make no other queue or reason.
pub(super) fn name(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// SHA-256 of the JSON with the fields in the order of the type and absent ones left out, so that
/// a field added to the type later changes no fingerprint of what was recorded before.
fn fingerprint(interaction: &NewInteraction) -> [u8; 32] {
    let mut hash = Sha256::new();
    // Hashing cannot fail, and every field of the type has a form in JSON.
    let written = serde_json::to_writer(&mut hash, interaction);
    debug_assert!(written.is_ok(), "an interaction is JSON");
    hash.finalize().into()
}
