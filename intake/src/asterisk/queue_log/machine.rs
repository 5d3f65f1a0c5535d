//! The state machine: events in, finished visits out.
//!
//! A visit begins with its ENTERQUEUE and ends with the first event that ends it. Lines are not sorted,
//! because ends may be written late: an event finds its visit by its call and queue, else by the
//! seconds it names, and what it finds in neither way is rejected, never guessed.

use domain::{EndedBy, Outcome};
use serde::{Deserialize, Serialize};

use super::calls::Calls;
use super::event::{Entry, Event, Exit};
use super::interaction::{Ending, dialled, visited};
use super::settings::QueueLogSettings;
use super::visits::{Found, OpenVisits, SECOND, Talk, Visit};
use crate::log_clock::{DAY, LogClock};
use crate::source::{Output, Place, Reason, Skipped};
use crate::zone::is_possible;

/// What is remembered of a log.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Machine {
    clock: LogClock,
    entered: u64,
    open: OpenVisits,
    calls: Calls,
}

/// An event with what its handling needs.
struct Step<'a, 'o> {
    settings: &'a QueueLogSettings,
    entry: Entry<'a>,
    /// The agent's login.
    agent: Option<String>,
    place: Place,
    line: &'a str,
    output: &'o mut Output,
}

impl Step<'_, '_> {
    fn reject(&mut self, reason: Reason) {
        self.output.reject(self.place, reason, self.line);
    }
}

impl Machine {
    /// Takes an event.
    pub(super) fn take(
        &mut self,
        settings: &QueueLogSettings,
        entry: Entry<'_>,
        place: Place,
        line: &str,
        output: &mut Output,
    ) {
        self.clock.note(entry.at);
        let agent = match entry.event {
            Event::Skipped(_) | Event::Enter { .. } | Event::Leave { .. } | Event::Restart => None,
            _ => settings.members.mapped(entry.member, &settings.agents),
        };
        let mut step = Step { settings, entry, agent, place, line, output };
        match entry.event {
            Event::Skipped(kind) => step.output.skip(kind),
            Event::Restart => {
                step.output.skip(Skipped::ProcessEvent);
                self.restart(&mut step);
            }
            Event::Dialled { status, talk, number } => dial(&mut step, status, talk, number),
            _ if matches!(entry.call, "" | "NONE" | "MANAGER" | "CLI" | "REALTIME") => {
                step.reject(Reason::NoCall);
            }
            _ if matches!(entry.queue, "" | "NONE") => step.reject(Reason::NoQueue),
            Event::Enter { caller, name } => self.enter(&mut step, caller, name),
            Event::Connect { hold } => self.connect(&mut step, hold),
            Event::Complete { by, hold, talk } => self.end_talk(&mut step, by, hold, talk, false),
            Event::Transfer { hold, talk, attended } => {
                self.end_talk(&mut step, EndedBy::Agent, hold, talk, attended);
            }
            Event::Leave { exit, wait } => self.leave(&mut step, exit, wait),
        }
        self.expire(entry.at, output);
    }

    /// The time of the log, in microseconds since 1970 UTC.
    pub(super) fn now(&self) -> Option<i64> {
        self.clock.now()
    }

    /// Reports every visit that is open.
    pub(super) fn report_open(&self, output: &mut Output) {
        for visit in self.open.iter() {
            output.reject(visit.place, Reason::StillOpen, &visit.external_id());
        }
    }

    fn enter(&mut self, step: &mut Step<'_, '_>, caller: &str, name: &str) {
        let entry = step.entry;
        let second = entry.at.div_euclid(SECOND);
        let is_same =
            |visit: &Visit| visit.queue == entry.queue && visit.entered.div_euclid(SECOND) == second;
        if self.open.of_call(entry.call).any(|visit| visit.call == entry.call && is_same(visit)) {
            step.output.skip(Skipped::Duplicate);
            return;
        }
        let visit = self.new_visit(entry, entry.at, caller, step.place);
        self.open.open(Visit { caller_name: name.to_owned(), ..visit });
        if let Some(surplus) = self.open.surplus_of_call(entry.call) {
            self.give_up(surplus, Reason::TooManyOpen, step.output);
        }
        if self.open.are_too_many()
            && let Some(oldest) = self.open.oldest().map(|visit| visit.number)
        {
            self.give_up(oldest, Reason::TooManyOpen, step.output);
        }
    }

