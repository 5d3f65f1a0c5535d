//! Writes a batch of interactions in one transaction.

use domain::{CaseId, InteractionId, Protocol, Timestamp, UserId};

use super::admission::{self, ExistingInteractions, Verdict};
use super::corrections::{self, Correction};
use super::item::Item;
use super::rows::PreparedInteraction;
use super::transaction;
use super::{
    Answer, ConflictKind, Outcome, Recorded, Rejected, cases, clocks, customers, days, keys, links, names,
    protocols, rows,
};
use crate::Result;
use crate::audit::{Actor, NewAuditEntry, Origin};
use crate::db::{Db, Tx};
use crate::sources::SourceStep;

/// A batch that was committed.
pub(super) struct Written {
    /// The answer to each item.
    pub(super) answers: Vec<Answer>,
    /// The agent of each interaction that was created, and those of each corrected one before and
    /// after.
    pub(super) agents: Vec<Option<UserId>>,
    /// The blobs of a step that are not needed.
    pub(super) unused_blobs: Vec<String>,
}

/// What a batch has written, before the commit.
struct Uncommitted<'a> {
    answers: Vec<Answer>,
    agents: Vec<Option<UserId>>,
    /// The audit entry of each correction.
    entries: Vec<(&'a Item, NewAuditEntry)>,
}

/// Writes a batch and returns after the commit.
pub(super) async fn write(db: &Db, items: &[&Item]) -> Result<Written> {
    let mut tx = transaction::begin(db).await?;
    let allowed = keys::allowed(&mut tx, items).await?;
    let allowed_items: Vec<&Item> =
        items.iter().zip(&allowed).filter(|(_, allowed)| **allowed).map(|(item, _)| *item).collect();
    let Uncommitted { answers, agents, entries } = write_allowed(&mut tx, &allowed_items).await?;
    commit(tx, entries).await?;
    let mut answers = answers.into_iter();
    let answer = |allowed: bool| {
        if !allowed {
            return Err(Rejected::KeyRevoked);
        }
        answers.next().unwrap_or_else(|| Err(Rejected::interrupted()))
    };
    let answers = allowed.into_iter().map(answer).collect();
    Ok(Written { answers, agents, unused_blobs: Vec::new() })
}

/// Writes the last interactions of a step with everything else of it, and returns after the commit; `None`
/// if another process has made the step. `early` are the answers to those that were recorded before.
pub(super) async fn write_step(
    db: &Db,
    last: &[std::result::Result<Item, Rejected>],
    early: &[Answer],
    step: &SourceStep,
    now: Timestamp,
) -> Result<Option<Written>> {
    let mut tx = transaction::begin(db).await?;
    if !step.take_turn(&mut tx).await? {
        tx.rollback().await?;
        return Ok(None);
    }
    let valid: Vec<&Item> = last.iter().filter_map(|item| item.as_ref().ok()).collect();
    let Uncommitted { answers, agents, entries } = write_allowed(&mut tx, &valid).await?;
    let mut of_valid = answers.into_iter();
    let of_last = last.iter().map(|item| match item {
        Ok(_) => of_valid.next().unwrap_or_else(|| Err(Rejected::interrupted())),
        Err(rejected) => Err(rejected.clone()),
    });
    let answers: Vec<Answer> = early.iter().cloned().chain(of_last).collect();
    let unused_blobs = step.write(&mut tx, &answers, now).await?;
    // Nobody is asked where the program itself reads: the actor is the source.
    let origin = Origin::default();
    let actor = Actor::anonymous(&step.name, &origin);
    let entries = entries.into_iter().map(|(_, entry)| (&actor, entry)).collect::<Vec<_>>();
    if entries.is_empty() {
        tx.commit().await?;
    } else {
        tx.commit_with_audit_of_many(entries, now).await?;
    }
    Ok(Some(Written { answers, agents, unused_blobs }))
}

/// Commits with the audit entries of corrections, each by who has sent it.
async fn commit(tx: Tx, entries: Vec<(&Item, NewAuditEntry)>) -> Result<()> {
    let Some(now) = entries.iter().map(|(item, _)| item.received_at).max() else {
        return tx.commit().await;
    };
    let command_line = Origin::command_line();
    let actors: Vec<Actor<'_>> = entries
        .iter()
        .map(|(item, _)| {
            let origin = item.origin.as_deref().unwrap_or(&command_line);
            item.api_key.map_or_else(|| Actor::command_line(origin), |key| Actor::api_key(key, origin))
        })
        .collect();
    let entries = actors.iter().zip(entries.into_iter().map(|(_, entry)| entry)).collect();
    tx.commit_with_audit_of_many(entries, now).await
}

