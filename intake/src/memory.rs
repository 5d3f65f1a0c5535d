//! The memory of a source that remembers too much to be one value: entries under keys.
//!
//! A messaging source remembers every person who ever wrote and thousands of open conversations, of
//! which a message touches a few. The host keeps the entries in a table (key, value, time at which it is
//! due), loads those that a source asks for, and stores what was changed in the transaction that
//! stores what was emitted. A source that asks for an entry that was not loaded gets an error, never
//! "absent": mistaking one for the other would double a person or lose a conversation.
//!
//! Each source has a memory of its own: the table has its name beside the key. For a file that is read
//! once, [`Memory::whole`] holds everything by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use domain::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value under a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The value as JSON. It holds personal data.
    pub value: String,
    /// When the source wants to look at it again: then the host passes its key to the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
}

/// The entries that were loaded, and what became of them.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    slots: BTreeMap<String, Slot>,
    due: BTreeSet<(Timestamp, String)>,
    /// Whether what is not here is absent, and not merely not loaded.
    whole: bool,
}

#[derive(Clone, Debug)]
struct Slot {
    /// `None` if there is no such entry.
    entry: Option<Entry>,
    changed: bool,
}

/// What kept a source from using its memory. Nothing of the memory is to be stored then.
///
/// Keys hold telephone numbers, so the message names only the kind of the entry.
#[derive(Clone, PartialEq, Eq)]
pub enum MemoryError {
    /// The entry was not loaded.
    NotLoaded {
        /// Its key.
        key: String,
    },
    /// The value is not what the source wrote.
    Unreadable {
        /// The key of the entry.
        key: String,
    },
}

impl fmt::Display for MemoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::NotLoaded { key } | Self::Unreadable { key }) = self;
        let kind = key.split('/').next().unwrap_or_default();
        match self {
            Self::NotLoaded { .. } => write!(f, "an entry {kind:?} of the source's memory was not loaded"),
            Self::Unreadable { .. } => write!(f, "an entry {kind:?} of the source's memory cannot be read"),
        }
    }
}

impl fmt::Debug for MemoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for MemoryError {}

impl Memory {
    /// A memory that holds everything by itself: nothing has to be loaded, and changes are not listed.
    pub fn whole() -> Self {
        Self { whole: true, ..Self::default() }
    }

    /// Adds an entry as the host stores it, or that there is none. What is known already stays.
    pub fn load(&mut self, key: String, entry: Option<Entry>) {
        if self.slots.contains_key(&key) {
            return;
        }
        if let Some(at) = entry.as_ref().and_then(|entry| entry.due_at) {
            self.due.insert((at, key.clone()));
        }
        self.slots.insert(key, Slot { entry, changed: false });
    }

    /// Whether it is known what is under a key, or that nothing is.
    pub fn knows(&self, key: &str) -> bool {
        self.whole || self.slots.contains_key(key)
    }

    /// Whether it holds everything by itself.
    pub(crate) fn is_whole(&self) -> bool {
        self.whole
    }

    /// Whether an entry is due, as far as this is known here.
    pub(crate) fn is_due(&self, key: &str, now: Timestamp) -> bool {
        let Some(slot) = self.slots.get(key) else { return !self.whole };
        slot.entry.as_ref().and_then(|entry| entry.due_at).is_some_and(|at| at <= now)
    }

    /// The value under a key.
    ///
    /// # Errors
    /// It was not loaded, or is not what the source wrote.
    pub fn value<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, MemoryError> {
        match self.slots.get(key) {
            Some(Slot { entry: Some(entry), .. }) => serde_json::from_str(&entry.value)
                .map(Some)
                .map_err(|_| MemoryError::Unreadable { key: key.to_owned() }),
            Some(Slot { entry: None, .. }) => Ok(None),
            None if self.whole => Ok(None),
            None => Err(MemoryError::NotLoaded { key: key.to_owned() }),
        }
    }

    /// Sets the value under a key; the entry need not be loaded.
    ///
    /// # Errors
    /// The value cannot be written as JSON.
    pub fn set<T: Serialize>(
        &mut self,
        key: &str,
        value: &T,
        due_at: Option<Timestamp>,
    ) -> Result<(), MemoryError> {
        let value =
            serde_json::to_string(value).map_err(|_| MemoryError::Unreadable { key: key.to_owned() })?;
        let entry = Some(Entry { value, due_at });
        if self.slots.get(key).is_none_or(|slot| slot.entry != entry) {
            self.put(key, entry);
        }
        Ok(())
    }

    /// Removes an entry; it need not be loaded.
    pub fn remove(&mut self, key: &str) {
        if self.slots.get(key).is_none_or(|slot| slot.entry.is_some()) {
            self.put(key, None);
        }
    }

    fn put(&mut self, key: &str, entry: Option<Entry>) {
        let before = self.slots.get(key).and_then(|slot| slot.entry.as_ref()?.due_at);
        if let Some(at) = before {
            self.due.remove(&(at, key.to_owned()));
        }
        if let Some(at) = entry.as_ref().and_then(|entry| entry.due_at) {
            self.due.insert((at, key.to_owned()));
        }
        if self.whole && entry.is_none() {
            self.slots.remove(key);
        } else {
            self.slots.insert(key.to_owned(), Slot { entry, changed: !self.whole });
        }
    }

    /// The keys of loaded entries that are due, the earliest first.
    pub fn due(&self, now: Timestamp) -> Vec<String> {
        self.due.iter().take_while(|(at, _)| *at <= now).map(|(_, key)| key.clone()).collect()
    }

