//! Telephone numbers of what was there before: brought to the form in which they are compared.
//!
//! An address of a customer and the search key of an interaction are computed from a text that is kept
//! as it came, by the rules of `domain::number` and the operation's country and area codes. Where the
//! rules or codes have changed since (`operation.numbers_by`, [`normalizer`]), everything is computed
//! again, step by step ([`Renumbering`]), each step a transaction: at start, and after the codes were
//! changed. An interruption loses nothing; the next run leads to the same result.

mod addresses;
mod background;
mod keys;
mod normalizer;
mod parts;
mod persistence;
mod readings;
mod recognition;
mod shared;

use domain::CustomerId;
use domain::number::NumberDefaults;
use domain::settings::OperationRecord;
use normalizer::{NormalizedBy, Normalizer};
pub(crate) use parts::suffixes;
pub(crate) use recognition::OtherReadings;

use crate::db::Tx;
use crate::operation::number_defaults;
use crate::settings::Change;
use crate::{Error, Result, Store};

/// Over how many ids or rows one transaction goes.
const BATCH: i64 = 1_000;

/// The codes, and by what numbers were normalized.
const NUMBERS_STATE: &str = "SELECT dial_country, dial_area, numbers_by FROM operation";

type NumbersState = (String, Option<String>, Option<String>);

/// What bringing numbers up to date changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NumbersChanged {
    /// Addresses of customers.
    pub addresses: u64,
    /// Interactions and call attempts.
    pub numbers: u64,
}

/// Customers who share a telephone number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedNumber {
    /// In its canonical form.
    pub number: String,
    /// Them, with their names, the oldest first.
    pub customers: Vec<(CustomerId, String)>,
}

/// A run that computes all numbers again by the current codes.
#[derive(Debug)]
pub struct Renumbering {
    normalizer: Normalizer,
    next: Step,
    last_customer: i64,
    last_interaction: i64,
    /// What it changed so far.
    pub changed: NumbersChanged,
}

/// What is to be done next.
#[derive(Clone, Debug)]
enum Step {
    /// The customers from this id on.
    Addresses(i64),
    /// The interactions from this id on.
    Keys(i64),
    /// The parts behind this one by which numbers are searched.
    Parts(parts::Part),
    /// To keep that all is done.
    Settle,
    /// Nothing: it is done, or others are at it by other codes.
    Nothing,
}