    /// A visit of a call, which follows the call's visit before.
    fn new_visit(&mut self, entry: Entry<'_>, entered: i64, caller: &str, place: Place) -> Visit {
        self.entered += 1;
        // Lines that are read again, from another copy of the file, give the same as before.
        let is_again = self.calls.get(entry.call).is_some_and(|known| entered <= known.entered);
        if is_again && self.clock.is_past(entry.at) {
            self.calls.forget(entry.call);
        }
        let known = self.calls.get(entry.call);
        let first_caller = known.map_or("", |known| &known.caller);
        let mut visit = Visit {
            number: self.entered,
            call: entry.call.to_owned(),
            queue: entry.queue.to_owned(),
            entered,
            caller: if first_caller.is_empty() { caller } else { first_caller }.to_owned(),
            caller_name: String::new(),
            case: known.and_then(|known| known.case.as_deref()).unwrap_or(entry.call).to_owned(),
            follows: known.and_then(|known| known.latest_visit.clone()),
            talk: None,
            place,
            again: 0,
            rebuilt: false,
        };
        let id = visit.external_id();
        if let Some(repeated) = visit.follows.as_deref().and_then(|before| before.strip_prefix(&id)) {
            let before = repeated.strip_prefix('#').and_then(|number| number.parse().ok());
            visit.again = before.unwrap_or(1);
        }
        self.calls.change(entry.call, entry.at, |known| {
            known.latest_visit = Some(visit.external_id());
            known.entered = visit.entered;
            known.caller.clone_from(&visit.caller);
        });
        visit
    }

    fn connect(&mut self, step: &mut Step<'_, '_>, hold: Option<i64>) {
        let entry = step.entry;
        let entered = hold.map(|hold| entry.at - hold * SECOND);
        let own = self.open.waiting_of_call(entry, entered);
        if own.is_none() && self.open.is_connected_again(entry, step.agent.as_deref()) {
            step.output.skip(Skipped::Duplicate);
            return;
        }
        let found = match (own, entered) {
            (Some(number), _) => Found::One(number),
            (None, Some(entered)) => self.open.waiting_since(entry.queue, entered),
            (None, None) => Found::None,
        };
        match found {
            Found::One(number) => {
                let agent = step.agent.take();
                self.open.change(number, |visit| {
                    let call = (visit.call != entry.call).then(|| entry.call.to_owned());
                    visit.talk = Some(Talk { began: entry.at, agent, call });
                });
                self.join(number, entry.call, entry.at);
            }
            Found::Several => step.reject(Reason::AmbiguousVisit),
            Found::None if entered.is_some_and(|entered| self.clock.is_before_log(entered)) => {
                step.output.skip(Skipped::BeforeLog);
            }
            Found::None => step.reject(Reason::NoVisit),
        }
    }

    fn end_talk(
        &mut self,
        step: &mut Step<'_, '_>,
        by: EndedBy,
        hold: Option<i64>,
        talk: Option<i64>,
        attended: bool,
    ) {
        let entry = step.entry;
        let began = talk.map(|talk| entry.at - talk * SECOND);
        let own = self.open.talk_of_call(entry, step.agent.as_deref(), began);
        if own.is_none() && self.calls.has_just_ended(entry.call, entry.queue, entry.at, None) {
            step.output.skip(Skipped::Duplicate);
            return;
        }
        let ending = Ending { at: entry.at, by, outcome: Outcome::Answered, note: None };
        let found =
            own.map_or_else(|| self.open.talk_of_agent(entry, step.agent.as_deref(), began), Found::One);
        match found {
            Found::One(number) => {
                if attended {
                    self.join_consultation(number, entry);
                }
                self.finish(step, number, &ending);
            }
            Found::Several => step.reject(Reason::AmbiguousVisit),
            Found::None => {
                let entered = began.zip(hold).map(|(began, hold)| (began, began - hold * SECOND));
                match entered.filter(|(_, entered)| self.clock.is_before_log(*entered)) {
                    Some((began, entered)) => self.rebuild(step, entered, Some(began), &ending),
                    None => step.reject(Reason::NoVisit),
                }
            }
        }
    }

    fn leave(&mut self, step: &mut Step<'_, '_>, exit: Exit<'_>, wait: Option<i64>) {
        let entry = step.entry;
        let entered = wait.map(|wait| entry.at - wait * SECOND);
        let own = self.open.waiting_of_call(entry, entered);
        let is_certain = own
            .and_then(|number| self.open.get(number))
            .is_some_and(|visit| entered.is_none_or(|entered| (visit.entered - entered).abs() <= 2 * SECOND));
        let of_ended = own.and(entered);
        if !is_certain && self.calls.has_just_ended(entry.call, entry.queue, entry.at, of_ended) {
            step.output.skip(Skipped::Duplicate);
            return;
        }
        let ending = Ending::left(step.settings, entry.at, exit);
        let found = match (own, entered) {
            (Some(number), _) => Found::One(number),
            // Calls are swapped by transfers, of which there is none without a visit before.
            (None, Some(entered)) if self.calls.get(entry.call).is_some() => {
                self.open.waiting_since(entry.queue, entered)
            }
            (None, _) => Found::None,
        };
        match found {
            Found::One(number) => {
                self.join(number, entry.call, entry.at);
                self.finish(step, number, &ending);
            }
            Found::Several => step.reject(Reason::AmbiguousVisit),
            Found::None => match entered.filter(|entered| self.clock.is_before_log(*entered)) {
                Some(entered) => self.rebuild(step, entered, None, &ending),
                None => step.reject(Reason::NoVisit),
            },
        }
    }

