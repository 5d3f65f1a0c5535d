//! Corrections: a higher version of a recorded interaction replaces what its source said of it.
//!
//! What is replaced: channel, direction, queue, agent, number, times with the civil day, outcome and
//! the rest of the course ([`said`]), and messages and calls ([`content`]). The bytes of a file that
//! stays are kept. Day [`counters`], and times and clocks of the case ([`cases`]), follow in the same
//! transaction; the audit trail gets one [`entry`] for each interaction.
//!
//! What stays: the protocol, the customer, and the case with its status, queue, responsible agent,
//! kind and subject, whatever the correction says of them; recording; comments and merges; when and
//! with which API key the interaction was recorded first. Contact reason and notes are replaced as
//! long as no person has written them here:
//!
//! - the reason is a person's once an event of the timeline says that the interaction was qualified,
//!   or that its case was closed by the form that showed its reason;
//! - the notes are a person's once such a form was sent, which is the only way to write them.
//!
//! Forms sent before events named their interaction were given one by a migration
//! (`0011_content_of_interactions`), by its best guess. Queues that an agent has served, reasons that
//! a queue offers and number parts stay where they only had come from what was corrected: people may
//! have chosen the first two, and the third finds nothing.

pub(super) mod cases;
pub(super) mod content;
mod counters;
mod entry;
pub(super) mod said;

use std::collections::BTreeSet;

use domain::{CaseId, InteractionId, Protocol, UserId};

use super::item::Item;
use super::{days, links, names, transaction};
use crate::Result;
use crate::audit::NewAuditEntry;
use crate::db::Tx;
use said::{Change, Said};

/// An interaction of the batch that corrects a stored one.
pub(super) struct Correction<'a> {
    /// Its position in the batch.
    pub(super) position: usize,
    pub(super) item: &'a Item,
    /// The stored interaction.
    pub(super) id: InteractionId,
    pub(super) protocol: Protocol,
    /// The case it is shown in.
    pub(super) case: CaseId,
    /// Its own case, which may have been merged into that.
    pub(super) own_case: CaseId,
}

/// What a correction has created.
pub(super) struct Created {
    pub(super) queue: bool,
    pub(super) agent: bool,
}

/// The result of [`write()`].
#[derive(Default)]
pub(super) struct Corrected {
    /// By correction.
    pub(super) created: Vec<Created>,
    /// By correction.
    pub(super) entries: Vec<NewAuditEntry>,
    /// The agents before and after.
    pub(super) agents: Vec<Option<UserId>>,
}

/// Writes corrections of different interactions, in order of their IDs.
pub(super) async fn write(tx: &mut Tx, corrections: &[Correction<'_>]) -> Result<Corrected> {
    if corrections.is_empty() {
        return Ok(Corrected::default());
    }
    let settings = transaction::settings(tx).await?;
    let items: Vec<&Item> = corrections.iter().map(|correction| correction.item).collect();
    let days = days::of(&items, settings.zone);
    let names = names::resolve(tx, &items).await?;
    let own_cases: BTreeSet<CaseId> = corrections.iter().map(|correction| correction.own_case).collect();
    said::lock(tx, &own_cases, corrections).await?;
    let times = cases::times(tx, &own_cases).await?;

    let mut changes = Vec::with_capacity(corrections.len());
    for (index, stored) in said::read(tx, corrections).await?.into_iter().enumerate() {
        let item = items[index];
        let number_key = item.number_key(&settings.number_defaults);
        let after = Said::by(item, names[index], days[index].text.clone(), number_key, &stored);
        changes.push(Change { id: corrections[index].id, item, stored, after });
    }
    said::write(tx, &changes).await?;
    let contents = content::write(tx, corrections, &settings.number_defaults).await?;
    counters::write(tx, &changes).await?;
    let after = || changes.iter().map(|change| &change.after);
    let offered = changes.iter().filter(|change| !change.stored.is_qualified);
    links::offer_reasons(tx, offered.filter_map(|change| Some((change.after.queue, change.after.reason?))))
        .await?;
    links::serve_queues(tx, after().filter_map(|said| Some((said.agent?, said.queue)))).await?;
    links::write_number_parts(tx, after().filter_map(|said| said.number_digits.as_deref()).collect()).await?;
    cases::write(tx, &times).await?;

    let described = corrections.iter().zip(changes.iter().zip(&contents));
    Ok(Corrected {
        created: names
            .iter()
            .map(|names| Created { queue: names.created_queue, agent: names.created_agent })
            .collect(),
        entries: described
            .map(|(correction, (change, content))| entry::of(&correction.protocol, change, content))
            .collect(),
        agents: changes.iter().flat_map(|change| [change.stored.said.agent, change.after.agent]).collect(),
    })
}
