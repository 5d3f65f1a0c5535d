//! Turns the course of an interaction into database rows.

use bulk::Batch;
use bulk::rows::{Call, Interaction, Message, Recording};
use domain::{CallStatus, Channel, InteractionId, Millis, Sender, Timestamp};

use super::calendar::Slot;
use super::cases::{Number, Outcome, Turn, subject_of};
use super::chance::{Chance, Stream};
use super::customers::Person;
use super::dialogue::{self, DialoguePlan};
use super::interaction::{InteractionPlan, decide};
use super::people::{agent_id, queue_id};
use super::slots::{Facts, Matter};
use super::texts::Scene;
use super::{Demo, RECENT, Transcripts, voices};

impl Demo {
    /// Generates the rows of one interaction and returns its outcome.
    pub(super) fn rows(
        &self,
        turn: &Turn,
        number: Number,
        (at, slot): (Timestamp, &Slot),
        may_record: bool,
        batch: &mut Batch,
    ) -> Outcome {
        let id = InteractionId(self.place.number as i64);
        let mut chance = Chance::of(self.settings.seed, Stream::Interaction, self.place.number);
        let around = (&self.staff, &self.texts);
        let course = decide(turn, (at, slot), self.calendar.horizon, may_record, around, &mut chance);
        let person = Person::of(self.settings.seed, turn.person);
        calls(id, &course, &person, &mut batch.calls);
        batch.recordings.extend(self.recording(id, &course));
        let protocol = number.protocol();
        let context =
            ConversationContext { turn, course: &course, slot, person: &person, protocol: protocol.as_str() };
        let notes = self.write_texts(id, &context, &mut chance, &mut batch.messages);
        let reason = self.texts.queues[turn.queue].scripts[turn.script].reason;
        batch.interactions.push(Interaction {
            id,
            protocol,
            external_id: format!("{id:09}"),
            case: turn.case,
            customer: turn.customer,
            channel: course.channel,
            direction: course.direction,
            queue: queue_id(turn.queue),
            agent: course.agent.map(agent_id),
            number: number_of(course.channel, &person),
            queued_at: course.queued_at,
            answered_at: course.answered_at,
            ended_at: course.ended_at,
            reason: (course.answered_at.is_some() && chance.hit(0.8)).then_some(reason),
            notes,
        });
        if turn.is_first_contact {
            let (customer, addresses) = person.rows(turn.customer, at);
            batch.customers.push(customer);
            batch.addresses.extend(addresses);
        }
        Outcome {
            interaction: id,
            number,
            answered_at: course.answered_at,
            ended_at: course.ended_at,
            agent: course.agent,
            settled: course.settled,
        }
    }

    fn recording(&self, interaction: InteractionId, course: &InteractionPlan) -> Option<Recording> {
        let place = course.voice?;
        let stored = self.voices.get(place)?;
        let voice = voices::ALL[place];
        Some(Recording {
            interaction,
            blob: stored.blob.clone(),
            content_type: voice.content_type.to_owned(),
            size: stored.size.cast_signed(),
            sha256: stored.sha256.clone(),
            length: voice.length,
            uploaded_at: course.ended_at,
        })
    }

    /// Generates the messages and returns the notes.
    fn write_texts(
        &self,
        id: InteractionId,
        context: &ConversationContext<'_>,
        chance: &mut Chance,
        messages: &mut Vec<Message>,
    ) -> Option<String> {
        let ConversationContext { turn, course, slot, person, protocol } = *context;
        let transcribed = course.channel != Channel::Voice && self.has_transcript();
        let noted =
            course.agent.is_some() && chance.hit(if course.answered_at.is_some() { 0.49 } else { 0.3 });
        if !transcribed && !noted {
            return None;
        }
        let seed = self.settings.seed;
        let matter = Matter::of(&mut Chance::of(seed, Stream::Case, turn.case.0.unsigned_abs()));
        let subject = subject_of(&self.texts, (turn.queue, turn.script), turn.opened_on, person, matter);
        let previous = turn.previous.map(Number::protocol);
        let mut note_chance = Chance::of(seed, Stream::Notes, self.place.number);
        let facts = Facts {
            matter,
            person,
            agent: course.agent.map(|agent| self.staff.agent(agent)),
            queue: self.texts.queues[turn.queue].name,
            subject: &subject,
            protocol,
            previous: previous.as_ref().map_or(protocol, |protocol| protocol.as_str()),
            day: slot.day,
            hour: slot.hour,
            ahead: note_chance.between(1, 6).unsigned_abs(),
        };
        if transcribed {
            let mut talk_chance = Chance::of(seed, Stream::Conversation, self.place.number);
            self.converse(id, context, &facts, &mut talk_chance, messages);
        }
        noted.then(|| self.note(context, &facts, &mut note_chance))
    }

