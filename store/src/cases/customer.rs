//! *Histórico do Cliente*: all cases of the customer.
//!
//! Whoever sees a case sees the rows of all cases of its customer, and opens those in scope. A
//! customer has some hundred cases: they are read at once, and searched and paged in memory.

use std::collections::HashSet;

use chrono::NaiveDateTime;
use domain::case_life::{CaseAction, CaseStanding, may_continue};
use domain::history::Named;
use domain::merge::{MergeCase, MergeRefusal, TargetRefusal, may_receive, refusal, selection};
use domain::text::contains_folded;
use domain::{CaseId, CustomerId, UserId, zone};

use super::conducted::{Address, assign};
use super::head::{CaseHead, named};
use super::stored_status;
use crate::Result;
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
    /// Why it cannot be merged into the open case; `None` where it may be selected.
    pub refusal: Option<MergeRefusal>,
}

/// All cases of a customer, as they look from the one that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerCases {
    /// The open case.
    pub open: MergeCase,
    /// All of them, newest first.
    pub cases: Vec<CustomerCase>,
}

impl CustomerCases {
    /// Whether the open case can receive others at all.
    ///
    /// # Errors
    /// The reason why not.
    pub fn may_receive(&self) -> std::result::Result<(), TargetRefusal> {
        may_receive(&self.open)
    }

    /// The cases whose ID, kind, subject or responsible contains what somebody typed, accents and
    /// case aside.
    pub fn matching(&self, typed: &str) -> Vec<&CustomerCase> {
        let typed = typed.trim();
        self.cases.iter().filter(|case| typed.is_empty() || case.contains(typed)).collect()
    }

    /// Whether the viewer may open this case of the customer.
    pub fn opens(&self, case: Option<CaseId>) -> bool {
        self.cases.iter().any(|row| Some(row.case.id) == case && row.case.in_scope)
    }

    /// Those of the selected cases that can be merged into the open one together, and those that
    /// cannot, each with its reason. IDs of others than the customer's cases are ignored.
    pub fn selected(&self, ids: &[CaseId]) -> (Vec<&CustomerCase>, Vec<(&CustomerCase, MergeRefusal)>) {
        let chosen: Vec<&CustomerCase> = self.cases.iter().filter(|row| ids.contains(&row.case.id)).collect();
        let cases: Vec<MergeCase> = chosen.iter().map(|row| row.case.clone()).collect();
        let refused = selection(&self.open, &cases).err().unwrap_or_default();
        let reason = |row: &CustomerCase| refused.iter().find(|(id, _)| *id == row.case.id);
        let merged = chosen.iter().copied().filter(|row| reason(row).is_none()).collect();
        let refused =
            chosen.iter().filter_map(|row| reason(row).map(|(_, reason)| (*row, *reason))).collect();
        (merged, refused)
    }
}

impl CustomerCase {
    /// The case that this one is linked to: the one it lives on in, else the one it follows.
    pub fn linked(&self) -> Option<CaseId> {
        self.case.merged_into.or(self.continues)
    }

    fn contains(&self, typed: &str) -> bool {
        let responsible = self.responsible.as_ref().map(|agent| agent.name.as_str());
        let texts = [self.kind.as_deref(), self.subject.as_deref(), responsible];
        texts.into_iter().flatten().any(|text| contains_folded(text, typed))
            || format!("#{}", self.case.id).contains(typed)
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
}

impl Scoped<'_> {
    /// All cases of the customer of an open case. `None` where it is out of scope.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn customer_cases(&self, head: &CaseHead) -> Result<Option<CustomerCases>> {
        let rows = self.rows_of_customer(head).await?;
        let mut merging = rows.iter().map(merge_case).collect::<Result<Vec<_>>>()?;
        follow_survivors(&mut merging);
        let addresses = self.addresses(|statement| {
            let customer = statement.int(head.customer.0);
            format!("SELECT theirs.id FROM service_case AS theirs WHERE theirs.customer_id = {customer}")
        });
        assign(&mut merging, addresses.all::<Address>().await?)?;
        let Some(open) = merging.iter().find(|case| case.id == head.id).cloned() else { return Ok(None) };
        let cases =
            rows.into_iter().zip(merging).map(|(row, case)| self.seen_from(&open, row, case)).collect();
        Ok(Some(CustomerCases { open, cases }))
    }

    async fn rows_of_customer(&self, head: &CaseHead) -> Result<Vec<Row>> {
        let mut statement = self.statement();
        let customer = statement.int(head.customer.0);
        let in_scope = self.sees_case(&mut statement, "s");
        let allowed = self.case_in_scope(&mut statement, head.id);
        statement.text = format!(
            "SELECT s.id, s.customer_id, nullif(s.kind, '') AS kind, nullif(s.subject, '') AS subject, s.status, \
             s.agent_id, u.name AS agent, s.opened_at, s.closed_at, s.updated_at, s.merged_into, s.continues, \
             {in_scope} AS in_scope FROM service_case AS s LEFT JOIN user_account AS u ON u.id = s.agent_id \
             WHERE s.customer_id = {customer} AND {allowed} ORDER BY s.opened_at DESC, s.id DESC"
        );
        statement.all().await
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

/// A case that was folded opens where its survivor does. Both are the same customer's.
fn follow_survivors(cases: &mut [MergeCase]) {
    let seen: HashSet<CaseId> = cases.iter().filter(|case| case.in_scope).map(|case| case.id).collect();
    for case in cases {
        case.in_scope |= case.merged_into.is_some_and(|survivor| seen.contains(&survivor));
    }
}
