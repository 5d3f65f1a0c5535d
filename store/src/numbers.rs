//! Telephone numbers of what was there before: brought to the form in which they are compared.
//!
//! An address of a customer and the key of an interaction are readings of a text, which stays as it came:
//! they are made of it by the rules of `domain::number` and the operation's codes. Where others are in
//! force than those by which all was made (`operation.numbers_by`, [`made_by`]), everything is read
//! anew, step by step ([`Renumbering`]), each a transaction: when the program starts, and after codes
//! were changed. Who interrupts it loses nothing; begun again it leads to the same result.

mod addresses;
mod background;
mod keys;
mod made_by;
mod parts;
mod persistence;
mod readings;
mod recognition;
mod shared;

use domain::CustomerId;
use domain::number::NumberDefaults;
use domain::settings::OperationRecord;
use made_by::{MadeBy, Maker};
pub(crate) use parts::suffixes;
pub(crate) use recognition::OtherReadings;

use crate::db::Tx;
use crate::operation::number_defaults;
use crate::settings::Change;
use crate::{Error, Result, Store};

/// Over how many ids or rows one transaction goes.
const BATCH: i64 = 1_000;

/// The codes, and by what numbers were made.
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

/// All numbers being read anew by the codes there are.
#[derive(Debug)]
pub struct Renumbering {
    maker: Maker,
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
    /// Completes numbers by other codes, as whoever types commands on the machine, and brings all to
    /// that form.
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

    /// Brings addresses and numbers to the form in which they are compared, where they are not; whoever
    /// is at it already, by the same codes or by others, does not matter.
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

    /// Begins to read all numbers anew, or goes on with it; `None` where all are read by the codes there
    /// are.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn begin_renumbering(&self) -> Result<Option<Renumbering>> {
        // Most often there is nothing to do, and nothing to wait for.
        if self.are_numbers_settled().await? {
            return Ok(None);
        }
        let mut tx = Tx::begin(self.db()).await?;
        let (codes, made_by) = self.hold_numbers_state(&mut tx).await?;
        self.keep_number_defaults(codes.clone());
        let maker = Maker::of(&codes);
        if made_by.is_settled(&maker) {
            return Ok(None);
        }
        self.keep_made_by(&mut tx, &made_by.begun_by(&maker)).await?;
        let last_customer = self.last_id(&mut tx, "customer").await?;
        let last_interaction = self.last_id(&mut tx, "interaction").await?;
        tx.commit().await?;
        let (next, changed) = (Step::Addresses(0), NumbersChanged::default());
        Ok(Some(Renumbering { maker, next, last_customer, last_interaction, changed }))
    }

    /// Takes the next step, which is done wholly or not at all; whether there is another one.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn advance(&self, renumbering: &mut Renumbering) -> Result<bool> {
        let mut tx = Tx::begin(self.db()).await?;
        let (codes, made_by) = self.hold_numbers_state(&mut tx).await?;
        if codes != *renumbering.maker.codes() || !made_by.is_making(&renumbering.maker) {
            renumbering.next = Step::Nothing;
            return Ok(false);
        }
        let mut changed = renumbering.changed;
        let after = match renumbering.next.clone() {
            Step::Addresses(from) => {
                changed.addresses += self.read_addresses_anew(&mut tx, from, &made_by).await?;
                let next = from + BATCH;
                if next <= renumbering.last_customer { Step::Addresses(next) } else { Step::Keys(0) }
            }
            Step::Keys(from) => {
                changed.numbers += self.read_keys_anew(&mut tx, from, renumbering.maker.codes()).await?;
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
                self.keep_made_by(&mut tx, &MadeBy::settled(renumbering.maker.clone())).await?;
                Step::Nothing
            }
            Step::Nothing => Step::Nothing,
        };
        let percent = renumbering.percent(&after);
        let settled = matches!(after, Step::Nothing);
        if !settled && made_by.percent().is_some_and(|before| before < percent) {
            self.keep_made_by(&mut tx, &made_by.with_percent(percent)).await?;
        }
        tx.commit().await?;
        renumbering.next = after;
        renumbering.changed = changed;
        Ok(!settled)
    }

    /// Whether all numbers are read by the codes there are, as committed.
    async fn are_numbers_settled(&self) -> Result<bool> {
        let mut statement = self.db().statement();
        NUMBERS_STATE.clone_into(&mut statement.text);
        let (codes, made_by) = numbers_state(self.db().fetch_optional(statement).await?)?;
        self.keep_number_defaults(codes.clone());
        Ok(made_by.is_settled(&Maker::of(&codes)))
    }

    /// The codes and by what numbers were made. Until the transaction ends neither changes, and nothing
    /// is recorded.
    async fn hold_numbers_state(&self, tx: &mut Tx) -> Result<(NumberDefaults, MadeBy)> {
        if let Some(text) = self.db().engine().intake_lock() {
            let mut statement = self.db().statement();
            statement.text = format!("SELECT {text}");
            tx.execute(statement).await?;
        }
        let mut statement = self.db().statement();
        statement.text = format!("{NUMBERS_STATE} {}", self.db().engine().for_no_key_update("operation"));
        numbers_state(tx.fetch_optional(statement).await?)
    }

    async fn keep_made_by(&self, tx: &mut Tx, made_by: &MadeBy) -> Result<()> {
        let mut keep = self.db().statement();
        keep.text = format!("UPDATE operation SET numbers_by = {}", keep.bind(made_by.to_string()));
        tx.execute(keep).await?;
        Ok(())
    }

    async fn last_id(&self, tx: &mut Tx, table: &str) -> Result<i64> {
        let mut statement = self.db().statement();
        statement.text = format!("SELECT coalesce(max(id), 0) FROM {table}");
        Ok(tx.fetch_optional::<(i64,)>(statement).await?.map_or(0, |(last,)| last))
    }
}

fn numbers_state(row: Option<NumbersState>) -> Result<(NumberDefaults, MadeBy)> {
    let (country, area, made_by) = row.ok_or_else(|| Error::Corrupt("no row of the operation".to_owned()))?;
    Ok((number_defaults(&country, area.as_deref())?, MadeBy::parse(made_by.as_deref())))
}

/// How much of all numbers is read by these codes, as the column keeps it; `None` where all are.
pub(crate) fn percent_read(column: Option<&str>, codes: &NumberDefaults) -> Option<u8> {
    let (made_by, maker) = (MadeBy::parse(column), Maker::of(codes));
    if made_by.is_settled(&maker) {
        return None;
    }
    Some(made_by.percent().filter(|_| made_by.is_making(&maker)).unwrap_or(0))
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
