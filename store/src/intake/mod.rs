//! The way in for finished interactions.

use chrono_tz::Tz;

use crate::Db;

/// The handle through which interactions are recorded; every clone feeds the same writer.
#[derive(Clone)]
pub struct Intake {}

impl Intake {
    /// Starts the writer.
    pub(crate) fn start(_db: Db, _zone: Tz) -> Self {
        Self {}
    }
}
