//! The memory of a source: what is loaded of it from the database, and what is to be stored.

use domain::SourceId;
use intake::memory::{Entry, Memory, MemoryError};
use store::Store;
use store::sources::MemoryEntry;

/// Loads entries into a memory, and that the others do not exist.
pub(super) async fn load(
    store: &Store,
    source: SourceId,
    memory: &mut Memory,
    keys: &[String],
) -> Result<(), String> {
    let found = store.sources().recall(source, keys).await.map_err(|error| error.to_string())?;
    for (key, entry) in found {
        memory.load(key, Some(of_store(entry)));
    }
    for key in keys {
        // What was found is known already.
        memory.load(key.clone(), None);
    }
    Ok(())
}

/// Loads what is needed, which may need more, until nothing is missing.
pub(super) async fn load_all(
    store: &Store,
    source: SourceId,
    memory: &mut Memory,
    needs: impl Fn(&Memory) -> Result<Vec<String>, MemoryError>,
) -> Result<(), String> {
    loop {
        let missing = needs(memory).map_err(|error| error.to_string())?;
        if missing.is_empty() {
            return Ok(());
        }
        load(store, source, memory, &missing).await?;
    }
}

/// What was changed, to be stored.
pub(super) fn changes(memory: &mut Memory) -> Vec<(String, Option<MemoryEntry>)> {
    let changed = memory.drain_changes().into_iter();
    changed
        .map(|(key, entry)| (key, entry.map(|Entry { value, due_at }| MemoryEntry { value, due_at })))
        .collect()
}

/// An entry as the source knows it.
pub(super) fn of_store(MemoryEntry { value, due_at }: MemoryEntry) -> Entry {
    Entry { value, due_at }
}
