//! Settings (*Configurações*): the records administrators manage, and their validation.
//!
//! To add a kind of record: define it here as a [`SettingsRecord`], read and write it in
//! `store/src/settings/`, and show it in `app/src/settings/`.

mod api_key;
mod calendar;
mod field;
pub mod field_name;
mod group;
mod kind;
mod operation;
mod password;
mod policy;
mod questionnaire;
mod queue;
mod reason;
mod record;
pub mod source;
mod survey;
mod theme;
mod user;
pub mod webhook;

pub use api_key::{ApiKeyRecord, ApiScope};
pub use calendar::{CalendarRecord, MAX_HOLIDAYS, parse_day, parse_holidays};
pub use field::{FieldRecord, MAX_POSITION};
pub use group::GroupRecord;
pub use kind::KindRecord;
pub use operation::{FilesRecord, LANGUAGES, MAX_FILE_MB, MAX_REOPEN_DAYS, OperationRecord};
pub use password::{PASSWORD_LENGTH, check_password};
pub use policy::{MAX_PROMISE, PolicyRecord};
pub use questionnaire::QuestionnaireRecord;
pub use queue::QueueRecord;
pub use reason::ReasonRecord;
pub use record::SettingsRecord;
use record::named_and_in_use;
pub use source::{SourceKind, SourceRecord};
pub use survey::{MAX_VALID_DAYS, SurveyRecord, SurveyTrigger};
pub use theme::Theme;
pub use user::{ProfileRecord, UserRecord, check_login};
pub use webhook::{OffReason, WebhookEvent, WebhookRecord};

use crate::FieldErrors;
use crate::validation::Problem;

/// Maximum length of a question, in characters.
pub const MAX_QUESTION_TEXT: u32 = 500;

/// Maximum number of questions of a survey or a questionnaire.
pub const MAX_QUESTIONS: usize = 30;

/// Maximum number of options of a choice.
pub const MAX_OPTIONS: usize = 100;

/// Maximum length of a record's name, in characters.
pub const MAX_RECORD_NAME: u32 = 100;

/// Validates a name: one line that is not blank.
pub fn check_name(errors: &mut FieldErrors, field: &str, name: &str) {
    errors.required(field, name, MAX_RECORD_NAME);
    if name.chars().any(|c| c.is_control() && c != '\0') {
        errors.add(field, Problem::Malformed { expected: "text without control characters".to_owned() });
    }
}

/// Validates an IANA time zone; in the browser, which has no zone tables, accepts any.
fn check_zone(errors: &mut FieldErrors, field: &str, zone: &str) {
    #[cfg(feature = "zone")]
    if zone.parse::<chrono_tz::Tz>().is_err() {
        let expected = "an IANA time zone, like America/Sao_Paulo".to_owned();
        errors.add(field, Problem::Malformed { expected });
    }
    #[cfg(not(feature = "zone"))]
    let _ = (errors, field, zone);
}

/// Validates questions, given by number and text: at least one, none blank, numbers unique.
fn check_questions<'a>(errors: &mut FieldErrors, questions: impl Iterator<Item = (u32, &'a str)>) {
    let mut seen = Vec::new();
    for (index, (id, text)) in questions.enumerate() {
        errors.required(&format!("questions.{index}.text"), text, MAX_QUESTION_TEXT);
        if id == 0 {
            let problem = Problem::OutOfRange { min: 1, max: i64::from(u32::MAX) };
            errors.add(&format!("questions.{index}.id"), problem);
        } else if seen.contains(&id) {
            errors.add(&format!("questions.{index}.id"), Problem::Taken);
        }
        seen.push(id);
    }
    match seen.len() {
        0 => errors.add(field_name::QUESTIONS, Problem::Required),
        1..=MAX_QUESTIONS => {}
        _ => errors.add(field_name::QUESTIONS, Problem::OutOfRange { min: 1, max: MAX_QUESTIONS as i64 }),
    }
}

/// Validates the options of a choice: at least two.
fn check_options(errors: &mut FieldErrors, field: &str, options: &[String]) {
    match options.len() {
        0 | 1 => errors.add(field, Problem::Required),
        2..=MAX_OPTIONS => options.iter().for_each(|option| errors.verbatim(field, option, MAX_RECORD_NAME)),
        _ => errors.add(field, Problem::OutOfRange { min: 2, max: MAX_OPTIONS as i64 }),
    }
}

/// Trims lines, and removes empty and duplicate ones.
fn tidy_lines(lines: Vec<String>) -> Vec<String> {
    let mut tidied: Vec<String> = Vec::new();
    for line in lines {
        let line = line.trim();
        if !line.is_empty() && !tidied.iter().any(|one| one == line) {
            tidied.push(line.to_owned());
        }
    }
    tidied
}
