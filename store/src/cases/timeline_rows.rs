//! Where the events of a timeline are read: in three tables, newest first.
//!
//! Some cases have thousands of events and nobody looks at more than a page of them. Each table
//! therefore gives the keys of no more than it could contribute to the page, by an index that has
//! them in order, and only what is on the page is then read whole.

use domain::history::Named;
use domain::{CaseId, TimelineAction, UserId};

use super::family;
use super::head::named;
use super::timeline::TimelineFilter;
use crate::Result;
use crate::db::Statement;
use crate::scoped::Scoped;

/// A table that events are read off.
struct Place {
    /// The tables, and what lets a row through, but for the case.
    from: String,
    conditions: Vec<String>,
    /// What the keys are made of: the place among events of one instant, the ID, the instant, the case.
    part: u8,
    id: &'static str,
    at: &'static str,
    case: &'static str,
}

impl Place {
    fn of(&self, cases: &str) -> String {
        let all: Vec<String> =
            [format!("{} {cases}", self.case)].into_iter().chain(self.conditions.iter().cloned()).collect();
        format!("FROM {} WHERE {}", self.from, all.join(" AND "))
    }

    /// The keys of the newest of some cases; of all, where it is not said how many.
    fn keys(&self, cases: &str, limit: Option<&str>) -> String {
        let Self { part, id, at, .. } = self;
        let newest = limit.map(|limit| format!(" ORDER BY {at} DESC, {id} DESC {limit}")).unwrap_or_default();
        format!(
            "SELECT * FROM (SELECT {part} AS part, {id} AS id, {at} AS at {}{newest}) AS part_{part}",
            self.of(cases)
        )
    }
}

impl Scoped<'_> {
    /// The events that a filter lets through, newest first; all of them, or so many after others.
    /// `None` where there can be none.
    pub(super) fn events(
        &self,
        case: CaseId,
        filter: &TimelineFilter,
        slice: Option<(u64, u64)>,
    ) -> Option<Statement> {
        let mut statement = self.statement();
        let scope = self.case_in_scope(&mut statement, case);
        let survivor = statement.bind(case.0);
        let folded = format!(
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
        let places = self.places(&mut statement, filter);
        let reads = self.reads_content(&mut statement, "i");
        let places: Vec<String> = places
            .iter()
            .flat_map(|place| {
                // Apart from what was folded into it, a case has its events in the order of an index.
                [place.keys(&format!("= {survivor}"), each), place.keys(&folded, each)]
            })
            .collect();
        if places.is_empty() {
            return None;
        }
        statement.text = format!(
            "WITH page AS MATERIALIZED (SELECT t.part, t.id, t.at FROM ({}) AS t WHERE {scope} \
             ORDER BY t.at DESC, t.part DESC, t.id DESC {}) {}",
            places.join(" UNION ALL "),
            limits.map(|(_, page)| page).unwrap_or_default(),
            whole(&reads)
        );
        Some(statement)
    }

    /// How many events a filter lets through.
    pub(super) async fn count_events(&self, case: CaseId, filter: &TimelineFilter) -> Result<u64> {
        let mut statement = self.statement();
        let scope = self.case_in_scope(&mut statement, case);
        let family = family(&mut statement, case);
        let of_family = format!("IN ({family})");
        let counts: Vec<String> = self
            .places(&mut statement, filter)
            .iter()
            .map(|place| format!("(SELECT count(*) {})", place.of(&of_family)))
            .collect();
        if counts.is_empty() {
            return Ok(0);
        }
        statement.text = format!("SELECT {} AS n WHERE {scope}", counts.join(" + "));
        let (n,): (i64,) = self.fetch_optional(statement).await?.unwrap_or_default();
        Ok(n.cast_unsigned())
    }

    /// Everybody who has done something to a case, a survivor.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn timeline_users(&self, case: CaseId) -> Result<Vec<Named<UserId>>> {
        let mut statement = self.statement();
        let family = family(&mut statement, case);
        let scope = self.case_in_scope(&mut statement, case);
        // From person to person through the index: one who has done a thousand things is met once.
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
        let rows: Vec<(i64, String)> = self.fetch_all(statement).await?;
        Ok(rows.into_iter().filter_map(|(id, name)| named(Some(UserId(id)), Some(name))).collect())
    }
}

