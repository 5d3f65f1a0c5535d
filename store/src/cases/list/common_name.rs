//! Cases by a name that many customers have.
//!
//! Neither the customers nor the cases of the other filters are few then, so cases are asked for the name one
//! by one: those of the most selective filter if they are few enough, else the first ones in the order of the
//! list. The list says how many were asked if others were left out. Only what has the name is asked for the
//! scope, which takes longer.

use domain::CaseId;
use domain::cases::{CaseFilter, CaseList, CaseRow, MAX_ASKED_FOR_NAME, MAX_NAMED};
use domain::paging::Page;

use super::filter::{sort_column, status_condition};
use super::search::{SearchTerms, name_contains};
use super::source::{Range, Source, walked};
use super::{Row, shown, sort};
use crate::Result;
use crate::cases::Cases;
use crate::db::{Statement, Window, counted, counted_in_order, sorted_ids};

impl Cases<'_> {
    /// The words of the name if many customers have it, and the source does not limit the cases.
    pub(super) fn common_name(&self, filter: &CaseFilter, source: &Source) -> Option<Vec<String>> {
        match (SearchTerms::of(filter, &self.store.number_defaults()), source) {
            (_, Source::Names { few: true, .. } | Source::Scope) => None,
            (SearchTerms::Names(words), _) => Some(words),
            _ => None,
        }
    }

    /// A page of the cases whose customer has a name that many have.
    pub(super) async fn list_by_common_name(
        &self,
        filter: &CaseFilter,
        words: &[String],
        page: u64,
    ) -> Result<CaseList> {
        let few = self.few_cases(filter).await?;
        let (asked, mut found) = self.cases_with_name(filter, words, few).await?;
        let most = usize::try_from(MAX_NAMED).unwrap_or(usize::MAX);
        let more = found.len() > most;
        found.truncate(most);
        let page = Page::new(page, found.len() as u64);
        let searched = (asked >= MAX_ASKED_FOR_NAME && few.is_none() && !more).then_some(MAX_ASKED_FOR_NAME);
        Ok(CaseList { rows: self.rows_of(page.of(&found), filter).await?, page, more, searched })
    }

    /// The source with the fewest cases, whatever else is filtered, if they are few enough to ask all.
    async fn few_cases(&self, filter: &CaseFilter) -> Result<Option<&'static str>> {
        let mut statement = self.unrestricted_statement();
        let mut counts = Vec::new();
        for index in SELECTIVE {
            let Some(range) = self.range(&mut statement, filter, index) else { continue };
            counts.push(format!(
                "SELECT '{index}' AS name, count(*) AS n FROM (SELECT 1 FROM {} WHERE {} LIMIT {}) AS met",
                range.table(&statement),
                range.condition,
                MAX_ASKED_FOR_NAME + 1
            ));
        }
        statement.text = counts.join(" UNION ALL ");
        let counts = self.fetch_all::<(String, i64)>(statement).await?;
        let (name, n) = counts.into_iter().min_by_key(|(_, n)| *n).unwrap_or_default();
        let few = n.cast_unsigned() <= MAX_ASKED_FOR_NAME;
        Ok(SELECTIVE.into_iter().find(|index| few && *index == name))
    }

    /// The cases of the filter that an index finds; `None` if the filter does not limit it.
    fn range(&self, statement: &mut Statement, filter: &CaseFilter, index: &'static str) -> Option<Range> {
        let statuses = status_condition(filter);
        let condition = match index {
            BY_AGENT if !filter.agents.is_empty() => {
                let agents = statement.equal_or_any("s.agent_id", &sorted_ids(filter.agents.iter().copied()));
                format!("{agents} AND {statuses}")
            }
            BY_KIND => format!("s.kind = {} AND {statuses}", statement.bind(filter.kind.as_deref()?)),
            BY_QUEUE if !filter.queues.is_empty() => {
                let queues = statement.equal_or_any("s.queue_id", &sorted_ids(filter.queues.iter().copied()));
                format!("{queues} AND {statuses}")
            }
            BY_OPENING => {
                let opened = Window::of_days(self.store.zone(), filter.opened);
                let opened: Vec<String> = opened.conditions(statement, "s.opened_at").collect();
                if opened.is_empty() {
                    return None;
                }
                opened.join(" AND ")
            }
            BY_STATUS => statuses,
            _ => return None,
        };
        Some(Range { index: Some(index), condition })
    }

    /// How many cases were asked; and those with the name, in the order of the list, one more than are counted.
    async fn cases_with_name(
        &self,
        filter: &CaseFilter,
        words: &[String],
        few: Option<&'static str>,
    ) -> Result<(u64, Vec<CaseId>)> {
        let mut statement = self.statement();
        let column = sort_column(filter.order);
        let way = if filter.ascending { "ASC" } else { "DESC" };
        let range = match few.and_then(|index| self.range(&mut statement, filter, index)) {
            Some(range) => range,
            None => self.walked_range(&mut statement, filter),
        };
        let order =
            if few.is_some() { String::new() } else { format!("ORDER BY s.{column} {way}, s.id {way}") };
        let others = self.unsearched_conditions(&mut statement, filter);
        let named = name_contains(&mut statement, words, "k.name_key");
        let scope = self.family_in_scope(&mut statement, filter, "named");
        let asked = format!(
            "SELECT s.id, s.customer_id, s.agent_id, s.merged_into, s.{column} AS place, ({others}) AS fits \
             FROM {} WHERE {} {order} LIMIT {MAX_ASKED_FOR_NAME}",
            range.table(&statement),
            range.condition
        );
        // Not EXISTS: PostgreSQL would read all customers.
        let named = format!(
            "SELECT asked.id, asked.agent_id, asked.merged_into, asked.place FROM asked WHERE asked.fits \
             AND (SELECT 1 FROM customer AS k WHERE k.id = asked.customer_id AND {named} LIMIT 1) IS NOT NULL"
        );
        let found = format!(
            "SELECT named.id, named.place FROM named WHERE {scope} \
             ORDER BY named.place {way}, named.id {way} LIMIT {}",
            MAX_NAMED + 1
        );
        statement.text = format!(
            "WITH asked AS MATERIALIZED ({asked}), named AS MATERIALIZED ({named}), \
             found AS MATERIALIZED ({found}) {}",
            counted("asked", "found")
        );
        Ok(counted_in_order(self.fetch_all(statement).await?, filter.ascending, CaseId))
    }

    /// The index in the order of the list, with what of the filter it has in front.
    fn walked_range(&self, statement: &mut Statement, filter: &CaseFilter) -> Range {
        let mut walked = walked(filter, statement.engine);
        let leading = walked.index.filter(|index| *index != BY_OPENING);
        if let Some(range) = leading.and_then(|index| self.range(statement, filter, index)) {
            return range;
        }
        if filter.is_open_only() {
            walked.condition = format!("{} AND {}", walked.condition, status_condition(filter));
        }
        walked
    }

    /// The rows of cases, in the order of the list.
    pub(super) async fn rows_of(&self, cases: &[CaseId], filter: &CaseFilter) -> Result<Vec<CaseRow>> {
        if cases.is_empty() {
            return Ok(Vec::new());
        }
        let mut statement = self.statement();
        let these = statement.any("s.id", cases);
        let scope = self.family_in_scope(&mut statement, filter, "s");
        let page = format!("SELECT s.id FROM service_case AS s WHERE {these} AND {scope}");
        statement.text = shown(&format!("WITH page AS MATERIALIZED ({page}) "));
        let mut rows = self.fetch_all::<Row>(statement).await?;
        sort(&mut rows, filter);
        rows.into_iter().map(|row| self.case_row(row)).collect()
    }
}

const BY_AGENT: &str = "service_case_agent";
const BY_KIND: &str = "service_case_kind";
const BY_QUEUE: &str = "service_case_queue";
const BY_OPENING: &str = "service_case_opened";
const BY_STATUS: &str = "service_case_status";

/// The indexes that a filter may limit.
const SELECTIVE: [&str; 5] = [BY_AGENT, BY_KIND, BY_QUEUE, BY_OPENING, BY_STATUS];
