//! The hash chain of the audit trail.
//!
//! An entry's hash is the hexadecimal SHA-256 of the previous hash, a line feed, and a JSON array
//! of the entry's columns in order. The previous hash of the first entry is 64 zeros. Personal
//! values are not hashed themselves; `commitments` represents them (`detail.rs`).

use domain::{ApiKeyId, Timestamp, UserId};
use sha2::{Digest, Sha256};

use super::detail::Detail;

/// An audit entry as stored, without its hashes.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Entry {
    /// Position in the chain, from 1, without gaps.
    pub(super) seq: i64,
    pub(super) at: Timestamp,
    pub(super) actor_id: Option<UserId>,
    pub(super) api_key_id: Option<ApiKeyId>,
    pub(super) action: String,
    pub(super) object: String,
    pub(super) object_id: String,
    /// Facts about the trail itself as JSON (`facts.rs`); never personal.
    pub(super) facts: Option<String>,
    pub(super) commitments: String,
}

/// Sequence number and hash of the last entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) seq: i64,
    pub(super) hash: String,
}

/// A chained entry with its erasable details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) entry: Entry,
    pub(super) previous_hash: String,
    pub(super) hash: String,
    pub(super) details: Vec<Detail>,
}

impl Head {
    /// Appends an entry and advances the head to it.
    pub(super) fn link(&mut self, entry: Entry, details: Vec<Detail>) -> Link {
        let hash = entry.hash(&self.hash);
        let before = std::mem::replace(self, Self { seq: entry.seq, hash: hash.clone() });
        Link { entry, previous_hash: before.hash, hash, details }
    }
}

impl Entry {
    /// The entry's hash, given the hash of the previous entry.
    pub(super) fn hash(&self, previous: &str) -> String {
        let columns = serde_json::json!([
            self.seq,
            self.at,
            self.actor_id,
            self.api_key_id,
            self.action,
            self.object,
            self.object_id,
            self.facts,
            self.commitments,
        ]);
        let text = format!("{previous}\n{columns}");
        format!("{:x}", Sha256::digest(text))
    }
}

/// The previous hash of the first entry.
pub(super) const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

#[cfg(test)]
mod tests {
    use domain::Millis;

    use super::*;

    fn entry() -> Entry {
        Entry {
            seq: 1,
            at: Timestamp(1_790_000_000_000),
            actor_id: Some(UserId(7)),
            api_key_id: None,
            action: "created".to_owned(),
            object: "queue".to_owned(),
            object_id: "3".to_owned(),
            facts: None,
            commitments: r#"[["label","00ff"]]"#.to_owned(),
        }
    }

    #[test]
    fn the_hash_is_what_anybody_can_recompute_from_the_columns() {
        // printf '%064d\n[1,1790000000000,7,null,"created",…]' 0 | sha256sum
        let text = format!(
            "{BEGINNING}\n{}",
            r#"[1,1790000000000,7,null,"created","queue","3",null,"[[\"label\",\"00ff\"]]"]"#
        );
        assert_eq!(entry().hash(BEGINNING), format!("{:x}", Sha256::digest(text)));
    }

    #[test]
    fn every_column_and_the_entry_before_are_in_the_hash() {
        type Change = fn(&mut Entry);
        let changes: [Change; 9] = [
            |entry| entry.seq = 2,
            |entry| entry.at += Millis(1),
            |entry| entry.actor_id = None,
            |entry| entry.api_key_id = Some(ApiKeyId(7)),
            |entry| entry.action.push('x'),
            |entry| entry.object.push('x'),
            |entry| entry.object_id.push('x'),
            |entry| entry.facts = Some(String::new()),
            |entry| entry.commitments.push('x'),
        ];
        let mut hashes = vec![entry().hash(BEGINNING), entry().hash(&"1".repeat(64))];
        for change in changes {
            let mut changed = entry();
            change(&mut changed);
            hashes.push(changed.hash(BEGINNING));
        }
        let different: std::collections::BTreeSet<_> = hashes.iter().collect();
        assert_eq!(different.len(), hashes.len());
    }
}