    fn has_transcript(&self) -> bool {
        match self.settings.transcripts {
            Transcripts::All => true,
            Transcripts::Recent => self.place.number + RECENT > self.settings.interactions,
            Transcripts::None => false,
        }
    }

    fn converse(
        &self,
        id: InteractionId,
        context: &ConversationContext<'_>,
        facts: &Facts<'_>,
        chance: &mut Chance,
        messages: &mut Vec<Message>,
    ) {
        let ConversationContext { turn, course, person, .. } = *context;
        let talk = DialoguePlan {
            direction: course.direction,
            answered: course.answered_at.is_some(),
            follow_up: turn.agent.is_some(),
            settled: course.settled,
            at_least: course.messages,
        };
        let scripts = &self.texts.queues[turn.queue].scripts;
        let conversation = dialogue::compose(&self.texts, (scripts, turn.script), facts, talk, chance);
        let times = dialogue::times(&conversation, course.queued_at, course.answered_at, course.ended_at);
        for (position, (line, at)) in (0..).zip(conversation.lines.into_iter().zip(times)) {
            let name = match line.sender {
                Sender::Customer => Some(person.name.clone()),
                Sender::Agent => facts.agent.map(|agent| agent.name.to_owned()),
                Sender::Bot => Some("Nina".to_owned()),
                Sender::System => None,
            };
            messages.push(Message {
                interaction: id,
                position,
                at,
                sender: line.sender,
                name,
                text: line.text,
            });
        }
    }

    fn note(&self, context: &ConversationContext<'_>, facts: &Facts<'_>, chance: &mut Chance) -> String {
        let ConversationContext { turn, course, .. } = *context;
        let notes = if course.answered_at.is_none() {
            &self.texts.scene(Scene::NoAnswer).notes
        } else if turn.agent.is_some() {
            &self.texts.scene(Scene::FollowUpNotes).notes
        } else {
            &self.texts.queues[turn.queue].scripts[turn.script].lines.notes
        };
        chance.pick(notes).fill(facts, facts.person.gender)
    }
}

/// The participants, time and subject of a conversation.
#[derive(Clone, Copy)]
struct ConversationContext<'a> {
    turn: &'a Turn,
    course: &'a InteractionPlan,
    slot: &'a Slot,
    person: &'a Person,
    protocol: &'a str,
}

fn number_of(channel: Channel, person: &Person) -> Option<String> {
    match channel {
        Channel::Voice => Some(person.phone.clone()),
        Channel::WebChat => None,
        Channel::WhatsApp => Some(person.mobile.clone()),
    }
}

fn calls(id: InteractionId, course: &InteractionPlan, person: &Person, calls: &mut Vec<Call>) {
    let Some(status) = course.call else { return };
    let earlier = course.attempts.iter().map(|(at, status)| (*at, *status, 0));
    let talked = match (status, course.answered_at) {
        (CallStatus::Answered, Some(answered)) => (course.ended_at - answered) / Millis::seconds(1),
        _ => 0,
    };
    // The last attempt starts after the previous ones.
    let rings = course.queued_at + course.attempts.len() as i64 * Millis::seconds(45);
    let last = (rings.min(course.answered_at.unwrap_or(course.ended_at)), status, talked);
    for (position, (at, status, duration_s)) in (0..).zip(earlier.chain([last])) {
        calls.push(Call { interaction: id, position, at, number: person.phone.clone(), status, duration_s });
    }
}
