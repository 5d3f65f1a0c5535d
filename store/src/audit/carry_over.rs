//! One-time migration of an audit trail from the legacy format, which hashed clear values.
//!
//! Entries keep their sequence numbers; their personal values become details, and the new chain
//! starts at the first entry. A `carried_over` entry after the last one records the end of the
//! legacy chain and any tampering found in it, so that the migration cannot hide it. Everything is
//! one transaction that reads in batches; a second run finds nothing to do.

use domain::{AuditAction, AuditObject, Timestamp};

use super::chain::{BEGINNING, Head};
use super::facts::CarriedOver;
use super::verify::Finding;
use super::{Actor, NewAuditEntry, Origin, legacy};
use crate::db::{Statement, Tx};
use crate::{Db, Result};

/// Entries migrated per batch.
const BATCH: i64 = 2_000;
/// Maximum number of findings recorded.
const MAX_FINDINGS: usize = 100;
/// The table of entries in the legacy format.
pub(super) const LEGACY_TABLE: &str = "audit_event_before";

/// A row of [`LEGACY_TABLE`].
#[derive(Clone, Debug, serde::Serialize, sqlx::FromRow)]
pub(super) struct Row {
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub(super) entry: legacy::Entry,
    pub(super) previous_hash: String,
    pub(super) hash: String,
}

/// Migrates the trail if it is in the legacy format.
pub(crate) async fn carry_over(db: &Db, now: Timestamp) -> Result<()> {
    if db.fetch_optional::<(i32,)>(legacy_table(db)).await?.is_none() {
        return Ok(());
    }
    db.overwrite_deleted(true).await?;
    let done = migrate_all(db, now).await;
    db.overwrite_deleted(false).await?;
    db.empty_log().await?;
    done
}

fn legacy_table(db: &Db) -> Statement {
    let mut statement = db.statement();
    let name = statement.bind(LEGACY_TABLE);
    statement.text = db.engine().table_named(&name);
    statement
}

async fn migrate_all(db: &Db, now: Timestamp) -> Result<()> {
    let mut tx = Tx::begin(db).await?;
    // Of two servers that migrate at once, the second waits for this lock and finds nothing to do.
    let mut head = tx.head().await?;
    if tx.fetch_optional::<(i32,)>(legacy_table(db)).await?.is_none() {
        return Ok(());
    }
    let mut old = OldChain::new();
    loop {
        let rows: Vec<Row> = tx.fetch_all(batch(db, LEGACY_TABLE, old.after)).await?;
        if rows.is_empty() {
            break;
        }
        let mut links = Vec::with_capacity(rows.len());
        for row in rows {
            old.take(&row);
            let (entry, details) = row.entry.carried_over();
            links.push(head.link(entry, details));
        }
        tx.write_links(&links).await?;
    }
    let mut statement = db.statement();
    statement.text.push_str("SELECT seq, hash FROM audit_head_before");
    let ended: Option<(i64, String)> = tx.fetch_optional(statement).await?;
    if let Some(facts) = old.end(ended.as_ref()) {
        // Sequence numbers of entries removed from the end stay unused.
        let seq = ended.map_or(0, |(seq, _)| seq).max(head.seq) + 1;
        let origin = Origin::command_line();
        let new = NewAuditEntry::new(AuditAction::CarriedOver, AuditObject::Audit, "", "").facts(&facts);
        let (entry, details) = Actor::command_line(&origin).chain_entry(seq, new, now);
        let bridge = head.link(entry, details);
        tx.write_links(&[bridge]).await?;
    }
    tx.move_head(&head).await?;
    for table in [LEGACY_TABLE, "audit_head_before"] {
        let mut statement = db.statement();
        statement.text = format!("DROP TABLE {table}");
        tx.execute(statement).await?;
    }
    tx.commit().await
}

/// Selects the next batch of legacy entries after a sequence number.
pub(super) fn batch(db: &Db, table: &str, after: i64) -> Statement {
    let mut statement = db.statement();
    let after = statement.bind(after);
    statement.text = format!(
        "SELECT seq, at, actor_id, actor, address, user_agent, action, object, object_id, label, before, after, \
         previous_hash, hash FROM {table} WHERE seq > {after} ORDER BY seq LIMIT {BATCH}"
    );
    statement
}

/// The legacy chain, as far as it has been read.
struct OldChain {
    entries: u64,
    after: i64,
    last: Head,
    findings: Vec<Finding>,
}

impl OldChain {
    fn new() -> Self {
        Self {
            entries: 0,
            after: i64::MIN,
            last: Head { seq: 0, hash: BEGINNING.to_owned() },
            findings: Vec::new(),
        }
    }

    /// Gaps and entries before the first need no finding: they are migrated as they are.
    fn take(&mut self, Row { entry, previous_hash, hash }: &Row) {
        (self.entries, self.after) = (self.entries + 1, entry.seq);
        if entry.seq < 1 {
            return;
        }
        if entry.seq == self.last.seq + 1 && *previous_hash != self.last.hash {
            self.find(Finding::Unlinked { seq: entry.seq });
        }
        if entry.hash(previous_hash) != *hash {
            self.find(Finding::Changed { seq: entry.seq });
        }
        self.last = Head { seq: entry.seq, hash: hash.clone() };
    }

    fn find(&mut self, finding: Finding) {
        if self.findings.len() < MAX_FINDINGS {
            self.findings.push(finding);
        }
    }

    /// The facts to record; `None` if nothing was ever written.
    fn end(mut self, ended: Option<&(i64, String)>) -> Option<CarriedOver> {
        let right = ended.is_some_and(|(seq, hash)| *seq == self.last.seq && *hash == self.last.hash);
        if !right {
            self.find(Finding::HeadMoved);
        }
        let Self { entries, last, findings, .. } = self;
        let written = entries > 0 || !findings.is_empty();
        written.then_some(CarriedOver { entries, last: last.seq, hash: last.hash, findings })
    }
}
