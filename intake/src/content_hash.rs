//! A hash of the settings of a source that change what it emits.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A hash of all settings but `source`, which is identity and not content. Settings that are as by
/// default do not count, so that the hash stays when a version adds one.
pub(crate) fn content_hash<S: Serialize + Default>(settings: &S) -> String {
    let default = fields(&S::default());
    let mut hash = Sha256::new();
    for (name, value) in fields(settings) {
        if name != "source" && default.get(&name) != Some(&value) {
            hash.update(format!("{name}={}\n", sorted(value)));
        }
    }
    format!("{:x}", hash.finalize())
}

fn fields(settings: &impl Serialize) -> BTreeMap<String, Value> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => fields.into_iter().collect(),
        // A struct of texts, maps and enumerations is always an object.
        _ => BTreeMap::new(),
    }
}

/// The value with its fields in the order of their names, as text.
fn sorted(value: Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields: BTreeMap<String, String> =
                fields.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            format!("{fields:?}")
        }
        other => other.to_string(),
    }
}
