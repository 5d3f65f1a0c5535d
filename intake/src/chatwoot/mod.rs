//! Chatwoot: its conversations on a website or in WhatsApp become interactions.
//!
//! The webhook is a doorbell ([`doorbell()`]), REST is the truth ([`rest`]), and polling finds what no
//! webhook has announced. [`interactions`] makes the interactions of a conversation from the answers of
//! REST alone, so that a webhook that is lost, doubled or late changes nothing, and a back-fill gives what
//! the live way gave.
//!
//! An interaction is one *cycle*: from the first message of a conversation, or the first after a resolve,
//! to the next resolve ([`cycles`]). Its ID is `{account}:{conversation}:{first message}`; all cycles of a
//! conversation are one case, `{account}:{conversation}`.
//!
//! # Where resolves and other changes come from
//!
//! REST tells the status of now only. In this order:
//!
//! 1. *Activity messages*, in English, Portuguese and Spanish, and by the sentences of the settings
//!    ([`activity`]). They come with the messages, every version has them, and their times never change.
//! 2. *Reporting events*, where the server has them: resolves and handovers of which no activity message
//!    tells. A resolve within two minutes before an activity message is the same one.
//! 3. *The sentence that ended it*, where 1 and 2 tell of no change of status in the whole conversation:
//!    an unknown language on an old server. When the conversation is resolved, the activity message after
//!    the last word says so, and earlier ones of the same sentence say it of earlier cycles.
//! 4. *Webhooks* that announced a status, where there is no such sentence either. Only there does a lost
//!    webhook change anything.
//! 5. *The status of now*: a conversation that is resolved, and in which the customer wrote after the last
//!    resolve that is known, has ended. When is a guess: when the survey was sent, else the last activity.
//!
//! 3 and 5 are believed when nothing has changed for [`ChatwootSettings::settle_s`] seconds, since activity
//! messages are written later than the status ([`mod@guess`]). [`Output::guessed`] counts them: sentences are
//! missing in the settings.
//!
//! # Once, and never again
//!
//! A cycle is final when it was resolved [`ChatwootSettings::settle_s`] seconds ago. Afterwards a message
//! may still be edited or deleted, a contact merged or renamed, a label set; a survey is answered. REST
//! says of no message when it changed, so there is nothing from which a version of the interaction could be
//! counted: what was emitted stays as it was. A host keeps the [`Checkpoint`] of each conversation and
//! gives it back, and nothing before it is emitted again; pages of messages before it need not be read.
//! Without checkpoints, [`Output::retain_new`] leaves out what the store knows.
//!
//! # What is not said
//!
//! A survey is not part of an interaction: it is answered before or after the emission. Names that the
//! widget makes up are none. The assignee of now is that of the last cycle; of earlier ones, activity
//! messages tell the assignee, else the last agent who wrote. Contact, labels and, without activity messages of
//! it, team are those of now.

mod activity;
mod changes;
mod checkpoint;
mod course;
mod cycles;
mod doorbell;
mod guess;
mod interaction;
mod media;
mod output;
mod people;
pub mod rest;
mod settings;
mod transcript;
pub mod webhook;

pub use checkpoint::Checkpoint;
pub use doorbell::{BadWebhook, Doorbell, Ignored, StatusChange, doorbell};
pub use media::Media;
pub use output::{Finished, Output, Rejected, Skipped};
pub use settings::{ChatwootSettings, Sentences, Texts};

use std::collections::BTreeMap;

use domain::{Millis, Timestamp};

use activity::{Activity, Recogniser};
use changes::Changes;
use checkpoint::Emitted;
use course::{Handovers, course};
use cycles::{Cut, Cycle, End, Entry};
use guess::{Guess, guess, learn};
use interaction::{Context, channel, external_id, interaction};
use people::People;
use rest::{Conversation, Inbox, Message, MessageKind, ReportingEvent, Status, User};

/// What REST has answered about an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    /// The inboxes; without them, a conversation says the type of its inbox and not its name.
    pub inboxes: Vec<Inbox>,
    /// The agents; without them, senders of messages have names and no e-mail addresses.
    pub agents: Vec<User>,
    /// The names of the teams; without them, only the team of now is known to be one.
    pub teams: Vec<String>,
}

/// What REST has answered about a conversation, and what else is known of it.
#[derive(Clone, Copy, Debug)]
pub struct History<'a> {
    /// What all conversations share.
    pub directory: &'a Directory,
    /// The conversation, read after its messages.
    pub conversation: &'a Conversation,
    /// All messages, or all after the checkpoint; in any order, and doubled or not.
    pub messages: &'a [Message],
    /// The reporting events; none if the server does not have them.
    pub reporting_events: &'a [ReportingEvent],
    /// What webhooks have announced; used only where REST says nothing.
    pub status_changes: &'a [StatusChange],
    /// What to remember of the time before.
    pub checkpoint: Option<&'a Checkpoint>,
}

