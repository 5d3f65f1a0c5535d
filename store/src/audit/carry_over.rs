//! Bringing a trail whose entries hashed every value in clear into today's form, once.
//!
//! Entries keep their numbers; their values move beside them, and the new chain begins with the first.
//! Behind the last comes an entry that names the old chain's end and says what was wrong with it even
//! then: tampering does not become right by being carried over. All of it is one transaction, which
//! reads a stretch at a time; a second run finds nothing to do.

use domain::{AuditAction, AuditObject};

use super::chain::{BEGINNING, Head};
use super::facts::CarriedOver;
use super::verify::Finding;
use super::{Act, Author, Origin, legacy};
use crate::db::{Statement, Tx};
use crate::{Db, Result};

/// Entries carried over at once.
const STRETCH: i64 = 2_000;
/// The most findings that are kept.
const MAX_FINDINGS: usize = 100;
/// Where the entries of the form before are.
pub(super) const BEFORE: &str = "audit_event_before";

/// An entry of the form before.
#[derive(Clone, Debug, serde::Serialize, sqlx::FromRow)]
pub(super) struct Row {
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub(super) entry: legacy::Entry,
    pub(super) previous_hash: String,
    pub(super) hash: String,
}

/// Carries the trail over where it is of the form before.
pub(crate) async fn carry_over(db: &Db, now: i64) -> Result<()> {
    if db.fetch_optional::<(i32,)>(has_before(db)).await?.is_none() {
        return Ok(());
    }
    db.overwrite_deleted(true).await?;
    let done = carry_all_over(db, now).await;
    db.overwrite_deleted(false).await?;
    db.empty_log().await?;
    done
}

fn has_before(db: &Db) -> Statement {
    let mut statement = db.statement();
    let name = statement.bind(BEFORE);
    statement.text = db.engine().table_named(&name);
    statement
}

async fn carry_all_over(db: &Db, now: i64) -> Result<()> {
    let mut tx = Tx::begin(db).await?;
    // Another server may be at it: whoever comes second waits here and finds nothing to do.
    let mut head = tx.head(db).await?;
    if tx.fetch_optional::<(i32,)>(has_before(db)).await?.is_none() {
        return Ok(());
    }
    let mut old = OldChain::new();
    loop {
        let rows: Vec<Row> = tx.fetch_all(stretch(db, BEFORE, old.after)).await?;
        if rows.is_empty() {
            break;
        }
        let mut links = Vec::with_capacity(rows.len());
        for row in rows {
            old.take(&row);
            let (entry, details) = row.entry.carried_over();
            links.push(head.link(entry, details));
        }
        tx.write_links(db, &links).await?;
    }
    let mut statement = db.statement();
    statement.text.push_str("SELECT seq, hash FROM audit_head_before");
    let ended: Option<(i64, String)> = tx.fetch_optional(statement).await?;
    if let Some(facts) = old.end(ended.as_ref()) {
        // Where entries were removed from the end, their place stays empty.
        let seq = ended.map_or(0, |(seq, _)| seq).max(head.seq) + 1;
        let origin = Origin::command_line();
        let act = Act::new(AuditAction::CarriedOver, AuditObject::Audit, "", "").facts(&facts);
        let (entry, details) = Author::command_line(db, &origin).entry(seq, act, now);
        let bridge = head.link(entry, details);
        tx.write_links(db, &[bridge]).await?;
    }
    tx.move_head(db, &head).await?;
    for table in [BEFORE, "audit_head_before"] {
        let mut statement = db.statement();
        statement.text = format!("DROP TABLE {table}");
        tx.execute(statement).await?;
    }
    tx.commit().await
}

/// A stretch of entries of the form before, behind an entry.
pub(super) fn stretch(db: &Db, table: &str, after: i64) -> Statement {
    let mut statement = db.statement();
    let after = statement.bind(after);
    statement.text = format!(
        "SELECT seq, at, actor_id, actor, address, user_agent, action, object, object_id, label, before, after, \
         previous_hash, hash FROM {table} WHERE seq > {after} ORDER BY seq LIMIT {STRETCH}"
    );
    statement
}

/// The chain of the form before, as far as it was read.
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

    /// Gaps and entries before the first need no finding: they are carried over as they are.
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

    /// What is to be said of it; `None` where nothing was ever written.
    fn end(mut self, ended: Option<&(i64, String)>) -> Option<CarriedOver> {
        let right = ended.is_some_and(|(seq, hash)| *seq == self.last.seq && *hash == self.last.hash);
        if !right {
            self.find(Finding::HeadMoved);
        }
        let Self { entries, last, findings, .. } = self;
        let said = entries > 0 || !findings.is_empty();
        said.then_some(CarriedOver { entries, last: last.seq, hash: last.hash, findings })
    }
}
