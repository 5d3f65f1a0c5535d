//! Verification of the audit trail's hash chain and details.

use std::collections::HashMap;

use domain::AuditAction;
use serde::{Deserialize, Serialize};

use super::chain::{Entry, Link};
use super::detail::Detail;
use super::walk::{Erasures, Walk};
use crate::{Result, Store};

/// Entries read per batch.
const BATCH: i64 = 2_000;
/// Erasure entries read per batch: each lists many values.
const ERASURE_BATCH: i64 = 100;

/// A sign of tampering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// A range of entries is missing.
    Removed {
        /// Sequence number of the first missing entry.
        from: i64,
        /// Sequence number of the last missing entry.
        to: i64,
    },
    /// The entry does not match its hash.
    Changed {
        /// Sequence number of the entry.
        seq: i64,
    },
    /// The entry does not link to the previous entry: one of the two was replaced.
    Unlinked {
        /// Sequence number of the entry.
        seq: i64,
    },
    /// The entry has a sequence number below 1, which is never assigned.
    Inserted {
        /// Sequence number of the entry.
        seq: i64,
    },
    /// A value or its salt does not match the entry's commitment.
    DetailChanged {
        /// Sequence number of the entry.
        seq: i64,
        /// Field of the value.
        field: String,
    },
    /// A value is missing without an erasure entry.
    DetailRemoved {
        /// Sequence number of the entry.
        seq: i64,
        /// Field of the value.
        field: String,
    },
    /// A value exists without a commitment, or without an entry.
    DetailInserted {
        /// Sequence number of the entry.
        seq: i64,
        /// Field of the value.
        field: String,
    },
    /// An erased value exists again.
    DetailRestored {
        /// Sequence number of the entry.
        seq: i64,
        /// Field of the value.
        field: String,
    },
    /// The entries before this one do not match the legacy chain that was migrated.
    CarriedOverWrongly {
        /// Sequence number of the `carried_over` entry.
        seq: i64,
    },
    /// The stored chain head does not match the last entry.
    HeadMoved,
    /// An entry noted elsewhere is missing or has another hash.
    Unexpected {
        /// Sequence number of the entry.
        seq: i64,
    },
}

/// The result of a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Number of entries.
    pub entries: u64,
    /// Sequence number of the last entry.
    pub last: i64,
    /// Hash of the last entry. Noted elsewhere, it proves later that the chain was not rewritten.
    pub hash: String,
    /// Number of erased values, by erasure request.
    pub erased: Vec<(String, u64)>,
    /// Signs of tampering, at most 100; empty if the trail is intact.
    pub findings: Vec<Finding>,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    entry: Entry,
    previous_hash: String,
    hash: String,
}

impl Store {
    /// Reads the whole audit trail and recomputes its chain. `expected` is the sequence number and
    /// hash of the last entry from an earlier verification.
    pub async fn verify_audit(&self, expected: Option<(i64, &str)>) -> Result<Verdict> {
        self.verify_audit_against(expected.as_slice()).await
    }

    /// Like [`Store::verify_audit`], with any number of expected entries.
    pub async fn verify_audit_against(&self, expected: &[(i64, &str)]) -> Result<Verdict> {
        loop {
            let erasures = self.erasures().await?;
            let walk = self.walk(&erasures, expected).await?;
            // Missing values may have been erased while the trail was read.
            if walk.missing && self.last_erasure().await? != erasures.last() {
                continue;
            }
            let Walk { entries, seq, hash, findings, erased, .. } = walk;
            return Ok(Verdict { entries, last: seq, hash, erased: erased.into_iter().collect(), findings });
        }
    }

    /// The sequence number and hash of the last entry; `None` if the trail is empty.
    pub async fn audit_head(&self) -> Result<Option<(i64, String)>> {
        let mut statement = self.db().statement();
        statement.text.push_str("SELECT h.seq, h.hash FROM audit_head AS h WHERE h.seq > 0");
        self.db().fetch_optional(statement).await
    }

