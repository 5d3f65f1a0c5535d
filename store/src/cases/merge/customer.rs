//! *Histórico do Cliente*: all cases of the customer.
//!
//! A viewer with a case in scope sees the rows of all cases of its customer, and can open those in
//! scope. A customer may have hundreds of cases; scope and contact addresses are expensive, so they
//! are only queried for the page shown and the selected cases.

use domain::case_life::{CaseAccess, may_continue};
use domain::cases::{CaseHead, CustomerCase, CustomerCases, CustomerQuery};
use domain::merge::{MergeCase, refusal};
use domain::paging::Page;
use domain::text::contains_folded;
use domain::{CaseId, Timestamp, UserId, zone};

use crate::Result;
use crate::cases::Cases;
use crate::cases::head::named;
use crate::cases::merge::contact_address::{ContactAddress, assign};
use crate::cases::merge::ledger::{MergeCaseRow, families};
use crate::customers::family;
use crate::db::Statement;

/// The searchable columns of a case.
#[derive(sqlx::FromRow)]
struct SearchableCase {
    id: CaseId,
    kind: Option<String>,
    subject: Option<String>,
    agent: Option<String>,
}

impl SearchableCase {
    fn contains(&self, typed: &str) -> bool {
        let texts = [&self.kind, &self.subject, &self.agent];
        texts.into_iter().flatten().any(|text| contains_folded(text, typed))
            || format!("#{}", self.id).contains(typed)
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    merge: MergeCaseRow,
    kind: Option<String>,
    subject: Option<String>,
    agent_id: Option<UserId>,
    agent: Option<String>,
    opened_at: Timestamp,
    closed_at: Option<Timestamp>,
    updated_at: Timestamp,
    continues: Option<CaseId>,
    linked_opens: bool,
}

impl Cases<'_> {
    /// A page of the cases of the open case's customer. `None` if the open case is out of scope.
    pub async fn customer_cases(
        &self,
        head: &CaseHead,
        query: &CustomerQuery,
    ) -> Result<Option<CustomerCases>> {
        let (page, shown) = self.page_of_customer(head, query).await?;
        let mut wanted: Vec<CaseId> = shown.iter().chain(&query.selected).copied().chain([head.id]).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let addresses = self.addresses(|statement| families(statement, &wanted));
        let (rows, addresses) = futures::try_join!(
            self.rows_of_customer(head, &wanted),
            self.fetch_all::<ContactAddress>(addresses)
        )?;
        let mut merging = rows.iter().map(|row| row.merge.case()).collect::<Result<Vec<_>>>()?;
        assign(&mut merging, addresses)?;
        let Some(open) = merging.iter().find(|case| case.id == head.id).cloned() else { return Ok(None) };
        let cases: Vec<CustomerCase> =
            rows.into_iter().zip(merging).map(|(row, case)| self.customer_case(&open, row, case)).collect();
        let of = |ids: &[CaseId]| cases.iter().filter(|row| ids.contains(&row.case.id)).cloned().collect();
        let (cases, chosen) = (of(&shown), of(&query.selected));
        Ok(Some(CustomerCases { open, cases, page, chosen }))
    }

    /// The page and the IDs of its cases.
    async fn page_of_customer(&self, head: &CaseHead, query: &CustomerQuery) -> Result<(Page, Vec<CaseId>)> {
        let typed = query.search.trim();
        if !typed.is_empty() {
            // Neither engine can ignore accents.
            let all = self.of_customer(
                head,
                "s.id, s.kind, s.subject, u.name AS agent",
                "LEFT JOIN user_account AS u ON u.id = s.agent_id",
            );
            let mut found: Vec<SearchableCase> = self.fetch_all(all).await?;
            found.retain(|row| row.contains(typed));
            let page = Page::new(query.page, found.len() as u64);
            let shown = found.drain((page.offset() as usize)..(page.last_row() as usize));
            return Ok((page, shown.map(|row| row.id).collect()));
        }
        let mut count = self.of_customer(head, "s.id", "");
        count.text = format!("SELECT count(*) FROM ({}) AS met", count.text);
        let total = self.fetch_optional::<(i64,)>(count).await?.map_or(0, |(n,)| n.cast_unsigned());
        let page = Page::new(query.page, total);
        let mut shown = self.of_customer(head, "s.id", "");
        let (take, skip) = (shown.bind(page.size.cast_signed()), shown.bind(page.offset().cast_signed()));
        shown.text = format!("{} {} OFFSET {skip}", shown.text, shown.engine.limit(&take));
        let shown = self.fetch_all::<(CaseId,)>(shown).await?;
        Ok((page, shown.into_iter().map(|(id,)| id).collect()))
    }

    /// Statement for columns of all cases of the customer, newest first.
    fn of_customer(&self, head: &CaseHead, what: &str, join: &str) -> Statement {
        let mut statement = self.statement();
        let customer = family(&mut statement, head.customer);
        let allowed = self.case_in_scope(&mut statement, head.id);
        statement.text = format!(
            "SELECT {what} FROM service_case AS s {join} \
             WHERE s.customer_id IN ({customer}) AND {allowed} ORDER BY s.opened_at DESC, s.id DESC"
        );
        statement
    }

    /// The rows of these cases, limited to the customer's. A merged case is in scope if its
    /// survivor is.
    async fn rows_of_customer(&self, head: &CaseHead, wanted: &[CaseId]) -> Result<Vec<Row>> {
        let mut statement = self.statement();
        let customer = family(&mut statement, head.customer);
        let survivor = statement.bind(head.customer);
        let wanted = statement.any("s.id", wanted);
        let in_scope = self.alias_in_scope(&mut statement, "kept");
        let linked_opens = self.alias_in_scope(&mut statement, "lead");
        let allowed = self.case_in_scope(&mut statement, head.id);
        statement.text = format!(
            "SELECT s.id, CAST({survivor} AS BIGINT) AS customer_id, nullif(s.kind, '') AS kind, nullif(s.subject, '') AS subject, s.status, \
             s.agent_id, u.name AS agent, s.opened_at, s.closed_at, s.updated_at, s.merged_into, s.continues, \
             coalesce({in_scope}, FALSE) AS in_scope, \
             lead.id IS NOT NULL AND coalesce({linked_opens}, FALSE) AS linked_opens \
             FROM service_case AS s JOIN service_case AS kept ON kept.id = coalesce(s.merged_into, s.id) \
             LEFT JOIN service_case AS linked ON linked.id = coalesce(s.merged_into, s.continues) \
             AND linked.customer_id IN ({customer}) \
             LEFT JOIN service_case AS lead ON lead.id = coalesce(linked.merged_into, linked.id) \
             LEFT JOIN user_account AS u ON u.id = s.agent_id \
             WHERE {wanted} AND s.customer_id IN ({customer}) AND {allowed} ORDER BY s.opened_at DESC, s.id DESC"
        );
        self.fetch_all(statement).await
    }

    fn customer_case(&self, target: &MergeCase, row: Row, case: MergeCase) -> CustomerCase {
        let civil = |at| zone::civil(self.store.zone(), at);
        let access = CaseAccess { status: case.status, responsible: row.agent_id, in_scope: case.in_scope };
        CustomerCase {
            kind: row.kind,
            subject: row.subject,
            responsible: named(row.agent_id, row.agent),
            opened: civil(row.opened_at),
            closed: row.closed_at.map(civil),
            updated: civil(row.updated_at),
            continues: row.continues,
            continuing: may_continue(&self.principal, &access).ok().map(|step| step.action),
            linked_opens: row.linked_opens,
            refusal: refusal(target, &case),
            case,
        }
    }
}
