//! Open cases by their running clocks: what is overdue, what is at risk, the next due instant first.
//!
//! A due instant follows from business hours, pauses and the policy, which change; the database does not
//! know it. So the clocks of the open cases in scope are read, at most those of
//! [`MAX_CLOCKED`] cases: of more, the list says that it leaves some out, and users narrow the filter.

use std::collections::HashMap;

use domain::cases::{CaseFilter, CaseList, CaseOrder, CaseRow, CaseSla, DueCounts, DueFilter, MAX_CLOCKED};
use domain::paging::Page;
use domain::{CaseId, Timestamp};

use super::{Row, shown, sort};
use crate::Result;
use crate::cases::Cases;
use crate::cases::list::filter::sort_column;

/// The clocks of cases: what a list says of them, and the next due instant.
type Clocks = HashMap<CaseId, (CaseSla, Option<Timestamp>)>;

impl Cases<'_> {
    /// A page of the open cases that `due` shows, at `now`; a page beyond the last one returns the last one.
    pub async fn list_by_clocks(
        &self,
        filter: &CaseFilter,
        due: DueFilter,
        page: u64,
        now: Timestamp,
    ) -> Result<CaseList> {
        let (mut found, clocks, more) = self.open_cases(filter, now).await?;
        found.retain(|case| due.shows(clocks.get(case).map(|(sla, _)| sla)));
        let page = Page::new(page, found.len() as u64);
        let rows = if filter.order == CaseOrder::Due {
            // Cases that are never due come last, in both directions.
            found.sort_unstable_by_key(|case| {
                let next = clocks.get(case).and_then(|(_, next)| *next);
                let place = next.map(|next| if filter.ascending { next.0 } else { -next.0 });
                (place.is_none(), place, *case)
            });
            self.open_rows(page.of(&found), None).await?
        } else {
            self.open_rows(&found, Some((filter, page))).await?
        };
        Ok(CaseList { rows, page, more, searched: None })
    }

    /// The open cases that `due` shows, at `now`.
    pub(super) async fn matching_by_clocks(
        &self,
        filter: &CaseFilter,
        due: DueFilter,
        now: Timestamp,
    ) -> Result<Vec<CaseId>> {
        let (mut found, clocks, _) = self.open_cases(filter, now).await?;
        found.retain(|case| due.shows(clocks.get(case).map(|(sla, _)| sla)));
        Ok(found)
    }

    /// The numbers of the open cases that match, at `now`.
    pub async fn due_counts(&self, filter: &CaseFilter, now: Timestamp) -> Result<DueCounts> {
        let (found, clocks, more) = self.open_cases(filter, now).await?;
        let count = |due: DueFilter| {
            found.iter().filter(|case| due.shows(clocks.get(case).map(|(sla, _)| sla))).count() as u64
        };
        let [overdue, at_risk, open] = DueFilter::ALL.map(count);
        Ok(DueCounts { overdue, at_risk, open, more })
    }

    /// The matching open cases with their clocks, and whether there are more than the limit.
    async fn open_cases(&self, filter: &CaseFilter, now: Timestamp) -> Result<(Vec<CaseId>, Clocks, bool)> {
        let filter = CaseFilter { statuses: filter.open_statuses(), ..filter.clone() };
        if filter.statuses.is_empty() || filter.opened.is_impossible() {
            return Ok((Vec::new(), Clocks::new(), false));
        }
        let source = self.case_source(&filter).await?.for_any_order();
        let mut statement = self.statement();
        let from = source.sql(self, &mut statement, &filter);
        let conditions = self.case_conditions(&mut statement, &filter, &source);
        let most = statement.bind(MAX_CLOCKED.cast_signed() + 1);
        let limit = statement.engine.limit(&most);
        statement.text = format!(
            "{}SELECT s.id FROM {} WHERE {} AND {conditions} {limit}",
            from.with(&[]),
            from.tables,
            from.condition
        );
        let mut found: Vec<CaseId> =
            self.fetch_all::<(CaseId,)>(statement).await?.into_iter().map(|(case,)| case).collect();
        let most = usize::try_from(MAX_CLOCKED).unwrap_or(usize::MAX);
        let more = found.len() > most;
        found.truncate(most);
        found.sort_unstable();
        found.dedup();
        let clocks = self.next_dues(&found, now).await?;
        Ok((found, clocks, more))
    }

    /// The rows of cases in their order; or a page of them in the order of the filter.
    async fn open_rows(
        &self,
        cases: &[CaseId],
        ordered: Option<(&CaseFilter, Page)>,
    ) -> Result<Vec<CaseRow>> {
        if cases.is_empty() {
            return Ok(Vec::new());
        }
        let mut statement = self.statement();
        let these = statement.any("s.id", cases);
        let scope = self.alias_in_scope(&mut statement, "s");
        let mut order = String::new();
        if let Some((filter, place)) = ordered {
            let (column, way) = (sort_column(filter.order), if filter.ascending { "ASC" } else { "DESC" });
            let (take, skip) =
                (statement.bind(place.size.cast_signed()), statement.bind(place.offset().cast_signed()));
            let limit = statement.engine.limit(&take);
            order = format!("ORDER BY s.{column} {way}, s.id {way} {limit} OFFSET {skip}");
        }
        let page = format!("SELECT s.id FROM service_case AS s WHERE {these} AND {scope} {order}");
        statement.text = shown(&format!("WITH page AS MATERIALIZED ({page}) "));
        let mut rows = self.fetch_all::<Row>(statement).await?;
        match ordered {
            None => {
                let places: HashMap<CaseId, usize> = cases.iter().copied().zip(0..).collect();
                rows.sort_unstable_by_key(|row| places.get(&row.id).copied());
            }
            Some((filter, _)) => sort(&mut rows, filter),
        }
        rows.into_iter().map(|row| self.case_row(row)).collect()
    }
}
