//! One transaction: everything that a batch of interactions writes, or nothing of it.

use domain::{CaseId, Protocol};

use super::admission::{self, Verdict};
use super::item::Item;
use super::rows::Settled;
use super::transaction::{self, Table};
use super::{
    Answer, ConflictKind, Outcome, Recorded, Rejected, cases, clocks, customers, days, keys, links, names,
    protocols, rows,
};
use crate::Result;
use crate::db::{Db, Tx};

/// Writes a batch and says of each item what became of it. When this returns, it is on the disk.
pub(super) async fn write(db: &Db, items: &[&Item]) -> Result<Vec<Answer>> {
    let mut tx = transaction::begin(db).await?;
    let allowed = keys::allowed(&mut tx, items).await?;
    let welcome: Vec<&Item> =
        items.iter().zip(&allowed).filter(|(_, allowed)| **allowed).map(|(item, _)| *item).collect();
    let mut answers = write_allowed(&mut tx, &welcome).await?.into_iter();
    tx.commit().await?;
    let answer = |allowed: bool| {
        if !allowed {
            return Err(Rejected::KeyRevoked);
        }
        answers.next().unwrap_or_else(|| Err(Rejected::interrupted()))
    };
    Ok(allowed.into_iter().map(answer).collect())
}

/// Writes what may be written, as the history has it or not.
async fn write_allowed(tx: &mut Tx, items: &[&Item]) -> Result<Vec<Answer>> {
    let known = admission::look_up(tx, items).await?;
    let verdicts = admission::admit(items, &known);
    let admitted: Vec<usize> = (0..items.len()).filter(|index| verdicts[*index] == Verdict::Write).collect();
    let written = write_admitted(tx, &admitted.iter().map(|index| items[*index]).collect::<Vec<_>>()).await?;

    let mut by_position: Vec<Option<Recorded>> = vec![None; items.len()];
    for (index, recorded) in admitted.into_iter().zip(written) {
        by_position[index] = Some(recorded);
    }
    Ok(verdicts
        .into_iter()
        .enumerate()
        .map(|(index, verdict)| answer(verdict, index, &by_position))
        .collect())
}

/// The steps, each of which needs what those before it found.
async fn write_admitted(tx: &mut Tx, items: &[&Item]) -> Result<Vec<Recorded>> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let settings = transaction::settings(tx).await?;
    let defaults = &settings.number_defaults;
    let days = days::of(items, settings.zone);
    let protocols = protocols::give_out(tx, items, &days).await?;
    let names = names::resolve(tx, items).await?;
    let customers = customers::resolve(tx, items, defaults, settings.other_readings.as_ref()).await?;
    let cases = cases::resolve(tx, items, &names, &customers).await?;
    let numbers: Vec<Option<String>> = items.iter().map(|item| item.number_key(defaults)).collect();
    let ids = transaction::reserve_ids(tx, Table::Interaction, items.len()).await?;
    let settled: Vec<Settled<'_>> = (0..items.len())
        .map(|index| Settled {
            item: items[index],
            day: &days[index].text,
            id: ids[index],
            protocol: &protocols[index],
            names: names[index],
            customer: customers[index],
            case: cases.ids[index].0,
            number_key: numbers[index].as_deref(),
        })
        .collect();
    rows::write(tx, &settled, defaults).await?;
    links::write(tx, &settled).await?;
    clocks::write(tx, &settled, &cases).await?;
    Ok(settled.iter().map(recorded).collect())
}

fn recorded(row: &Settled<'_>) -> Recorded {
    Recorded {
        protocol: row.protocol.clone(),
        case: CaseId(row.case),
        outcome: Outcome::Created,
        created_queue: row.names.created_queue,
        created_agent: row.names.created_agent,
    }
}

/// What the caller is told; `written` has what was written, by position in the batch.
fn answer(verdict: Verdict, index: usize, written: &[Option<Recorded>]) -> Answer {
    let first = |index: usize| written[index].clone().ok_or_else(Rejected::interrupted);
    match verdict {
        Verdict::Write => first(index),
        Verdict::Repeats(index) => first(index).map(|first| unchanged(first.protocol, first.case)),
        Verdict::Recorded { protocol, case } => Ok(unchanged(protocol, case)),
        Verdict::Contradicts(index) => {
            let protocol = first(index)?.protocol;
            Err(Rejected::Conflict { protocol, what: ConflictKind::OtherContent })
        }
        Verdict::Differs { protocol } => {
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
