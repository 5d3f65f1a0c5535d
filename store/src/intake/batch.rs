//! Writes a batch of interactions in one transaction.

use domain::{CaseId, Protocol, UserId};

use super::admission::{self, Verdict};
use super::item::Item;
use super::rows::PreparedInteraction;
use super::transaction;
use super::{
    Answer, ConflictKind, Outcome, Recorded, Rejected, cases, clocks, customers, days, keys, links, names,
    protocols, rows,
};
use crate::Result;
use crate::db::{Db, Tx};

/// A batch that was committed.
pub(super) struct Written {
    /// The answer to each item.
    pub(super) answers: Vec<Answer>,
    /// The agent of each interaction that was created.
    pub(super) agents: Vec<Option<UserId>>,
}

/// Writes a batch and returns after the commit.
pub(super) async fn write(db: &Db, items: &[&Item]) -> Result<Written> {
    let mut tx = transaction::begin(db).await?;
    let allowed = keys::allowed(&mut tx, items).await?;
    let allowed_items: Vec<&Item> =
        items.iter().zip(&allowed).filter(|(_, allowed)| **allowed).map(|(item, _)| *item).collect();
    let Written { answers, agents } = write_allowed(&mut tx, &allowed_items).await?;
    tx.commit().await?;
    let mut answers = answers.into_iter();
    let answer = |allowed: bool| {
        if !allowed {
            return Err(Rejected::KeyRevoked);
        }
        answers.next().unwrap_or_else(|| Err(Rejected::interrupted()))
    };
    Ok(Written { answers: allowed.into_iter().map(answer).collect(), agents })
}

/// Writes the items that are not stored yet; answers all of them.
async fn write_allowed(tx: &mut Tx, items: &[&Item]) -> Result<Written> {
    let known = admission::look_up(tx, items).await?;
    let verdicts = admission::admit(items, &known);
    let admitted: Vec<usize> = (0..items.len()).filter(|index| verdicts[*index] == Verdict::Write).collect();
    let written = write_admitted(tx, &admitted.iter().map(|index| items[*index]).collect::<Vec<_>>()).await?;

    let agents = written.iter().map(|(_, agent)| *agent).collect();
    let mut by_position: Vec<Option<Recorded>> = vec![None; items.len()];
    for (index, (recorded, _)) in admitted.into_iter().zip(written) {
        by_position[index] = Some(recorded);
    }
    let answers = verdicts
        .into_iter()
        .enumerate()
        .map(|(index, verdict)| answer(verdict, index, &by_position))
        .collect();
    Ok(Written { answers, agents })
}

/// Runs the steps, each of which needs the results of earlier ones. Returns every interaction with its
/// agent.
async fn write_admitted(tx: &mut Tx, items: &[&Item]) -> Result<Vec<(Recorded, Option<UserId>)>> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let settings = transaction::settings(tx).await?;
    let defaults = &settings.number_defaults;
    let days = days::of(items, settings.zone);
    let protocols = protocols::assign(tx, items, &days).await?;
    let names = names::resolve(tx, items).await?;
    let customers = customers::resolve(tx, items, defaults, settings.past_normalizers.as_ref()).await?;
    let cases = cases::resolve(tx, items, &names, &customers).await?;
    let numbers: Vec<Option<String>> = items.iter().map(|item| item.number_key(defaults)).collect();
    let ids = transaction::reserve_ids(tx, items.len()).await?;
    let prepared: Vec<PreparedInteraction<'_>> = (0..items.len())
        .map(|index| PreparedInteraction {
            item: items[index],
            day: &days[index].text,
            id: ids[index],
            protocol: &protocols[index],
            names: names[index],
            customer: customers[index],
            case: cases.ids[index],
            number_key: numbers[index].as_deref(),
        })
        .collect();
    rows::write(tx, &prepared, defaults).await?;
    links::write(tx, &prepared).await?;
    clocks::write(tx, &prepared, &cases).await?;
    Ok(prepared.iter().map(|row| (recorded(row), row.names.agent)).collect())
}

fn recorded(row: &PreparedInteraction<'_>) -> Recorded {
    Recorded {
        protocol: row.protocol.clone(),
        case: row.case,
        outcome: Outcome::Created,
        created_queue: row.names.created_queue,
        created_agent: row.names.created_agent,
    }
}

/// The answer to an item; `written` has the written ones by position in the batch.
fn answer(verdict: Verdict, index: usize, written: &[Option<Recorded>]) -> Answer {
    let first = |index: usize| written[index].clone().ok_or_else(Rejected::interrupted);
    match verdict {
        Verdict::Write => first(index),
        Verdict::DuplicateOf(index) => first(index).map(|first| unchanged(first.protocol, first.case)),
        Verdict::AlreadyRecorded { protocol, case } => Ok(unchanged(protocol, case)),
        Verdict::ConflictsWith(index) => {
            let protocol = first(index)?.protocol;
            Err(Rejected::Conflict { protocol, what: ConflictKind::OtherContent })
        }
        Verdict::Conflict { protocol } => {
            Err(Rejected::Conflict { protocol, what: ConflictKind::OtherContent })
        }
        Verdict::ProtocolTaken { protocol } => {
            Err(Rejected::Conflict { protocol, what: ConflictKind::ProtocolTaken })
        }
    }
}

fn unchanged(protocol: Protocol, case: CaseId) -> Recorded {
    Recorded { protocol, case, outcome: Outcome::Unchanged, created_queue: false, created_agent: false }
}
