//! *Configurações*: what administrators set up.
//!
//! Every kind of record goes the same way (`record.rs`): it is checked, compared with the revision
//! that was read, written together with its entry in the audit trail, and never deleted, so that the
//! history stays readable. A kind says in its own file how it stands in the tables.
//!
//! How to add one: its record in `domain::settings`, and here a file with its [`Record`].

mod calendars;
mod fields;
mod hours;
mod kinds;
mod policies;
mod progress;
mod questionnaires;
mod queues;
mod reasons;
mod record;
mod scope;
mod surveys;

pub use progress::Progress;
pub use record::{Change, Choice, Kept, ListQuery, Listed, Record};

use domain::Role;

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
}