impl Store {
    /// Changes the country and area code, as the command line does, and computes all numbers again.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn set_number_defaults(&self, defaults: NumberDefaults, now: i64) -> Result<NumbersChanged> {
        let settings = self.settings_at_the_machine();
        loop {
            let Some(kept) = settings.get::<OperationRecord>(1).await? else {
                return Err(Error::Corrupt("no row of the operation".to_owned()));
            };
            let record = OperationRecord {
                dial_country: defaults.country().to_owned(),
                dial_area: defaults.area().unwrap_or_default().to_owned(),
                ..kept.record
            };
            if !matches!(settings.change(1, kept.revision, record, now).await?, Some(Change::Conflict(_))) {
                return self.bring_numbers_up_to_date().await;
            }
        }
    }

    /// Computes addresses and search keys by the current codes where they are not. Another process may
    /// be doing the same, by these codes or by others.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn bring_numbers_up_to_date(&self) -> Result<NumbersChanged> {
        let mut changed = NumbersChanged::default();
        while let Some(mut renumbering) = self.begin_renumbering().await? {
            while self.advance(&mut renumbering).await? {}
            changed.addresses += renumbering.changed.addresses;
            changed.numbers += renumbering.changed.numbers;
        }
        Ok(changed)
    }

    /// Begins to compute all numbers again, or resumes; `None` where all are up to date.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn begin_renumbering(&self) -> Result<Option<Renumbering>> {
        // Most often there is nothing to do, and nothing to wait for.
        if self.are_numbers_settled().await? {
            return Ok(None);
        }
        let mut tx = Tx::begin(self.db()).await?;
        let (codes, normalized_by) = self.hold_numbers_state(&mut tx).await?;
        self.keep_number_defaults(codes.clone());
        let normalizer = Normalizer::of(&codes);
        if normalized_by.is_settled(&normalizer) {
            tx.rollback().await?;
            return Ok(None);
        }
        self.save_normalized_by(&mut tx, &normalized_by.begun_with(&normalizer)).await?;
        let last_customer = self.last_id(&mut tx, "customer").await?;
        let last_interaction = self.last_id(&mut tx, "interaction").await?;
        tx.commit().await?;
        let (next, changed) = (Step::Addresses(0), NumbersChanged::default());
        Ok(Some(Renumbering { normalizer, next, last_customer, last_interaction, changed }))
    }

    /// Takes the next step, which is done wholly or not at all; whether there is another one.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn advance(&self, renumbering: &mut Renumbering) -> Result<bool> {
        let mut tx = Tx::begin(self.db()).await?;
        let (codes, normalized_by) = self.hold_numbers_state(&mut tx).await?;
        if codes != *renumbering.normalizer.codes()
            || !normalized_by.is_under_way_with(&renumbering.normalizer)
        {
            renumbering.next = Step::Nothing;
            tx.rollback().await?;
            return Ok(false);
        }
        let mut changed = renumbering.changed;
        let after = match renumbering.next.clone() {
            Step::Addresses(from) => {
                changed.addresses += self.recompute_addresses(&mut tx, from, &normalized_by).await?;
                let next = from + BATCH;
                if next <= renumbering.last_customer { Step::Addresses(next) } else { Step::Keys(0) }
            }
            Step::Keys(from) => {
                changed.numbers += self.recompute_keys(&mut tx, from, renumbering.normalizer.codes()).await?;
                let next = from + BATCH;
                if next <= renumbering.last_interaction {
                    Step::Keys(next)
                } else {
                    Step::Parts(parts::Part::default())
                }
            }
            Step::Parts(from) => match self.forget_parts(&mut tx, &from).await? {
                Some(next) => Step::Parts(next),
                None => Step::Settle,
            },
            Step::Settle => {
                self.save_normalized_by(&mut tx, &NormalizedBy::settled(renumbering.normalizer.clone()))
                    .await?;
                Step::Nothing
            }
            Step::Nothing => Step::Nothing,
        };
        let percent = renumbering.percent(&after);
        let settled = matches!(after, Step::Nothing);
        if !settled && normalized_by.percent().is_some_and(|before| before < percent) {
            self.save_normalized_by(&mut tx, &normalized_by.with_percent(percent)).await?;
        }
        tx.commit().await?;
        renumbering.next = after;
        renumbering.changed = changed;
        Ok(!settled)
    }

    /// Whether all numbers are up to date, as committed.
    async fn are_numbers_settled(&self) -> Result<bool> {
        let statement = self.db().statement().with_text(NUMBERS_STATE);
        let (codes, normalized_by) = numbers_state(self.db().fetch_optional(statement).await?)?;
        self.keep_number_defaults(codes.clone());
        Ok(normalized_by.is_settled(&Normalizer::of(&codes)))
    }

    /// The codes, and by what numbers were normalized. Until the transaction ends neither changes, and nothing
    /// is recorded.
    async fn hold_numbers_state(&self, tx: &mut Tx) -> Result<(NumberDefaults, NormalizedBy)> {
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

    async fn last_id(&self, tx: &mut Tx, table: &str) -> Result<i64> {
        let mut statement = self.db().statement();
        statement.text = format!("SELECT coalesce(max(id), 0) FROM {table}");
        Ok(tx.fetch_optional::<(i64,)>(statement).await?.map_or(0, |(last,)| last))
    }
}

fn numbers_state(row: Option<NumbersState>) -> Result<(NumberDefaults, NormalizedBy)> {
    let (country, area, normalized_by) =
        row.ok_or_else(|| Error::Corrupt("no row of the operation".to_owned()))?;
    Ok((number_defaults(&country, area.as_deref())?, NormalizedBy::parse(normalized_by.as_deref())))
}

/// How much of all numbers is read by these codes, as the column keeps it; `None` where all are.
pub(crate) fn percent_read(column: Option<&str>, codes: &NumberDefaults) -> Option<u8> {
    let (normalized_by, normalizer) = (NormalizedBy::parse(column), Normalizer::of(codes));
    if normalized_by.is_settled(&normalizer) {
        return None;
    }
    Some(normalized_by.percent().filter(|_| normalized_by.is_under_way_with(&normalizer)).unwrap_or(0))
}

impl Renumbering {
    /// How much is done before a step.
    fn percent(&self, next: &Step) -> u8 {
        let all = self.last_customer + self.last_interaction + 1;
        let done = match next {
            Step::Addresses(from) => *from,
            Step::Keys(from) => self.last_customer + from,
            Step::Parts(_) | Step::Settle | Step::Nothing => all,
        };
        u8::try_from(done * 100 / all).unwrap_or(u8::MAX).min(99)
    }
}
