//! Interactions for the unit tests of this module.

use domain::{NewInteraction, Timestamp};

use super::item::Item;

/// A plain inbound call of 2026-03-02, 10:00 in São Paulo.
pub(super) fn interaction(external_id: &str) -> NewInteraction {
    serde_json::from_value(serde_json::json!({
        "source": "pbx",
        "external_id": external_id,
        "channel": "voice",
        "direction": "inbound",
        "queue": "Vendas",
        "queued_at": "2026-03-02T10:00:00-03:00",
        "ended_at": "2026-03-02T10:05:00-03:00",
    }))
    .expect("an interaction")
}

pub(super) fn item(external_id: &str) -> Item {
    item_with(external_id, |_| ())
}

pub(super) fn item_with(external_id: &str, change: impl FnOnce(&mut NewInteraction)) -> Item {
    let mut interaction = interaction(external_id);
    change(&mut interaction);
    Item::new(interaction, Timestamp(1_772_500_000_000))
}
