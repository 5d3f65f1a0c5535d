//! An interaction prepared for the writer.
//!
//! This happens in the task of the caller, to relieve the single writer.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, Offset, Utc};
use domain::number::{NumberDefaults, search_key};
use domain::text::tidy_name;
use domain::{ApiKeyId, NewInteraction, Timestamp};
use sha2::{Digest, Sha256};

use crate::audit::Origin;

/// An interaction with data derived from it alone.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) interaction: NewInteraction,
    /// Content hash that distinguishes a repeated interaction from another one with the same key.
    /// Instants are compared in UTC.
    pub(super) fingerprint: [u8; 32],
    /// Content hash with instants as written, as older versions stored it.
    pub(super) written: [u8; 32],
    pub(super) received_at: Timestamp,
    /// The API key that submitted it; `None` for the command line.
    pub(super) api_key: Option<ApiKeyId>,
    /// Where it was submitted from; `None` for the command line.
    pub(super) origin: Option<Arc<Origin>>,
}

impl Item {
    pub(super) fn new(mut interaction: NewInteraction, received_at: Timestamp) -> Self {
        // Version 0 is the same as none.
        interaction.version = interaction.version.filter(|version| *version > 0);
        let written = fingerprint(&interaction);
        // In place: a copy would double the memory. Only the instants are stored.
        in_utc(&mut interaction);
        Self {
            fingerprint: fingerprint(&interaction),
            written,
            interaction,
            received_at,
            api_key: None,
            origin: None,
        }
    }

    /// Whether a stored fingerprint is that of this interaction.
    pub(super) fn has_fingerprint(&self, recorded: &[u8]) -> bool {
        recorded == self.fingerprint || recorded == self.written
    }

    /// The search key of its number; `None` if it has none.
    pub(super) fn number_key(&self, defaults: &NumberDefaults) -> Option<String> {
        search_key(self.interaction.number.as_deref()?, defaults)
    }

    /// Its unique key: source and external ID.
    pub(super) fn key(&self) -> (&str, &str) {
        (&self.interaction.source, &self.interaction.external_id)
    }

    /// The number of the correction; 0 if it has none.
    pub(super) fn version(&self) -> i64 {
        self.interaction.version.unwrap_or_default().into()
    }

    pub(super) fn queued_at(&self) -> Timestamp {
        self.interaction.queued_at.into()
    }

    pub(super) fn ended_at(&self) -> Timestamp {
        self.interaction.ended_at.into()
    }

    /// Number of rows to write: messages, their files, calls and the interaction itself.
    pub(super) fn weight(&self) -> usize {
        let files: usize = self.interaction.messages.iter().map(|message| message.attachments.len()).sum();
        1 + self.interaction.messages.len() + files + self.interaction.calls.len()
    }

    /// The first response: the first reply in writing, else the answer.
    pub(super) fn first_response(&self) -> Option<Timestamp> {
        let NewInteraction { first_reply_at, answered_at, .. } = &self.interaction;
        first_reply_at.or(*answered_at).map(Timestamp::from)
    }
}

