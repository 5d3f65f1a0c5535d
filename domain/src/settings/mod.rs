//! *Configurações*: the records an administrator keeps, and what may be said in them.
//!
//! How to add one: a file here with its record, `tidied` and `check`; `store/src/settings/` reads
//! and writes it; `app/src/settings/` shows it.

mod api_key;
mod group;
mod queue;
mod reason;
mod theme;
mod user;

pub use api_key::{ApiKeyRecord, ApiScope};
pub use group::GroupRecord;
pub use queue::QueueRecord;
pub use reason::ReasonRecord;
pub use theme::Theme;
pub use user::{OwnRecord, PASSWORD_LENGTH, UserRecord, check_password};

use crate::FieldErrors;
use crate::validation::Problem;

/// The most characters of the name of anything that is set up.
pub const NAME_LIMIT: u32 = 100;

/// The name of something: one line that says something.
pub fn check_name(errors: &mut FieldErrors, field: &str, name: &str) {
    errors.required(field, name, NAME_LIMIT);
    if name.chars().any(|c| c.is_control() && c != '\0') {
        errors.add(field, Problem::Malformed { expected: "text without control characters".to_owned() });
    }
}
