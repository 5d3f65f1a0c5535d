//! What a merge and its undo have in common: which rows they hold, what they read inside the
//! transaction, and how a change of the ledger is written.
//!
//! A merge holds its target and sources, an undo the survivor: always roots of trees, in the order
//! of their IDs. Whatever is folded below a root is changed by nobody who does not hold the root,
//! so a tree that is read after its root was taken stays as it is.

use domain::merge::{Change, Ledger, Merge, MergeCase, Position};
use domain::{CaseId, CaseStatus, CustomerId};

use super::conducted::{Address, assign};
use super::stored_status;
use crate::db::{Statement, Tx};
use crate::scoped::Scoped;
use crate::{Error, Result};

#[derive(sqlx::FromRow)]
struct Standing {
    id: i64,
    status: String,
    customer_id: i64,
    merged_into: Option<i64>,
    in_scope: bool,
}

impl Scoped<'_> {
    /// Holds these cases fast until the transaction ends. Nothing is read that was joined: see
    /// [`Scoped::standings`], which reads anew.
    pub(super) async fn hold(&self, tx: &mut Tx, cases: &[CaseId]) -> Result<()> {
        let mut statement = self.statement();
        let held = statement.any("s.id", cases);
        statement.text = format!(
            "SELECT s.id FROM service_case AS s WHERE {held} ORDER BY s.id {}",
            self.db().engine().for_update("s")
        );
        tx.fetch_all::<(i64,)>(statement).await?;
        Ok(())
    }

    /// What merging asks of these cases; of those that exist.
    pub(super) async fn standings(&self, tx: &mut Tx, cases: &[CaseId]) -> Result<Vec<MergeCase>> {
        let mut statement = self.statement();
        let asked = statement.any("s.id", cases);
        let in_scope = self.sees_case(&mut statement, "lives");
        statement.text = format!(
            "SELECT s.id, s.status, s.customer_id, s.merged_into, {in_scope} AS in_scope \
             FROM service_case AS s JOIN service_case AS lives ON lives.id = coalesce(s.merged_into, s.id) \
             WHERE {asked}"
        );
        let mut found = Vec::new();
        for row in tx.fetch_all::<Standing>(statement).await? {
            found.push(MergeCase {
                id: CaseId(row.id),
                status: stored_status(&row.status)?,
                customer: CustomerId(row.customer_id),
                whatsapp: None,
                chat: None,
                merged_into: row.merged_into.map(CaseId),
                in_scope: row.in_scope,
            });
        }
        let addresses = self.addresses(|statement| families(statement, cases));
        assign(&mut found, tx.fetch_all::<Address>(addresses).await?)?;
        Ok(found)
    }

    /// The merges in force below these survivors.
    pub(super) async fn ledger(&self, tx: &mut Tx, survivors: &[CaseId]) -> Result<Ledger> {
        let mut statement = self.statement();
        let below = statement.any("folded.merged_into", survivors);
        statement.text = format!(
            "SELECT m.source_id, m.target_id, m.previous_status FROM service_case AS folded \
             JOIN case_merge AS m ON m.source_id = folded.id AND m.undone_at IS NULL WHERE {below}"
        );
        let mut merges = Vec::new();
        for (source, target, status) in tx.fetch_all::<(i64, i64, String)>(statement).await? {
            let previous_status = stored_status(&status)?;
            merges.push(Merge { source: CaseId(source), target: CaseId(target), previous_status });
        }
        Ledger::new(merges).map_err(|cycle| Error::Corrupt(cycle.to_string()))
    }

    /// Writes a change where its case still stands as the change says it does: whether it did.
    pub(super) async fn carry_out(&self, tx: &mut Tx, change: Change) -> Result<bool> {
        let mut update = self.statement();
        let id = update.bind(change.case.0);
        let before = at_position(&mut update, change.before);
        let status = update.bind(change.after.status.as_str());
        let link = update.bind(change.after.merged_into.map(|case| case.0));
        update.text = format!(
            "UPDATE service_case SET status = {status}, merged_into = {link} WHERE id = {id} AND {before}"
        );
        Ok(tx.execute(update).await? == 1)
    }

    /// Says of cases that something happened to them now.
    pub(super) async fn touch(&self, tx: &mut Tx, cases: &[CaseId], now: i64) -> Result<()> {
        let mut update = self.statement();
        let at = update.bind(now);
        let touched = update.any("id", cases);
        update.text =
            format!("UPDATE service_case SET updated_at = {at} WHERE {touched} AND updated_at < {at}");
        tx.execute(update).await?;
        Ok(())
    }
}

fn at_position(statement: &mut Statement, position: Position) -> String {
    let status = statement.bind(position.status.as_str());
    let link = match position.merged_into {
        Some(survivor) => format!("merged_into = {}", statement.bind(survivor.0)),
        None => "merged_into IS NULL".to_owned(),
    };
    format!("status = {status} AND {link}")
}

/// The families of several cases, as a query of their IDs.
pub(super) fn families(statement: &mut Statement, cases: &[CaseId]) -> String {
    let own = statement.any("member.id", cases);
    let folded = statement.any("member.merged_into", cases);
    format!(
        "SELECT member.id FROM service_case AS member WHERE {own} \
         UNION ALL SELECT member.id FROM service_case AS member WHERE {folded}"
    )
}

/// A case that is not there, as the rule sees it: like one that is out of scope.
pub(super) fn absent(id: CaseId) -> MergeCase {
    MergeCase {
        id,
        status: CaseStatus::Waiting,
        customer: CustomerId(0),
        whatsapp: None,
        chat: None,
        merged_into: None,
        in_scope: false,
    }
}