    /// Joins a visit to the case of another call, under which one of its events was recorded: a
    /// transfer swapped them, and the other call is the customer's.
    fn join(&mut self, number: u64, call: &str, at: i64) {
        let Some(visit) = self.open.get(number) else { return };
        let Some(known) = self.calls.get(call).filter(|_| visit.call != call && visit.case == visit.call)
        else {
            return;
        };
        let case = known.case.clone().unwrap_or_else(|| call.to_owned());
        let (caller, follows) = (known.caller.clone(), known.latest_visit.clone());
        self.set_case(number, call, case, caller, follows, at);
    }

    /// Joins the agent's own call to the next queue to the case of the visit that the agent transferred:
    /// the transfer is recorded under the agent's call.
    fn join_consultation(&mut self, number: u64, entry: Entry<'_>) {
        let Some(visit) = self.open.get(number).filter(|visit| visit.call != entry.call) else { return };
        let own = |next: &&Visit| next.call == entry.call && next.number != number && next.case == next.call;
        let Some(next) = self.open.of_call(entry.call).rfind(own).map(|next| next.number) else { return };
        let (call, case, caller) = (visit.call.clone(), visit.case.clone(), visit.caller.clone());
        let follows = Some(visit.external_id());
        self.set_case(next, &call, case, caller, follows, entry.at);
    }

    fn set_case(
        &mut self,
        number: u64,
        of_call: &str,
        case: String,
        caller: String,
        follows: Option<String>,
        at: i64,
    ) {
        let Some((call, external_id)) = self.open.get(number).map(|v| (v.call.clone(), v.external_id()))
        else {
            return;
        };
        for name in [of_call, &call] {
            self.calls.change(name, at, |known| {
                known.case = Some(case.clone());
                known.caller.clone_from(&caller);
                known.latest_visit = Some(external_id.clone());
            });
        }
        self.open.change(number, |visit| (visit.case, visit.caller, visit.follows) = (case, caller, follows));
    }

    /// Emits a visit of whose beginning the log holds nothing, if the settings allow it and the seconds
    /// of its end are credible.
    fn rebuild(&mut self, step: &mut Step<'_, '_>, entered: i64, began: Option<i64>, ending: &Ending) {
        let is_credible = is_possible(entered) && step.entry.at - entered <= DAY;
        if !is_credible || !step.settings.rebuild_visits_before_log {
            step.reject(if is_credible { Reason::BeganBeforeLog } else { Reason::NoVisit });
            return;
        }
        let visit = self.new_visit(step.entry, entered, "", step.place);
        let number = visit.number;
        let talk = began.map(|began| Talk { began, agent: step.agent.take(), call: None });
        self.open.open(Visit { talk, rebuilt: true, ..visit });
        self.finish(step, number, ending);
    }

    fn finish(&mut self, step: &mut Step<'_, '_>, number: u64, ending: &Ending) {
        let entry = step.entry;
        let Some(visit) = self.open.close(number) else { return };
        self.calls.ended(&visit.call, &visit.queue, visit.entered, ending.at);
        if visit.call != entry.call {
            self.calls.ended(entry.call, &visit.queue, visit.entered, ending.at);
        }
        match visited(step.settings, &visit, ending) {
            Ok(interaction) => step.output.interactions.push(interaction),
            Err(reason) => step.reject(reason),
        }
    }

    fn restart(&mut self, step: &mut Step<'_, '_>) {
        let ending = Ending::interrupted(step.settings, step.entry.at);
        for visit in self.open.close_all() {
            match visited(step.settings, &visit, &ending) {
                Ok(interaction) => step.output.interactions.push(interaction),
                Err(reason) => step.output.reject(visit.place, reason, &visit.external_id()),
            }
        }
        self.calls.forget_all();
    }

    /// Gives up what has been open for more than a day, and forgets calls that were old when the event
    /// happened.
    fn expire(&mut self, at: i64, output: &mut Output) {
        let Some(now) = self.clock.now() else { return };
        while let Some(oldest) = self.open.oldest().filter(|visit| visit.entered < now - DAY) {
            self.give_up(oldest.number, Reason::NoEnd, output);
        }
        self.calls.forget_before(now.min(at));
    }

    fn give_up(&mut self, number: u64, reason: Reason, output: &mut Output) {
        if let Some(visit) = self.open.close(number) {
            output.reject(visit.place, reason, &visit.external_id());
        }
    }
}

/// A dialler's call, which is emitted only if the settings name a queue for it.
fn dial(step: &mut Step<'_, '_>, status: &str, talk: Option<i64>, number: &str) {
    if step.settings.dialler_queue.is_none() {
        step.output.skip(Skipped::DiallerCall);
        return;
    }
    match dialled(step.settings, step.entry, step.agent.take(), status, talk, number) {
        Ok(interaction) => step.output.interactions.push(interaction),
        Err(reason) => step.reject(reason),
    }
}