/// Writes the items that are not stored yet, then the corrections; answers all of them.
async fn write_allowed<'a>(tx: &mut Tx, items: &[&'a Item]) -> Result<Uncommitted<'a>> {
    let known = admission::look_up(tx, items).await?;
    let verdicts = admission::admit(items, &known);
    let admitted: Vec<usize> = (0..items.len()).filter(|index| verdicts[*index] == Verdict::Write).collect();
    let written = write_admitted(tx, &admitted.iter().map(|index| items[*index]).collect::<Vec<_>>()).await?;
    let mut agents: Vec<Option<UserId>> = written.iter().map(|written| written.agent).collect();
    let mut by_position: Vec<Option<WrittenItem>> = items.iter().map(|_| None).collect();
    for (index, written) in admitted.into_iter().zip(written) {
        by_position[index] = Some(written);
    }

    let corrections = last_corrections(items, &verdicts, &known, &by_position);
    let corrected = corrections::write(tx, &corrections).await?;
    agents.extend(corrected.agents);
    for (correction, created) in corrections.iter().zip(&corrected.created) {
        let Correction { protocol, case, .. } = correction;
        by_position[correction.position] = Some(WrittenItem {
            id: correction.id,
            agent: None,
            recorded: Recorded {
                outcome: Outcome::Corrected,
                created_queue: created.queue,
                created_agent: created.agent,
                ..unchanged(protocol.clone(), *case)
            },
        });
    }
    let answers = verdicts
        .into_iter()
        .enumerate()
        .map(|(index, verdict)| answer(verdict, index, &by_position, &known))
        .collect();
    let entries = corrections.iter().map(|correction| correction.item).zip(corrected.entries).collect();
    Ok(Uncommitted { answers, agents, entries })
}

/// The last correction of each interaction of the batch: earlier ones are replaced before they
/// are seen.
fn last_corrections<'a>(
    items: &[&'a Item],
    verdicts: &[Verdict],
    known: &ExistingInteractions,
    written: &[Option<WrittenItem>],
) -> Vec<Correction<'a>> {
    let correction = |(position, verdict): (usize, &Verdict)| {
        let Verdict::Corrects { written: first } = verdict else { return None };
        let item = items[position];
        if let Some(first) = first {
            let WrittenItem { id, recorded, .. } = written[*first].as_ref()?;
            let (protocol, case) = (recorded.protocol.clone(), recorded.case);
            return Some(Correction { position, item, id: *id, protocol, case, own_case: case });
        }
        let recorded = known.recorded.get(&position)?;
        Some(Correction {
            position,
            item,
            id: recorded.id,
            protocol: recorded.protocol.clone(),
            case: recorded.case,
            own_case: recorded.own_case,
        })
    };
    let mut corrections: Vec<Correction<'a>> = verdicts.iter().enumerate().filter_map(correction).collect();
    // In order of the interactions, which is that of their row locks.
    corrections.sort_by_key(|correction| (correction.id, std::cmp::Reverse(correction.position)));
    corrections.dedup_by_key(|correction| correction.id);
    corrections
}

/// An interaction that was written.
struct WrittenItem {
    id: InteractionId,
    agent: Option<UserId>,
    recorded: Recorded,
}

/// Runs the steps, each of which needs the results of earlier ones.
async fn write_admitted(tx: &mut Tx, items: &[&Item]) -> Result<Vec<WrittenItem>> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let settings = transaction::settings(tx).await?;
    let defaults = &settings.number_defaults;
    let days = days::of(items, settings.zone);
    let protocols = protocols::assign(tx, items, &days).await?;
    let names = names::resolve(tx, items).await?;
    names::create_kinds(tx, items).await?;
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
    rows::write(tx, &prepared, defaults, settings.stamp).await?;
    links::write(tx, &prepared).await?;
    clocks::write(tx, &prepared, &cases).await?;
    let written = |row: &PreparedInteraction<'_>| WrittenItem {
        id: row.id,
        agent: row.names.agent,
        recorded: recorded(row),
    };
    Ok(prepared.iter().map(written).collect())
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
fn answer(
    verdict: Verdict,
    index: usize,
    written: &[Option<WrittenItem>],
    known: &ExistingInteractions,
) -> Answer {
    let written = |index: usize| {
        written[index].as_ref().map(|written| written.recorded.clone()).ok_or_else(Rejected::interrupted)
    };
    let recorded = || known.recorded.get(&index).ok_or_else(Rejected::interrupted);
    let conflict = |protocol: Protocol, what: ConflictKind| Err(Rejected::Conflict { protocol, what });
    match verdict {
        Verdict::Write => written(index),
        Verdict::Corrects { written: first } => written(index).or_else(|_| {
            // A later one of the batch has replaced it.
            let unchanged = match first {
                Some(first) => written(first).map(|first| unchanged(first.protocol, first.case)),
                None => recorded().map(|known| unchanged(known.protocol.clone(), known.case)),
            };
            unchanged.map(|recorded| Recorded { outcome: Outcome::Corrected, ..recorded })
        }),
        Verdict::DuplicateOf(first) => written(first).map(|first| unchanged(first.protocol, first.case)),
        Verdict::AlreadyRecorded => recorded().map(|known| unchanged(known.protocol.clone(), known.case)),
        Verdict::ConflictsWith(first) => conflict(written(first)?.protocol, ConflictKind::OtherContent),
        Verdict::Conflict => conflict(recorded()?.protocol.clone(), ConflictKind::OtherContent),
        Verdict::ProtocolTaken { protocol } => conflict(protocol, ConflictKind::ProtocolTaken),
    }
}

fn unchanged(protocol: Protocol, case: CaseId) -> Recorded {
    Recorded { protocol, case, outcome: Outcome::Unchanged, created_queue: false, created_agent: false }
}
