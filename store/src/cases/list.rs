//! *Gerenciamento* and *Meus Atendimentos*: lists of cases, a page at a time.
//!
//! A list is made in two steps. First the cases that match are counted, from the narrowest place
//! they can come from (`list_source.rs`) and up to a limit. Few are then collected and sorted; of
//! many, the index of the order is walked until the page is full, which does not take long, because
//! there are many. Nobody turns to page 501: what is beyond the limit is a matter for a filter.

use chrono::{Days, NaiveDateTime};
use domain::history::Named;
use domain::paging::Page;
use domain::{CaseId, CaseStatus, Period, QueueId, UserId, zone};

use super::head::named;
use super::list_source::Source;
use super::stored_status;
use crate::Result;
use crate::history::CUSTOMER_NAME;
use crate::scoped::{Scoped, Statement};

/// Cases are counted up to here, and paged through up to here.
pub const MOST_COUNTED: u64 = 10_000;

/// What orders a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaseOrder {
    /// The ID.
    Id,
    /// When the case was opened.
    Opened,
    /// When something last happened to it.
    #[default]
    Updated,
}

impl CaseOrder {
    /// The column of `service_case`.
    pub(super) const fn column(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Opened => "opened_at",
            Self::Updated => "updated_at",
        }
    }
}

/// Which cases are wanted, and in which order. What is empty lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Any of these; where none is named, all but those that were merged into others.
    pub statuses: Vec<CaseStatus>,
    /// In any of these queues.
    pub queues: Vec<QueueId>,
    /// Any of these is responsible.
    pub agents: Vec<UserId>,
    /// Exactly this kind.
    pub kind: Option<String>,
    /// Opened on these civil days.
    pub opened: Period,
    /// An ID, a protocol, a telephone, a document, or words of the customer's name.
    pub search: String,
    /// The order.
    pub order: CaseOrder,
    /// The oldest or lowest first.
    pub ascending: bool,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// Its ID.
    pub id: CaseId,
    /// The customer's name, or the address they are known by.
    pub customer: Option<String>,
    /// What kind of matter.
    pub kind: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// Where it is worked on.
    pub queue: Option<Named<QueueId>>,
    /// Where it stands.
    pub status: CaseStatus,
    /// Who is responsible.
    pub responsible: Option<Named<UserId>>,
    /// When it was opened, civil time.
    pub opened: NaiveDateTime,
    /// When something last happened to it, civil time.
    pub updated: NaiveDateTime,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseList {
    /// Its rows, in the order asked for.
    pub rows: Vec<CaseRow>,
    /// The page shown.
    pub page: Page,
    /// Whether there are more than the [`MOST_COUNTED`] that can be paged through.
    pub more: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    customer: Option<String>,
    kind: Option<String>,
    subject: Option<String>,
    status: String,
    queue_id: Option<i64>,
    queue: Option<String>,
    agent_id: Option<i64>,
    agent: Option<String>,
    opened_at: i64,
    updated_at: i64,
}

