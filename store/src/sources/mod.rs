//! Sources: how far each was read, what is remembered of it, and what became of it.
//!
//! The settings of a source are a record of the settings (`settings/sources.rs`). A source is read by a
//! pure state machine (crate `intake`), whose host passes on what it made as a [`SourceStep`]. A step is
//! one transaction ([`step`]): interactions, position, state, memory, rejects and counts. So a crash at any
//! moment loses nothing and doubles nothing, and of two processes that read one source, each step is that
//! of one of them.

mod calls;
mod delivery;
mod inbox;
mod media;
mod memory;
mod secret;
mod status;
pub(crate) mod step;

pub use calls::StoredCall;
pub use delivery::Delivery;
pub(crate) use inbox::Inbox;
pub use media::{DueMedia, MediaBlob, MediaRequest};
pub use memory::MemoryEntry;
pub use status::{LogStatus, SourceCount, SourceFacts, SourceStatus, StoredReject};
pub use step::{Advanced, Committed, SourceReject, SourceStep};

use domain::settings::SourceRecord;
use domain::{Revision, SourceId};

use crate::settings::{Settings, Versioned, source_of_row};
use crate::{Db, Result, Store};

/// Sources, with the program itself as the actor.
pub struct Sources<'a> {
    store: &'a Store,
}

/// How far a log was read, and what is remembered of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogProgress {
    /// The number of the step that wrote it.
    pub sequence: i64,
    /// The state of the reader, as JSON.
    pub state: String,
    /// The position, as JSON.
    pub position: String,
}

impl Store {
    /// Sources, for what reads them.
    pub fn sources(&self) -> Sources<'_> {
        Sources { store: self }
    }
}

impl<'a> Sources<'a> {
    /// Their settings and what became of them, for commands.
    pub fn settings(&self) -> Settings<'a> {
        self.store.settings_for_cli()
    }
}

impl Sources<'_> {
    fn db(&self) -> &Db {
        &self.store.inner.db
    }

    /// All sources, by name.
    pub async fn all(&self) -> Result<Vec<Versioned<SourceRecord>>> {
        let statement = self
            .db()
            .statement()
            .with_text("SELECT id, revision, name, active, settings FROM source ORDER BY name");
        self.db().fetch_all(statement).await?.into_iter().map(versioned).collect()
    }

    /// The source with this name.
    pub async fn named(&self, name: &str) -> Result<Option<Versioned<SourceRecord>>> {
        let mut statement = self.db().statement();
        let name = statement.bind(name);
        statement.text =
            format!("SELECT id, revision, name, active, settings FROM source WHERE name = {name}");
        let row = self.db().fetch_optional(statement).await?;
        row.map(versioned).transpose()
    }

    /// How far a log of a source was read; `None` if nothing was.
    pub async fn log_progress(&self, source: SourceId, log: &str) -> Result<Option<LogProgress>> {
        let mut statement = self.db().statement();
        let (source, log) = (statement.bind(source), statement.bind(log));
        statement.text = format!(
            "SELECT sequence, state, position FROM source_log WHERE source_id = {source} AND log = {log}"
        );
        let row: Option<(i64, String, String)> = self.db().fetch_optional(statement).await?;
        Ok(row.map(|(sequence, state, position)| LogProgress { sequence, state, position }))
    }
}

type SourceRow = (SourceId, Revision, String, bool, String);

fn versioned((id, revision, name, active, settings): SourceRow) -> Result<Versioned<SourceRecord>> {
    Ok(Versioned { id, revision, record: source_of_row(name, active, &settings)? })
}