    async fn walk<'a>(&self, erasures: &'a Erasures, expected: &[(i64, &'a str)]) -> Result<Walk<'a>> {
        let mut walk = Walk::new(erasures, expected, self.is_carried_over().await?);
        let mut after = i64::MIN;
        loop {
            let rows = self.audit_rows(after).await?;
            let Some(last) = rows.last().map(|row| row.entry.seq) else { break };
            let mut details = self.audit_details(after, last).await?;
            for Row { entry, previous_hash, hash } in rows {
                let details = details.remove(&entry.seq).unwrap_or_default();
                walk.take(Link { entry, previous_hash, hash, details });
            }
            let mut strays: Vec<Detail> = details.into_values().flatten().collect();
            strays.sort_by_key(|stray| stray.seq);
            walk.take_strays(&strays);
            after = last;
        }
        walk.take_strays(&self.strays_behind(after).await?);
        self.compare_with_head(&mut walk).await?;
        let unmatched: Vec<i64> =
            walk.anchors.iter().filter(|anchor| !anchor.matched).map(|anchor| anchor.seq).collect();
        for seq in unmatched {
            walk.find(Finding::Unexpected { seq });
        }
        Ok(walk)
    }

    async fn audit_rows(&self, after: i64) -> Result<Vec<Row>> {
        let mut statement = self.db().statement();
        let after = statement.bind(after);
        statement.text = format!(
            "SELECT seq, at, actor_id, api_key_id, action, object, object_id, facts, commitments, \
             previous_hash, hash FROM audit_entry WHERE seq > {after} ORDER BY seq LIMIT {BATCH}"
        );
        self.db().fetch_all(statement).await
    }

    /// The details of a batch of entries, by entry.
    async fn audit_details(&self, after: i64, last: i64) -> Result<HashMap<i64, Vec<Detail>>> {
        let mut statement = self.db().statement();
        let (after, last) = (statement.bind(after), statement.bind(last));
        statement.text = format!(
            "SELECT seq, field, salt, value FROM audit_detail WHERE seq > {after} AND seq <= {last} \
             ORDER BY seq, field"
        );
        let mut details: HashMap<i64, Vec<Detail>> = HashMap::new();
        for detail in self.db().fetch_all::<Detail>(statement).await? {
            details.entry(detail.seq).or_default().push(detail);
        }
        Ok(details)
    }

    /// Details after the last entry read that belong to no later entry.
    async fn strays_behind(&self, after: i64) -> Result<Vec<Detail>> {
        let mut statement = self.db().statement();
        let after = statement.bind(after);
        statement.text = format!(
            "SELECT d.seq, d.field, d.salt, d.value FROM audit_detail AS d WHERE d.seq > {after} \
             AND NOT EXISTS (SELECT 1 FROM audit_entry AS e WHERE e.seq = d.seq) \
             ORDER BY d.seq, d.field LIMIT {BATCH}"
        );
        self.db().fetch_all(statement).await
    }

    async fn erasures(&self) -> Result<Erasures> {
        let mut erasures = Erasures::default();
        loop {
            let mut statement = self.db().statement();
            let after = statement.bind(erasures.last().unwrap_or(i64::MIN));
            let action = statement.bind(AuditAction::DetailsErased.as_str());
            statement.text = format!(
                "SELECT seq, object_id, facts FROM audit_entry WHERE action = {action} AND seq > {after} \
                 ORDER BY seq LIMIT {ERASURE_BATCH}"
            );
            let rows: Vec<(i64, String, Option<String>)> = self.db().fetch_all(statement).await?;
            if rows.is_empty() {
                return Ok(erasures);
            }
            for (seq, request, facts) in rows {
                erasures.add(seq, &request, facts.as_deref());
            }
        }
    }

    async fn last_erasure(&self) -> Result<Option<i64>> {
        let mut statement = self.db().statement();
        let action = statement.bind(AuditAction::DetailsErased.as_str());
        statement.text = format!("SELECT MAX(seq) FROM audit_entry WHERE action = {action}");
        Ok(self.db().fetch_optional::<(Option<i64>,)>(statement).await?.and_then(|(seq,)| seq))
    }

    async fn is_carried_over(&self) -> Result<bool> {
        let mut statement = self.db().statement();
        let action = statement.bind(AuditAction::CarriedOver.as_str());
        statement.text = format!("SELECT seq FROM audit_entry WHERE action = {action} LIMIT 1");
        Ok(self.db().fetch_optional::<(i64,)>(statement).await?.is_some())
    }

    /// Compares the last entry read with the chain head. Entries may have been added since, so the
    /// head must be that entry or be reachable from it without gaps.
    async fn compare_with_head(&self, walk: &mut Walk<'_>) -> Result<()> {
        let mut statement = self.db().statement();
        let seq = statement.bind(walk.seq);
        statement.text = format!(
            "SELECT h.seq, h.hash, (SELECT COUNT(*) FROM audit_entry AS e WHERE e.seq > {seq} AND e.seq <= h.seq) \
             FROM audit_head AS h"
        );
        let head: Option<(i64, String, i64)> = self.db().fetch_optional(statement).await?;
        let ends = head.is_some_and(|(seq, hash, later)| {
            if seq == walk.seq { hash == walk.hash } else { seq > walk.seq && later == seq - walk.seq }
        });
        if !ends {
            walk.find(Finding::HeadMoved);
        }
        Ok(())
    }
}
