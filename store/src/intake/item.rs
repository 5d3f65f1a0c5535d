//! One interaction, made ready for the writer.
//!
//! This happens in the caller's task, so that the one writer spends its time writing.

use domain::{ApiKeyId, NewInteraction};
use sha2::{Digest, Sha256};

/// An interaction with what follows from it alone.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) interaction: NewInteraction,
    /// Tells an interaction handed in again from another one under the same key.
    pub(super) fingerprint: [u8; 32],
    /// The digits of its number; `None` where it has none.
    pub(super) digits: Option<String>,
    pub(super) received_at: i64,
    /// The key of the HTTP API that handed it in.
    pub(super) api_key: Option<ApiKeyId>,
}

impl Item {
    pub(super) fn new(interaction: NewInteraction, received_at: i64) -> Self {
        let digits = interaction.number.as_deref().map(domain::number::digits);
        Self {
            fingerprint: fingerprint(&interaction),
            digits: digits.filter(|digits| !digits.is_empty()),
            interaction,
            received_at,
            api_key: None,
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

#[cfg(test)]
mod tests {
    use super::super::sample::{interaction, item, item_with};
    use super::*;
    use crate::accounts::secret::hexadecimal;

    /// Whoever has to change this constant makes every interaction recorded so far a conflict when
    /// its source hands it in again.
    #[test]
    fn fingerprints_never_change() {
        let known = "494baf0e94ca5a7777c2c02129ef2810c3531a1cc47dca4d34aeade542e60aab";
        assert_eq!(hexadecimal(&item("1").fingerprint), known);
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
    fn every_text_counts_for_the_fingerprint() {
        let plain = item("1").fingerprint;
        assert_ne!(item("2").fingerprint, plain);
        assert_ne!(item_with("1", |new| new.notes = Some(String::new())).fingerprint, plain);
        assert_ne!(item_with("1", |new| new.customer.email = Some("a@b".to_owned())).fingerprint, plain);
    }

    #[test]
    fn a_number_without_digits_has_none() {
        assert_eq!(item_with("1", |new| new.number = Some("none".to_owned())).digits, None);
        assert_eq!(
            item_with("1", |new| new.number = Some("+55 11".to_owned())).digits.as_deref(),
            Some("5511")
        );
    }

    #[test]
    fn blanks_say_nothing() {
        assert_eq!((filled(Some(" \t")), filled(Some(" a ")), filled(None)), (None, Some(" a "), None));
        assert_eq!((name(Some(" \t")), name(Some(" a ")), name(None)), (None, Some("a"), None));
    }
}
