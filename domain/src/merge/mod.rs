//! Merging cases: *Unificar Atendimentos* and its undo.
//!
//! [`refusals`] decides which case may be merged into which, for the list of *Histórico do
//! Cliente*, the server function and the transaction alike. [`Ledger`] holds the merges in force
//! and computes which cases a merge or an undo changes and how, so that nothing is lost and every
//! ID resolves to a survivor. The trees of merges ([`Links`]) are those of merged customers, too
//! ([`crate::customers`]).

mod eligibility;
mod ledger;
mod links;

pub use eligibility::{
    AddressKind, MergeCase, MergeRefusal, TargetRefusal, may_receive, refusal, refusals, selection,
};
pub use ledger::{Change, Ledger, Merge, MergeConflict, Position};
pub use links::{LinkConflict, LinkCycle, Links, survivor};

#[cfg(test)]
mod tests;
