//! Contact addresses of cases: cases with different ones must not be merged.
//!
//! The WhatsApp address of a case is the number of its latest WhatsApp interaction, or, if the
//! source sent none, the WhatsApp number of that interaction's customer; its chat address is the
//! chat handle of the customer of its latest web chat. *Latest* means recorded last. The customer
//! of an interaction may differ from that of the case, which is therefore not used. A case without
//! an address of its own takes that of a case merged into it; they agree, or the merge would have
//! been refused.

use std::collections::HashMap;

use domain::merge::{AddressKind, MergeCase};
use domain::{CaseId, Channel};

use crate::Result;
use crate::cases::Cases;
use crate::db::Statement;
use crate::history::coded;

/// A contact address of a survivor or of a case merged into it.
#[derive(sqlx::FromRow)]
pub(in crate::cases) struct ContactAddress {
    survivor: CaseId,
    case_id: CaseId,
    channel: i16,
    address: String,
}

/// SQL for the contact address of an interaction `i` with customer `c`.
fn address() -> String {
    format!(
        "CASE i.channel WHEN {} THEN coalesce(nullif(i.number, ''), nullif(c.whatsapp, '')) \
         ELSE nullif(c.chat, '') END",
        Channel::WhatsApp.code()
    )
}

impl Cases<'_> {
    /// Statement for the contact addresses of the cases of a query: one per case and channel.
    pub(in crate::cases) fn addresses(&self, cases: impl FnOnce(&mut Statement) -> String) -> Statement {
        // Addresses are assigned to rows that were read in scope; the others are dropped.
        let mut statement = self.unrestricted_statement();
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
            "SELECT coalesce(s.merged_into, s.id) AS survivor, s.id AS case_id, i.channel, {address} AS address \
             FROM interaction AS i JOIN customer AS c ON c.id = i.customer_id \
             JOIN service_case AS s ON s.id = i.case_id WHERE {}",
            self.db().engine().in_subquery("i.id", &latest)
        );
        statement
    }
}

/// Sets the contact addresses of each survivor.
pub(in crate::cases) fn assign(cases: &mut [MergeCase], mut found: Vec<ContactAddress>) -> Result<()> {
    // Its own address comes first, then those of the cases merged into it.
    found.sort_by_key(|one| (one.case_id != one.survivor, one.case_id));
    let mut known = HashMap::new();
    for ContactAddress { survivor, channel, address, .. } in found {
        let kind = match coded("channel", channel, Channel::from_code)? {
            Channel::WhatsApp => AddressKind::WhatsApp,
            Channel::WebChat | Channel::Voice => AddressKind::Chat,
        };
        known.entry((survivor, kind)).or_insert(address);
    }
    for case in cases {
        case.whatsapp = known.get(&(case.id, AddressKind::WhatsApp)).cloned();
        case.chat = known.get(&(case.id, AddressKind::Chat)).cloned();
    }
    Ok(())
}
