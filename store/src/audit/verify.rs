//! Whether the audit trail is what was written.

use std::collections::HashMap;

use domain::AuditAction;
use serde::{Deserialize, Serialize};

use super::chain::{Entry, Link};
use super::detail::Detail;
use super::walk::{Erasures, Walk};
use crate::{Result, Store};

/// Entries read at once.
const STRETCH: i64 = 2_000;
/// Erasing entries read at once: each names many values.
const ERASING_STRETCH: i64 = 100;

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// These entries are gone.
    Removed {
        /// The first of them.
        from: i64,
        /// The last of them.
        to: i64,
    },
    /// What this entry says is not what its hash was made of.
    Changed {
        /// The entry.
        seq: i64,
    },
    /// This entry does not follow the one before it: it was put there, or the one before was.
    Unlinked {
        /// The entry.
        seq: i64,
    },
    /// This entry stands where nothing was written.
    Inserted {
        /// The entry.
        seq: i64,
    },
    /// A value of this entry, or its salt, is not the one that the entry committed to.
    DetailChanged {
        /// The entry.
        seq: i64,
        /// The value.
        field: String,
    },
    /// A value of this entry is gone, and no entry says that it was erased.
    DetailRemoved {
        /// The entry.
        seq: i64,
        /// The value.
        field: String,
    },
    /// This entry has a value it never committed to, or the value has no entry.
    DetailInserted {
        /// The entry.
        seq: i64,
        /// The value.
        field: String,
    },
    /// A value of this entry was erased and is there again.
    DetailRestored {
        /// The entry.
        seq: i64,
        /// The value.
        field: String,
    },
    /// The entries before this one are not those of the trail that it says was carried over.
    CarriedOverWrongly {
        /// The entry between both.
        seq: i64,
    },
    /// The trail does not end where it ended.
    HeadMoved,
    /// The entry that was written down elsewhere is not there, or has another hash.
    Unexpected {
        /// The entry.
        seq: i64,
    },
}

/// What became of a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How many entries there are.
    pub entries: u64,
    /// The number of the last one.
    pub last: i64,
    /// Its hash: written down elsewhere, it shows later that nothing before it was made anew.
    pub hash: String,
    /// How many values were erased, by the request that asked for it.
    pub erased: Vec<(String, u64)>,
    /// What is not as it was written, at most a hundred; empty where all is.
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
    /// Reads the whole audit trail and recomputes its chain. `expected` is an entry and its hash, as
    /// an earlier verification told them.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn verify_audit(&self, expected: Option<(i64, &str)>) -> Result<Verdict> {
        self.verify_audit_against(expected.as_slice()).await
    }

    /// The same with any number of entries that were written down elsewhere.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn verify_audit_against(&self, expected: &[(i64, &str)]) -> Result<Verdict> {
        loop {
            let erasures = self.erasures().await?;
            let walk = self.walk(&erasures, expected).await?;
            // What is missing may have been erased while the trail was read.
            if walk.missing && self.last_erasure().await? != erasures.last() {
                continue;
            }
            let Walk { entries, seq, hash, findings, erased, .. } = walk;
            return Ok(Verdict { entries, last: seq, hash, erased: erased.into_iter().collect(), findings });
        }
    }

    /// The last entry and its hash; `None` where nothing was written.
    ///
    /// # Errors
    /// Where the database fails.
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
        let unmet: Vec<i64> =
            walk.anchors.iter().filter(|anchor| !anchor.met).map(|anchor| anchor.seq).collect();
        for seq in unmet {
            walk.find(Finding::Unexpected { seq });
        }
        Ok(walk)
    }

    async fn audit_rows(&self, after: i64) -> Result<Vec<Row>> {
        let mut statement = self.db().statement();
        let after = statement.bind(after);
        statement.text = format!(
            "SELECT seq, at, actor_id, api_key_id, action, object, object_id, facts, commitments, \
             previous_hash, hash FROM audit_entry WHERE seq > {after} ORDER BY seq LIMIT {STRETCH}"
        );
        self.db().fetch_all(statement).await
    }

    /// The values of a stretch of entries, by entry.
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

    /// Values behind the last entry that was read which belong to no later one either.
    async fn strays_behind(&self, after: i64) -> Result<Vec<Detail>> {
        let mut statement = self.db().statement();
        let after = statement.bind(after);
        statement.text = format!(
            "SELECT d.seq, d.field, d.salt, d.value FROM audit_detail AS d WHERE d.seq > {after} \
             AND NOT EXISTS (SELECT 1 FROM audit_entry AS e WHERE e.seq = d.seq) \
             ORDER BY d.seq, d.field LIMIT {STRETCH}"
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
                 ORDER BY seq LIMIT {ERASING_STRETCH}"
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

    /// Entries may have been added since the last was read, so the head is asked about the one that
    /// was: it is that one, or its successor is there.
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
