//! *Gerenciamento* and *Meus Atendimentos*: paged lists of cases.
//!
//! A list takes two steps. First the matching cases are counted up to a limit, from the most
//! selective source (`list_source.rs`). If they are few, they are collected and sorted; if many,
//! the index of the sort order is scanned until the page is full, which is quick because matches
//! are frequent. Rows beyond the limit cannot be paged to; users narrow the filter instead. A name that many
//! customers have is looked for in a limited number of cases (`common_name.rs`).

pub(in crate::cases) mod agents;
mod common_name;
mod due;
pub(in crate::cases) mod filter;
mod of_customer;
pub(crate) mod search;
pub(in crate::cases) mod source;

use domain::cases::{CaseFilter, CaseList, CaseOrder, CaseRow};
use domain::paging::Page;
use domain::{CaseId, CaseStatus, QueueId, Timestamp, UserId, zone};

use crate::Result;
use crate::cases::Cases;
use crate::cases::head::named;
use crate::cases::list::filter::{count_limit, sort_column};
use crate::cases::list::source::Source;
use crate::cases::stored_status;
use crate::db::{IDS_AT_ONCE, Statement, counted, counted_in_order};
use crate::history::CUSTOMER_NAME;

#[derive(sqlx::FromRow)]
struct Row {
    id: CaseId,
    customer: Option<String>,
    kind: Option<String>,
    subject: Option<String>,
    status: String,
    queue_id: Option<QueueId>,
    queue: Option<String>,
    agent_id: Option<UserId>,
    agent: Option<String>,
    opened_at: Timestamp,
    updated_at: Timestamp,
}

/// Number of each agent's latest interactions that contribute to the kinds of the filter.
const LATEST_SERVED: i64 = 40;

/// Query of the rows of the cases whose IDs are in the common table expression `page` of a `WITH` clause.
fn shown(with: &str) -> String {
    format!(
        "{with}SELECT s.id, {CUSTOMER_NAME} AS customer, nullif(s.kind, '') AS kind, \
         nullif(s.subject, '') AS subject, s.status, s.queue_id, q.name AS queue, s.agent_id, \
         u.name AS agent, s.opened_at, s.updated_at \
         FROM page CROSS JOIN service_case AS s CROSS JOIN customer AS owner CROSS JOIN customer AS c \
         LEFT JOIN queue AS q ON q.id = s.queue_id LEFT JOIN user_account AS u ON u.id = s.agent_id \
         WHERE s.id = page.id AND owner.id = s.customer_id \
         AND c.id = coalesce(owner.merged_into, owner.id)"
    )
}

/// A case that was chosen, and what the person saw of it.
#[derive(Clone, Copy)]
pub(crate) struct ChosenCase {
    pub(crate) id: CaseId,
    pub(crate) status: CaseStatus,
    pub(crate) responsible: Option<UserId>,
}

/// The columns of a [`ChosenCase`] `s`.
const CHOSEN: &str = "s.id, s.status, s.agent_id";

fn chosen_cases(rows: Vec<(CaseId, String, Option<UserId>)>) -> Result<Vec<ChosenCase>> {
    let chosen = |(id, status, responsible): (CaseId, String, Option<UserId>)| {
        Ok(ChosenCase { id, status: stored_status(&status)?, responsible })
    };
    rows.into_iter().map(chosen).collect()
}

/// Sorts the rows of a page as its statement has chosen them: a join keeps no order.
fn sort(rows: &mut [Row], filter: &CaseFilter) {
    let place = |row: &Row| match filter.order {
        CaseOrder::Id => i64::from(row.id),
        CaseOrder::Opened => row.opened_at.into(),
        CaseOrder::Updated | CaseOrder::Due => row.updated_at.into(),
    };
    rows.sort_unstable_by_key(|row| (place(row), row.id));
    if !filter.ascending {
        rows.reverse();
    }
}

