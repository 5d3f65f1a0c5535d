//! *Configurações*: the records an administrator keeps, and what may be said in them.
//!
//! How to add one: a file here with its record, `tidied` and `check`; `store/src/settings/` reads
//! and writes it; `app/src/settings/` shows it.

mod queue;
mod reason;

pub use queue::QueueRecord;
pub use reason::ReasonRecord;

use crate::FieldErrors;
use crate::validation::Problem;

/// The most characters of the name of anything that is set up.
pub const NAME_LIMIT: u32 = 100;

/// The name of something: one line that says something.
fn check_name(errors: &mut FieldErrors, field: &str, name: &str) {
    errors.required(field, name, NAME_LIMIT);
    if name.chars().any(|c| c.is_control() && c != '\0') {
        errors.add(field, Problem::Malformed { expected: "text without control characters".to_owned() });
    }
}
