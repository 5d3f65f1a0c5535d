//! How messages become conversations.
//!
//! The result depends on the messages, not on the order in which they arrived: the fuller of two
//! descriptions of a message is taken, then the earlier one; messages are ordered by their second, within
//! it the customer's before those of the business, because a question comes before its answer, and then
//! by ID. A conversation ends before a gap that is as long as the time without a message, or with a
//! message that ends it.

use std::collections::BTreeMap;

use super::content::REMOVED;
use super::event::{Side, Words};
use super::pool::{Stored, StoredChange};

/// What ended a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Nothing was said for long enough.
    Silence,
    /// A message of the business ended it.
    Keyword,
    /// It has as many messages as one interaction can have, and goes on.
    Full,
}

/// The messages of a conversation, in order; at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) messages: Vec<Stored>,
    pub(super) end: End,
    /// When it ends, in seconds since 1970 UTC.
    pub(super) closes: i64,
    /// Before when a message or an edit belongs to it.
    pub(super) until: i64,
}

impl Segment {
    /// The time of the first message.
    pub(super) fn first_at(&self) -> i64 {
        self.messages.first().map_or(self.closes, |message| message.at)
    }

    /// The time of the last message.
    pub(super) fn last_at(&self) -> i64 {
        self.messages.last().map_or(self.closes, |message| message.at)
    }
}

/// One description of each message.
pub(super) fn resolve(descriptions: Vec<Stored>) -> Vec<Stored> {
    let mut by_id: BTreeMap<String, Vec<Stored>> = BTreeMap::new();
    for description in descriptions {
        by_id.entry(description.id.clone()).or_default().push(description);
    }
    by_id.into_values().filter_map(best).collect()
}

fn best(mut descriptions: Vec<Stored>) -> Option<Stored> {
    if descriptions.len() > 1 {
        descriptions.sort_by_cached_key(|stored| {
            let text = serde_json::to_string(stored).unwrap_or_default();
            (std::cmp::Reverse(stored.words.fullness), stored.at, stored.side, text)
        });
    }
    let mut descriptions = descriptions.into_iter();
    let mut best = descriptions.next()?;
    for other in descriptions {
        best.number = best.number.or(other.number);
        best.names.profile = best.names.profile.or(other.names.profile);
        best.names.username = best.names.username.or(other.names.username);
    }
    Some(best)
}

/// The conversations of messages, in order. `idle` is the time without a message that ends one, in
/// seconds; `closes` says whether a text of the business ends one.
pub(super) fn split(
    mut messages: Vec<Stored>,
    idle: i64,
    max: usize,
    closes: impl Fn(&str) -> bool,
) -> Vec<Segment> {
    let is_end = |message: &Stored| message.side != Side::Customer && closes(&message.words.text);
    messages.sort_by_cached_key(|message| (message.at, message.side, is_end(message), message.id.clone()));
    let mut segments = Vec::new();
    let mut open: Vec<Stored> = Vec::new();
    for message in messages {
        if let Some(last) = open.last() {
            let end = if is_end(last) {
                Some(End::Keyword)
            } else if message.at - last.at >= idle {
                Some(End::Silence)
            } else if open.len() >= max {
                Some(End::Full)
            } else {
                None
            };
            if let Some(end) = end {
                segments.extend(segment(std::mem::take(&mut open), end, idle));
            }
        }
        open.push(message);
    }
    let end = if open.last().is_some_and(is_end) { End::Keyword } else { End::Silence };
    segments.extend(segment(open, end, idle));
    segments
}

fn segment(messages: Vec<Stored>, end: End, idle: i64) -> Option<Segment> {
    let last = messages.last()?.at;
    let (closes, until) = match end {
        End::Silence => (last + idle, last + idle),
        End::Keyword => (last, last + 1),
        End::Full => (last, last + idle),
    };
    Some(Segment { messages, end, closes, until })
}

/// Applies the changes that were made while the conversation was open, whatever the order in which they
/// arrived; returns how many of those for its messages came too late. A removal outweighs edits, of which
/// the last one counts.
pub(super) fn apply(segment: &mut Segment, changes: &BTreeMap<&str, Vec<&StoredChange>>) -> usize {
    let mut late = 0;
    for message in &mut segment.messages {
        let mut edited: Option<&str> = None;
        let mut is_removed = false;
        // They are in the order of their times.
        for change in changes.get(message.id.as_str()).into_iter().flatten() {
            if change.at >= segment.until || change.by_customer != (message.side == Side::Customer) {
                late += 1;
            } else if let Some(words) = &change.words {
                edited = Some(words);
            } else {
                is_removed = true;
            }
        }
        if is_removed {
            message.words = Words { text: REMOVED.to_owned(), ..Words::default() };
        } else if let Some(words) = edited.and_then(|words| serde_json::from_str::<Words>(words).ok()) {
            message.words.text = words.text;
            if words.media.is_some() {
                message.words.media = words.media;
            }
        }
    }
    late
}
