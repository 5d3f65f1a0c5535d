//! The legacy format of the audit trail, in which personal values were part of the hashed entry.
//!
//! A migrated entry can be restored to this format as long as none of its values was erased, so
//! that hashes noted before the migration can still be verified.

use domain::{Timestamp, UserId};
use sha2::{Digest, Sha256};

use super::chain;
use super::detail::{Detail, Field};

/// A legacy entry without its hashes.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
pub(super) struct Entry {
    pub(super) seq: i64,
    pub(super) at: Timestamp,
    pub(super) actor_id: Option<UserId>,
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

impl Entry {
    /// The entry's hash, given the hash of the previous entry.
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
        format!("{:x}", Sha256::digest(format!("{previous}\n{columns}")))
    }

    /// Converts to the current format: the chained entry and its details.
    pub(super) fn carried_over(self) -> (chain::Entry, Vec<Detail>) {
        let present = |text: String| Some(text).filter(|text| !text.is_empty());
        let values = [
            (Field::Actor, present(self.actor)),
            (Field::Address, present(self.address)),
            (Field::UserAgent, present(self.user_agent)),
            (Field::Label, present(self.label)),
            (Field::Before, self.before),
            (Field::After, self.after),
        ];
        let seq = self.seq;
        let details: Vec<Detail> = values
            .into_iter()
            .filter_map(|(field, value)| Some(Detail::salted(seq, field, value?)))
            .collect();
        let entry = chain::Entry {
            seq,
            at: self.at,
            actor_id: self.actor_id,
            api_key_id: None,
            action: self.action,
            object: self.object,
            object_id: self.object_id,
            facts: None,
            commitments: super::detail::commitments(&details),
        };
        (entry, details)
    }

    /// The inverse of [`Entry::carried_over`], provided that no value is missing.
    pub(super) fn restored(entry: &chain::Entry, details: &[Detail]) -> Self {
        let value = |field: Field| {
            details.iter().find(|detail| detail.field == field.as_str()).map(|detail| detail.value.clone())
        };
        Self {
            seq: entry.seq,
            at: entry.at,
            actor_id: entry.actor_id,
            actor: value(Field::Actor).unwrap_or_default(),
            address: value(Field::Address).unwrap_or_default(),
            user_agent: value(Field::UserAgent).unwrap_or_default(),
            action: entry.action.clone(),
            object: entry.object.clone(),
            object_id: entry.object_id.clone(),
            label: value(Field::Label).unwrap_or_default(),
            before: value(Field::Before),
            after: value(Field::After),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            seq: 1,
            at: Timestamp(1_790_000_000_000),
            actor_id: Some(UserId(7)),
            actor: "ana".to_owned(),
            address: "127.0.0.1".to_owned(),
            user_agent: String::new(),
            action: "created".to_owned(),
            object: "queue".to_owned(),
            object_id: "3".to_owned(),
            label: "Vendas".to_owned(),
            before: None,
            after: Some(r#"{"name":"Vendas"}"#.to_owned()),
        }
    }

    #[test]
    fn the_hash_is_the_one_that_was_written_down_elsewhere() {
        let text = format!(
            "{}\n{}",
            chain::BEGINNING,
            r#"[1,1790000000000,7,"ana","127.0.0.1","","created","queue","3","Vendas",null,"{\"name\":\"Vendas\"}"]"#
        );
        assert_eq!(entry().hash(chain::BEGINNING), format!("{:x}", Sha256::digest(text)));
    }

    #[test]
    fn what_is_carried_over_can_be_put_together_again() {
        let (chained, details) = entry().carried_over();
        assert_eq!(Entry::restored(&chained, &details), entry());
        let clear =
            serde_json::json!([chained.action, chained.object, chained.object_id, chained.commitments]);
        for personal in ["ana", "127.0.0.1", "Vendas"] {
            assert!(!clear.to_string().contains(personal), "{personal}");
        }
    }
}
