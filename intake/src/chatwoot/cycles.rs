//! The cycles of a conversation: what was said from the first message, or the first after a resolve, to
//! the next resolve.
//!
//! Messages are in the order in which they were made, activity messages among them; everything that
//! happened has its place there. A resolve without an activity message stands at the end of its second.
//!
//! After a resolve a cycle begins with a message of the customer or of an agent. A bot's or a rule's does
//! not begin one: soon after the resolve it is a farewell, and later it waits for an answer, with which
//! it belongs to the cycle that then begins. What an agent adds soon after the resolve, while the
//! conversation stays resolved, belongs to what has just ended.

use domain::{EndedBy, Sender as Side};
use serde::{Deserialize, Serialize};

use super::activity::{Activity, Changed};
use super::people::People;
use super::rest::{Message, MessageKind, Status};
use super::transcript::side;

/// How long after a resolve our side may add something to what has ended, in seconds.
const ADDED_WITHIN: i64 = 60;

/// An assignment to an agent or a team.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Assignment {
    /// Nothing was recorded, or a name that is not known.
    #[default]
    Unknown,
    /// None any more.
    Nobody,
    /// The login of an agent, or the name of a team.
    To(String),
}

/// Where and how a cycle ended.
///
/// Messages are ordered by time and number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    /// When, in seconds since 1970 UTC.
    pub at: i64,
    /// The activity message; `None` at the end of the second.
    pub message: Option<u64>,
    /// The side that ended it, if it is known.
    pub by: Option<EndedBy>,
}

impl End {
    /// Whether a message comes after the end.
    pub(super) fn is_before(self, message: &Message) -> bool {
        (message.at, message.id) > (self.at, self.message.unwrap_or(u64::MAX))
    }
}

/// A cycle.
#[derive(Clone, Debug)]
pub(super) struct Cycle<'m> {
    /// What was said, with its sides, in order.
    pub said: Vec<(&'m Message, Side)>,
    /// The message that began it.
    pub first: u64,
    /// Whether it began after a resolve.
    pub is_later: bool,
    /// Whether the conversation was known to be open when it began.
    pub was_open: bool,
    /// The first change of status in it, before its end.
    pub first_change: Option<(i64, Changed)>,
    /// The activity messages in it that say nothing known, with how much had been said before.
    pub unknown_activities: Vec<(usize, &'m Message)>,
    /// The time of the survey, if it was sent after the last message.
    pub survey_at: Option<i64>,
    /// How it ended, if it did.
    pub end: Option<End>,
    /// What was known right after its end.
    pub standing: Standing,
}

impl Cycle<'_> {
    /// When the last message of the cycle was made, without what was added after its end.
    pub(super) fn last_said(&self) -> i64 {
        let end = self.end.map_or(i64::MAX, |end| end.at);
        let times = self.said.iter().map(|(message, _)| message.at);
        times.filter(|at| *at <= end).max().unwrap_or(i64::MIN)
    }

    /// When the customer wrote first.
    pub(super) fn customer_wrote(&self) -> Option<i64> {
        self.said.iter().find(|(_, side)| *side == Side::Customer).map(|(message, _)| message.at)
    }
}

/// What is known at a place between two messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Standing {
    /// When it was resolved last.
    pub resolved_at: Option<i64>,
    /// The status, where it is known.
    pub status: Option<Status>,
    /// The agent who has it, by login.
    pub assignee: Assignment,
    /// The team that has it, by name.
    pub team: Assignment,
    /// The login of the last agent who wrote.
    pub writer: Option<String>,
}

/// A conversation, cut into its cycles.
#[derive(Debug, Default)]
pub(super) struct Cut<'m> {
    /// The cycles; only the last one may not have ended.
    pub cycles: Vec<Cycle<'m>>,
    /// What is known after the last message.
    pub standing: Standing,
    /// Whether an agent was ever assigned or removed.
    pub assignee_changed: bool,
    /// Whether a team was ever assigned or removed.
    pub team_changed: bool,
    /// How many messages of bots and rules stand between cycles and belong to none.
    pub farewells: usize,
}

impl Cut<'_> {
    /// Ends the last cycle, of which no message says that it ended.
    pub(super) fn end_last(&mut self, at: i64) {
        if let Some(cycle) = self.cycles.last_mut() {
            cycle.end = Some(End { at, message: None, by: None });
            cycle.standing =
                Standing { resolved_at: Some(at), status: Some(Status::Resolved), ..self.standing.clone() };
        }
    }
}

/// A message, and what it says if it is an activity message.
pub(super) struct Entry<'m> {
    pub message: &'m Message,
    pub activity: Option<Activity>,
}

/// Cuts entries, which are sorted, at the resolves that activity messages tell, and at `resolves`,
/// which are sorted too. `standing` is what is known before the first entry.
pub(super) fn cut<'m>(
    entries: &[Entry<'m>],
    resolves: &[i64],
    people: &People<'_>,
    standing: Standing,
) -> Cut<'m> {
    let mut cutter = Cutter { cut: Cut::default(), standing, current: None, waiting: Vec::new() };
    let mut resolves = resolves.iter().copied().peekable();
    for entry in entries {
        while let Some(at) = resolves.next_if(|at| *at < entry.message.at) {
            cutter.resolve(End { at, message: None, by: None });
        }
        cutter.take(entry, people);
    }
    for at in resolves {
        cutter.resolve(End { at, message: None, by: None });
    }
    cutter.finish()
}

