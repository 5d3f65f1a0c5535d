//! Cases for the read API: the list by cursor, and one with its deadlines and protocols.
//!
//! The list goes by ID, newest first, because everything else about a case changes: a case never moves
//! between two parts. With filters, each part looks at a limited number of cases, and may be short.
//! Merged cases are cases of their own here.

use domain::cases::CaseFilter;
use domain::reading::{ListPart, Position, RecordedCase};
use domain::{CaseId, Protocol, QueueId, Timestamp, UserId};

use super::stored_status;
use crate::Result;
use crate::cases::Cases;
use crate::cases::edit::custom::custom_fields;
use crate::db::{Statement, Window, sorted_ids};
use crate::history::{CUSTOMER_COLUMNS, CustomerRow, stored_protocol};

/// Maximum number of cases that a filter looks at for one part of the list.
const MAX_EXAMINED: i64 = 5_000;

/// Maximum number of protocols of a case.
const MAX_PROTOCOLS: i64 = 1_000;

#[derive(sqlx::FromRow)]
struct Row {
    id: CaseId,
    source: Option<String>,
    external_id: Option<String>,
    kind: Option<String>,
    subject: Option<String>,
    status: String,
    merged_into: Option<CaseId>,
    continues: Option<CaseId>,
    queue_id: Option<QueueId>,
    queue: Option<String>,
    agent_id: Option<UserId>,
    agent: Option<String>,
    agent_name: Option<String>,
    opened_at: Timestamp,
    closed_at: Option<Timestamp>,
    updated_at: Timestamp,
    custom: String,
    #[sqlx(flatten)]
    customer: CustomerRow,
}

/// Columns and tables of [`Row`], for the case `s`.
fn select() -> String {
    format!(
        "SELECT s.id, s.source, s.external_id, nullif(s.kind, '') AS kind, nullif(s.subject, '') AS subject, \
         s.status, s.merged_into, s.continues, s.queue_id, q.name AS queue, s.agent_id, u.login AS agent, \
         u.name AS agent_name, s.opened_at, s.closed_at, s.updated_at, s.custom, {CUSTOMER_COLUMNS} \
         FROM service_case AS s JOIN customer AS owner ON owner.id = s.customer_id \
             JOIN customer AS c ON c.id = coalesce(owner.merged_into, owner.id) \
         LEFT JOIN queue AS q ON q.id = s.queue_id LEFT JOIN user_account AS u ON u.id = s.agent_id"
    )
}

impl TryFrom<Row> for RecordedCase {
    type Error = crate::Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            source: row.source,
            external_id: row.external_id,
            kind: row.kind,
            subject: row.subject,
            status: stored_status(&row.status)?,
            merged_into: row.merged_into,
            continues: row.continues,
            customer: row.customer.into(),
            queue: row.queue,
            queue_id: row.queue_id,
            agent: row.agent,
            agent_name: row.agent_name,
            agent_id: row.agent_id,
            opened_at: row.opened_at.to_utc(),
            closed_at: row.closed_at.map(Timestamp::to_utc),
            updated_at: row.updated_at.to_utc(),
            custom: custom_fields(&row.custom),
            link: format!("/api/v1/cases/{}", row.id),
            sla: None,
            interactions: None,
            merged: None,
        })
    }
}

