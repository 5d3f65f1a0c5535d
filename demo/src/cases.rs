//! Which matter the next interaction is about: a new one, or one that was not settled yet.
//!
//! The only part of the demo that goes through time in order; everything else hangs on numbers.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use bulk::Batch;
use bulk::rows::Case;
use chrono::NaiveDate;
use domain::{CaseId, CaseStatus, CustomerId, InteractionId, Protocol};

use super::calendar::Slot;
use super::chance::{Chance, Stream};
use super::customers::Person;
use super::people::{agent_id, queue_id};
use super::service::Service;
use super::slots::{Facts, Matter};
use super::texts::{QUEUES, Texts};
use super::voices;

const HOUR: f64 = 60.0 * 60.0 * 1000.0;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// How often a case takes one to six interactions.
const LENGTHS: [f64; 6] = [0.62, 0.2, 0.09, 0.05, 0.025, 0.015];

/// A public number, before it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) day: NaiveDate,
    pub(crate) sequence: i64,
}

impl Number {
    pub(crate) fn protocol(self) -> Protocol {
        Protocol::generate(self.day, self.sequence)
    }
}

/// What the next interaction is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    pub(crate) case: CaseId,
    pub(crate) customer: CustomerId,
    /// The number of the customer as a [`Person`].
    pub(crate) person: u64,
    /// Whether they were never heard of before.
    pub(crate) is_first_contact: bool,
    /// Positions of the queue and the script.
    pub(crate) queue: usize,
    pub(crate) script: usize,
    /// Whether nothing is planned after it.
    pub(crate) is_last: bool,
    /// The civil day on which the case was opened.
    pub(crate) opened_on: NaiveDate,
    /// The interaction of the case before this one.
    pub(crate) previous: Option<Number>,
    /// Who spoke with the customer about it before.
    pub(crate) agent: Option<usize>,
}

/// How an interaction went.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome {
    pub(crate) interaction: InteractionId,
    pub(crate) number: Number,
    pub(crate) answered_at: Option<i64>,
    pub(crate) ended_at: i64,
    /// Who served or tried to.
    pub(crate) agent: Option<usize>,
    pub(crate) settled: bool,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    person: u64,
    customer: i64,
    queue: usize,
    script: usize,
    left: usize,
    opened_at: i64,
    opened_on: NaiveDate,
    /// The first interaction that an agent answered, and when.
    first_answer: Option<(InteractionId, i64)>,
    last: Option<Outcome>,
    /// The agent who spoke with the customer last.
    agent: Option<usize>,
}

/// The cases of the year as they unfold.
pub(crate) struct Cases {
    seed: u64,
    /// By number of the person: the customer's identity, 0 where they did not come yet.
    customers: Vec<u32>,
    known: u32,
    /// Cases in the order of their identities, from `first` on; those before are written.
    open: VecDeque<Open>,
    first: i64,
    due: BinaryHeap<Reverse<(i64, i64)>>,
}

impl Cases {
    pub(crate) fn new(seed: u64, people: u64) -> Self {
        Self {
            seed,
            customers: vec![0; people.max(1) as usize],
            known: 0,
            open: VecDeque::new(),
            first: 1,
            due: BinaryHeap::new(),
        }
    }

    /// What an interaction at this time, in this slot, is about. `heard` asks for a matter of which
    /// there is a recording.
    pub(crate) fn next(
        &mut self,
        at: i64,
        slot: &Slot,
        heard: bool,
        texts: &Texts,
        chance: &mut Chance,
    ) -> Turn {
        let is_due = self.due.peek().is_some_and(|Reverse((due, _))| *due <= at);
        if is_due
            && (8..21).contains(&slot.hour)
            && chance.hit(0.7)
            && let Some(Reverse((_, case))) = self.due.pop()
        {
            return self.turn(case, false);
        }
        let people = self.customers.len();
        let person = chance.place(people, 1.25);
        let is_first_contact = self.customers[person] == 0;
        if is_first_contact {
            self.known += 1;
            self.customers[person] = self.known;
        }
        let queue = chance.weighted(QUEUES.iter().map(|queue| queue.share));
        let recorded =
            voices::ALL.iter().find(|voice| voice.queue == queue).filter(|_| heard && chance.hit(0.5));
        let any = chance.place(texts.queues[queue].scripts.len(), 1.5);
        self.open.push_back(Open {
            person: person as u64,
            customer: self.customers[person].into(),
            queue,
            script: recorded.map_or(any, |voice| voice.script),
            left: chance.weighted(LENGTHS.into_iter()) + 1,
            opened_at: at,
            opened_on: slot.day,
            first_answer: None,
            last: None,
            agent: None,
        });
        self.turn(self.first + self.open.len() as i64 - 1, is_first_contact)
    }

