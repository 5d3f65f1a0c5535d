//! *Histórico de Ligações*: call attempts of a case and of the cases merged into it.

use domain::cases::{CallFilter, CallList, CallRow};
use domain::paging::Page;
use domain::{CallStatus, CaseId, EndedBy, Millis, Timestamp, number, zone};

use crate::Result;
use crate::cases::Cases;
use crate::cases::family;
use crate::db::{Statement, Window, contains_any, stored_word};
use crate::history::{coded, stored_protocol};
use crate::recordings::lengths::LENGTH;

#[derive(sqlx::FromRow)]
struct Row {
    at: Timestamp,
    number: String,
    status: String,
    agent: Option<String>,
    duration_s: i64,
    protocol: String,
    case_id: CaseId,
    recorded: bool,
    length: Option<Millis>,
    in_scope: bool,
    hold_s: Option<i32>,
    ended_by: Option<i16>,
}

/// `FROM` clause of the attempts of a family, without filter.
const CALLS: &str = "family CROSS JOIN interaction AS i CROSS JOIN call_attempt AS a \
     WHERE i.case_id = family.id AND a.interaction_id = i.id";

impl Cases<'_> {
    /// A page of the call attempts of a survivor; a page beyond the last one returns the last one.
    pub async fn calls(&self, case: CaseId, filter: &CallFilter, page: u64) -> Result<CallList> {
        if filter.period.is_impossible() {
            return Ok(CallList { rows: Vec::new(), page: Page::new(1, 0) });
        }
        let mut statement = self.statement();
        let family = family(&mut statement, case);
        let conditions = self.call_conditions(&mut statement, case, filter);
        statement.text =
            format!("WITH family AS MATERIALIZED ({family}) SELECT count(*) FROM {CALLS} AND {conditions}");
        let total = self.fetch_optional::<(i64,)>(statement).await?.map_or(0, |(n,)| n.cast_unsigned());
        let page = Page::new(page, total);
        let rows = if total == 0 { Vec::new() } else { self.calls_on(case, filter, page).await? };
        Ok(CallList { rows, page })
    }

    async fn calls_on(&self, case: CaseId, filter: &CallFilter, page: Page) -> Result<Vec<CallRow>> {
        let mut statement = self.statement();
        let family = family(&mut statement, case);
        let conditions = self.call_conditions(&mut statement, case, filter);
        let (take, skip) =
            (statement.bind(page.size.cast_signed()), statement.bind(page.offset().cast_signed()));
        let limit = statement.engine.limit(&take);
        let sees = self.agent_in_scope(&mut statement, "i.agent_id");
        // The recording belongs to the answered attempt, if there is one.
        statement.text = format!(
            "WITH family AS MATERIALIZED ({family}), page AS MATERIALIZED (\
             SELECT a.at, a.interaction_id, a.position FROM {CALLS} AND {conditions} \
             ORDER BY a.at DESC, a.interaction_id DESC, a.position DESC {limit} OFFSET {skip}) \
             SELECT a.at, a.number, a.status, u.name AS agent, a.duration_s, i.protocol, i.case_id, \
             (r.interaction_id IS NOT NULL AND (a.status = 'answered' \
             OR NOT EXISTS (SELECT 1 FROM call_attempt AS o WHERE o.interaction_id = i.id \
             AND o.status = 'answered'))) AS recorded, {LENGTH} AS length, coalesce({sees}, FALSE) AS in_scope, \
             CASE a.status WHEN 'answered' THEN i.hold_s END AS hold_s, \
             CASE a.status WHEN 'answered' THEN i.ended_by END AS ended_by \
             FROM page CROSS JOIN call_attempt AS a CROSS JOIN interaction AS i \
             LEFT JOIN user_account AS u ON u.id = i.agent_id \
             LEFT JOIN recording AS r ON r.interaction_id = i.id \
             WHERE a.interaction_id = page.interaction_id AND a.position = page.position \
             AND i.id = page.interaction_id \
             ORDER BY page.at DESC, page.interaction_id DESC, page.position DESC"
        );
        self.fetch_all::<Row>(statement).await?.into_iter().map(|row| self.call_row(row)).collect()
    }

    fn call_row(&self, row: Row) -> Result<CallRow> {
        Ok(CallRow {
            at: zone::civil(self.store.zone(), row.at),
            number: row.number,
            status: stored_word("call status", &row.status, CallStatus::parse)?,
            responsible: row.agent,
            duration_s: row.duration_s.cast_unsigned(),
            hold: row.hold_s.map(|seconds| Millis::seconds(seconds.into())),
            ended_by: row.ended_by.map(|code| coded("ended by", code, EndedBy::from_code)).transpose()?,
            protocol: stored_protocol(&row.protocol)?,
            case: row.case_id,
            recorded: row.recorded,
            recording_length: row.length.filter(|_| row.recorded && row.in_scope),
            in_scope: row.in_scope,
        })
    }

    /// SQL predicates for an attempt `a`: the scope of the case and the filter.
    fn call_conditions(&self, statement: &mut Statement, case: CaseId, filter: &CallFilter) -> String {
        let mut found = vec![self.case_in_scope(statement, case)];
        if let Some(status) = filter.status {
            found.push(format!("a.status = {}", statement.bind(status.as_str())));
        }
        found.extend(Window::of_days(self.store.zone(), filter.period).conditions(statement, "a.at"));
        let parts = number::search_parts(&filter.number, &self.store.number_defaults());
        found.extend(contains_any(statement, "coalesce(a.number_key, a.number)", parts));
        found.join(" AND ")
    }
}
