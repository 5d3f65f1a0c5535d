//! Writes audit entries, their details and the chain head.

use super::chain::{Head, Link};
use crate::Result;
use crate::db::{Statement, Tx};

/// Entries per statement, within either engine's bind limit at six details of four values.
const AT_ONCE: usize = 500;

impl Tx {
    /// Locks and returns the chain head.
    pub(super) async fn head(&mut self) -> Result<Head> {
        let mut statement = self.statement();
        statement.text =
            format!("SELECT h.seq, h.hash FROM audit_head AS h {}", self.engine().for_update("h"));
        let head = self.fetch_optional::<(i64, String)>(statement).await?;
        let (seq, hash) =
            head.ok_or_else(|| crate::Error::Corrupt("no head of the audit trail".to_owned()))?;
        Ok(Head { seq, hash })
    }

    /// Updates the chain head, after the entries and details are written.
    pub(super) async fn move_head(&mut self, head: &Head) -> Result<()> {
        let mut statement = self.statement();
        let (seq, hash) = (statement.bind(head.seq), statement.bind(&head.hash));
        statement.text = format!("UPDATE audit_head SET seq = {seq}, hash = {hash}");
        self.execute(statement).await?;
        Ok(())
    }

    pub(super) async fn write_links(&mut self, links: &[Link]) -> Result<()> {
        for links in links.chunks(AT_ONCE) {
            self.execute(entries(self.statement(), links)).await?;
            if links.iter().any(|link| !link.details.is_empty()) {
                self.execute(details(self.statement(), links)).await?;
            }
        }
        Ok(())
    }
}

fn entries(mut statement: Statement, links: &[Link]) -> Statement {
    let mut rows = Vec::with_capacity(links.len());
    for Link { entry, previous_hash, hash, .. } in links {
        let values = [
            statement.bind(entry.seq),
            statement.bind(entry.at),
            statement.bind(entry.actor_id),
            statement.bind(entry.api_key_id),
            statement.bind(&entry.action),
            statement.bind(&entry.object),
            statement.bind(&entry.object_id),
            statement.bind(entry.facts.as_deref()),
            statement.bind(&entry.commitments),
            statement.bind(previous_hash),
            statement.bind(hash),
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

fn details(mut statement: Statement, links: &[Link]) -> Statement {
    let mut rows = Vec::new();
    for detail in links.iter().flat_map(|link| &link.details) {
        let values = [
            statement.bind(detail.seq),
            statement.bind(&detail.field),
            statement.bind(&detail.salt),
            statement.bind(&detail.value),
        ];
        rows.push(format!("({})", values.join(", ")));
    }
    statement.text = format!("INSERT INTO audit_detail (seq, field, salt, value) VALUES {}", rows.join(", "));
    statement
}