/// What is on the page, whole: an event (part 2), an interaction (1) or a case that was opened (0).
/// What was said is left out where `reads` does not hold of the interaction it belongs to.
fn whole(reads: &str) -> String {
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

impl Scoped<'_> {
    /// The tables in which a filter may let something through.
    fn places(&self, statement: &mut Statement, filter: &TimelineFilter) -> Vec<Place> {
        let wants = |action| filter.actions.is_empty() || filter.actions.contains(&action);
        let mut found = vec![self.acts_on(statement, filter)];
        if wants(TimelineAction::Interaction) {
            found.push(self.interactions_of(statement, filter));
        }
        // Nobody did it, on no channel, and nothing is said about it.
        let by_nobody =
            filter.users.is_empty() && filter.channels.is_empty() && filter.commented != Some(true);
        if by_nobody && (wants(TimelineAction::Opened) || wants(TimelineAction::Linked)) {
            let mut conditions = Vec::new();
            if !wants(TimelineAction::Linked) {
                conditions.push("o.continues IS NULL".to_owned());
            }
            if !wants(TimelineAction::Opened) {
                conditions.push("o.continues IS NOT NULL".to_owned());
            }
            let from = "service_case AS o".to_owned();
            found.push(Place { from, conditions, part: 0, id: "o.id", at: "o.opened_at", case: "o.id" });
        }
        found
    }

    /// What was done to a case.
    fn acts_on(&self, statement: &mut Statement, filter: &TimelineFilter) -> Place {
        let mut from = "case_event AS d".to_owned();
        let said = self.said(statement, filter, "of", "d.comment");
        if said.is_some() || !filter.channels.is_empty() {
            from.push_str(" LEFT JOIN interaction AS of ON of.id = d.interaction_id");
        }
        let mut conditions = by_whom(statement, filter, "d.actor_id");
        conditions.extend(said);
        if !filter.channels.is_empty() {
            conditions.push(on_channels(statement, filter, "coalesce(d.channel, of.channel)"));
        }
        if !filter.actions.is_empty() {
            let words: Vec<String> =
                filter.actions.iter().map(|action| statement.bind(action.as_str())).collect();
            conditions.push(format!("d.action IN ({})", words.join(", ")));
        }
        Place { from, conditions, part: 2, id: "d.id", at: "d.at", case: "d.case_id" }
    }

    /// The interactions of a case.
    fn interactions_of(&self, statement: &mut Statement, filter: &TimelineFilter) -> Place {
        let from = "interaction AS i".to_owned();
        let mut conditions = by_whom(statement, filter, "i.agent_id");
        conditions.extend(self.said(statement, filter, "i", "i.notes"));
        if !filter.channels.is_empty() {
            conditions.push(on_channels(statement, filter, "i.channel"));
        }
        Place { from, conditions, part: 1, id: "i.id", at: "i.queued_at", case: "i.case_id" }
    }

    /// That something is said that the viewer may read, or that nothing is, as the filter asks.
    fn said(
        &self,
        statement: &mut Statement,
        filter: &TimelineFilter,
        interaction: &str,
        text: &str,
    ) -> Option<String> {
        let commented = filter.commented?;
        let reads = self.reads_content(statement, interaction);
        let text = format!("coalesce(CASE WHEN {reads} THEN {text} END, '')");
        Some(if commented { format!("{text} <> ''") } else { format!("{text} = ''") })
    }
}

fn by_whom(statement: &mut Statement, filter: &TimelineFilter, column: &str) -> Vec<String> {
    if filter.users.is_empty() {
        return Vec::new();
    }
    let ids: Vec<i64> = filter.users.iter().map(|id| id.0).collect();
    vec![statement.any(column, &ids)]
}

fn on_channels(statement: &mut Statement, filter: &TimelineFilter, channel: &str) -> String {
    let codes: Vec<i64> = filter.channels.iter().map(|channel| channel.code().into()).collect();
    statement.any(channel, &codes)
}
