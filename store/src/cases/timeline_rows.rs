//! Queries of a timeline, which merges the rows of three tables.
//!
//! Some cases have thousands of events, of which a page is shown. Each table therefore contributes
//! at most as many keys as the page can need, from an index in time order; only the rows of the
//! page are then read in full.

use domain::cases::TimelineFilter;
use domain::history::Named;
use domain::{CaseId, TimelineAction, UserId};

use crate::Result;
use crate::cases::Cases;
use crate::cases::family;
use crate::db::Statement;

/// A table that events are read from.
struct EventSource {
    /// The `FROM` clause, and the predicates besides that on the case.
    from: String,
    conditions: Vec<String>,
    /// Sort rank among events of one instant, then the columns of ID, instant and case.
    part: u8,
    id: &'static str,
    at: &'static str,
    case: &'static str,
}

impl EventSource {
    fn of(&self, cases: &str) -> String {
        let all: Vec<String> =
            [format!("{} {cases}", self.case)].into_iter().chain(self.conditions.iter().cloned()).collect();
        format!("FROM {} WHERE {}", self.from, all.join(" AND "))
    }

    /// Query of the keys of some cases; with a limit, of the newest.
    fn keys(&self, cases: &str, limit: Option<&str>) -> String {
        let Self { part, id, at, .. } = self;
        let newest = limit.map(|limit| format!(" ORDER BY {at} DESC, {id} DESC {limit}")).unwrap_or_default();
        format!(
            "SELECT * FROM (SELECT {part} AS part, {id} AS id, {at} AS at {}{newest}) AS part_{part}",
            self.of(cases)
        )
    }
}

impl Cases<'_> {
    /// Statement for the matching events, newest first; `slice` is `(skip, take)`. `None` if no
    /// event can match.
    pub(super) fn events(
        &self,
        case: CaseId,
        filter: &TimelineFilter,
        slice: Option<(u64, u64)>,
    ) -> Option<Statement> {
        let mut statement = self.statement();
        let scope = self.case_in_scope(&mut statement, case);
        let survivor = statement.bind(case);
        let merged = format!(
            "IN (SELECT member.id FROM service_case AS member WHERE member.merged_into = {survivor})"
        );
        let engine = statement.engine;
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let limits = slice.map(|(skip, take)| {
            let (each, take) =
                (statement.bind(number(skip.saturating_add(take))), statement.bind(number(take)));
            let skip = statement.bind(number(skip));
            (engine.limit(&each), format!("{} OFFSET {skip}", engine.limit(&take)))
        });
        let each = limits.as_ref().map(|(each, _)| each.as_str());
        let sources = self.sources(&mut statement, filter);
        let reads = self.content_in_scope(&mut statement, "i");
        let sources: Vec<String> = sources
            .iter()
            .flat_map(|source| {
                // Separate from those of merged cases, the survivor's events are in index order.
                [source.keys(&format!("= {survivor}"), each), source.keys(&merged, each)]
            })
            .collect();
        if sources.is_empty() {
            return None;
        }
        statement.text = format!(
            "WITH page AS MATERIALIZED (SELECT t.part, t.id, t.at FROM ({}) AS t WHERE {scope} \
             ORDER BY t.at DESC, t.part DESC, t.id DESC {}) {}",
            sources.join(" UNION ALL "),
            limits.map(|(_, page)| page).unwrap_or_default(),
            full_rows(&reads)
        );
        Some(statement)
    }

    /// Counts the matching events.
    pub(super) async fn count_events(&self, case: CaseId, filter: &TimelineFilter) -> Result<u64> {
        let mut statement = self.statement();
        let scope = self.case_in_scope(&mut statement, case);
        let family = family(&mut statement, case);
        let of_family = format!("IN ({family})");
        let counts: Vec<String> = self
            .sources(&mut statement, filter)
            .iter()
            .map(|source| format!("(SELECT count(*) {})", source.of(&of_family)))
            .collect();
        if counts.is_empty() {
            return Ok(0);
        }
        statement.text = format!("SELECT {} AS n WHERE {scope}", counts.join(" + "));
        let (n,): (i64,) = self.fetch_optional(statement).await?.unwrap_or_default();
        Ok(n.cast_unsigned())
    }

    /// All users with events or interactions in a survivor's family, for the filter.
    pub async fn timeline_users(&self, case: CaseId) -> Result<Vec<Named<UserId>>> {
        let mut statement = self.statement();
        let family = family(&mut statement, case);
        let scope = self.case_in_scope(&mut statement, case);
        // Loose index scan from user to user, however many events each has.
        let walk = |name: &str, table: &str, column: &str| {
            let next = |case: &str, after: &str| {
                format!("(SELECT min(e.{column}) FROM {table} AS e WHERE e.case_id = {case}{after})")
            };
            format!(
                "{name} (case_id, user_id) AS (SELECT f.id, {} FROM ({family}) AS f \
                 UNION ALL SELECT w.case_id, {} FROM {name} AS w WHERE w.user_id IS NOT NULL)",
                next("f.id", ""),
                next("w.case_id", &format!(" AND e.{column} > w.user_id"))
            )
        };
        statement.text = format!(
            "WITH RECURSIVE {}, {} SELECT u.id, u.name FROM user_account AS u WHERE {scope} AND u.id IN \
             (SELECT user_id FROM acting UNION SELECT user_id FROM serving) ORDER BY u.name, u.id",
            walk("acting", "case_event", "actor_id"),
            walk("serving", "interaction", "agent_id")
        );
        let rows: Vec<(UserId, String)> = self.fetch_all(statement).await?;
        Ok(rows.into_iter().map(|(id, name)| Named { id, name }).collect())
    }
}