    fn turn(&self, id: i64, is_first_contact: bool) -> Turn {
        let case = &self.open[(id - self.first) as usize];
        Turn {
            case: CaseId(id),
            customer: CustomerId(case.customer),
            person: case.person,
            is_first_contact,
            queue: case.queue,
            script: case.script,
            is_last: case.left == 1,
            opened_on: case.opened_on,
            previous: case.last.map(|last| last.number),
            agent: case.agent,
        }
    }

    /// Notes how it went and plans what follows.
    pub(crate) fn ended(&mut self, case: CaseId, outcome: Outcome, chance: &mut Chance) {
        let open = &mut self.open[(case.0 - self.first) as usize];
        open.left -= 1;
        open.last = Some(outcome);
        if outcome.answered_at.is_some() {
            open.agent = outcome.agent;
            open.first_answer = open.first_answer.or(outcome.answered_at.map(|at| (outcome.interaction, at)));
        }
        if open.left > 0 {
            let hours = if chance.hit(0.25) { chance.around(0.8, 0.7) } else { chance.around(52.0, 0.9) };
            let due = outcome.ended_at + (hours.min(24.0 * 40.0) * HOUR) as i64;
            self.due.push(Reverse((due, case.0)));
        }
    }

    /// Takes the cases that are through, in the order of their identities, with what happened to
    /// them where it is `told`; at the `end` the others too, which then are still open.
    pub(crate) fn take(&mut self, batch: &mut Batch, horizon: i64, at_end: bool, told: bool, texts: &Texts) {
        while let Some(open) = self.open.front().filter(|open| at_end || open.left == 0) {
            if let (Some(case), Some(last)) = (self.row(self.first, open, horizon, texts), open.last) {
                if told {
                    let (queue, first_answer) = (open.queue, open.first_answer);
                    let last_contact = last.ended_at;
                    Service { case: &case, queue, first_answer, last_contact, horizon }
                        .write(self.seed, batch);
                }
                batch.cases.push(case);
            }
            self.open.pop_front();
            self.first += 1;
        }
    }

    fn row(&self, id: i64, open: &Open, horizon: i64, texts: &Texts) -> Option<Case> {
        let last = open.last?;
        let mut chance = Chance::of(self.seed, Stream::Case, id.unsigned_abs());
        let matter = Matter::of(&mut chance);
        let (status, closed_at) = standing(open, last, horizon, &mut chance);
        let script = &texts.queues[open.queue].scripts[open.script];
        Some(Case {
            id: CaseId(id),
            external_id: format!("K{id:08}"),
            customer: CustomerId(open.customer),
            queue: queue_id(open.queue),
            kind: script.lines.kind.to_owned(),
            subject: subject(self.seed, open, matter, texts),
            status,
            agent: open.agent.or(last.agent).map(agent_id),
            opened_at: open.opened_at,
            closed_at,
            updated_at: closed_at.unwrap_or(last.ended_at),
        })
    }
}

/// Where a case stands after its last interaction, and since when it is closed.
fn standing(open: &Open, last: Outcome, horizon: i64, chance: &mut Chance) -> (CaseStatus, Option<i64>) {
    let age = horizon - last.ended_at;
    if open.left == 0 && last.answered_at.is_some() && last.settled {
        return (CaseStatus::Closed, Some(last.ended_at));
    }
    if open.left == 0 && age > 6 * DAY {
        // Whoever does not come back is closed after some days.
        return (CaseStatus::Closed, Some(last.ended_at + chance.between(2 * DAY, 6 * DAY) / 1000 * 1000));
    }
    let status = match (open.agent, chance.unit()) {
        (None, _) => CaseStatus::Waiting,
        (Some(_), unit) if unit < 0.35 => CaseStatus::InService,
        (Some(_), _) => CaseStatus::OnHold,
    };
    (status, None)
}

fn subject(seed: u64, open: &Open, matter: Matter, texts: &Texts) -> String {
    let person = Person::of(seed, open.person);
    subject_of(texts, (open.queue, open.script), open.opened_on, &person, matter)
}

/// The subject of a case: the same in its row and in its conversations.
pub(crate) fn subject_of(
    texts: &Texts,
    (queue, script): (usize, usize),
    opened_on: NaiveDate,
    person: &Person,
    matter: Matter,
) -> String {
    let subjects = &texts.queues[queue].scripts[script].lines.subjects;
    let chosen = ((matter.subject * subjects.len() as f64) as usize).min(subjects.len().saturating_sub(1));
    let facts = Facts {
        matter,
        person,
        agent: None,
        queue: texts.queues[queue].name,
        subject: "",
        protocol: "",
        previous: "",
        day: opened_on,
        hour: 12,
        ahead: 3,
    };
    subjects.get(chosen).map(|subject| subject.fill(&facts, person.gender)).unwrap_or_default()
}
