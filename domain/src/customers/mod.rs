//! Customers as persons: which records may be one person, merging them, and undoing it.
//!
//! [`reasons`] proposes, and a person decides: records are never merged by themselves. Merging is
//! that of cases: nothing moves, a ledger says which customer is part of which
//! ([`Links`](crate::merge::Links)), and it can be undone at any time. The *survivor* shows the
//! data of its *family*. Phone, WhatsApp and chat addresses stay with the record that has them; of
//! the other fields the user chooses one ([`joined`]), and an undo takes the choice back
//! ([`take_back`]).

mod directory;
mod duplicates;
mod fields;
mod merging;

pub use directory::{CustomerList, CustomerRow, Person, PersonFound, RECENT_DAYS};
pub use duplicates::{DuplicateReason, Identification, reasons};
pub use fields::{MergeField, carry_on, joined, take_back};
pub use merging::{
    CustomerMerge, CustomerMergeOutcome, CustomerUndoOutcome, DismissalOutcome, DismissedPair,
    MergedCustomer, NamedCustomer, Pair, Proposal, ProposalPage, ProposedCustomer, Relink, SharedNumberMark,
    relinks,
};

#[cfg(test)]
mod tests;
