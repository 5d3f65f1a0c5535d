//! Writing entries with their values, and where the chain ends.

use super::chain::{Head, Link};
use crate::scoped::{Statement, Tx};
use crate::{Db, Result};

/// Entries written by one statement: with six values each they stay below what either engine takes.
const AT_ONCE: usize = 500;

impl Tx {
    /// The last entry, held until the transaction ends.
    pub(super) async fn head(&mut self, db: &Db) -> Result<Head> {
        let mut statement = Statement::new(db, None);
        statement.text = format!("SELECT h.seq, h.hash FROM audit_head AS h {}", db.locking("h"));
        let head = self.optional::<(i64, String)>(statement).await?;
        let (seq, hash) =
            head.ok_or_else(|| crate::Error::Corrupt("no head of the audit trail".to_owned()))?;
        Ok(Head { seq, hash })
    }

    /// Says where the chain ends: last of all, behind the entries and their values.
    pub(super) async fn move_head(&mut self, db: &Db, head: &Head) -> Result<()> {
        let mut statement = Statement::new(db, None);
        let (seq, hash) = (statement.int(head.seq), statement.text(&head.hash));
        statement.text = format!("UPDATE audit_head SET seq = {seq}, hash = {hash}");
        self.run(statement).await?;
        Ok(())
    }

    /// Writes entries and their values.
    pub(super) async fn write_links(&mut self, db: &Db, links: &[Link]) -> Result<()> {
        for links in links.chunks(AT_ONCE) {
            self.run(entries(db, links)).await?;
            if links.iter().any(|link| !link.details.is_empty()) {
                self.run(details(db, links)).await?;
            }
        }
        Ok(())
    }
}

fn entries<'a>(db: &'a Db, links: &[Link]) -> Statement<'a> {
    let mut statement = Statement::new(db, None);
    let mut rows = Vec::with_capacity(links.len());
    for Link { entry, previous_hash, hash, .. } in links {
        let values = [
            statement.int(entry.seq),
            statement.int(entry.at),
            statement.int_or_null(entry.actor_id),
            statement.int_or_null(entry.api_key_id),
            statement.text(&entry.action),
            statement.text(&entry.object),
            statement.text(&entry.object_id),
            statement.text_or_null(entry.facts.as_deref()),
            statement.text(&entry.commitments),
            statement.text(previous_hash),
            statement.text(hash),
        ];
        rows.push(format!("({})", values.join(", ")));
    }
    statement.text = format!(
        "INSERT INTO audit_entry (seq, at, actor_id, api_key_id, action, object, object_id, facts, commitments, \
         previous_hash, hash) VALUES {}",
        rows.join(", ")
    );
    statement
}

fn details<'a>(db: &'a Db, links: &[Link]) -> Statement<'a> {
    let mut statement = Statement::new(db, None);
    let mut rows = Vec::new();
    for detail in links.iter().flat_map(|link| &link.details) {
        let values = [
            statement.int(detail.seq),
            statement.text(&detail.field),
            statement.bytes(&detail.salt),
            statement.text(&detail.value),
        ];
        rows.push(format!("({})", values.join(", ")));
    }
    statement.text = format!("INSERT INTO audit_detail (seq, field, salt, value) VALUES {}", rows.join(", "));
    statement
}
