//! Pools: the messages between a number of the business and a person that are not emitted yet.
//!
//! A pool is a head and numbered pages of a few items each, so that a message that arrives changes two
//! small values however long the conversation is. A message may be described several times, by duplicates
//! that differ or by a placeholder and what it stands for; all descriptions are kept until the
//! conversation is emitted, when [`super::segments`] chooses, so that the choice does not depend on their
//! order. Edits wait beside the messages, which may arrive later than they.

use domain::interaction::limits::MAX_MESSAGES;
use domain::{Millis, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::event::{Names, Side, Words};
use super::keys;
use crate::memory::{Memory, MemoryError};
use crate::source::Place;

/// How long what was emitted is remembered: WhatsApp repeats a delivery for up to seven days.
pub(super) const KEEP: Millis = Millis::days(9);
/// How many items a page has.
const PAGE: usize = 16;
/// How many descriptions and edits of messages a pool has. Further ones are rejected.
pub const MAX_POOL: usize = 2 * MAX_MESSAGES as usize;
/// How many ended conversations of a pool are remembered.
const MAX_ENDED: usize = 400;
/// How many different descriptions of a message are kept.
const MAX_DESCRIPTIONS: usize = 8;

/// A description of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stored {
    pub(super) id: String,
    /// When it was sent, in seconds since 1970 UTC.
    pub(super) at: i64,
    pub(super) side: Side,
    #[serde(flatten)]
    pub(super) words: Words,
    /// The customer's number as it is written in the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) number: Option<String>,
    #[serde(flatten)]
    pub(super) names: Names,
}

/// A short hash of an item and the customer.
pub(super) fn hash(customer: &str, item: &impl Serialize) -> String {
    let mut hash = Sha256::new();
    hash.update(customer);
    hash.update(serde_json::to_vec(item).unwrap_or_default());
    format!("{:x}", hash.finalize()).chars().take(16).collect()
}

/// What is known of the ID of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seen {
    /// The hashes of its descriptions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) descriptions: Vec<String>,
    /// Whether an interaction with it was emitted.
    #[serde(default)]
    pub(super) emitted: bool,
}

impl Seen {
    /// Whether this description adds nothing.
    pub(super) fn is_duplicate(&self, hash: &str) -> bool {
        self.emitted
            || self.descriptions.len() >= MAX_DESCRIPTIONS
            || self.descriptions.iter().any(|known| known == hash)
    }
}

/// An item of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Item {
    /// An edit or a removal.
    Change(StoredChange),
    /// A description of a message.
    Message(Stored),
}

/// What is in the pages of a pool.
#[derive(Clone, Debug, Default)]
pub(super) struct Items {
    pub(super) messages: Vec<Stored>,
    pub(super) changes: Vec<StoredChange>,
}

/// An edit or a removal that waits for the end of the conversation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct StoredChange {
    /// When it was made, in seconds since 1970 UTC.
    pub(super) at: i64,
    /// The ID of the edit itself.
    pub(super) id: String,
    /// The ID of the message.
    pub(super) target: String,
    /// Whether the customer made it.
    pub(super) by_customer: bool,
    /// What the message says now, as JSON of [`Words`]; `None` if it was removed.
    pub(super) words: Option<String>,
    /// How long it waits for its message.
    pub(super) until: Timestamp,
}

/// A conversation that was emitted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Ended {
    /// The time of the last message, in seconds since 1970 UTC.
    pub(super) end: i64,
    /// The time of the first message.
    pub(super) start: i64,
    /// Before when a message belongs to the conversation.
    pub(super) until: i64,
    /// The external ID of its case.
    pub(super) case: String,
    /// Whether it was cut because it had too many messages.
    #[serde(default)]
    pub(super) cut: bool,
    /// How long it is remembered.
    pub(super) kept_until: Timestamp,
}

/// Pages that are numbered together. A pool that was joined with another one has two of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Book {
    /// What the keys of its pages begin with.
    prefix: String,
    /// How many pages it has.
    pages: usize,
}

impl Book {
    fn page(&self, index: usize) -> String {
        format!("{}/{index}", self.prefix)
    }
}

/// The head of a pool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pool {
    /// Where the items are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    books: Vec<Book>,
    /// How many items the pages have.
    #[serde(default)]
    pub(super) count: usize,
    /// The earliest time at which a conversation in it may end, in seconds since 1970 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) closes: Option<i64>,
    /// When the last message was received that was not known.
    #[serde(default)]
    pub(super) received: Timestamp,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) ended: Vec<Ended>,
    /// When it is to be looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) due: Option<Timestamp>,
    /// Where the first of its messages was delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<Place>,
}

impl Pool {
    /// The pool between a number and a person, who has one.
    pub(super) fn read(memory: &Memory, number: &str, person: &str) -> Result<Self, MemoryError> {
        Ok(memory.value(&keys::pool(number, person))?.unwrap_or_default())
    }

