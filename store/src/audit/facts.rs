//! What the trail says of itself, in clear and in the chain for ever: which of its values were erased,
//! and from what it was carried over. Nothing of it is personal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::verify::Finding;

/// Of an entry `details_erased`: the entries whose value of a field is gone. The entry's object ID is
/// the request that asked for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ErasedDetails {
    /// The entries, by field.
    pub(super) erased: BTreeMap<String, Vec<i64>>,
}

/// Of an entry `carried_over`: the trail before it, in the form it had until then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CarriedOver {
    /// How many entries it had.
    pub(super) entries: u64,
    /// The number of its last one.
    pub(super) last: i64,
    /// The hash of that one.
    pub(super) hash: String,
    /// What was not as it had been written even then.
    pub(super) findings: Vec<Finding>,
}