/// The text, or `None` if it is blank.
pub(super) fn filled(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

/// The tidied name, or `None` if it is blank. Invisible characters are removed, so that they do not
/// create another queue or reason.
pub(super) fn name(text: Option<&str>) -> Option<String> {
    let seen: String = text?.chars().filter(|c| !c.is_control() || c.is_whitespace()).collect();
    Some(tidy_name(&seen)).filter(|name| !name.is_empty())
}

/// Converts every instant to UTC.
fn in_utc(interaction: &mut NewInteraction) {
    let utc = |at: &mut DateTime<FixedOffset>| *at = at.with_timezone(&Utc.fix());
    utc(&mut interaction.queued_at);
    interaction.answered_at.as_mut().map(utc);
    utc(&mut interaction.ended_at);
    interaction.first_reply_at.as_mut().map(utc);
    interaction.messages.iter_mut().for_each(|message| utc(&mut message.at));
    interaction.calls.iter_mut().for_each(|call| utc(&mut call.at));
}

/// SHA-256 of the JSON with the fields in declaration order and absent ones left out, so that a
/// field added to the type later does not change stored fingerprints.
fn fingerprint(interaction: &NewInteraction) -> [u8; 32] {
    let mut hash = Sha256::new();
    // Hashing cannot fail, and every field of the type has a form in JSON.
    let written = serde_json::to_writer(&mut hash, interaction);
    debug_assert!(written.is_ok(), "an interaction is JSON");
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;
    use domain::{NewMessage, Sender};

    use super::super::sample::{interaction, item, item_with};
    use super::*;

    /// Changing these constants would turn every stored interaction into a conflict when its source
    /// submits it again.
    #[test]
    fn fingerprints_never_change() {
        let known = "494baf0e94ca5a7777c2c02129ef2810c3531a1cc47dca4d34aeade542e60aab";
        assert_eq!(HEXLOWER.encode(&item("1").written), known);
        let in_utc = "266af62370dfb582d4bfe6bafbc2b1ea205f0daf5b8bcaad7f421fb60d6efddd";
        assert_eq!(HEXLOWER.encode(&item("1").fingerprint), in_utc);
        let spelled_out: NewInteraction = serde_json::from_value(serde_json::json!({
            "source": "pbx", "external_id": "1", "channel": "voice", "direction": "inbound",
            "queue": "Vendas", "agent": null, "customer": {"name": null}, "number": null,
            "queued_at": "2026-03-02T10:00:00-03:00", "answered_at": null,
            "ended_at": "2026-03-02T10:05:00-03:00", "protocol": null, "contact_reason": null,
            "notes": null, "case": null, "messages": [], "calls": [],
        }))
        .expect("an interaction");
        assert_eq!(fingerprint(&spelled_out), fingerprint(&interaction("1")));
    }

    #[test]
    fn version_0_is_none() {
        let with = |version| item_with("1", |new| new.version = version).fingerprint;
        assert_eq!(with(Some(0)), with(None));
        assert_ne!(with(Some(1)), with(None));
    }

    #[test]
    fn every_text_counts_for_the_fingerprint() {
        let plain = item("1").fingerprint;
        assert_ne!(item("2").fingerprint, plain);
        assert_ne!(item_with("1", |new| new.notes = Some(String::new())).fingerprint, plain);
        assert_ne!(item_with("1", |new| new.customer.email = Some("a@b".to_owned())).fingerprint, plain);
    }

    #[test]
    fn the_same_instants_in_other_offsets_are_the_same_content() {
        let at = |text: &str| text.parse::<DateTime<FixedOffset>>().expect("a time");
        let of = |queued: &str, ended: &str, said: &str| {
            item_with("1", |new| {
                new.queued_at = at(queued);
                new.answered_at = Some(at(queued));
                new.ended_at = at(ended);
                new.messages = vec![NewMessage {
                    at: at(said),
                    from: Sender::Customer,
                    name: None,
                    text: String::new(),
                    attachments: Vec::new(),
                }];
            })
        };
        let here = of("2026-03-02T09:00:00-03:00", "2026-03-02T09:05:00-03:00", "2026-03-02T09:01:00-03:00");
        let there = of("2026-03-02T12:00:00Z", "2026-03-02T13:05:00+01:00", "2026-03-02T12:01:00.000Z");
        assert_eq!(here.fingerprint, there.fingerprint);
        assert!(there.has_fingerprint(&here.fingerprint));
        // Older versions stored the fingerprint with instants as written.
        assert!(here.has_fingerprint(&here.written));
        assert!(!there.has_fingerprint(&here.written));
        let later = of("2026-03-02T12:00:01Z", "2026-03-02T12:05:00Z", "2026-03-02T12:01:00Z");
        assert_ne!(here.fingerprint, later.fingerprint);
    }

    #[test]
    fn a_number_is_found_by_its_canonical_digits_else_by_its_own() {
        let key = |number: &str| {
            item_with("1", |new| new.number = Some(number.to_owned())).number_key(&NumberDefaults::default())
        };
        assert_eq!(key("none"), None);
        assert_eq!(key("+55 11").as_deref(), Some("5511"));
        assert_eq!(key("sip:11987654321@10.0.0.1").as_deref(), Some("5511987654321"));
    }

    #[test]
    fn blanks_say_nothing() {
        assert_eq!((filled(Some(" \t")), filled(Some(" a ")), filled(None)), (None, Some(" a "), None));
        assert_eq!((name(Some(" \t")), name(None)), (None, None));
        assert_eq!(name(Some(" a \u{200b}\t b\u{1b}")).as_deref(), Some("a b"));
    }
}
