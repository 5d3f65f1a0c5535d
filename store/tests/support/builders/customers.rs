//! Customers created without an interaction.

#![allow(clippy::format_push_string, reason = "plain SQL is easiest to read as text")]

use domain::CustomerId;
use store::Store;

use super::{SOURCE, continue_numbers, sql_text};
use crate::support::world::run;

/// A customer, known to [`SOURCE`] as `customer-{id}`. Search keys are left out, as in a database
/// of an older version; [`Store::migrate`] computes them.
#[derive(Default)]
pub(crate) struct CustomerBuilder {
    id: i64,
    unidentified: bool,
    name: Option<&'static str>,
    document: Option<&'static str>,
    phone: Option<&'static str>,
    whatsapp: Option<&'static str>,
    chat: Option<&'static str>,
    custom: Option<&'static str>,
    addresses: Vec<(&'static str, &'static str)>,
}

impl CustomerBuilder {
    /// Customer `id` without any details.
    pub(crate) fn new(id: i64) -> Self {
        Self { id, ..Self::default() }
    }

    /// Without an identity in [`SOURCE`], so that only addresses identify the customer.
    pub(crate) fn unidentified(mut self) -> Self {
        self.unidentified = true;
        self
    }

    pub(crate) fn name(mut self, name: &'static str) -> Self {
        self.name = Some(name);
        self
    }

    pub(crate) fn document(mut self, document: &'static str) -> Self {
        self.document = Some(document);
        self
    }

    pub(crate) fn phone(mut self, phone: &'static str) -> Self {
        self.phone = Some(phone);
        self
    }

    pub(crate) fn whatsapp(mut self, whatsapp: &'static str) -> Self {
        self.whatsapp = Some(whatsapp);
        self
    }

    pub(crate) fn chat(mut self, chat: &'static str) -> Self {
        self.chat = Some(chat);
        self
    }

    /// The custom fields, as JSON.
    pub(crate) fn custom(mut self, custom: &'static str) -> Self {
        self.custom = Some(custom);
        self
    }

    /// An address that identifies the customer; its kind is `phone`, `whatsapp` or `chat`.
    pub(crate) fn address(mut self, kind: &'static str, address: &'static str) -> Self {
        self.addresses.push((kind, address));
        self
    }

    pub(crate) async fn build(self, store: &Store) -> CustomerId {
        let id = self.id;
        let identity =
            if self.unidentified { "NULL, NULL".to_owned() } else { format!("'{SOURCE}', 'customer-{id}'") };
        let mut sql = format!(
            "INSERT INTO customer (id, source, external_id, name, document, phone, whatsapp, chat, custom, \
             created_at, updated_at) VALUES ({id}, {identity}, {}, {}, {}, {}, {}, {}, 0, 0);",
            sql_text(self.name),
            sql_text(self.document),
            sql_text(self.phone),
            sql_text(self.whatsapp),
            sql_text(self.chat),
            sql_text(Some(self.custom.unwrap_or("{}"))),
        );
        for (kind, address) in self.addresses {
            sql += &format!(
                "INSERT INTO customer_address (kind, address, customer_id) VALUES ('{kind}', '{address}', {id});"
            );
        }
        run(store, &sql).await;
        continue_numbers(store, "customer").await;
        CustomerId(id)
    }
}
