//! The end of a cycle of which only the status of now says that there was one.
//!
//! In a language whose sentences are not known, the activity message after the last word is taken for the
//! one that says "resolved". The same sentence earlier in the conversation, but for names and numbers,
//! says so too: so the conversation itself tells what divides it.

use std::collections::BTreeSet;

use domain::text::fold;
use domain::{Millis, Timestamp};

use super::History;
use super::activity::{Activity, Changed};
use super::cycles::{Cut, Entry};
use super::rest::{Conversation, Message, MessageKind, Status};
use super::settings::ChatwootSettings;

/// How many names are looked for in sentences.
const MAX_NAMES: usize = 50;
/// How much of a sentence is compared, in characters.
const MAX_SENTENCE: usize = 500;

/// What the status of now says of the last cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guess {
    /// It is not over, or something else says when it was.
    Nothing,
    /// It is over, and what says when may still be written.
    Later {
        /// Since when it is seen like that.
        since: Timestamp,
        /// When it is believed.
        due_at: Timestamp,
        /// The last message.
        last: u64,
    },
    /// It is over.
    Over {
        /// Since when, in seconds since 1970 UTC.
        at: i64,
        /// The activity message that says so, in a sentence that is not known.
        sentence: Option<u64>,
    },
}

/// What the status of now says of the last cycle. `seen` is what an earlier look has remembered: the last
/// message then, and since when the conversation is resolved.
pub(super) fn guess(
    settings: &ChatwootSettings,
    history: &History<'_>,
    cut: &Cut<'_>,
    seen: Option<(u64, Timestamp)>,
    now: Timestamp,
) -> Guess {
    let conversation = history.conversation;
    let Some(cycle) = cut.cycles.last().filter(|cycle| cycle.end.is_none()) else { return Guess::Nothing };
    let last_said = cycle.last_said();
    let is_over = conversation.status == Some(Status::Resolved)
        // A customer's message opens the conversation, so it was resolved after that.
        && cycle.customer_wrote().is_some()
        && !conversation.is_muted
        // Else it was read before the last message, and may be open by now.
        && conversation.changed_at().is_none_or(|at| at >= last_said);
    if !is_over {
        return Guess::Nothing;
    }
    let last = cycle.said.last().map_or(cycle.first, |(message, _)| message.id);
    let since = match (conversation.updated_at, seen) {
        (Some(at), _) => Timestamp(at.saturating_mul(1_000)),
        (None, Some((message, since))) if message == last => since,
        _ => now,
    };
    let due_at = Timestamp(since.0.saturating_add(Millis::seconds(settings.settle_s.into()).0));
    if due_at > now {
        return Guess::Later { since, due_at, last };
    }
    let survey = cycle.survey_at;
    let ends = |(said, message): &&(usize, &Message)| {
        *said == cycle.said.len() && survey.is_none_or(|survey| message.at <= survey)
    };
    let sentence = cycle.unknown_activities.iter().rev().find(ends).map(|(_, message)| *message);
    let now_known = [conversation.last_activity_at, conversation.updated_at];
    let at = sentence
        .map(|message| message.at)
        .or(survey)
        .or_else(|| now_known.into_iter().flatten().find(|at| *at >= last_said))
        .unwrap_or(last_said);
    Guess::Over { at, sentence: sentence.map(|message| message.id) }
}

/// Takes a sentence for the one that says "resolved", wherever it stands.
pub(super) fn learn(entries: &mut [Entry<'_>], sentence: u64, conversation: &Conversation) {
    let names = names(entries, conversation);
    let shape = |message: &Message| message.content.as_deref().map(|content| shape(content, &names));
    let learned = entries.iter().find(|entry| entry.message.id == sentence);
    let Some(learned) = learned.and_then(|entry| shape(entry.message)) else { return };
    for entry in entries {
        let is_unknown = entry.message.kind == MessageKind::Activity && entry.activity.is_none();
        if is_unknown && shape(entry.message).as_ref() == Some(&learned) {
            entry.activity = Some(Activity::Status(Changed::Resolved(None)));
        }
    }
}

/// The folded names of those who take part, the longest first.
fn names(entries: &[Entry<'_>], conversation: &Conversation) -> Vec<String> {
    let senders = entries.iter().filter_map(|entry| entry.message.sender.as_ref()?.name.as_ref());
    let assignee = conversation.assignee.as_ref().and_then(|user| user.name.as_ref());
    let contact = conversation.contact.as_ref().and_then(|contact| contact.name.as_ref());
    let names = senders.chain(assignee).chain(contact).map(|name| fold(name.trim()));
    let names: BTreeSet<String> = names.filter(|name| !name.is_empty()).collect();
    let mut names: Vec<String> = names.into_iter().collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.truncate(MAX_NAMES);
    names
}

/// A sentence without names and numbers.
fn shape(content: &str, names: &[String]) -> String {
    let short: String = content.chars().take(MAX_SENTENCE).collect();
    let mut shape = fold(&short);
    for name in names {
        shape = shape.replace(name.as_str(), "%");
    }
    shape.chars().map(|c| if c.is_numeric() { '#' } else { c }).collect()
}