impl Cases<'_> {
    /// A page of the matching cases; a page beyond the last one returns the last one.
    pub async fn list(&self, filter: &CaseFilter, page: u64) -> Result<CaseList> {
        let empty = CaseList { rows: Vec::new(), page: Page::new(1, 0), more: false, searched: None };
        if filter.opened.is_impossible() {
            return Ok(empty);
        }
        let source = self.case_source(filter).await?;
        if let Some(words) = self.common_name(filter, &source) {
            return self.list_by_common_name(filter, &words, page).await;
        }
        let most = count_limit(filter);
        let (counted, found) = match &source {
            Source::Walk => (most + 1, Vec::new()),
            source if self.sees_all() => (self.count_cases(filter, source).await?, Vec::new()),
            source => self.collected(filter, source, most).await?,
        };
        if counted == 0 {
            return Ok(empty);
        }
        let more = counted > most;
        let page = Page::new(page, counted.min(most));
        let rows = if found.is_empty() {
            let source = if more { source.for_long_list() } else { source };
            self.case_rows(filter, &source, page).await?
        } else {
            self.rows_of(page.of(&found), filter).await?
        };
        Ok(CaseList { rows, page, more, searched: None })
    }

    /// The matching cases with their statuses, at most `limit`, in no particular order.
    pub(crate) async fn matching(
        &self,
        filter: &CaseFilter,
        limit: u64,
        now: Timestamp,
    ) -> Result<Vec<ChosenCase>> {
        if filter.opened.is_impossible() {
            return Ok(Vec::new());
        }
        if let Some(due) = filter.by_clocks() {
            return self.chosen(&self.matching_by_clocks(filter, due, now).await?).await;
        }
        let source = self.case_source(filter).await?.for_any_order();
        let mut statement = self.statement();
        let from = source.sql(self, &mut statement, filter);
        let conditions = self.case_conditions(&mut statement, filter, &source);
        let most = statement.bind(limit.cast_signed());
        let limit = statement.engine.limit(&most);
        statement.text = format!(
            "{}SELECT {CHOSEN} FROM {} WHERE {} AND {conditions} {limit}",
            from.with(&[]),
            from.tables,
            from.condition
        );
        chosen_cases(self.fetch_all(statement).await?)
    }

    /// Those of these cases that are in scope, with their statuses.
    pub(crate) async fn chosen(&self, cases: &[CaseId]) -> Result<Vec<ChosenCase>> {
        let mut found = Vec::new();
        for some in cases.chunks(IDS_AT_ONCE) {
            let mut statement = self.statement();
            let these = statement.any("s.id", some);
            let scope = self.alias_in_scope(&mut statement, "s");
            statement.text = format!("SELECT {CHOSEN} FROM service_case AS s WHERE {these} AND {scope}");
            found.extend(chosen_cases(self.fetch_all(statement).await?)?);
        }
        Ok(found)
    }

    /// Counts the matching cases, at most one more than the limit.
    async fn count_cases(&self, filter: &CaseFilter, source: &Source) -> Result<u64> {
        let mut statement = self.statement();
        let from = source.sql(self, &mut statement, filter);
        let conditions = self.case_conditions(&mut statement, filter, source);
        let most = statement.bind(count_limit(filter).cast_signed() + 1);
        let limit = statement.engine.limit(&most);
        statement.text = format!(
            "{}SELECT count(*) FROM (SELECT 1 FROM {} WHERE {} AND {conditions} {limit}) AS met",
            from.with(&[]),
            from.tables,
            from.condition
        );
        Ok(self.fetch_optional::<(i64,)>(statement).await?.map_or(0, |(n,)| n.cast_unsigned()))
    }

    /// The number of the matching cases, counted to one more than `most`, and the cases in the order of the
    /// list if they are not more. Where each has to be asked for the scope, that takes longer than to sort
    /// them, and is done once for the count and the page.
    async fn collected(&self, filter: &CaseFilter, source: &Source, most: u64) -> Result<(u64, Vec<CaseId>)> {
        let mut statement = self.statement();
        let from = source.sql(self, &mut statement, filter);
        let conditions = self.case_conditions(&mut statement, filter, source);
        let found = format!(
            "found AS MATERIALIZED (SELECT s.id, s.{} AS place FROM {} WHERE {} AND {conditions} LIMIT {})",
            sort_column(filter.order),
            from.tables,
            from.condition,
            most + 1
        );
        let few = format!("found WHERE (SELECT count(*) FROM found) <= {most}");
        statement.text = format!("{}{}", from.with(&[found]), counted("found", &few));
        Ok(counted_in_order(self.fetch_all(statement).await?, filter.ascending, CaseId))
    }

    async fn case_rows(&self, filter: &CaseFilter, source: &Source, page: Page) -> Result<Vec<CaseRow>> {
        let mut statement = self.statement();
        let from = source.sql(self, &mut statement, filter);
        let conditions = self.case_conditions(&mut statement, filter, source);
        let column = sort_column(filter.order);
        let way = if filter.ascending { "ASC" } else { "DESC" };
        let (take, skip) =
            (statement.bind(page.size.cast_signed()), statement.bind(page.offset().cast_signed()));
        let limit = format!("{} OFFSET {skip}", statement.engine.limit(&take));
        let matching = format!(
            "SELECT s.id, s.{column} AS place FROM {} WHERE {} AND {conditions}",
            from.tables, from.condition
        );
        let first = format!("ORDER BY place {way}, id {way}");
        let parts = if *source == Source::Walk || statement.engine.is_sqlite() {
            vec![format!("page AS MATERIALIZED ({matching} ORDER BY s.{column} {way}, s.id {way} {limit})")]
        } else {
            // With the order in the same query, PostgreSQL may scan the whole index for a few rows.
            vec![
                format!("found AS MATERIALIZED ({matching})"),
                format!("page AS MATERIALIZED (SELECT id, place FROM found {first} {limit})"),
            ]
        };
        statement.text = shown(&from.with(&parts));
        let mut rows = self.fetch_all::<Row>(statement).await?;
        sort(&mut rows, filter);
        rows.into_iter().map(|row| self.case_row(row)).collect()
    }

    fn case_row(&self, row: Row) -> Result<CaseRow> {
        let civil = |at| zone::civil(self.store.zone(), at);
        Ok(CaseRow {
            id: row.id,
            customer: row.customer,
            kind: row.kind,
            subject: row.subject,
            queue: named(row.queue_id, row.queue),
            status: stored_status(&row.status)?,
            responsible: named(row.agent_id, row.agent),
            opened: civil(row.opened_at),
            updated: civil(row.updated_at),
        })
    }

    /// The kinds of cases in scope, for the filter: of cases assigned to agents in scope, and of
    /// the latest interactions of each of these agents.
    pub async fn kinds(&self) -> Result<Vec<String>> {
        let mut statement = self.statement();
        let most = statement.bind(200);
        if !self.sees_all() {
            statement.text = self.kinds_in_scope(&mut statement, &most);
            return Ok(self
                .fetch_all::<(String,)>(statement)
                .await?
                .into_iter()
                .map(|(kind,)| kind)
                .collect());
        }
        // Loose index scan from kind to kind, instead of reading every case.
        statement.text = format!(
            "WITH RECURSIVE known (kind) AS (\
             SELECT (SELECT min(s.kind) FROM service_case AS s WHERE s.kind > '') \
             UNION ALL SELECT (SELECT min(s.kind) FROM service_case AS s WHERE s.kind > known.kind) \
             FROM known WHERE known.kind IS NOT NULL) \
             SELECT kind FROM known WHERE kind IS NOT NULL LIMIT {most}"
        );
        Ok(self.fetch_all::<(String,)>(statement).await?.into_iter().map(|(kind,)| kind).collect())
    }

    /// Loose index scan over agents and kinds, united with the kinds of a limited number of each
    /// agent's latest interactions.
    fn kinds_in_scope(&self, statement: &mut Statement, most: &str) -> String {
        let answers = self.assignee_in_scope(statement, "a.id");
        let served = self.indexed_agent_in_scope(statement, "a.id");
        let latest = statement.bind(LATEST_SERVED);
        let latest = statement.engine.join_subquery(
            "user_account AS a",
            "interaction AS i",
            &format!(
                "SELECT x.id FROM interaction AS x WHERE x.agent_id = a.id \
                 ORDER BY x.queued_at DESC, x.id DESC {}",
                statement.engine.limit(&latest)
            ),
        );
        let next = |agent: &str, after: &str| {
            format!(
                "(SELECT min(s.kind) FROM service_case AS s WHERE s.agent_id = {agent} AND s.kind > {after})"
            )
        };
        format!(
            "WITH RECURSIVE known (agent_id, kind) AS (\
             SELECT a.id, {} FROM user_account AS a WHERE {answers} \
             UNION ALL SELECT known.agent_id, {} FROM known WHERE known.kind IS NOT NULL) \
             SELECT kind FROM (SELECT known.kind FROM known WHERE known.kind IS NOT NULL \
             UNION SELECT s.kind FROM {latest} JOIN service_case AS s ON s.id = i.case_id \
             WHERE {served} AND s.kind > '') AS offered ORDER BY kind LIMIT {most}",
            next("a.id", "''"),
            next("known.agent_id", "known.kind")
        )
    }
}
