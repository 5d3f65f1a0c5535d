//! Who works on what: the agents in scope with their numbers, and one's own.
//!
//! There are some hundreds of agents at most: their names are read whole, sorted and searched here,
//! and only the page that is shown has its numbers counted.

use std::cmp::Reverse;
use std::collections::HashMap;

use domain::history::Named;
use domain::paging::Page;
use domain::text::fold;
use domain::{CaseId, CaseStatus, GroupId, Role, UserId, zone};

use super::stored_status;
use crate::Result;
use crate::db::Statement;
use crate::scoped::Scoped;

/// Open cases that are named one by one.
const NAMED_CASES: i64 = 8;

/// An agent and what they have to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentRow {
    /// Who.
    pub agent: Named<UserId>,
    /// What they sign in with.
    pub login: String,
    /// The groups that watch them, as far as the viewer supervises these, by name.
    pub groups: Vec<String>,
    /// Their cases in service.
    pub in_service: u64,
    /// Their cases that wait.
    pub waiting: u64,
    /// Their cases on hold.
    pub on_hold: u64,
    /// Their cases that were closed today.
    pub closed_today: u64,
    /// The mean time from answer to end of the interactions of today; `None` where there was none.
    pub mean_handling_ms: Option<i64>,
    /// The newest of their open cases.
    pub cases: Vec<CaseId>,
}

impl AgentRow {
    /// Their open cases.
    pub fn open(&self) -> u64 {
        self.in_service + self.waiting + self.on_hold
    }
}

/// A page of the agents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentList {
    /// The agents, by name.
    pub rows: Vec<AgentRow>,
    /// The page shown.
    pub page: Page,
    /// The groups the viewer supervises, by name: what the list can be filtered by.
    pub groups: Vec<Named<GroupId>>,
}

/// What is counted of an agent.
#[derive(Default)]
struct Numbers {
    open: HashMap<CaseStatus, u64>,
    cases: Vec<CaseId>,
    closed_today: u64,
    handling: Option<(i64, i64)>,
}

