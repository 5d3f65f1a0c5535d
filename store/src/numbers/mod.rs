//! Normalisation of stored telephone numbers, recomputed when the rules or codes change.
//!
//! The address of a customer and the search key of an interaction are computed from the original
//! text by the rules of `domain::number` and the country and area codes of the operation. If either
//! has changed (`operation.numbers_by`, [`normalizer`]), all of them are recomputed in steps of one
//! transaction each ([`Renumbering`]), at start-up or after the change. An interrupted run resumes
//! and leads to the same result.

mod addresses;
mod background;
mod keys;
mod normalizer;
mod parts;
mod recognition;
mod recompute;
mod shared;

use domain::number::NumberDefaults;
use domain::settings::OperationRecord;
use domain::{CustomerId, FieldErrors, InteractionId, OperationId, Timestamp};
use normalizer::{NormalizedBy, Normalizer};
pub(crate) use parts::suffixes;
pub(crate) use recognition::PastNormalizers;

use crate::db::{Row, Tx};
use crate::operation::number_defaults;
use crate::settings::Change;
use crate::{Error, Result, Store};

/// Number of IDs or rows per transaction.
const BATCH: i64 = 1_000;

/// The codes of the operation, and the state of normalisation.
const NUMBERS_STATE: &str = "SELECT dial_country, dial_area, numbers_by FROM operation";

type NumbersState = (String, Option<String>, Option<String>);

/// Numbers of changed rows after a recomputation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NumbersChanged {
    /// Changed addresses of customers.
    pub addresses: u64,
    /// Changed interactions and call attempts.
    pub numbers: u64,
}

/// The outcome of changing the country and area code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetNumberDefaultsOutcome {
    /// The codes are set and all numbers recomputed.
    Set(NumbersChanged),
    /// The codes are invalid.
    Invalid(FieldErrors),
}

/// Customers who share a telephone number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedNumber {
    /// The number in canonical form.
    pub number: String,
    /// The customers with their names, oldest first.
    pub customers: Vec<(CustomerId, String)>,
}

/// A run that recomputes all numbers by the current codes.
#[derive(Debug)]
pub struct Renumbering {
    normalizer: Normalizer,
    next: Step,
    last_customer: CustomerId,
    last_interaction: InteractionId,
    /// Changes so far.
    pub changed: NumbersChanged,
}

/// The next step of a run.
#[derive(Clone, Debug)]
enum Step {
    /// Addresses of the customers from this ID on.
    Addresses(CustomerId),
    /// Search keys of the interactions from this ID on.
    Keys(InteractionId),
    /// Deletion of unused number parts after this one.
    Parts(parts::Part),
    /// Storing that the run is complete.
    Complete,
    /// None: the run is complete, or was superseded by one with other codes.
    Nothing,
}

impl Store {
    /// Changes the country and area code (CLI) and recomputes all numbers.
    pub async fn set_number_defaults(
        &self,
        defaults: NumberDefaults,
        now: Timestamp,
    ) -> Result<SetNumberDefaultsOutcome> {
        let change = |operation: &mut OperationRecord| {
            defaults.country().clone_into(&mut operation.dial_country);
            defaults.area().unwrap_or_default().clone_into(&mut operation.dial_area);
        };
        match self.settings_for_cli().amend(OperationId::ONLY, change, now).await? {
            None => Err(Error::Corrupt("no row of the operation".to_owned())),
            Some(Change::Invalid(errors)) => Ok(SetNumberDefaultsOutcome::Invalid(errors)),
            Some(_) => Ok(SetNumberDefaultsOutcome::Set(self.bring_numbers_up_to_date().await?)),
        }
    }

    /// Recomputes addresses and search keys that are not up to date. Another process may be doing
    /// the same, with the same or other codes.
    pub async fn bring_numbers_up_to_date(&self) -> Result<NumbersChanged> {
        let mut changed = NumbersChanged::default();
        while let Some(mut renumbering) = self.begin_renumbering().await? {
            while self.advance(&mut renumbering).await? {}
            changed.addresses += renumbering.changed.addresses;
            changed.numbers += renumbering.changed.numbers;
        }
        Ok(changed)
    }

    /// Starts or resumes a recomputation; `None` if all numbers are up to date.
    pub async fn begin_renumbering(&self) -> Result<Option<Renumbering>> {
        // The common case needs no lock.
        if self.are_numbers_up_to_date().await? {
            return Ok(None);
        }
        let mut tx = Tx::begin(self.db()).await?;
        let (codes, normalized_by) = self.lock_numbers_state(&mut tx).await?;
        self.cache_number_defaults(codes.clone());
        let normalizer = Normalizer::of(&codes);
        if normalized_by.is_complete_with(&normalizer) {
            tx.rollback().await?;
            return Ok(None);
        }
        self.save_normalized_by(&mut tx, &normalized_by.started_with(&normalizer)).await?;
        let last_customer = self.last_id(&mut tx, "customer").await?;
        let last_interaction = self.last_id(&mut tx, "interaction").await?;
        tx.commit().await?;
        let (next, changed) = (Step::Addresses(CustomerId(0)), NumbersChanged::default());
        Ok(Some(Renumbering { normalizer, next, last_customer, last_interaction, changed }))
    }

