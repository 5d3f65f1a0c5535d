//! How the entries of the audit trail are chained.
//!
//! The hash of an entry is the SHA-256, in hexadecimal, of the hash before it, a line feed, and the
//! entry as a JSON list of its columns in their order. The first entry follows 64 zeros.

use sha2::{Digest, Sha256};

/// An entry without its hashes, as its columns say it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Entry {
    /// Its place in the chain, from 1, without gaps.
    pub(super) seq: i64,
    pub(super) at: i64,
    pub(super) actor_id: Option<i64>,
    pub(super) actor: String,
    pub(super) address: String,
    pub(super) user_agent: String,
    pub(super) action: String,
    pub(super) object: String,
    pub(super) object_id: String,
    pub(super) label: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// The last entry of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) seq: i64,
    pub(super) hash: String,
}

impl Entry {
    /// Its hash, behind the entry that has the hash `previous`.
    pub(super) fn hash(&self, previous: &str) -> String {
        let columns = serde_json::json!([
            self.seq,
            self.at,
            self.actor_id,
            self.actor,
            self.address,
            self.user_agent,
            self.action,
            self.object,
            self.object_id,
            self.label,
            self.before,
            self.after,
        ]);
        let text = format!("{previous}\n{columns}");
        format!("{:x}", Sha256::digest(text))
    }
}

/// What the first entry follows.
pub(super) const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            seq: 1,
            at: 1_790_000_000_000,
            actor_id: Some(7),
            actor: "ana".to_owned(),
            address: "127.0.0.1".to_owned(),
            user_agent: "Browser".to_owned(),
            action: "created".to_owned(),
            object: "queue".to_owned(),
            object_id: "3".to_owned(),
            label: "Vendas".to_owned(),
            before: None,
            after: Some(r#"{"name":"Vendas"}"#.to_owned()),
        }
    }

    #[test]
    fn the_hash_is_what_anybody_can_recompute_from_the_columns() {
        // printf '%064d\n[1,1790000000000,7,"ana",…]' 0 | sha256sum
        let text = format!(
            "{BEGINNING}\n{}",
            r#"[1,1790000000000,7,"ana","127.0.0.1","Browser","created","queue","3","Vendas",null,"{\"name\":\"Vendas\"}"]"#
        );
        assert_eq!(entry().hash(BEGINNING), format!("{:x}", Sha256::digest(text)));
    }

    #[test]
    fn every_column_and_the_entry_before_are_in_the_hash() {
        type Change = fn(&mut Entry);
        let changes: [Change; 12] = [
            |entry| entry.seq = 2,
            |entry| entry.at += 1,
            |entry| entry.actor_id = None,
            |entry| entry.actor.push('x'),
            |entry| entry.address.push('x'),
            |entry| entry.user_agent.push('x'),
            |entry| entry.action.push('x'),
            |entry| entry.object.push('x'),
            |entry| entry.object_id.push('x'),
            |entry| entry.label.push('x'),
            |entry| entry.before = Some(String::new()),
            |entry| entry.after = None,
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
