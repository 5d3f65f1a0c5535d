//! The addresses that cases are conducted with, which decide what may be merged.
//!
//! By WhatsApp a case is conducted with the number of its latest WhatsApp interaction, or, where the
//! source did not say one, with the WhatsApp number of that interaction's customer; in the web chat
//! with the chat handle of the customer of its latest web chat. *Latest* is the one that came in
//! last: it is where the customer is met today. The customer of an interaction may be another than
//! the case's, so the case's own is not asked. A case without an address of its own has taken on
//! that of a case which was folded into it; they agree, or they would not have been folded.

use std::collections::HashMap;

use domain::merge::{AddressKind, MergeCase};
use domain::{CaseId, Channel};

use crate::Result;
use crate::db::Statement;
use crate::history::coded;
use crate::scoped::Scoped;

/// An address of a case or of one that was folded into it.
#[derive(sqlx::FromRow)]
pub(super) struct Address {
    survivor: i64,
    case_id: i64,
    channel: i16,
    said: String,
}

/// The address of an interaction `i` whose customer is `c`.
fn address() -> String {
    format!(
        "CASE i.channel WHEN {} THEN coalesce(nullif(i.number, ''), nullif(c.whatsapp, '')) \
         ELSE nullif(c.chat, '') END",
        Channel::WhatsApp.code()
    )
}

impl Scoped<'_> {
    /// The addresses of the cases that a query answers, one a case and channel.
    pub(super) fn addresses(&self, cases: impl FnOnce(&mut Statement) -> String) -> Statement {
        let mut statement = self.statement();
        let cases = cases(&mut statement);
        let among = self.db().engine().in_subquery("i.case_id", &cases);
        let address = address();
        let (chat, whatsapp) = (Channel::WebChat.code(), Channel::WhatsApp.code());
        let latest = format!(
            "SELECT max(i.id) FROM interaction AS i JOIN customer AS c ON c.id = i.customer_id \
             WHERE {among} AND i.channel IN ({chat}, {whatsapp}) AND {address} IS NOT NULL \
             GROUP BY i.case_id, i.channel"
        );
        statement.text = format!(
            "SELECT coalesce(s.merged_into, s.id) AS survivor, s.id AS case_id, i.channel, {address} AS said \
             FROM interaction AS i JOIN customer AS c ON c.id = i.customer_id \
             JOIN service_case AS s ON s.id = i.case_id WHERE {}",
            self.db().engine().in_subquery("i.id", &latest)
        );
        statement
    }
}

/// Tells each survivor the addresses it is conducted with.
pub(super) fn assign(cases: &mut [MergeCase], mut found: Vec<Address>) -> Result<()> {
    // Its own comes first, then those of what was folded into it.
    found.sort_by_key(|one| (one.case_id != one.survivor, one.case_id));
    let mut known = HashMap::new();
    for Address { survivor, channel, said, .. } in found {
        let kind = match coded("channel", channel, Channel::from_code)? {
            Channel::WhatsApp => AddressKind::WhatsApp,
            Channel::WebChat | Channel::Voice => AddressKind::Chat,
        };
        known.entry((CaseId(survivor), kind)).or_insert(said);
    }
    for case in cases {
        case.whatsapp = known.get(&(case.id, AddressKind::WhatsApp)).cloned();
        case.chat = known.get(&(case.id, AddressKind::Chat)).cloned();
    }
    Ok(())
}