impl Scoped<'_> {
    /// A page of the agents in scope whose name or login contains what is searched for and who
    /// belong to one of the groups, where any is named.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn agent_list(
        &self,
        search: &str,
        groups: &[GroupId],
        page: u64,
        now: i64,
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
            let Numbers { open, cases, closed_today, handling } =
                numbers.remove(&person.id).unwrap_or_default();
            let of = |status| open.get(&status).copied().unwrap_or(0);
            AgentRow {
                groups: person.groups.iter().filter_map(name).collect(),
                agent: Named { id: UserId(person.id), name: person.name },
                login: person.login,
                in_service: of(CaseStatus::InService),
                waiting: of(CaseStatus::Waiting),
                on_hold: of(CaseStatus::OnHold),
                closed_today,
                mean_handling_ms: handling.map(|(sum, n)| sum / n.max(1)),
                cases,
            }
        });
        Ok(AgentList { rows: rows.collect(), page, groups: all_groups })
    }

    /// The groups the viewer supervises and the agents in scope, with their groups among these.
    async fn people(&self) -> Result<(Vec<Named<GroupId>>, Vec<Person>)> {
        let mut statement = self.statement();
        let supervised = self.supervised_groups(&mut statement);
        let agents = self.watched(&mut statement);
        statement.text = format!(
            "SELECT 'group' AS list, g.id, g.name, '' AS login, CAST(NULL AS BIGINT) AS in_group \
             FROM monitoring_group AS g WHERE {supervised} \
             UNION ALL SELECT 'agent', u.id, u.name, u.login, g.id FROM user_account AS u \
             LEFT JOIN group_agent AS ga ON ga.agent_id = u.id \
             LEFT JOIN monitoring_group AS g ON g.id = ga.group_id AND {supervised} WHERE {agents}"
        );
        let (mut groups, mut people) = (Vec::new(), HashMap::<i64, Person>::new());
        for (list, id, name, login, group) in
            self.fetch_all::<(String, i64, String, String, Option<i64>)>(statement).await?
        {
            if list == "group" {
                groups.push(Named { id: GroupId(id), name });
            } else {
                let person = people.entry(id).or_insert(Person { id, name, login, groups: Vec::new() });
                person.groups.extend(group.map(GroupId));
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

    /// That the viewer supervises the group `g`, which is in use.
    fn supervised_groups(&self, statement: &mut Statement) -> String {
        if self.sees_all() {
            return "g.active".to_owned();
        }
        let viewer = statement.bind(self.principal.user.0);
        format!(
            "g.active AND g.id IN \
             (SELECT gs.group_id FROM group_supervisor AS gs WHERE gs.supervisor_id = {viewer})"
        )
    }

    /// That the account `u` is of an agent in scope: for an administrator whoever is to serve or has.
    fn watched(&self, statement: &mut Statement) -> String {
        if self.principal.role == Role::Administrator {
            return "((u.role = 'agent' AND u.active) \
                    OR EXISTS (SELECT 1 FROM agent_queue AS aq WHERE aq.agent_id = u.id))"
                .to_owned();
        }
        self.sees(statement, "u.id")
    }

    async fn numbers(&self, agents: &[i64], now: i64) -> Result<HashMap<i64, Numbers>> {
        let mut found = HashMap::<i64, Numbers>::new();
        if agents.is_empty() {
            return Ok(found);
        }
        let mut rows = self.fetch_all::<(String, i64, String, i64, i64)>(self.counted(agents, now)).await?;
        rows.sort_unstable_by_key(|(.., n, detail)| (*detail, Reverse(*n)));
        for (kind, agent, status, n, detail) in rows {
            let numbers = found.entry(agent).or_default();
            match kind.as_str() {
                "open" => {
                    numbers.open.insert(stored_status(&status)?, n.cast_unsigned());
                }
                "case" => numbers.cases.push(CaseId(n)),
                "closed" => numbers.closed_today = n.cast_unsigned(),
                _ => numbers.handling = Some((detail, n)),
            }
        }
        Ok(found)
    }

    /// Everything that is counted of some agents in one statement: what, of whom, of which status,
    /// the number, and what else there is: how new a case is, the sum of the times.
    fn counted(&self, agents: &[i64], now: i64) -> Statement {
        const OPEN: &str = "s.status IN ('waiting', 'in_service', 'on_hold')";
        let mut statement = self.statement();
        let (start, end) = zone::day_span(self.store.zone(), zone::day_of(self.store.zone(), now));
        let (start, end) = (statement.bind(start), statement.bind(end));
        let named = statement.bind(NAMED_CASES);
        let wanted = statement.any("a.id", agents);
        let responsible = statement.any("s.agent_id", agents);
        let served = statement.any("i.agent_id", agents);
        let [by_agent, by_end, by_time] = ["service_case_agent", "service_case_closed", "interaction_agent"]
            .map(|index| statement.engine.indexed_by(index));
        // The newest of each agent: to number all their open cases takes ten times as long.
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

    /// How many cases the viewer is responsible for, by where they stand; what there is none of is
    /// missing.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn own_case_counts(&self) -> Result<Vec<(CaseStatus, u64)>> {
        let mut statement = self.statement();
        let viewer = statement.bind(self.principal.user.0);
        statement.text = format!(
            "SELECT s.status, count(*) FROM service_case AS s WHERE s.agent_id = {viewer} GROUP BY s.status"
        );
        let counts = self.fetch_all::<(String, i64)>(statement).await?;
        counts.into_iter().map(|(status, n)| Ok((stored_status(&status)?, n.cast_unsigned()))).collect()
    }
}

/// An agent before anything is counted.
struct Person {
    id: i64,
    name: String,
    login: String,
    groups: Vec<GroupId>,
}
