//! Records what a source made of a piece of its log, together with its progress.
//!
//! It goes past the queue of the writer, since the transaction has more in it. A piece with more
//! interactions than a batch has records the first ones alone: a step that is made again finds them
//! unchanged.

use std::sync::Arc;

use domain::Timestamp;

use super::item::Item;
use super::writer::{self, BATCH};
use super::{Answer, Rejected, batch};
use crate::sources::{Advanced, Committed, SourceStep};
use crate::{Error, Result, Store};

/// Records a step.
pub(crate) async fn record(store: &Store, step: SourceStep, now: Timestamp) -> Result<Advanced> {
    let mut early = Vec::new();
    if step.interactions.len() > BATCH {
        let first = step.interactions[..step.interactions.len() - BATCH].to_vec();
        early = store.intake().record_all(first).await;
        stop_at_failure(&early, |_| true)?;
    }
    let last = &step.interactions[early.len()..];
    let prepared: Vec<std::result::Result<Item, Rejected>> =
        last.iter().map(|interaction| prepare(interaction.clone(), now)).collect();
    let written = writer::retried(|| batch::write_step(&store.inner.db, &prepared, &early, &step, now)).await;
    let written = match written {
        Err(error) if !step.interactions.is_empty() && writer::may_be_of_one_item(&error) => {
            // The writer finds out which ones, and what the others need is there already.
            let answers = store.intake().record_all(step.interactions.clone()).await;
            stop_at_failure(&answers, |error| !writer::may_be_of_one_item(error))?;
            writer::retried(|| batch::write_step(&store.inner.db, &[], &answers, &step, now)).await?
        }
        other => other?,
    };
    let Some(written) = written else { return Ok(Advanced::Overtaken) };
    if !written.agents.is_empty() {
        store.announcements().announce(&written.agents);
    }
    Ok(Advanced::Committed(Committed { answers: written.answers, unused_blobs: written.unused_blobs }))
}

fn prepare(interaction: domain::NewInteraction, now: Timestamp) -> std::result::Result<Item, Rejected> {
    interaction.check(now).map_err(Rejected::Invalid)?;
    Ok(Item::new(interaction, now))
}

/// Fails if the database did: the step must not say that these were recorded.
fn stop_at_failure(answers: &[Answer], counts: impl Fn(&Error) -> bool) -> Result<()> {
    let failed = answers.iter().find_map(|answer| match answer {
        Err(Rejected::Database(error)) if counts(error) => Some(Arc::clone(error)),
        _ => None,
    });
    failed.map_or(Ok(()), |error| Err(Error::Unrecorded(error)))
}
