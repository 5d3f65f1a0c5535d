//! The settings (*Configurações*) that administrators edit.
//!
//! All kinds of records are handled alike (`record.rs`, `write.rs`): a record is validated, its
//! revision is checked for edit conflicts (optimistic locking), and it is written together with its
//! audit entry. Records are deactivated, never deleted, so that the history stays readable.
//!
//! To add a kind, define its record in `domain::settings`, implement [`RecordId`] for its IDs
//! (`record_id.rs`) and [`Record`] in a file here.

mod api_keys;
mod calendars;
mod civil_days;
mod executor;
mod fields;
mod groups;
mod hours;
mod kinds;
mod operation;
mod own;
mod own_factor;
mod policies;
mod progress;
mod questionnaires;
mod queues;
mod reasons;
mod record;
mod record_id;
mod role;
mod scope;
mod sources;
mod surveys;
mod users;
mod webhooks;
mod write;

pub(crate) use api_keys::KEY_PREFIX;
pub use operation::SetReopenDaysOutcome;
pub use own::{OwnAccount, OwnSession, PasswordChange};
pub use own_factor::{FactorChange, OwnFactor};
pub use progress::{Progress, Step};
pub use record::{Change, Choice, ListQuery, Record, RecordPage, Versioned};
pub use record_id::RecordId;
pub(crate) use role::{give_role, withdraw};
pub(crate) use sources::record_of_row as source_of_row;
pub use users::{Access, UserFacts};
pub use write::{ChangeAll, CreateOutcome};

use domain::Role;

use crate::Store;
use crate::scoped::Scoped;

/// The settings, as accessed by an administrator or the command line.
pub struct Settings<'a>(Scoped<'a>);

impl<'a> Scoped<'a> {
    /// The settings; `None` unless the user is an administrator. API keys have none.
    pub fn settings(self) -> Option<Settings<'a>> {
        let is_allowed = self.principal.role == Role::Administrator && self.api_key.is_none();
        is_allowed.then_some(Settings(self))
    }
}

impl<'a> Settings<'a> {
    pub(crate) fn scoped(&self) -> &Scoped<'a> {
        &self.0
    }

    /// The operation's time zone, for displaying times.
    pub fn zone(&self) -> chrono_tz::Tz {
        self.0.store.zone()
    }
}

impl Store {
    /// The settings for CLI commands.
    pub(crate) fn settings_for_cli(&self) -> Settings<'_> {
        Settings(Scoped::for_cli(self))
    }
}
