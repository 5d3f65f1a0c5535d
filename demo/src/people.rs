//! The staff of the operation: users, groups, queues and shifts.

use bulk::rows::{Directory, Group, GroupAgent, GroupSupervisor, Queue, QueueReason, Reason, User};
use chrono::{Datelike, NaiveDate, Weekday};
use domain::{ContactReasonId, GroupId, QueueId, Role, Timestamp, UserId};

use super::chance::Chance;
use super::names::{Gender, plain};
use super::texts::Texts;

/// The number of agents.
pub(crate) const AGENTS: usize = 40;

/// The index of the agent with a demo account.
pub(crate) const DEMO_AGENT: usize = 9;

/// The ID of the first agent's account, after the administrator and the supervisors.
const FIRST_AGENT: UserId = UserId(5);

/// An agent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Agent {
    pub(crate) first_name: &'static str,
    pub(crate) name: &'static str,
    pub(crate) gender: Gender,
}

/// A monitoring group: its name, the number of (consecutive) agents, and the queues they serve.
struct Team {
    name: &'static str,
    size: usize,
    queues: &'static [usize],
}

/// The groups; queues are indices of [`super::texts::QUEUES`].
const TEAMS: [Team; 5] = [
    Team { name: "Comercial", size: 9, queues: &[0, 7] },
    Team { name: "Suporte Técnico", size: 11, queues: &[1, 5] },
    Team { name: "Financeiro", size: 8, queues: &[2, 4] },
    Team { name: "Relacionamento", size: 6, queues: &[3, 6, 7] },
    Team { name: "Atendimento Digital", size: 6, queues: &[0, 1, 4] },
];

/// The teams of each supervisor; the first supervisor has a demo account.
const WATCHED: [&[usize]; 3] = [&[1, 2, 4], &[0, 3], &[3, 4]];

const AGENT_NAMES: [&str; AGENTS] = [
    "Bruna Carvalho",
    "Diego Martins",
    "Elaine Rocha",
    "Fábio Nunes",
    "Gabriela Teixeira",
    "Heitor Moura",
    "Isabela Campos",
    "Jorge Batista",
    "Karina Lopes",
    "Camila Ferreira",
    "Leandro Araújo",
    "Marina Duarte",
    "Nelson Vieira",
    "Olívia Prado",
    "Patrícia Gomes",
    "Rafael Monteiro",
    "Sabrina Melo",
    "Thiago Ribeiro",
    "Vanessa Cunha",
    "Wagner Dias",
    "Aline Barbosa",
    "Bernardo Reis",
    "Cecília Neves",
    "Daniel Freitas",
    "Eduarda Pinto",
    "Felipe Andrade",
    "Giovana Sales",
    "Henrique Costa",
    "Júlia Ramos",
    "Lucas Azevedo",
    "Mônica Tavares",
    "Otávio Fonseca",
    "Priscila Borges",
    "Rodrigo Leite",
    "Sandra Xavier",
    "Vinícius Castro",
    "Yara Correia",
    "André Guimarães",
    "Beatriz Siqueira",
    "Caio Dantas",
];

/// Indices of men's names in [`AGENT_NAMES`].
const MEN: [usize; 18] = [1, 3, 5, 7, 10, 12, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37];

/// The agents and their shifts.
pub(crate) struct Staff {
    agents: Vec<Agent>,
    /// The agents on duty by queue and hour of the week.
    roster: Vec<Vec<usize>>,
    /// The day on which the demo agent serves extra interactions, to have something to show.
    last_day: NaiveDate,
}

impl Staff {
    pub(crate) fn new(queues: usize, last_day: NaiveDate) -> Self {
        let agents = AGENT_NAMES.iter().enumerate().map(|(place, name)| Agent {
            first_name: name.split(' ').next().unwrap_or(name),
            name,
            gender: if MEN.contains(&place) || place == AGENTS - 1 {
                Gender::Masculine
            } else {
                Gender::Feminine
            },
        });
        let mut roster = vec![Vec::new(); queues * 7 * 24];
        for agent in 0..AGENTS {
            for queue in TEAMS[team_of(agent)].queues {
                for (hour, on_duty) in roster[queue * 168..(queue + 1) * 168].iter_mut().enumerate() {
                    if works(agent, hour / 24, hour % 24) {
                        on_duty.push(agent);
                    }
                }
            }
        }
        Self { agents: agents.collect(), roster, last_day }
    }

    pub(crate) fn agent(&self, place: usize) -> &Agent {
        &self.agents[place]
    }

