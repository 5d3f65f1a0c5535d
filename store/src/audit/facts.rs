//! Facts about the trail itself: erasures and the migration from the legacy format. They are part
//! of the chain, in clear and permanent, and contain nothing personal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::verify::Finding;

/// Facts of a `details_erased` entry, whose object ID is the request reference.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ErasedDetails {
    /// Sequence numbers of the entries whose value was erased, by field.
    pub(super) erased: BTreeMap<String, Vec<i64>>,
}

/// Facts of a `carried_over` entry: the end of the legacy chain before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CarriedOver {
    /// Number of legacy entries.
    pub(super) entries: u64,
    /// Sequence number of the last legacy entry.
    pub(super) last: i64,
    /// Legacy hash of that entry.
    pub(super) hash: String,
    /// Tampering found in the legacy chain when it was migrated.
    pub(super) findings: Vec<Finding>,
}
