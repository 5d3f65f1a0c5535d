//! The merge ledger: reads the cases of a merge or its undo, and applies changes to them.
//!
//! A merge locks its target and sources, an undo the survivor: always roots of trees, in the order
//! of their IDs. Cases below a root are only changed with the lock of the root, so a tree that is
//! read after its root was locked cannot change.

use domain::merge::{Change, Ledger, Merge, MergeCase, Position};
use domain::{CaseId, CaseStatus, CustomerId, Timestamp};

use crate::cases::Cases;
use crate::cases::merge::contact_address::{ContactAddress, assign};
use crate::cases::stored_status;
use crate::db::{Statement, Tx};
use crate::{Error, Result};

/// The columns of a case that the merge rules need.
#[derive(sqlx::FromRow)]
pub(in crate::cases) struct MergeCaseRow {
    id: CaseId,
    status: String,
    customer_id: CustomerId,
    merged_into: Option<CaseId>,
    in_scope: bool,
}

impl MergeCaseRow {
    /// The case without its addresses, which are in other tables.
    pub(in crate::cases) fn case(&self) -> Result<MergeCase> {
        Ok(MergeCase {
            id: self.id,
            status: stored_status(&self.status)?,
            customer: self.customer_id,
            whatsapp: None,
            chat: None,
            merged_into: self.merged_into,
            in_scope: self.in_scope,
        })
    }
}

impl Cases<'_> {
    /// Data of these cases for the merge rules; missing cases are left out.
    pub(in crate::cases) async fn load_merge_cases(
        &self,
        tx: &mut Tx,
        cases: &[CaseId],
    ) -> Result<Vec<MergeCase>> {
        let mut statement = self.statement();
        let asked = statement.any("s.id", cases);
        let in_scope = self.alias_in_scope(&mut statement, "lives");
        statement.text = format!(
            "SELECT s.id, s.status, coalesce(owner.merged_into, owner.id) AS customer_id, s.merged_into, \
             {in_scope} AS in_scope FROM service_case AS s \
             JOIN customer AS owner ON owner.id = s.customer_id JOIN service_case AS lives ON lives.id = coalesce(s.merged_into, s.id) \
             WHERE {asked}"
        );
        let mut found = Vec::new();
        for row in tx.fetch_all::<MergeCaseRow>(statement).await? {
            found.push(row.case()?);
        }
        let addresses = self.addresses(|statement| families(statement, cases));
        assign(&mut found, tx.fetch_all::<ContactAddress>(addresses).await?)?;
        Ok(found)
    }

    /// The ledger of the merges in force below these survivors.
    pub(in crate::cases) async fn ledger(&self, tx: &mut Tx, survivors: &[CaseId]) -> Result<Ledger> {
        let mut statement = self.statement();
        let below = statement.any("merged.merged_into", survivors);
        statement.text = format!(
            "SELECT m.source_id, m.target_id, m.previous_status FROM service_case AS merged \
             JOIN case_merge AS m ON m.source_id = merged.id AND m.undone_at IS NULL WHERE {below}"
        );
        let mut merges = Vec::new();
        for (source, target, status) in tx.fetch_all::<(CaseId, CaseId, String)>(statement).await? {
            let previous_status = stored_status(&status)?;
            merges.push(Merge { source, target, previous_status });
        }
        Ledger::new(merges).map_err(|cycle| Error::Corrupt(cycle.to_string()))
    }

    /// Applies a ledger change if the case still has the expected status and link; returns whether
    /// it did.
    pub(in crate::cases) async fn apply(&self, tx: &mut Tx, change: Change) -> Result<bool> {
        let mut update = self.statement();
        let id = update.bind(change.case);
        let before = at_position(&mut update, change.before);
        let status = update.bind(change.after.status.as_str());
        let link = update.bind(change.after.merged_into);
        update.text = format!(
            "UPDATE service_case SET status = {status}, merged_into = {link} WHERE id = {id} AND {before}"
        );
        Ok(tx.execute(update).await? == 1)
    }

    /// Sets the update time of cases to `now`.
    pub(in crate::cases) async fn touch(&self, tx: &mut Tx, cases: &[CaseId], now: Timestamp) -> Result<()> {
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
        Some(survivor) => format!("merged_into = {}", statement.bind(survivor)),
        None => "merged_into IS NULL".to_owned(),
    };
    format!("status = {status} AND {link}")
}

/// Query of the IDs of several families.
pub(in crate::cases) fn families(statement: &mut Statement, cases: &[CaseId]) -> String {
    let own = statement.any("member.id", cases);
    let merged = statement.any("member.merged_into", cases);
    format!(
        "SELECT member.id FROM service_case AS member WHERE {own} \
         UNION ALL SELECT member.id FROM service_case AS member WHERE {merged}"
    )
}

/// Stands for a case that does not exist: the rules treat it like one out of scope.
pub(in crate::cases) fn missing_case(id: CaseId) -> MergeCase {
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