/// The interactions of a conversation that are final at `now` and come after its checkpoint.
pub fn interactions(settings: &ChatwootSettings, history: &History<'_>, now: Timestamp) -> Output {
    let mut output = Output { checkpoint: history.checkpoint.cloned(), ..Output::default() };
    let conversation = history.conversation;
    let inbox = history.directory.inboxes.iter().find(|inbox| Some(inbox.id) == conversation.inbox);
    let Some(channel) = channel(settings, conversation, inbox) else {
        output.skip(Skipped::OtherInbox, 1);
        return output;
    };
    let emitted = history.checkpoint.and_then(|checkpoint| checkpoint.emitted.as_ref());
    let messages = sorted(history.messages);
    let recogniser = Recogniser::new(&settings.sentences);
    let mut entries: Vec<Entry<'_>> =
        messages.iter().map(|message| Entry { message, activity: read(message, &recogniser) }).collect();
    let changes = Changes::new(history, &entries, emitted);
    let remembered: Vec<User> = emitted.into_iter().flat_map(Emitted::users).collect();
    let listed = history.directory.agents.iter().chain(&remembered);
    let people = People::new(settings, listed, &history.directory.teams, conversation, &messages);
    let known = entries
        .partition_point(|entry| emitted.is_some_and(|emitted| !emitted.end().is_before(entry.message)));
    let entries = &mut entries[known..];
    let (cut, guess) = cut_and_guess(settings, history, &changes, &people, entries, now, &mut output);
    output.skip(Skipped::Farewell, cut.farewells);
    let context = Context {
        settings,
        conversation,
        inbox,
        channel,
        people: &people,
        assignee_changed: cut.assignee_changed,
        team_changed: cut.team_changed,
    };
    let settle = Millis::seconds(settings.settle_s.into());
    let count = cut.cycles.len();
    let mut last = None;
    for (position, cycle) in cut.cycles.iter().enumerate() {
        let Some(end) = cycle.end else { break };
        let final_at = Timestamp(end.at.saturating_mul(1_000).saturating_add(settle.0));
        let is_guessed = position + 1 == count && matches!(guess, Guess::Over { .. });
        if final_at > now && !is_guessed {
            output.due_at = Some(output.due_at.map_or(final_at, |due| due.min(final_at)));
            break;
        }
        let is_newest = position + 1 == count && conversation.status == Some(Status::Resolved);
        emit(&context, cycle, end, &changes.handovers, is_newest, &mut output);
        last = Some((end, &cycle.standing));
    }
    if let Some((end, standing)) = last {
        let before = entries.partition_point(|entry| !end.is_before(entry.message));
        let through = entries[..before].iter().map(|entry| entry.message.id).max();
        let through = through.max(emitted.map(|emitted| emitted.through)).unwrap_or_default();
        let status_recorded = changes.handovers.status_recorded;
        let emitted = Emitted::new(end, standing.clone(), status_recorded, through, &people);
        let resolved_since = output.checkpoint.and_then(|checkpoint| checkpoint.resolved_since);
        output.checkpoint = Some(Checkpoint { emitted: Some(emitted), resolved_since });
    }
    output
}

/// Cuts a conversation at what is known to divide it, in the order at the head of this module.
fn cut_and_guess<'m>(
    settings: &ChatwootSettings,
    history: &History<'_>,
    changes: &Changes,
    people: &People<'_>,
    entries: &mut [Entry<'m>],
    now: Timestamp,
    output: &mut Output,
) -> (Cut<'m>, Guess) {
    let seen = output.checkpoint.as_mut().and_then(|checkpoint| checkpoint.resolved_since.take());
    let emitted = history.checkpoint.and_then(|checkpoint| checkpoint.emitted.as_ref());
    let standing = || emitted.map(|end| end.standing.clone()).unwrap_or_default();
    let status_recorded = changes.handovers.status_recorded;
    let mut cut = cycles::cut(entries, &changes.resolves, people, standing());
    let mut guessed = guess(settings, history, &cut, seen, now);
    match guessed {
        Guess::Over { sentence: Some(sentence), .. } if !status_recorded => {
            learn(entries, sentence, history.conversation);
            cut = cycles::cut(entries, &[], people, standing());
        }
        Guess::Nothing | Guess::Over { .. } if !changes.announced.is_empty() => {
            cut = cycles::cut(entries, &changes.announced, people, standing());
            guessed = guess(settings, history, &cut, seen, now);
        }
        _ => {}
    }
    match guessed {
        Guess::Nothing => {}
        Guess::Later { since, due_at, last } => {
            output.checkpoint.get_or_insert_default().resolved_since = Some((last, since));
            output.due_at = Some(due_at);
        }
        Guess::Over { at, .. } => {
            output.guessed += 1;
            if cut.cycles.last().is_some_and(|cycle| cycle.end.is_none()) {
                cut.end_last(at);
            }
        }
    }
    (cut, guessed)
}

fn emit(
    context: &Context<'_>,
    cycle: &Cycle<'_>,
    end: End,
    handovers: &Handovers,
    is_newest: bool,
    output: &mut Output,
) {
    let idle = context.settings.idle_min.map(|minutes| i64::from(minutes) * 60);
    let Some(course) = course(cycle, end.at, handovers, idle) else {
        output.skip(Skipped::NoPerson, 1);
        return;
    };
    match interaction(context, cycle, end, course, is_newest) {
        Ok((interaction, media)) => output.finished.push(Finished { interaction, media }),
        Err(reason) => output.rejects.push(Rejected { external_id: external_id(context, cycle), reason }),
    }
}

/// The messages in the order in which they were made, each once: the one that was read last, or the one
/// that says that it was deleted.
fn sorted(messages: &[Message]) -> Vec<Message> {
    let mut by_id: BTreeMap<u64, &Message> = BTreeMap::new();
    for message in messages {
        let known = by_id.entry(message.id).or_insert(message);
        if !known.is_deleted {
            *known = message;
        }
    }
    let mut messages: Vec<Message> = by_id.into_values().cloned().collect();
    messages.sort_by_key(|message| (message.at, message.id));
    messages
}

fn read(message: &Message, recogniser: &Recogniser) -> Option<Activity> {
    let content = message.content.as_deref().filter(|_| message.kind == MessageKind::Activity)?;
    recogniser.read(content)
}
