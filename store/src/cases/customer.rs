//! *Histórico do Cliente*: all cases of the customer.
//!
//! Whoever sees a case sees the rows of all cases of its customer, and opens those in scope. A
//! customer may have hundreds of cases. Which of them are in scope and what they are conducted with
//! takes long to say: it is asked of those that are shown.

use chrono::NaiveDateTime;
use domain::case_life::{CaseAction, CaseStanding, may_continue};
use domain::history::Named;
use domain::merge::{MergeCase, MergeRefusal, TargetRefusal, may_receive, refusal, selection};
use domain::paging::Page;
use domain::text::contains_folded;
use domain::{CaseId, CustomerId, UserId, zone};

use super::conducted::{Address, assign};
use super::folding::families;
use super::head::{CaseHead, named};
use super::stored_status;
use crate::Result;
use crate::db::Statement;
use crate::scoped::Scoped;

/// A case of the customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerCase {
    /// Its ID, status, survivor, and whether the viewer may open it: what merging asks of it.
    pub case: MergeCase,
    /// What kind of matter.
    pub kind: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// Who is responsible.
    pub responsible: Option<Named<UserId>>,
    /// When it was opened, in the operation's civil time.
    pub opened: NaiveDateTime,
    /// When it was closed, civil time.
    pub closed: Option<NaiveDateTime>,
    /// When something last happened to it, civil time.
    pub updated: NaiveDateTime,
    /// The closed case that it follows.
    pub continues: Option<CaseId>,
    /// What *Continuar* is for the viewer, where it is offered.
    pub continuing: Option<CaseAction>,
    /// Whether the viewer may open the case that this one is linked to.
    pub linked_opens: bool,
    /// Why it cannot be merged into the open case; `None` where it may be selected.
    pub refusal: Option<MergeRefusal>,
}

/// Which cases of a customer are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerQuery {
    /// What their ID, kind, subject or responsible contains, accents and case aside.
    pub search: String,
    /// The page, from 1; one beyond the last is the last.
    pub page: u64,
    /// The cases that were selected, on whatever page.
    pub selected: Vec<CaseId>,
}

/// A page of the cases of a customer, as they look from the one that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerCases {
    /// The open case.
    pub open: MergeCase,
    /// Those on the page, newest first.
    pub cases: Vec<CustomerCase>,
    /// The page.
    pub page: Page,
    /// Those that were selected. IDs of others than the customer's cases are ignored.
    chosen: Vec<CustomerCase>,
}

impl CustomerCases {
    /// Whether the open case can receive others at all.
    ///
    /// # Errors
    /// The reason why not.
    pub fn may_receive(&self) -> std::result::Result<(), TargetRefusal> {
        may_receive(&self.open)
    }

    /// Those of the selected cases that can be merged into the open one together, and those that
    /// cannot, each with its reason.
    pub fn selected(&self) -> (Vec<&CustomerCase>, Vec<(&CustomerCase, MergeRefusal)>) {
        let cases: Vec<MergeCase> = self.chosen.iter().map(|row| row.case.clone()).collect();
        let refused = selection(&self.open, &cases).err().unwrap_or_default();
        let reason = |row: &CustomerCase| refused.iter().find(|(id, _)| *id == row.case.id);
        let merged = self.chosen.iter().filter(|row| reason(row).is_none()).collect();
        let refused =
            self.chosen.iter().filter_map(|row| reason(row).map(|(_, reason)| (row, *reason))).collect();
        (merged, refused)
    }
}

impl CustomerCase {
    /// The case that this one is linked to: the one it lives on in, else the one it follows.
    pub fn linked(&self) -> Option<CaseId> {
        self.case.merged_into.or(self.continues)
    }
}

/// What a search looks at.
#[derive(sqlx::FromRow)]
struct Searched {
    id: i64,
    kind: Option<String>,
    subject: Option<String>,
    agent: Option<String>,
}

