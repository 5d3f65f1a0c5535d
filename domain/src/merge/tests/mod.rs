//! Tests of merging: who may be merged, and the invariants of the ledger.

mod eligibility;
mod ledger;

use super::*;