/// Query of the full rows of the page: events (part 2), interactions (1) and openings of cases (0).
/// Comments and details are left out if the predicate `reads` is false for their interaction.
fn full_rows(reads: &str) -> String {
    format!(
        "SELECT page.at, coalesce(d.case_id, s.id, i.case_id) AS case_id, \
    CASE page.part WHEN 2 THEN d.action WHEN 1 THEN 'interaction' \
    ELSE CASE WHEN s.continues IS NULL THEN 'opened' ELSE 'linked' END END AS action, \
    u.name AS actor, coalesce(d.channel, i.channel) AS channel, \
    CASE WHEN {reads} THEN CASE page.part WHEN 1 THEN i.notes ELSE d.comment END END AS comment, d.status, \
    coalesce(d.other_case, s.continues) AS other_case, \
    coalesce(CASE WHEN {reads} THEN d.detail END, '{{}}') AS detail, i.protocol \
    FROM page \
    LEFT JOIN case_event AS d ON d.id = CASE page.part WHEN 2 THEN page.id END \
    LEFT JOIN service_case AS s ON s.id = CASE page.part WHEN 0 THEN page.id END \
    LEFT JOIN interaction AS i ON i.id = CASE page.part WHEN 1 THEN page.id ELSE d.interaction_id END \
    LEFT JOIN user_account AS u ON u.id = CASE page.part WHEN 1 THEN i.agent_id ELSE d.actor_id END \
    ORDER BY page.at DESC, page.part DESC, page.id DESC"
    )
}

impl Cases<'_> {
    /// The tables that may contain matching events.
    fn sources(&self, statement: &mut Statement, filter: &TimelineFilter) -> Vec<EventSource> {
        let wants = |action| filter.actions.is_empty() || filter.actions.contains(&action);
        let mut found = vec![self.case_events(statement, filter)];
        if wants(TimelineAction::Interaction) {
            found.push(self.interactions_of(statement, filter));
        }
        // The opening of a case has no actor, channel or comment.
        let without_actor =
            filter.users.is_empty() && filter.channels.is_empty() && filter.commented != Some(true);
        if without_actor && (wants(TimelineAction::Opened) || wants(TimelineAction::Linked)) {
            let mut conditions = Vec::new();
            if !wants(TimelineAction::Linked) {
                conditions.push("o.continues IS NULL".to_owned());
            }
            if !wants(TimelineAction::Opened) {
                conditions.push("o.continues IS NOT NULL".to_owned());
            }
            let from = "service_case AS o".to_owned();
            found.push(EventSource {
                from,
                conditions,
                part: 0,
                id: "o.id",
                at: "o.opened_at",
                case: "o.id",
            });
        }
        found
    }

    /// Source of the stored events.
    fn case_events(&self, statement: &mut Statement, filter: &TimelineFilter) -> EventSource {
        let mut from = "case_event AS d".to_owned();
        let comment = self.comment_condition(statement, filter, "of", "d.comment");
        if comment.is_some() || !filter.channels.is_empty() {
            from.push_str(" LEFT JOIN interaction AS of ON of.id = d.interaction_id");
        }
        let mut conditions = by_users(statement, filter, "d.actor_id");
        conditions.extend(comment);
        if !filter.channels.is_empty() {
            conditions.push(on_channels(statement, filter, "coalesce(d.channel, of.channel)"));
        }
        if !filter.actions.is_empty() {
            let words: Vec<String> =
                filter.actions.iter().map(|action| statement.bind(action.as_str())).collect();
            conditions.push(format!("d.action IN ({})", words.join(", ")));
        }
        EventSource { from, conditions, part: 2, id: "d.id", at: "d.at", case: "d.case_id" }
    }

    /// Source of the interactions.
    fn interactions_of(&self, statement: &mut Statement, filter: &TimelineFilter) -> EventSource {
        let from = "interaction AS i".to_owned();
        let mut conditions = by_users(statement, filter, "i.agent_id");
        conditions.extend(self.comment_condition(statement, filter, "i", "i.notes"));
        if !filter.channels.is_empty() {
            conditions.push(on_channels(statement, filter, "i.channel"));
        }
        EventSource { from, conditions, part: 1, id: "i.id", at: "i.queued_at", case: "i.case_id" }
    }

    /// SQL predicate: there is, or is not, a comment that the viewer may read.
    fn comment_condition(
        &self,
        statement: &mut Statement,
        filter: &TimelineFilter,
        interaction: &str,
        text: &str,
    ) -> Option<String> {
        let commented = filter.commented?;
        let reads = self.content_in_scope(statement, interaction);
        let text = format!("coalesce(CASE WHEN {reads} THEN {text} END, '')");
        Some(if commented { format!("{text} <> ''") } else { format!("{text} = ''") })
    }
}

fn by_users(statement: &mut Statement, filter: &TimelineFilter, column: &str) -> Vec<String> {
    if filter.users.is_empty() {
        return Vec::new();
    }
    vec![statement.any(column, &filter.users)]
}

fn on_channels(statement: &mut Statement, filter: &TimelineFilter, channel: &str) -> String {
    let codes: Vec<i64> = filter.channels.iter().map(|channel| channel.code().into()).collect();
    statement.any(channel, &codes)
}