struct Cutter<'m> {
    cut: Cut<'m>,
    standing: Standing,
    /// The cycle that has not ended.
    current: Option<Cycle<'m>>,
    /// Messages of bots and rules that wait for an answer.
    waiting: Vec<(&'m Message, Side)>,
}

impl<'m> Cutter<'m> {
    fn take(&mut self, entry: &Entry<'m>, people: &People<'_>) {
        let message = entry.message;
        if message.kind == MessageKind::Activity {
            self.activity(message, entry.activity.as_ref(), people);
        } else if let Some(side) = side(message) {
            self.said(message, side, people);
        } else if message.content_type == "input_csat"
            && let Some(cycle) = &mut self.current
        {
            cycle.survey_at.get_or_insert(message.at);
        }
    }

    fn said(&mut self, message: &'m Message, side: Side, people: &People<'_>) {
        if side == Side::Agent {
            let login = message.sender.as_ref().and_then(|sender| people.login_of_sender(sender));
            self.standing.writer = login.or_else(|| self.standing.writer.take());
        }
        let automatic = matches!(side, Side::Bot | Side::System);
        if let Some(cycle) = &mut self.current {
            cycle.said.push((message, side));
            cycle.survey_at = None;
            return;
        }
        if let Some(resolved_at) = self.standing.resolved_at {
            let is_added =
                self.standing.status == Some(Status::Resolved) && message.at - resolved_at <= ADDED_WITHIN;
            if automatic {
                if is_added {
                    self.cut.farewells += 1;
                } else {
                    self.waiting.push((message, side));
                }
                return;
            }
            if side == Side::Agent && is_added {
                // After a checkpoint it has been emitted before.
                if let Some(cycle) = self.cut.cycles.last_mut() {
                    cycle.said.push((message, side));
                }
                return;
            }
        }
        self.begin(message, side);
    }

    fn begin(&mut self, message: &'m Message, side: Side) {
        let mut said = std::mem::take(&mut self.waiting);
        said.push((message, side));
        self.current = Some(Cycle {
            said,
            first: message.id,
            is_later: self.standing.resolved_at.is_some(),
            was_open: self.standing.status == Some(Status::Open),
            first_change: None,
            unknown_activities: Vec::new(),
            survey_at: None,
            end: None,
            standing: Standing::default(),
        });
        if side == Side::Customer && self.standing.status != Some(Status::Open) {
            // It opens the conversation or hands it to the bot, and nothing is written of that.
            self.standing.status = None;
        }
    }

    fn activity(&mut self, message: &'m Message, activity: Option<&Activity>, people: &People<'_>) {
        match activity {
            None => {
                if let Some(cycle) = &mut self.current {
                    cycle.unknown_activities.push((cycle.said.len(), message));
                }
            }
            Some(Activity::Status(changed)) => self.status(message, *changed),
            Some(Activity::Assigned(names)) => {
                let agent = names.iter().find_map(|name| people.login_of(name));
                let team = names.iter().find_map(|name| people.team(name)).cloned();
                self.cut.team_changed |= team.is_some();
                if agent.is_some() || team.is_none() {
                    self.cut.assignee_changed = true;
                    self.standing.assignee = agent.map_or(Assignment::Unknown, Assignment::To);
                }
                if let Some(team) = team {
                    self.standing.team = Assignment::To(team);
                }
            }
            Some(Activity::SelfAssigned(name)) => {
                self.cut.assignee_changed = true;
                self.standing.assignee = people.login_of(name).map_or(Assignment::Unknown, Assignment::To);
            }
            Some(Activity::Unassigned) => {
                self.cut.assignee_changed = true;
                self.standing.assignee = Assignment::Nobody;
            }
            Some(Activity::TeamRemoved) => {
                self.standing.team = Assignment::Nobody;
                self.cut.team_changed = true;
            }
        }
    }

    fn status(&mut self, message: &Message, changed: Changed) {
        if let Changed::Resolved(by) = changed {
            self.resolve(End { at: message.at, message: Some(message.id), by });
            return;
        }
        self.standing.status = Some(match changed {
            Changed::Other(status) => status,
            _ => Status::Open,
        });
        if let Some(cycle) = &mut self.current {
            cycle.first_change.get_or_insert((message.at, changed));
        }
    }

    fn resolve(&mut self, end: End) {
        self.standing.resolved_at = Some(end.at);
        self.standing.status = Some(Status::Resolved);
        self.cut.farewells += self.waiting.len();
        self.waiting.clear();
        if let Some(mut cycle) = self.current.take() {
            cycle.end = Some(end);
            cycle.standing = self.standing.clone();
            self.cut.cycles.push(cycle);
        }
    }

    fn finish(mut self) -> Cut<'m> {
        self.cut.farewells += self.waiting.len();
        self.cut.cycles.extend(self.current);
        self.cut.standing = self.standing;
        self.cut
    }
}