impl Searched {
    fn contains(&self, typed: &str) -> bool {
        let texts = [&self.kind, &self.subject, &self.agent];
        texts.into_iter().flatten().any(|text| contains_folded(text, typed))
            || format!("#{}", self.id).contains(typed)
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    customer_id: i64,
    kind: Option<String>,
    subject: Option<String>,
    status: String,
    agent_id: Option<i64>,
    agent: Option<String>,
    opened_at: i64,
    closed_at: Option<i64>,
    updated_at: i64,
    merged_into: Option<i64>,
    continues: Option<i64>,
    in_scope: bool,
    linked_opens: bool,
}

impl Scoped<'_> {
    /// A page of the cases of the customer of an open case. `None` where it is out of scope.
    ///
    /// # Errors
    /// Where the database fails.
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
        let (rows, addresses) =
            futures::try_join!(self.rows_of_customer(head, &wanted), self.fetch_all::<Address>(addresses))?;
        let mut merging = rows.iter().map(merge_case).collect::<Result<Vec<_>>>()?;
        assign(&mut merging, addresses)?;
        let Some(open) = merging.iter().find(|case| case.id == head.id).cloned() else { return Ok(None) };
        let cases: Vec<CustomerCase> =
            rows.into_iter().zip(merging).map(|(row, case)| self.seen_from(&open, row, case)).collect();
        let of = |ids: &[CaseId]| cases.iter().filter(|row| ids.contains(&row.case.id)).cloned().collect();
        let (cases, chosen) = (of(&shown), of(&query.selected));
        Ok(Some(CustomerCases { open, cases, page, chosen }))
    }

    /// The page, and the cases on it.
    async fn page_of_customer(&self, head: &CaseHead, query: &CustomerQuery) -> Result<(Page, Vec<CaseId>)> {
        let typed = query.search.trim();
        let ids = |rows: Vec<(i64,)>| rows.into_iter().map(|(id,)| CaseId(id)).collect();
        if !typed.is_empty() {
            // Neither engine compares without accents.
            let all = self.of_customer(
                head,
                "s.id, s.kind, s.subject, u.name AS agent",
                "LEFT JOIN user_account AS u ON u.id = s.agent_id",
            );
            let mut found: Vec<Searched> = self.fetch_all(all).await?;
            found.retain(|row| row.contains(typed));
            let page = Page::new(query.page, found.len() as u64);
            let shown = found.drain((page.offset() as usize)..(page.last_row() as usize));
            return Ok((page, shown.map(|row| CaseId(row.id)).collect()));
        }
        let mut count = self.of_customer(head, "s.id", "");
        count.text = format!("SELECT count(*) FROM ({}) AS met", count.text);
        let total = self.fetch_optional::<(i64,)>(count).await?.map_or(0, |(n,)| n.cast_unsigned());
        let page = Page::new(query.page, total);
        let mut shown = self.of_customer(head, "s.id", "");
        let (take, skip) = (shown.bind(page.size.cast_signed()), shown.bind(page.offset().cast_signed()));
        shown.text = format!("{} {} OFFSET {skip}", shown.text, shown.engine.limit(&take));
        Ok((page, ids(self.fetch_all(shown).await?)))
    }

    /// Something of all cases of the customer, newest first.
    fn of_customer(&self, head: &CaseHead, what: &str, join: &str) -> Statement {
        let mut statement = self.statement();
        let customer = statement.bind(head.customer.0);
        let allowed = self.case_in_scope(&mut statement, head.id);
        statement.text = format!(
            "SELECT {what} FROM service_case AS s {join} \
             WHERE s.customer_id = {customer} AND {allowed} ORDER BY s.opened_at DESC, s.id DESC"
        );
        statement
    }

    /// What stands in the rows of these cases, as far as they are the customer's. One that was folded
    /// opens where its survivor does.
    async fn rows_of_customer(&self, head: &CaseHead, wanted: &[CaseId]) -> Result<Vec<Row>> {
        let mut statement = self.statement();
        let customer = statement.bind(head.customer.0);
        let wanted = statement.any("s.id", &wanted.iter().map(|id| id.0).collect::<Vec<_>>());
        let in_scope = self.sees_case(&mut statement, "kept");
        let linked_opens = self.sees_case(&mut statement, "lead");
        let allowed = self.case_in_scope(&mut statement, head.id);
        statement.text = format!(
            "SELECT s.id, s.customer_id, nullif(s.kind, '') AS kind, nullif(s.subject, '') AS subject, s.status, \
             s.agent_id, u.name AS agent, s.opened_at, s.closed_at, s.updated_at, s.merged_into, s.continues, \
             coalesce({in_scope}, FALSE) AS in_scope, \
             lead.id IS NOT NULL AND coalesce({linked_opens}, FALSE) AS linked_opens \
             FROM service_case AS s JOIN service_case AS kept ON kept.id = coalesce(s.merged_into, s.id) \
             LEFT JOIN service_case AS linked ON linked.id = coalesce(s.merged_into, s.continues) \
             AND linked.customer_id = s.customer_id \
             LEFT JOIN service_case AS lead ON lead.id = coalesce(linked.merged_into, linked.id) \
             LEFT JOIN user_account AS u ON u.id = s.agent_id \
             WHERE {wanted} AND s.customer_id = {customer} AND {allowed} ORDER BY s.opened_at DESC, s.id DESC"
        );
        self.fetch_all(statement).await
    }

    fn seen_from(&self, target: &MergeCase, row: Row, case: MergeCase) -> CustomerCase {
        let civil = |at| zone::civil(self.store.zone(), at);
        let standing = CaseStanding {
            status: case.status,
            responsible: row.agent_id.map(UserId),
            in_scope: case.in_scope,
        };
        CustomerCase {
            kind: row.kind,
            subject: row.subject,
            responsible: named(row.agent_id.map(UserId), row.agent),
            opened: civil(row.opened_at),
            closed: row.closed_at.map(civil),
            updated: civil(row.updated_at),
            continues: row.continues.map(CaseId),
            continuing: may_continue(&self.principal, &standing).ok().map(|step| step.action),
            linked_opens: row.linked_opens,
            refusal: refusal(target, &case),
            case,
        }
    }
}

fn merge_case(row: &Row) -> Result<MergeCase> {
    Ok(MergeCase {
        id: CaseId(row.id),
        status: stored_status(&row.status)?,
        customer: CustomerId(row.customer_id),
        whatsapp: None,
        chat: None,
        merged_into: row.merged_into.map(CaseId),
        in_scope: row.in_scope,
    })
}