    /// An agent who serves the queue on that day at that hour.
    pub(crate) fn on_duty(&self, queue: usize, day: NaiveDate, hour: u32, chance: &mut Chance) -> usize {
        if day == self.last_day && TEAMS[team_of(DEMO_AGENT)].queues.contains(&queue) && chance.hit(0.4) {
            return DEMO_AGENT;
        }
        let weekday = day.weekday().num_days_from_monday() as usize;
        let on_duty = &self.roster[queue * 168 + weekday * 24 + hour as usize];
        let anybody = || team_start(TEAMS.iter().position(|team| team.queues.contains(&queue)).unwrap_or(0));
        let mut agent = anybody();
        for _ in 0..4 {
            if on_duty.is_empty() {
                break;
            }
            agent = *chance.pick(on_duty);
            if !on_vacation(agent, day) {
                break;
            }
        }
        agent
    }

    /// The users, groups and queues that interactions refer to.
    pub(crate) fn directory(&self, texts: &Texts, since: Timestamp) -> Directory {
        let mut directory = Directory::default();
        let user = |id, login: String, name: &str, role| User {
            id,
            login,
            name: name.to_owned(),
            role,
            password_hash: None,
            created_at: since,
        };
        directory.users = vec![
            user(UserId(1), "admin".to_owned(), "Paulo Menezes", Role::Administrator),
            user(UserId(2), "supervisor".to_owned(), "Renata Albuquerque", Role::Supervisor),
            user(UserId(3), "marcos.veloso".to_owned(), "Marcos Veloso", Role::Supervisor),
            user(UserId(4), "sueli.amaral".to_owned(), "Sueli Amaral", Role::Supervisor),
        ];
        for (place, agent) in self.agents.iter().enumerate() {
            let login = if place == DEMO_AGENT { "agent".to_owned() } else { plain(agent.name) };
            directory.users.push(user(agent_id(place), login, agent.name, Role::Agent));
        }
        for (place, team) in TEAMS.iter().enumerate() {
            let group = GroupId(place as i64 + 1);
            directory.groups.push(Group { id: group, name: team.name.to_owned() });
            directory.group_agents.extend(
                (0..AGENTS)
                    .filter(|agent| team_of(*agent) == place || second_team_of(*agent) == Some(place))
                    .map(|agent| GroupAgent { group, agent: agent_id(agent) }),
            );
            directory.group_supervisors.extend(
                WATCHED
                    .iter()
                    .zip((2..).map(UserId))
                    .filter(|(watched, _)| watched.contains(&place))
                    .map(|(_, supervisor)| GroupSupervisor { group, supervisor }),
            );
        }
        offer(&mut directory, texts);
        directory
    }
}

/// Adds the queues and their contact reasons.
fn offer(directory: &mut Directory, texts: &Texts) {
    for (place, queue) in texts.queues.iter().enumerate() {
        let id = queue_id(place);
        directory.queues.push(Queue { id, name: queue.name.to_owned() });
        for (position, script) in queue.scripts.iter().enumerate() {
            directory.reasons.push(Reason { id: script.reason, name: script.name.to_owned() });
            directory.queue_reasons.push(QueueReason {
                queue: id,
                reason: script.reason,
                position: position as i64,
            });
        }
    }
}

pub(crate) fn agent_id(place: usize) -> UserId {
    UserId(FIRST_AGENT.0 + place as i64)
}

pub(crate) fn queue_id(place: usize) -> QueueId {
    QueueId(place as i64 + 1)
}

/// The ID of the `nth` contact reason.
pub(crate) fn reason_id(nth: usize) -> ContactReasonId {
    ContactReasonId(nth as i64 + 1)
}

fn team_start(team: usize) -> usize {
    TEAMS[..team].iter().map(|team| team.size).sum()
}

fn team_of(agent: usize) -> usize {
    (0..TEAMS.len()).rfind(|team| team_start(*team) <= agent).unwrap_or(0)
}

/// Two agents who train in another team belong to its group, too.
fn second_team_of(agent: usize) -> Option<usize> {
    match agent {
        10 => Some(4),
        20 => Some(1),
        _ => None,
    }
}

/// Day shifts of seven to nine hours; some agents work at night, a third on each weekend day.
fn works(agent: usize, weekday: usize, hour: usize) -> bool {
    if agent == DEMO_AGENT {
        return (7..21).contains(&hour);
    }
    let weekend = weekday == Weekday::Sat as usize && agent % 3 == 1
        || weekday == Weekday::Sun as usize && agent % 3 == 2;
    let shift = match (agent - team_start(team_of(agent))) % 6 {
        0 => 8..17,
        1 => 7..14,
        2 => 9..18,
        3 => 13..20,
        4 => 15..23,
        _ => return (weekday < 5 || weekend) && !(7..22).contains(&hour) || (weekday < 5 && hour >= 20),
    };
    (weekday < 5 || weekend) && shift.contains(&hour)
}

/// Three weeks a year, spread over the year; the demo agent takes none.
fn on_vacation(agent: usize, day: NaiveDate) -> bool {
    let first = (agent as u32 * 37 + 11) % 340;
    agent != DEMO_AGENT && (first..first + 21).contains(&day.ordinal0())
}
