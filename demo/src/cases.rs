//! The cases of the year: whether the next interaction opens a case or continues an open one.
//!
//! The only part of the demo that depends on order; everything else is keyed by number.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use bulk::Batch;
use bulk::rows::Case;
use chrono::NaiveDate;
use domain::{CaseId, CaseStatus, CustomerId, InteractionId, Millis, Protocol, Timestamp};

use super::calendar::Slot;
use super::chance::{Chance, Stream};
use super::customers::Person;
use super::people::{agent_id, queue_id};
use super::service::Service;
use super::slots::{Facts, Matter};
use super::texts::{QUEUES, Texts};
use super::voices;

const HOUR: f64 = 60.0 * 60.0 * 1000.0;
const DAY: Millis = Millis::days(1);

/// The probabilities of one to six interactions in a case.
const LENGTHS: [f64; 6] = [0.62, 0.2, 0.09, 0.05, 0.025, 0.015];

/// The parts of a protocol number.
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

/// The case and customer of the next interaction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    pub(crate) case: CaseId,
    pub(crate) customer: CustomerId,
    /// The number of the customer as a [`Person`].
    pub(crate) person: u64,
    /// Whether it is the customer's first contact.
    pub(crate) is_first_contact: bool,
    /// The positions of the queue and the script.
    pub(crate) queue: usize,
    pub(crate) script: usize,
    /// Whether it is the last planned interaction of the case.
    pub(crate) is_last: bool,
    /// The civil day on which the case was opened.
    pub(crate) opened_on: NaiveDate,
    /// The previous interaction of the case.
    pub(crate) previous: Option<Number>,
    /// The agent who last talked to the customer about the case.
    pub(crate) agent: Option<usize>,
}

/// The result of an interaction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome {
    pub(crate) interaction: InteractionId,
    pub(crate) number: Number,
    pub(crate) answered_at: Option<Timestamp>,
    pub(crate) ended_at: Timestamp,
    /// The agent who served the customer or tried to.
    pub(crate) agent: Option<usize>,
    pub(crate) settled: bool,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    person: u64,
    customer: CustomerId,
    queue: usize,
    script: usize,
    left: usize,
    opened_at: Timestamp,
    opened_on: NaiveDate,
    /// The first interaction that an agent answered, and when.
    first_answer: Option<(InteractionId, Timestamp)>,
    last: Option<Outcome>,
    /// The agent who last talked to the customer.
    agent: Option<usize>,
}

/// The simulation of the year's cases.
pub(crate) struct Cases {
    seed: u64,
    /// The customer ID by number of the person; 0 before the first contact.
    customers: Vec<u32>,
    known: u32,
    /// Cases in order of their IDs, from `first` on; earlier ones are written.
    open: VecDeque<Open>,
    first: CaseId,
    due: BinaryHeap<Reverse<(Timestamp, CaseId)>>,
}

impl Cases {
    pub(crate) fn new(seed: u64, people: u64) -> Self {
        Self {
            seed,
            customers: vec![0; people.max(1) as usize],
            known: 0,
            open: VecDeque::new(),
            first: CaseId(1),
            due: BinaryHeap::new(),
        }
    }

    /// Chooses the case of an interaction at this time, in this slot. `may_record` favours a
    /// subject that has a recording.
    pub(crate) fn next(
        &mut self,
        at: Timestamp,
        slot: &Slot,
        may_record: bool,
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
            voices::ALL.iter().find(|voice| voice.queue == queue).filter(|_| may_record && chance.hit(0.5));
        let any = chance.place(texts.queues[queue].scripts.len(), 1.5);
        self.open.push_back(Open {
            person: person as u64,
            customer: CustomerId(self.customers[person].into()),
            queue,
            script: recorded.map_or(any, |voice| voice.script),
            left: chance.weighted(LENGTHS.into_iter()) + 1,
            opened_at: at,
            opened_on: slot.day,
            first_answer: None,
            last: None,
            agent: None,
        });
        self.turn(CaseId(self.first.0 + self.open.len() as i64 - 1), is_first_contact)
    }

    /// The index of a case in `open`.
    fn place(&self, case: CaseId) -> usize {
        (case.0 - self.first.0) as usize
    }

    fn turn(&self, case: CaseId, is_first_contact: bool) -> Turn {
        let open = &self.open[self.place(case)];
        Turn {
            case,
            customer: open.customer,
            person: open.person,
            is_first_contact,
            queue: open.queue,
            script: open.script,
            is_last: open.left == 1,
            opened_on: open.opened_on,
            previous: open.last.map(|last| last.number),
            agent: open.agent,
        }
    }

    /// Records the outcome of an interaction and schedules a follow-up.
    pub(crate) fn record_outcome(&mut self, case: CaseId, outcome: Outcome, chance: &mut Chance) {
        let place = self.place(case);
        let open = &mut self.open[place];
        open.left -= 1;
        open.last = Some(outcome);
        if outcome.answered_at.is_some() {
            open.agent = outcome.agent;
            open.first_answer = open.first_answer.or(outcome.answered_at.map(|at| (outcome.interaction, at)));
        }
        if open.left > 0 {
            let hours = if chance.hit(0.25) { chance.around(0.8, 0.7) } else { chance.around(52.0, 0.9) };
            let due = outcome.ended_at + Millis((hours.min(24.0 * 40.0) * HOUR) as i64);
            self.due.push(Reverse((due, case)));
        }
    }

    /// Writes the completed cases to the batch, in order of their IDs, with their events if
    /// `with_service`; `at_end` also the others, which stay open.
    pub(crate) fn drain(
        &mut self,
        batch: &mut Batch,
        horizon: Timestamp,
        at_end: bool,
        with_service: bool,
        texts: &Texts,
    ) {
        while let Some(open) = self.open.front().filter(|open| at_end || open.left == 0) {
            if let (Some(case), Some(last)) = (self.row(self.first, open, horizon, texts), open.last) {
                if with_service {
                    let (queue, first_answer) = (open.queue, open.first_answer);
                    let last_contact = last.ended_at;
                    Service { case: &case, queue, first_answer, last_contact, horizon }
                        .write(self.seed, batch);
                }
                batch.cases.push(case);
            }
            self.open.pop_front();
            self.first.0 += 1;
        }
    }

    fn row(&self, id: CaseId, open: &Open, horizon: Timestamp, texts: &Texts) -> Option<Case> {
        let last = open.last?;
        let mut chance = Chance::of(self.seed, Stream::Case, id.0.unsigned_abs());
        let matter = Matter::of(&mut chance);
        let (status, closed_at) = standing(open, last, horizon, &mut chance);
        let script = &texts.queues[open.queue].scripts[open.script];
        Some(Case {
            id,
            external_id: format!("K{id:08}"),
            customer: open.customer,
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

/// The status of a case after its last interaction, and when it was closed.
fn standing(
    open: &Open,
    last: Outcome,
    horizon: Timestamp,
    chance: &mut Chance,
) -> (CaseStatus, Option<Timestamp>) {
    let age = horizon - last.ended_at;
    if open.left == 0 && last.answered_at.is_some() && last.settled {
        return (CaseStatus::Closed, Some(last.ended_at));
    }
    if open.left == 0 && age > 6 * DAY {
        // A customer who does not return has their case closed after some days.
        let wait = Millis(chance.between((2 * DAY).0, (6 * DAY).0) / 1000 * 1000);
        return (CaseStatus::Closed, Some(last.ended_at + wait));
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

/// The subject of a case, the same in its row and in its conversations.
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