    /// Stores the head, or removes it if nothing is left.
    pub(super) fn write(&self, memory: &mut Memory, number: &str, person: &str) -> Result<(), MemoryError> {
        let key = keys::pool(number, person);
        if self.is_empty() {
            memory.remove(&key);
            return Ok(());
        }
        memory.set(&key, self, self.due)
    }

    /// Whether nothing is left.
    pub(super) fn is_empty(&self) -> bool {
        self.books.is_empty() && self.ended.is_empty()
    }

    /// Whether it has items.
    pub(super) fn has_items(&self) -> bool {
        !self.books.is_empty()
    }

    /// The keys of all pages.
    pub(super) fn pages(&self) -> impl Iterator<Item = String> {
        self.books.iter().flat_map(|book| (0..book.pages).map(|index| book.page(index)))
    }

    /// The key of the page to which messages are added.
    pub(super) fn last_page(&self) -> Option<String> {
        self.books.last().map(|book| book.page(book.pages.saturating_sub(1)))
    }

    /// Looks at it at this time too.
    pub(super) fn look_at(&mut self, at: Timestamp) {
        self.due = Some(self.due.map_or(at, |due| due.min(at)));
    }

    /// Appends items. `customer` is an alias of the person.
    pub(super) fn append(
        &mut self,
        memory: &mut Memory,
        number: &str,
        customer: &str,
        items: Vec<Item>,
    ) -> Result<(), MemoryError> {
        let mut items = items.into_iter().peekable();
        while let Some(first) = items.peek() {
            // A page that was not loaded counts as full.
            let last = self.last_page().filter(|page| memory.knows(page));
            let read: Option<(String, Vec<Item>)> = match last {
                Some(key) => memory.value(&key)?.map(|page| (key, page)),
                None => None,
            };
            let (key, mut page) = match read.filter(|(_, page)| page.len() < PAGE) {
                Some(read) => read,
                None => (self.add_page(number, customer, first), Vec::new()),
            };
            let room = PAGE - page.len();
            let added: Vec<Item> = items.by_ref().take(room).collect();
            self.count += added.len();
            page.extend(added);
            memory.set(&key, &page, None)?;
        }
        Ok(())
    }

    /// Adds a page, which begins with an item; returns its key.
    fn add_page(&mut self, number: &str, customer: &str, first: &Item) -> String {
        if self.books.is_empty() {
            // An item is added once, so that no other pool has a book of this name.
            let (kind, id) = match first {
                Item::Message(message) => ("message", &message.id),
                Item::Change(change) => ("change", &change.id),
            };
            let prefix = keys::book(number, &hash(customer, first), kind, id);
            self.books.push(Book { prefix, pages: 0 });
        }
        if let Some(book) = self.books.last_mut() {
            book.pages += 1;
        }
        self.last_page().unwrap_or_default()
    }

    /// All items.
    pub(super) fn items(&self, memory: &Memory) -> Result<Items, MemoryError> {
        let mut items = Items::default();
        for page in self.pages() {
            for item in memory.value::<Vec<Item>>(&page)?.unwrap_or_default() {
                match item {
                    Item::Message(message) => items.messages.push(message),
                    Item::Change(change) => items.changes.push(change),
                }
            }
        }
        Ok(items)
    }

    /// Removes all pages.
    pub(super) fn clear(&mut self, memory: &mut Memory) {
        for page in self.pages() {
            memory.remove(&page);
        }
        self.books.clear();
        (self.count, self.closes) = (0, None);
    }

    /// Remembers a conversation that was emitted.
    pub(super) fn add_ended(&mut self, ended: Ended) {
        self.ended.push(ended);
        self.ended.sort();
        let surplus = self.ended.len().saturating_sub(MAX_ENDED);
        self.ended.drain(..surplus);
    }

    fn merge(&mut self, other: Self) {
        self.books.extend(other.books);
        self.count += other.count;
        self.closes = [self.closes, other.closes].into_iter().flatten().min();
        self.received = self.received.max(other.received);
        for ended in other.ended {
            self.add_ended(ended);
        }
        self.due = [self.due, other.due].into_iter().flatten().min();
        self.place = [self.place, other.place].into_iter().flatten().min();
    }
}

/// Moves a pool to another person, who turned out to be the same one and may have a pool too.
pub(super) fn move_to(
    memory: &mut Memory,
    number: &str,
    from: &str,
    to: &str,
    is_shared: bool,
) -> Result<(), MemoryError> {
    let moved = Pool::read(memory, number, from)?;
    let mut pool = if is_shared { Pool::read(memory, number, to)? } else { Pool::default() };
    pool.merge(moved);
    memory.remove(&keys::pool(number, from));
    pool.write(memory, number, to)
}
