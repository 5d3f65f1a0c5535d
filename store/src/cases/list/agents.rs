//! Workload of the agents in scope, and of the viewer.
//!
//! There are at most some hundreds of agents: their names are sorted and searched in memory, and
//! only the counts of the page shown are queried.

use std::cmp::Reverse;
use std::collections::HashMap;

use domain::cases::{AgentList, AgentRow, MAX_COUNTED};
use domain::history::Named;
use domain::paging::Page;
use domain::text::fold;
use domain::{CaseId, CaseStatus, GroupId, Millis, Role, Timestamp, UserId, zone};

use crate::Result;
use crate::cases::Cases;
use crate::cases::stored_status;
use crate::db::Statement;

/// Maximum number of open cases listed per agent.
const NAMED_CASES: i64 = 8;

/// Counts of an agent.
#[derive(Default)]
struct AgentCounts {
    open: HashMap<CaseStatus, u64>,
    cases: Vec<CaseId>,
    closed_today: u64,
    mean_handling: Option<Millis>,
}

impl Cases<'_> {
    /// A page of the agents in scope whose name or login contains `search` and who belong to one of
    /// `groups`, if any are given.
    pub async fn agents(
        &self,
        search: &str,
        groups: &[GroupId],
        page: u64,
        now: Timestamp,
    ) -> Result<AgentList> {
        let (all_groups, mut people) = self.people().await?;
        let wanted = fold(search.trim());
        people.retain(|person| {
            (fold(&person.name).contains(&wanted) || fold(&person.login).contains(&wanted))
                && (groups.is_empty() || person.groups.iter().any(|group| groups.contains(group)))
        });
        people.sort_by_cached_key(|person| (fold(&person.name), person.id));
        let page = Page::new(page, people.len() as u64);
        let first = usize::try_from(page.offset()).unwrap_or(usize::MAX);
        let size = usize::try_from(page.size).unwrap_or(usize::MAX);
        let shown: Vec<Person> = people.into_iter().skip(first).take(size).collect();
        let mut numbers =
            self.numbers(&shown.iter().map(|person| person.id).collect::<Vec<_>>(), now).await?;
        let name =
            |id: &GroupId| all_groups.iter().find(|group| group.id == *id).map(|group| group.name.clone());
        let rows = shown.into_iter().map(|person| {
            let AgentCounts { open, cases, closed_today, mean_handling } =
                numbers.remove(&person.id).unwrap_or_default();
            let of = |status| open.get(&status).copied().unwrap_or(0);
            AgentRow {
                groups: person.groups.iter().filter_map(name).collect(),
                agent: Named { id: person.id, name: person.name },
                login: person.login,
                in_service: of(CaseStatus::InService),
                waiting: of(CaseStatus::Waiting),
                on_hold: of(CaseStatus::OnHold),
                closed_today,
                mean_handling,
                cases,
            }
        });
        Ok(AgentList { rows: rows.collect(), page, groups: all_groups })
    }

    /// The groups that the viewer supervises, and the agents in scope with those of these groups
    /// they belong to.
    async fn people(&self) -> Result<(Vec<Named<GroupId>>, Vec<Person>)> {
        let mut statement = self.statement();
        let supervised = self.group_supervised(&mut statement, "g");
        let agents = self.listed_agents(&mut statement);
        statement.text = format!(
            "SELECT 'group' AS list, g.id, g.name, '' AS login, CAST(NULL AS BIGINT) AS in_group \
             FROM monitoring_group AS g WHERE {supervised} \
             UNION ALL SELECT 'agent', u.id, u.name, u.login, g.id FROM user_account AS u \
             LEFT JOIN group_agent AS ga ON ga.agent_id = u.id \
             LEFT JOIN monitoring_group AS g ON g.id = ga.group_id AND {supervised} WHERE {agents}"
        );
        let (mut groups, mut people) = (Vec::new(), HashMap::<UserId, Person>::new());
        for (list, id, name, login, group) in
            self.fetch_all::<(String, i64, String, String, Option<GroupId>)>(statement).await?
        {
            if list == "group" {
                groups.push(Named { id: GroupId(id), name });
            } else {
                let id = UserId(id);
                let person = people.entry(id).or_insert(Person { id, name, login, groups: Vec::new() });
                person.groups.extend(group);
            }
        }
        groups.sort_by_cached_key(|group| (fold(&group.name), group.id));
        let place = |id: &GroupId| groups.iter().position(|group| group.id == *id);
        let mut people: Vec<Person> = people.into_values().collect();
        for person in &mut people {
            person.groups.sort_by_key(place);
        }
        Ok((groups, people))
    }

    /// SQL predicate: the account `u` is an agent in scope; for an administrator, every active
    /// agent and every account that has served.
    fn listed_agents(&self, statement: &mut Statement) -> String {
        if self.principal.role == Role::Administrator {
            return "((u.role = 'agent' AND u.active) \
                    OR EXISTS (SELECT 1 FROM agent_queue AS aq WHERE aq.agent_id = u.id))"
                .to_owned();
        }
        self.agent_in_scope(statement, "u.id")
    }

    async fn numbers(&self, agents: &[UserId], now: Timestamp) -> Result<HashMap<UserId, AgentCounts>> {
        let mut found = HashMap::<UserId, AgentCounts>::new();
        if agents.is_empty() {
            return Ok(found);
        }
        let mut rows =
            self.fetch_all::<(String, UserId, String, i64, i64)>(self.counts_statement(agents, now)).await?;
        rows.sort_unstable_by_key(|(.., n, detail)| (*detail, Reverse(*n)));
        for (kind, agent, status, n, detail) in rows {
            let numbers = found.entry(agent).or_default();
            match kind.as_str() {
                "open" => {
                    numbers.open.insert(stored_status(&status)?, n.cast_unsigned());
                }
                "case" => numbers.cases.push(CaseId(n)),
                "closed" => numbers.closed_today = n.cast_unsigned(),
                _ => numbers.mean_handling = Some(Millis(detail) / n.max(1)),
            }
        }
        Ok(found)
    }

    /// One statement for all counts of some agents: kind of count, agent, status, number, and a
    /// detail (order of a case, or sum of handling times). The agents were read in scope.
    fn counts_statement(&self, agents: &[UserId], now: Timestamp) -> Statement {
        const OPEN: &str = "s.status IN ('waiting', 'in_service', 'on_hold')";
        let mut statement = self.unrestricted_statement();
        let (start, end) = zone::day_span(self.store.zone(), zone::day_of(self.store.zone(), now));
        let (start, end) = (statement.bind(start), statement.bind(end));
        let named = statement.bind(NAMED_CASES);
        let wanted = statement.any("a.id", agents);
        let responsible = statement.any("s.agent_id", agents);
        let served = statement.any("i.agent_id", agents);
        let [by_agent, by_end, by_time] = ["service_case_agent", "service_case_closed", "interaction_agent"]
            .map(|index| statement.engine.indexed_by(index));
        // A LIMIT per agent: window functions over all open cases take ten times as long.
        let newest = statement.engine.join_subquery(
            "user_account AS a",
            "service_case AS s",
            &format!(
                "SELECT x.id FROM service_case AS x {by_agent} WHERE x.agent_id = a.id \
                 AND x.status IN ('waiting', 'in_service', 'on_hold') \
                 ORDER BY x.updated_at DESC, x.id DESC {}",
                statement.engine.limit(&named)
            ),
        );
        statement.text = format!(
            "SELECT 'open' AS what, s.agent_id, s.status, count(*) AS n, CAST(0 AS BIGINT) AS detail \
             FROM service_case AS s {by_agent} WHERE {responsible} AND {OPEN} GROUP BY s.agent_id, s.status \
             UNION ALL SELECT 'case', a.id, '', s.id, -s.updated_at FROM {newest} \
             WHERE {wanted} \
             UNION ALL SELECT 'closed', s.agent_id, '', count(*), 0 FROM service_case AS s {by_end} \
             WHERE {responsible} AND s.closed_at >= {start} AND s.closed_at < {end} AND s.status = 'closed' \
             GROUP BY s.agent_id \
             UNION ALL SELECT 'handling', i.agent_id, '', count(*), CAST(sum(i.ended_at - i.answered_at) AS BIGINT) \
             FROM interaction AS i {by_time} \
             WHERE {served} AND i.queued_at >= {start} AND i.queued_at < {end} AND i.answered_at IS NOT NULL \
             GROUP BY i.agent_id"
        );
        statement
    }

    /// The number of cases that the viewer is responsible for, by status, counted to one more than
    /// [`MAX_COUNTED`]; statuses without cases are left out.
    pub async fn own_counts(&self) -> Result<Vec<(CaseStatus, u64)>> {
        let mut statement = self.unrestricted_statement();
        let viewer = statement.bind(self.principal.user);
        let index = statement.engine.indexed_by("service_case_agent");
        let counts = CaseStatus::ALL.map(|status| {
            let status = status.as_str();
            format!(
                "SELECT '{status}' AS status, count(*) AS n FROM (SELECT 1 FROM service_case AS s {index} \
                 WHERE s.agent_id = {viewer} AND s.status = '{status}' LIMIT {}) AS counted",
                MAX_COUNTED + 1
            )
        });
        statement.text = counts.join(" UNION ALL ");
        let counts = self.fetch_all::<(String, i64)>(statement).await?;
        counts
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .map(|(status, n)| Ok((stored_status(&status)?, n.cast_unsigned())))
            .collect()
    }
}

/// An agent without counts.
struct Person {
    id: UserId,
    name: String,
    login: String,
    groups: Vec<GroupId>,
}
