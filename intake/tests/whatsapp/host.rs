//! What a server does with the source: it keeps the entries of the memory in a table, loads those that the
//! source asks for, and stores what has changed.

use std::collections::BTreeMap;

use domain::{NewInteraction, Timestamp};
use intake::memory::{Entry, Memory, MemoryError};
use intake::source::{Download, Output};
use intake::whatsapp::{Clock, Delivery, Fetched, ParsedDelivery, WhatsApp, WhatsAppSettings};
use serde_json::Value;

use crate::posts::{delivery, settings, time};

/// A server.
pub(crate) struct Host {
    source: WhatsApp,
    table: BTreeMap<String, Entry>,
    /// All that was emitted, rejected, skipped and asked for.
    pub(crate) output: Output,
    /// How many times entries were loaded.
    pub(crate) loads: usize,
}

impl Host {
    pub(crate) fn new(settings: WhatsAppSettings) -> Self {
        Self { source: WhatsApp::new(settings), table: BTreeMap::new(), output: Output::default(), loads: 0 }
    }

    /// With the settings of the streams.
    pub(crate) fn usual() -> Self {
        Self::new(settings())
    }

    /// Receives bodies at once, so many seconds after noon.
    pub(crate) fn receive(&mut self, seconds: i64, bodies: &[Value]) {
        let deliveries: Vec<Delivery> = bodies.iter().map(|body| delivery(seconds, body)).collect();
        self.receive_all(&deliveries);
    }

    /// Receives a batch of deliveries in one transaction.
    pub(crate) fn receive_all(&mut self, deliveries: &[Delivery]) {
        let parsed: Vec<ParsedDelivery> = deliveries.iter().map(Delivery::parse).collect();
        let mut memory = Memory::default();
        self.load(&mut memory, |source, memory| source.needs(memory, &parsed));
        for delivery in &parsed {
            let mut output = Output::default();
            self.source.receive(&mut memory, delivery, &mut output).expect("all is loaded");
            assert!(output.interactions.is_empty(), "receiving emits nothing");
            self.keep(output);
        }
        self.store(memory);
    }

    /// Settles what is due, so many seconds after noon.
    pub(crate) fn settle(&mut self, seconds: i64) {
        self.settle_since(time(seconds), Timestamp(0));
    }

    /// Looks at everything, due or not, so many seconds after noon.
    pub(crate) fn settle_early(&mut self, seconds: i64) {
        let all: Vec<String> = self.table.keys().cloned().collect();
        self.settle_keys(&all, time(seconds), Timestamp(0));
    }

    /// Settles what is due for a server that has been listening since some time.
    pub(crate) fn settle_since(&mut self, now: Timestamp, listening_since: Timestamp) {
        let due = self.table.iter().filter(|(_, entry)| entry.due_at.is_some_and(|at| at <= now));
        let due: Vec<String> = due.map(|(key, _)| key.clone()).collect();
        self.settle_keys(&due, now, listening_since);
    }

    fn settle_keys(&mut self, due: &[String], now: Timestamp, listening_since: Timestamp) {
        let mut memory = Memory::default();
        self.load(&mut memory, |source, memory| source.settle_needs(memory, due));
        let mut output = Output::default();
        let clock = Clock { now, listening_since };
        self.source.settle(&mut memory, due, clock, &mut output).expect("all is loaded");
        self.keep(output);
        let changes = self.store(memory);
        let is_still_due = self.table.values().any(|entry| entry.due_at.is_some_and(|at| at <= now));
        assert!(changes == 0 || !is_still_due, "what was settled is not due");
    }

    /// Reports a file that was downloaded.
    pub(crate) fn fetched(&mut self, download: &Download, fetched: &Fetched, seconds: i64) {
        let mut memory = Memory::default();
        self.source.media_fetched(&mut memory, download, fetched, time(seconds)).expect("JSON");
        self.store(memory);
    }

    /// Reports a file that could not be downloaded.
    pub(crate) fn missing(&mut self, download: &Download, seconds: i64) {
        let mut memory = Memory::default();
        self.source.media_missing(&mut memory, download, time(seconds)).expect("JSON");
        self.store(memory);
    }

    /// What was emitted since the last call.
    pub(crate) fn emitted(&mut self) -> Vec<NewInteraction> {
        std::mem::take(&mut self.output.interactions)
    }

    /// The keys of the table that begin like this.
    pub(crate) fn keys(&self, prefix: &str) -> Vec<&str> {
        self.table.keys().filter(|key| key.starts_with(prefix)).map(String::as_str).collect()
    }

    /// The earliest time at which an entry of a kind is due, in seconds after noon.
    pub(crate) fn due(&self, prefix: &str) -> Option<i64> {
        let entries = self.table.iter().filter(|(key, _)| key.starts_with(prefix));
        entries.filter_map(|(_, entry)| entry.due_at).min().map(|at| (at - time(0)).0 / 1000)
    }

    fn load(
        &mut self,
        memory: &mut Memory,
        needs: impl Fn(&WhatsApp, &Memory) -> Result<Vec<String>, MemoryError>,
    ) {
        for _ in 0..10 {
            let wanted = needs(&self.source, memory).expect("a memory");
            if wanted.is_empty() {
                return;
            }
            self.loads += 1;
            for key in wanted {
                let entry = self.table.get(&key).cloned();
                memory.load(key, entry);
            }
        }
        panic!("it asks without end");
    }

    /// Stores what has changed; returns how many entries that is.
    fn store(&mut self, mut memory: Memory) -> usize {
        let changes = memory.drain_changes();
        let count = changes.len();
        for (key, entry) in changes {
            match entry {
                Some(entry) => self.table.insert(key, entry),
                None => self.table.remove(&key),
            };
        }
        count
    }

    fn keep(&mut self, output: Output) {
        self.output.interactions.extend(output.interactions);
        self.output.rejects.extend(output.rejects);
        self.output.downloads.extend(output.downloads);
        for (kind, count) in output.skipped {
            *self.output.skipped.entry(kind).or_default() += count;
        }
    }
}