impl Cases<'_> {
    /// At most `limit` of the matching cases whose ID is below that of the position, highest ID first.
    /// Search and order of the filter are not used, and without statuses merged cases match, too.
    pub async fn newest_after(
        &self,
        filter: &CaseFilter,
        after: Option<Position>,
        limit: u64,
    ) -> Result<ListPart<RecordedCase>> {
        if filter.opened.is_impossible() {
            return Ok(ListPart::empty());
        }
        let below = after.map_or(i64::MAX, |position| position.id);
        let is_filtered = *filter != CaseFilter::default() || !self.sees_all();
        let examined = if is_filtered { self.last_examined(below).await? } else { None };

        let mut statement = self.statement();
        let matches = self.listed(&mut statement, filter);
        let below = statement.bind(below);
        let from = statement.bind(examined.unwrap_or(i64::MIN));
        let most = statement.bind(limit.saturating_add(1).cast_signed());
        let most = statement.engine.limit(&most);
        statement.text = format!(
            "{} WHERE s.id < {below} AND s.id >= {from} AND {matches} ORDER BY s.id DESC {most}",
            select()
        );
        let mut rows = self.fetch_all::<Row>(statement).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| more).map(|row| row.id.0);
        let next = last.or(examined).map(|id| Position { at: Timestamp(0), id });
        let items = rows.into_iter().map(RecordedCase::try_from).collect::<Result<_>>()?;
        Ok(ListPart { items, next })
    }

    /// SQL predicate: the case `s` matches and is in scope.
    fn listed(&self, statement: &mut Statement, filter: &CaseFilter) -> String {
        let lives = self.alias_in_scope(statement, "kept");
        let mut found = vec![if lives == "TRUE" {
            lives
        } else {
            format!(
                "EXISTS (SELECT 1 FROM service_case AS kept \
                 WHERE kept.id = coalesce(s.merged_into, s.id) AND {lives})"
            )
        }];
        // The list goes by ID: no other index may be chosen.
        let engine = statement.engine;
        let column = |name: &str| engine.unindexed(&format!("s.{name}"));
        let [status, queue, agent, kind, opened] =
            ["status", "queue_id", "agent_id", "kind", "opened_at"].map(column);
        if !filter.statuses.is_empty() {
            let words: Vec<String> =
                filter.statuses.iter().map(|status| statement.bind(status.as_str())).collect();
            found.push(format!("{status} IN ({})", words.join(", ")));
        }
        if !filter.queues.is_empty() {
            found.push(statement.any(&queue, &sorted_ids(filter.queues.iter().copied())));
        }
        if !filter.agents.is_empty() {
            found.push(statement.any(&agent, &sorted_ids(filter.agents.iter().copied())));
        }
        if let Some(wanted) = &filter.kind {
            found.push(format!("{kind} = {}", statement.bind(wanted)));
        }
        found.extend(Window::of_days(self.store.zone(), filter.opened).conditions(statement, &opened));
        found.join(" AND ")
    }

    /// The last case that a filter looks at below an ID, if more follow.
    async fn last_examined(&self, below: i64) -> Result<Option<i64>> {
        // The place alone reveals no row.
        let mut statement = self.unrestricted_statement();
        let below = statement.bind(below);
        let skipped = statement.bind(MAX_EXAMINED - 1);
        statement.text = format!(
            "SELECT s.id FROM service_case AS s WHERE s.id < {below} ORDER BY s.id DESC LIMIT 1 OFFSET {skipped}"
        );
        Ok(self.fetch_optional::<(i64,)>(statement).await?.map(|(id,)| id))
    }

    /// A case with its deadlines, its protocols and the cases merged into it, also if it was merged itself.
    /// `None` if it does not exist or is out of scope.
    pub async fn recorded(&self, case: CaseId, now: Timestamp) -> Result<Option<RecordedCase>> {
        let mut statement = self.statement();
        let matches = self.listed(&mut statement, &CaseFilter::default());
        let id = statement.bind(case);
        statement.text = format!("{} WHERE s.id = {id} AND {matches}", select());
        let Some(row) = self.fetch_optional::<Row>(statement).await? else { return Ok(None) };
        let mut found = RecordedCase::try_from(row)?;

        // The case is in scope, and so are the rows of its family.
        let mut statement = self.unrestricted_statement();
        let (id, most) = (statement.bind(case), statement.bind(MAX_PROTOCOLS));
        let most = statement.engine.limit(&most);
        statement.text = format!(
            "SELECT i.protocol FROM interaction AS i WHERE i.case_id = {id} \
             ORDER BY i.queued_at DESC, i.id DESC {most}"
        );
        let protocols = self.fetch_all::<(String,)>(statement).await?;
        let protocols: Result<Vec<Protocol>> =
            protocols.iter().map(|(protocol,)| stored_protocol(protocol)).collect();
        found.interactions = Some(protocols?);

        let mut statement = self.unrestricted_statement();
        let id = statement.bind(case);
        statement.text =
            format!("SELECT s.id FROM service_case AS s WHERE s.merged_into = {id} ORDER BY s.id");
        let merged = self.fetch_all::<(CaseId,)>(statement).await?;
        found.merged = Some(merged.into_iter().map(|(id,)| id).collect());
        found.sla = Some(self.deadlines(case, now).await?);
        Ok(Some(found))
    }
}
