//! What merging customers asks for and answers, and the rows of *Clientes duplicados*.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::{DuplicateReason, MergeField};
use crate::merge::Links;
use crate::record::CustomerRecord;
use crate::{CustomerId, Revision};

/// Two customers, the newer one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Pair {
    /// The one with the higher ID.
    pub newer: CustomerId,
    /// The one with the lower ID.
    pub older: CustomerId,
}

impl Pair {
    /// The pair of two customers in either order; `None` if they are one.
    pub fn new(one: CustomerId, other: CustomerId) -> Option<Self> {
        (one != other).then(|| Self { newer: one.max(other), older: one.min(other) })
    }

    /// Parses the form in addresses: `12-7`.
    pub fn parse(text: &str) -> Option<Self> {
        let (one, other) = text.split_once('-')?;
        Self::new(CustomerId(one.parse().ok()?), CustomerId(other.parse().ok()?))
    }
}

impl std::fmt::Display for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.newer, self.older)
    }
}

/// A customer of a proposal. Counts and dates are of what the viewer sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedCustomer {
    /// The survivor of its family.
    pub id: CustomerId,
    /// Its revision, which a merge names.
    pub revision: Revision,
    /// Its record.
    pub record: CustomerRecord,
    /// The telephone and WhatsApp numbers of its family as they are written, without repetitions.
    pub numbers: Vec<String>,
    /// How many records its family has besides.
    pub merged: u64,
    /// Interactions of its family.
    pub interactions: u64,
    /// Cases of its family.
    pub cases: u64,
    /// The beginning of its family's latest interaction, in the operation's civil time.
    #[serde(with = "crate::civil::optional_time")]
    pub last_contact: Option<NaiveDateTime>,
}

/// Two customers who may be one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The older one.
    pub older: ProposedCustomer,
    /// The newer one.
    pub newer: ProposedCustomer,
    /// Why.
    pub reasons: Vec<DuplicateReason>,
}

/// A part of the proposals, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalPage {
    /// The proposals.
    pub proposals: Vec<Proposal>,
    /// The last pair looked at, if more may follow.
    pub next: Option<Pair>,
}

/// A customer by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedCustomer {
    /// Its ID.
    pub id: CustomerId,
    /// Its name, or else one of its addresses.
    pub name: Option<String>,
}

/// A merge in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedCustomer {
    /// The customer that was merged.
    pub source: NamedCustomer,
    /// The one it was merged into, which may have been merged since.
    pub target: NamedCustomer,
    /// When, in civil time.
    #[serde(with = "crate::civil::time")]
    pub at: NaiveDateTime,
    /// By whose hand, if the account is known.
    pub by: Option<String>,
}

/// What became of *Não são a mesma pessoa*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DismissalOutcome {
    /// They are not proposed to each other any more, or were not before.
    Dismissed,
    /// They were merged meanwhile. Nothing was written.
    Conflict,
}

/// Two customers who are not one person (*Não são a mesma pessoa*).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DismissedPair {
    /// The newer one.
    pub newer: NamedCustomer,
    /// The older one.
    pub older: NamedCustomer,
    /// When it was said, in civil time.
    #[serde(with = "crate::civil::time")]
    pub at: NaiveDateTime,
    /// By whose hand, if the account is known.
    pub by: Option<String>,
}

/// A number of several persons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedNumberMark {
    /// The number in canonical form.
    pub number: String,
    /// When it was marked, in civil time.
    #[serde(with = "crate::civil::time")]
    pub at: NaiveDateTime,
    /// By whose hand, if the account is known.
    pub by: Option<String>,
}

/// What a merge asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerMerge {
    /// The survivor, and the revision that was shown of it.
    pub survivor: (CustomerId, Revision),
    /// The customer to merge into it, with its revision.
    pub source: (CustomerId, Revision),
    /// Conflicting fields whose value is the source's.
    pub of_source: BTreeSet<MergeField>,
}

/// The outcome of a merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomerMergeOutcome {
    /// It is merged; also if it was already, into the same survivor.
    Merged,
    /// One of them was changed or merged meanwhile; nothing was written.
    Conflict,
}

/// The outcome of an undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomerUndoOutcome {
    /// The merge is undone.
    Undone,
    /// The customer is not merged (any more); nothing was written.
    NotMerged,
    /// The customers were changed concurrently; nothing was written.
    Conflict,
}

/// A change of the link of one customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relink {
    /// The customer.
    pub customer: CustomerId,
    /// The link that it must still have.
    pub before: Option<CustomerId>,
    /// The new one.
    pub after: Option<CustomerId>,
}

/// The links that differ between two states, of the customers at and below `source`.
pub fn relinks(before: &Links<CustomerId>, after: &Links<CustomerId>, source: CustomerId) -> Vec<Relink> {
    let below = before.sources(source);
    std::iter::once(source)
        .chain(below)
        .map(|customer| Relink { customer, before: before.link(customer), after: after.link(customer) })
        .filter(|relink| relink.before != relink.after)
        .collect()
}
