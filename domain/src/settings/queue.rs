//! Queues (*Filas*) and the contact reasons they offer.

use serde::{Deserialize, Serialize};

use super::{SettingsRecord, named_and_in_use};
use crate::ContactReasonId;
use crate::text::tidy_name;

/// The settings of a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRecord {
    /// Its name; unique.
    pub name: String,
    /// Whether it is in use. An archived queue stays readable in existing interactions.
    pub active: bool,
    /// Whether closing a case in this queue requires a contact reason, if it offers any.
    pub reason_required: bool,
    /// The contact reasons it offers, in order.
    pub reasons: Vec<ContactReasonId>,
}

impl SettingsRecord for QueueRecord {
    /// Tidies the name, and removes duplicate reasons.
    fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        let mut seen = Vec::new();
        self.reasons.retain(|reason| {
            let first = !seen.contains(reason);
            seen.push(*reason);
            first
        });
        self
    }

    named_and_in_use!(check);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_has_a_name_and_offers_each_reason_once() {
        let queue = QueueRecord {
            name: "  Vendas ".to_owned(),
            active: true,
            reason_required: false,
            reasons: [3, 1, 3, 2].map(ContactReasonId).to_vec(),
        };
        let tidied = queue.tidied();
        assert_eq!(tidied.name, "Vendas");
        assert_eq!(tidied.reasons, [3, 1, 2].map(ContactReasonId));
        assert!(tidied.check().is_ok());
        let nameless = QueueRecord { name: String::new(), ..tidied };
        assert_eq!(nameless.check().expect_err("no name").to_string(), "name is required");
    }
}
