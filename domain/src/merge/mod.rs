//! Merging cases: *Unificar Atendimentos* and its undo.
//!
//! [`refusals`] says which case may be folded into which; the list of *Histórico do
//! Cliente*, the server function and the transaction ask the same function. [`Ledger`] keeps what
//! was folded into what, and says for a merge or an undo exactly which cases change and how, so
//! that nothing is destroyed and every ID leads to a survivor.

mod eligibility;
mod ledger;

pub use eligibility::{
    AddressKind, MergeCase, MergeRefusal, TargetRefusal, may_receive, refusal, refusals, selection,
};
pub use ledger::{Change, Ledger, LinkCycle, Merge, MergeConflict, Position, survivor};

#[cfg(test)]
mod eligibility_tests;
#[cfg(test)]
mod ledger_tests;