    /// Runs the next step in one transaction; returns whether there are more.
    pub async fn advance(&self, renumbering: &mut Renumbering) -> Result<bool> {
        let mut tx = Tx::begin(self.db()).await?;
        let (codes, normalized_by) = self.lock_numbers_state(&mut tx).await?;
        if codes != *renumbering.normalizer.codes()
            || !normalized_by.is_in_progress_with(&renumbering.normalizer)
        {
            renumbering.next = Step::Nothing;
            tx.rollback().await?;
            return Ok(false);
        }
        let mut changed = renumbering.changed;
        let after = match renumbering.next.clone() {
            Step::Addresses(from) => {
                changed.addresses += self.recompute_addresses(&mut tx, from, &normalized_by).await?;
                let next = CustomerId(from.0 + BATCH);
                if next <= renumbering.last_customer {
                    Step::Addresses(next)
                } else {
                    Step::Keys(InteractionId(0))
                }
            }
            Step::Keys(from) => {
                changed.numbers += self.recompute_keys(&mut tx, from, renumbering.normalizer.codes()).await?;
                let next = InteractionId(from.0 + BATCH);
                if next <= renumbering.last_interaction {
                    Step::Keys(next)
                } else {
                    Step::Parts(parts::Part::default())
                }
            }
            Step::Parts(from) => match self.delete_unused_parts(&mut tx, &from).await? {
                Some(next) => Step::Parts(next),
                None => Step::Complete,
            },
            Step::Complete => {
                self.save_normalized_by(&mut tx, &NormalizedBy::complete(renumbering.normalizer.clone()))
                    .await?;
                Step::Nothing
            }
            Step::Nothing => Step::Nothing,
        };
        let percent = renumbering.percent(&after);
        let complete = matches!(after, Step::Nothing);
        if !complete && normalized_by.percent().is_some_and(|before| before < percent) {
            self.save_normalized_by(&mut tx, &normalized_by.with_percent(percent)).await?;
        }
        tx.commit().await?;
        renumbering.next = after;
        renumbering.changed = changed;
        Ok(!complete)
    }

    /// Whether all numbers are up to date, without a lock.
    async fn are_numbers_up_to_date(&self) -> Result<bool> {
        let statement = self.db().statement().with_text(NUMBERS_STATE);
        let (codes, normalized_by) = numbers_state(self.db().fetch_optional(statement).await?)?;
        self.cache_number_defaults(codes.clone());
        Ok(normalized_by.is_complete_with(&Normalizer::of(&codes)))
    }

    /// The codes and the state of normalisation, locked until the transaction ends; intake waits.
    async fn lock_numbers_state(&self, tx: &mut Tx) -> Result<(NumberDefaults, NormalizedBy)> {
        if let Some(text) = self.db().engine().intake_lock() {
            let mut statement = self.db().statement();
            statement.text = format!("SELECT {text}");
            tx.execute(statement).await?;
        }
        let mut statement = self.db().statement();
        statement.text = format!("{NUMBERS_STATE} {}", self.db().engine().for_no_key_update("operation"));
        numbers_state(tx.fetch_optional(statement).await?)
    }

    async fn save_normalized_by(&self, tx: &mut Tx, normalized_by: &NormalizedBy) -> Result<()> {
        let mut keep = self.db().statement();
        keep.text = format!("UPDATE operation SET numbers_by = {}", keep.bind(normalized_by.to_string()));
        tx.execute(keep).await?;
        Ok(())
    }

    async fn last_id<Id>(&self, tx: &mut Tx, table: &str) -> Result<Id>
    where
        (Id,): Row,
    {
        let mut statement = self.db().statement();
        statement.text = format!("SELECT coalesce(max(id), 0) FROM {table}");
        let (last,) = tx.fetch_optional(statement).await?.ok_or(sqlx::Error::RowNotFound)?;
        Ok(last)
    }
}

fn numbers_state(row: Option<NumbersState>) -> Result<(NumberDefaults, NormalizedBy)> {
    let (country, area, normalized_by) =
        row.ok_or_else(|| Error::Corrupt("no row of the operation".to_owned()))?;
    Ok((number_defaults(&country, area.as_deref())?, NormalizedBy::parse(normalized_by.as_deref())))
}

/// Progress of the recomputation by these codes, in percent; `None` if it is complete.
pub(crate) fn percent_renumbered(column: Option<&str>, codes: &NumberDefaults) -> Option<u8> {
    let (normalized_by, normalizer) = (NormalizedBy::parse(column), Normalizer::of(codes));
    if normalized_by.is_complete_with(&normalizer) {
        return None;
    }
    Some(normalized_by.percent().filter(|_| normalized_by.is_in_progress_with(&normalizer)).unwrap_or(0))
}

impl Renumbering {
    /// Progress in percent before a step.
    fn percent(&self, next: &Step) -> u8 {
        let all = self.last_customer.0 + self.last_interaction.0 + 1;
        let done = match next {
            Step::Addresses(from) => from.0,
            Step::Keys(from) => self.last_customer.0 + from.0,
            Step::Parts(_) | Step::Complete | Step::Nothing => all,
        };
        u8::try_from(done * 100 / all).unwrap_or(u8::MAX).min(99)
    }
}