    /// The keys of loaded entries that begin like this, in order.
    pub fn keys<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        self.slots
            .range(prefix.to_owned()..)
            .take_while(move |(key, _)| key.starts_with(prefix))
            .filter(|(_, slot)| slot.entry.is_some())
            .map(|(key, _)| key.as_str())
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.slots.values().filter(|slot| slot.entry.is_some()).count()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What was changed since the last call, for the host to store: entries by key, `None` for those
    /// that were removed. In the order of the keys.
    pub fn drain_changes(&mut self) -> Vec<(String, Option<Entry>)> {
        let changed = self.slots.iter_mut().filter(|(_, slot)| slot.changed);
        changed
            .map(|(key, slot)| {
                slot.changed = false;
                (key.clone(), slot.entry.clone())
            })
            .collect()
    }
}

/// Only a whole memory is written and read as one value, by the state of a file.
impl Serialize for Memory {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entries = self.slots.iter().filter_map(|(key, slot)| Some((key, slot.entry.as_ref()?)));
        serializer.collect_map(entries)
    }
}

impl<'de> Deserialize<'de> for Memory {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut memory = Self::whole();
        for (key, entry) in BTreeMap::<String, Entry>::deserialize(deserializer)? {
            memory.load(key, Some(entry));
        }
        Ok(memory)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(value: &str, due_at: Option<i64>) -> Entry {
        Entry { value: value.to_owned(), due_at: due_at.map(Timestamp) }
    }

    #[test]
    fn what_was_not_loaded_is_not_absent() {
        let mut memory = Memory::default();
        assert_eq!(
            memory.value::<u32>("person/a"),
            Err(MemoryError::NotLoaded { key: "person/a".to_owned() })
        );
        assert!(!memory.knows("person/a"));
        memory.load("person/a".to_owned(), None);
        assert!(memory.knows("person/a"));
        assert_eq!(memory.value::<u32>("person/a"), Ok(None));
        assert_eq!(Memory::whole().value::<u32>("person/a"), Ok(None));
    }

    #[test]
    fn changes_are_listed_once_in_the_order_of_keys() {
        let mut memory = Memory::default();
        memory.load("b".to_owned(), Some(entry("1", None)));
        memory.load("c".to_owned(), Some(entry("1", None)));
        memory.load("d".to_owned(), None);
        memory.set("b", &2, Some(Timestamp(5))).expect("JSON");
        memory.set("a", &1, None).expect("JSON");
        memory.remove("c");
        memory.remove("d");
        memory.remove("never loaded");
        let changes = memory.drain_changes();
        assert_eq!(
            changes,
            [
                ("a".to_owned(), Some(entry("1", None))),
                ("b".to_owned(), Some(entry("2", Some(5)))),
                ("c".to_owned(), None),
                ("never loaded".to_owned(), None),
            ]
        );
        assert_eq!(memory.drain_changes(), []);
        memory.set("b", &2, Some(Timestamp(5))).expect("JSON");
        assert_eq!(memory.drain_changes(), [], "the same value is no change");
        assert_eq!(memory.value::<u32>("b"), Ok(Some(2)));
        assert_eq!(memory.value::<u32>("c"), Ok(None));
    }

    #[test]
    fn what_was_changed_is_not_loaded_over() {
        let mut memory = Memory::default();
        memory.set("a", &2, None).expect("JSON");
        memory.load("a".to_owned(), Some(entry("1", None)));
        assert_eq!(memory.value::<u32>("a"), Ok(Some(2)));
    }

    #[test]
    fn due_entries_are_found_by_their_latest_time() {
        for mut memory in [Memory::default(), Memory::whole()] {
            memory.set("late", &1, Some(Timestamp(30))).expect("JSON");
            memory.set("moved", &1, Some(Timestamp(5))).expect("JSON");
            memory.set("moved", &1, Some(Timestamp(20))).expect("JSON");
            memory.set("early", &1, Some(Timestamp(10))).expect("JSON");
            memory.set("removed", &1, Some(Timestamp(1))).expect("JSON");
            memory.remove("removed");
            assert_eq!(memory.due(Timestamp(9)), [""; 0]);
            assert_eq!(memory.due(Timestamp(20)), ["early", "moved"]);
            assert_eq!(memory.len(), 3);
        }
    }

    #[test]
    fn a_whole_memory_survives_json_and_lists_no_changes() {
        let mut memory = Memory::whole();
        memory.set("a/1", &"x", Some(Timestamp(7))).expect("JSON");
        memory.set("b/1", &"y", None).expect("JSON");
        assert_eq!(memory.drain_changes(), []);
        let text = serde_json::to_string(&memory).expect("JSON");
        let read: Memory = serde_json::from_str(&text).expect("a memory");
        assert_eq!(serde_json::to_string(&read).expect("JSON"), text);
        assert_eq!(read.due(Timestamp(7)), ["a/1"]);
        assert_eq!(read.keys("b/").collect::<Vec<_>>(), ["b/1"]);
        assert_eq!(read.value::<u32>("c"), Ok(None));
    }

    #[test]
    fn errors_name_no_number() {
        let mut memory = Memory::default();
        memory.load("alias/+5511900000001".to_owned(), Some(entry("[", None)));
        for key in ["alias/+5511900000001", "alias/+5511900000002"] {
            let error = memory.value::<u32>(key).expect_err("an error");
            let error = format!("{error} {error:?}");
            assert!(error.contains("alias") && !error.contains("5511"), "{error}");
        }
    }
}
