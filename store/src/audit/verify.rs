//! Whether the audit trail is what was written.

use super::chain::{BEGINNING, Entry};
use crate::scoped::Statement;
use crate::{Result, Store};

/// Entries read at once.
const STRETCH: i64 = 2_000;
/// The most findings that are told; one change may have many after it.
const TOLD: usize = 100;

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// How far the verification has come.
struct Walk {
    entries: u64,
    seq: i64,
    hash: String,
    findings: Vec<Finding>,
}

impl Store {
    /// Reads the whole audit trail and recomputes its chain. `expected` is an entry and its hash, as
    /// an earlier verification told them.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn verify_audit(&self, expected: Option<(i64, &str)>) -> Result<Verdict> {
        let mut walk = Walk { entries: 0, seq: 0, hash: BEGINNING.to_owned(), findings: Vec::new() };
        let mut met = false;
        let mut after = i64::MIN;
        loop {
            let rows = self.audit_rows(after).await?;
            let Some(last) = rows.last() else { break };
            after = last.entry.seq;
            for row in rows {
                met |= expected.is_some_and(|(seq, hash)| row.entry.seq == seq && row.hash == hash);
                walk.take(row);
            }
        }
        self.compare_with_head(&mut walk).await?;
        if let Some((seq, _)) = expected.filter(|_| !met) {
            walk.find(Finding::Unexpected { seq });
        }
        let Walk { entries, seq, hash, findings } = walk;
        Ok(Verdict { entries, last: seq, hash, findings })
    }

    async fn audit_rows(&self, after: i64) -> Result<Vec<Row>> {
        let mut statement = Statement::new(self.db(), None);
        let after = statement.int(after);
        statement.text = format!(
            "SELECT seq, at, actor_id, actor, address, user_agent, action, object, object_id, label, before, \
             after, previous_hash, hash FROM audit_event WHERE seq > {after} ORDER BY seq LIMIT {STRETCH}"
        );
        statement.all().await
    }

    /// Entries may have been added since the last was read, so the head is asked about the one that
    /// was: it is that one, or its successor is there.
    async fn compare_with_head(&self, walk: &mut Walk) -> Result<()> {
        let mut statement = Statement::new(self.db(), None);
        let seq = statement.int(walk.seq);
        statement.text = format!(
            "SELECT h.seq, h.hash, (SELECT COUNT(*) FROM audit_event AS e WHERE e.seq > {seq} AND e.seq <= h.seq) \
             FROM audit_head AS h"
        );
        let head: Option<(i64, String, i64)> = statement.optional().await?;
        let ends = head.is_some_and(|(seq, hash, later)| {
            if seq == walk.seq { hash == walk.hash } else { seq > walk.seq && later == seq - walk.seq }
        });
        if !ends {
            walk.find(Finding::HeadMoved);
        }
        Ok(())
    }
}

impl Walk {
    fn take(&mut self, Row { entry, previous_hash, hash }: Row) {
        self.entries += 1;
        if entry.seq < 1 {
            return self.find(Finding::Inserted { seq: entry.seq });
        }
        let gap = entry.seq != self.seq + 1;
        if gap {
            self.find(Finding::Removed { from: self.seq + 1, to: entry.seq - 1 });
        } else if previous_hash != self.hash {
            self.find(Finding::Unlinked { seq: entry.seq });
        }
        if entry.hash(&previous_hash) != hash {
            self.find(Finding::Changed { seq: entry.seq });
        }
        (self.seq, self.hash) = (entry.seq, hash);
    }

    fn find(&mut self, finding: Finding) {
        if self.findings.len() < TOLD {
            self.findings.push(finding);
        }
    }
}