impl Scoped<'_> {
    /// A page of the cases that match; a page beyond the last is the last.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn case_list(&self, filter: &CaseFilter, page: u64) -> Result<CaseList> {
        let empty = CaseList { rows: Vec::new(), page: Page::new(1, 0), more: false };
        if filter.opened.is_impossible() {
            return Ok(empty);
        }
        let source = self.case_source(filter).await?;
        let counted = match &source {
            Source::Walk => MOST_COUNTED + 1,
            source => self.count_cases(filter, source).await?,
        };
        if counted == 0 {
            return Ok(empty);
        }
        let more = counted > MOST_COUNTED;
        let page = Page::new(page, counted.min(MOST_COUNTED));
        let source = if more { Source::Walk } else { source };
        Ok(CaseList { rows: self.case_rows(filter, &source, page).await?, page, more })
    }

    /// How many cases match, but not beyond the limit.
    async fn count_cases(&self, filter: &CaseFilter, source: &Source) -> Result<u64> {
        let mut statement = self.statement();
        let from = source.sql(self, &mut statement, filter);
        let conditions = self.case_conditions(&mut statement, filter, source);
        let most = statement.int(MOST_COUNTED.cast_signed() + 1);
        let limit = statement.db.limit(&most);
        statement.text = format!(
            "{}SELECT count(*) FROM (SELECT 1 FROM {} WHERE {} AND {conditions} {limit}) AS met",
            from.with(&[]),
            from.tables,
            from.condition
        );
        Ok(statement.optional::<(i64,)>().await?.map_or(0, |(n,)| n.cast_unsigned()))
    }

    async fn case_rows(&self, filter: &CaseFilter, source: &Source, page: Page) -> Result<Vec<CaseRow>> {
        let mut statement = self.statement();
        let from = source.sql(self, &mut statement, filter);
        let conditions = self.case_conditions(&mut statement, filter, source);
        let column = filter.order.column();
        let way = if filter.ascending { "ASC" } else { "DESC" };
        let (take, skip) =
            (statement.int(page.size.cast_signed()), statement.int(page.offset().cast_signed()));
        let limit = format!("{} OFFSET {skip}", statement.db.limit(&take));
        let matching = format!(
            "SELECT s.id, s.{column} AS place FROM {} WHERE {} AND {conditions}",
            from.tables, from.condition
        );
        // PostgreSQL, shown the order at once, may walk the whole index in search of a few rows.
        let parts = if *source == Source::Walk || statement.db.is_sqlite() {
            vec![format!("page AS MATERIALIZED ({matching} ORDER BY s.{column} {way}, s.id {way} {limit})")]
        } else {
            vec![
                format!("found AS MATERIALIZED ({matching})"),
                format!(
                    "page AS MATERIALIZED (SELECT id, place FROM found ORDER BY place {way}, id {way} {limit})"
                ),
            ]
        };
        statement.text = format!(
            "{}SELECT s.id, {CUSTOMER_NAME} AS customer, nullif(s.kind, '') AS kind, \
             nullif(s.subject, '') AS subject, s.status, s.queue_id, q.name AS queue, s.agent_id, \
             u.name AS agent, s.opened_at, s.updated_at \
             FROM page CROSS JOIN service_case AS s CROSS JOIN customer AS c \
             LEFT JOIN queue AS q ON q.id = s.queue_id LEFT JOIN user_account AS u ON u.id = s.agent_id \
             WHERE s.id = page.id AND c.id = s.customer_id",
            from.with(&parts)
        );
        let mut rows = statement.all::<Row>().await?;
        let place = |row: &Row| match filter.order {
            CaseOrder::Id => row.id,
            CaseOrder::Opened => row.opened_at,
            CaseOrder::Updated => row.updated_at,
        };
        rows.sort_unstable_by_key(|row| (place(row), row.id));
        if !filter.ascending {
            rows.reverse();
        }
        rows.into_iter().map(|row| self.case_row(row)).collect()
    }

    fn case_row(&self, row: Row) -> Result<CaseRow> {
        let civil = |at| zone::civil(self.store.zone(), at);
        Ok(CaseRow {
            id: CaseId(row.id),
            customer: row.customer,
            kind: row.kind,
            subject: row.subject,
            queue: named(row.queue_id.map(QueueId), row.queue),
            status: stored_status(&row.status)?,
            responsible: named(row.agent_id.map(UserId), row.agent),
            opened: civil(row.opened_at),
            updated: civil(row.updated_at),
        })
    }

    /// The kinds that cases have, for the filter.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn case_kinds(&self) -> Result<Vec<String>> {
        let mut statement = self.statement();
        let most = statement.int(200);
        // From kind to kind through the index; reading every case for a few words would take long.
        statement.text = format!(
            "WITH RECURSIVE known (kind) AS (\
             SELECT (SELECT min(s.kind) FROM service_case AS s WHERE s.kind > '') \
             UNION ALL SELECT (SELECT min(s.kind) FROM service_case AS s WHERE s.kind > known.kind) \
             FROM known WHERE known.kind IS NOT NULL) \
             SELECT kind FROM known WHERE kind IS NOT NULL LIMIT {most}"
        );
        Ok(statement.all::<(String,)>().await?.into_iter().map(|(kind,)| kind).collect())
    }

    /// Everything a case `s` must fulfil to be in the list, its scope included.
    pub(super) fn case_conditions(
        &self,
        statement: &mut Statement<'_>,
        filter: &CaseFilter,
        source: &Source,
    ) -> String {
        let mut found = vec![filter.status_condition()];
        if !filter.queues.is_empty() {
            found.push(statement.any("s.queue_id", &ids(filter.queues.iter().map(|id| id.0))));
        }
        if !filter.agents.is_empty() {
            found.push(statement.any("s.agent_id", &ids(filter.agents.iter().map(|id| id.0))));
        }
        if let Some(kind) = &filter.kind {
            found.push(format!("s.kind = {}", statement.text(kind)));
        }
        let from = filter.opened.from.map(|day| zone::day_start(self.store.zone(), day));
        let until = filter.opened.to.and_then(|day| day.checked_add_days(Days::new(1)));
        if let Some(from) = from {
            found.push(format!("s.opened_at >= {}", statement.int(from)));
        }
        if let Some(until) = until.map(|day| zone::day_start(self.store.zone(), day)) {
            found.push(format!("s.opened_at < {}", statement.int(until)));
        }
        if *source == Source::Walk {
            found.extend(filter.sought().condition(statement));
        }
        // A merged case is seen by whoever sees the one it was merged into.
        found.push(if filter.statuses.contains(&CaseStatus::Merged) && !self.sees_all() {
            let sees = self.sees_case(statement, "kept");
            format!(
                "EXISTS (SELECT 1 FROM service_case AS kept \
                 WHERE kept.id = coalesce(s.merged_into, s.id) AND {sees})"
            )
        } else {
            self.sees_case(statement, "s")
        });
        found.join(" AND ")
    }
}

impl CaseFilter {
    /// The statuses meant.
    fn wanted_statuses(&self) -> Vec<CaseStatus> {
        let wanted = |status: &CaseStatus| {
            if self.statuses.is_empty() {
                *status != CaseStatus::Merged
            } else {
                self.statuses.contains(status)
            }
        };
        CaseStatus::ALL.into_iter().filter(wanted).collect()
    }

    /// The only status meant, where it is one.
    pub(super) fn only_status(&self) -> Option<CaseStatus> {
        <[CaseStatus; 1]>::try_from(self.wanted_statuses()).ok().map(|[status]| status)
    }

    /// The statuses as a condition; they are words of ours, not of anybody else.
    pub(super) fn status_condition(&self) -> String {
        if let Some(status) = self.only_status() {
            return format!("s.status = '{}'", status.as_str());
        }
        let words: Vec<String> =
            self.wanted_statuses().iter().map(|status| format!("'{}'", status.as_str())).collect();
        format!("s.status IN ({})", words.join(", "))
    }
}

/// Each number once, in order: equal filters make equal statements.
fn ids(values: impl IntoIterator<Item = i64>) -> Vec<i64> {
    let mut values: Vec<i64> = values.into_iter().collect();
    values.sort_unstable();
    values.dedup();
    values
}
