//! *Configurações*: what administrators set up.
//!
//! Every kind of record goes the same way (`record.rs`): it is checked, compared with the revision
//! that was read, written together with its entry in the audit trail, and never deleted, so that the
//! history stays readable. A kind says in its own file how it stands in the tables.
//!
//! How to add one: its record in `domain::settings`, and here a file with its [`Record`].

mod api_keys;
mod calendars;
mod civil_days;
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
mod role;
mod scope;
mod source;
mod surveys;
mod users;
mod write;

pub(crate) use api_keys::MARK;
pub use own::{OwnAccount, OwnSession, PasswordChange};
pub use own_factor::{FactorChange, OwnFactor};
pub use progress::{Progress, Step};
pub use record::{Change, Choice, Kept, ListQuery, Listed, Record};
pub(crate) use role::{give_role, withdraw};
pub use users::{Access, UserFacts};
pub use write::ChangeAll;

use domain::Role;

use crate::Store;
use crate::scoped::Scoped;

/// The settings, in the hands of an administrator.
pub struct Settings<'a>(Scoped<'a>);

impl<'a> Scoped<'a> {
    /// The settings; `None` for whoever is no administrator.
    pub fn settings(self) -> Option<Settings<'a>> {
        (self.principal.role == Role::Administrator).then_some(Settings(self))
    }
}

impl<'a> Settings<'a> {
    /// Who asks, with what they may see.
    pub(crate) fn scoped(&self) -> &Scoped<'a> {
        &self.0
    }

    /// The operation's time zone, in which a list shows its times.
    pub fn zone(&self) -> chrono_tz::Tz {
        self.0.store.zone()
    }
}

impl Store {
    /// The settings, in the hands of whoever types commands on the machine.
    pub(crate) fn settings_at_the_machine(&self) -> Settings<'_> {
        Settings(Scoped::at_the_machine(self))
    }
}
