//! Texts of the settings (*Configurações*): those shared by all sections, and a field for each
//! section.

mod api_keys;
mod audit;
mod audit_fields;
mod calendars;
mod csv;
mod en;
mod es;
mod fields;
mod groups;
mod kinds;
mod operation;
mod policies;
mod pt_br;
mod questionnaires;
mod queues;
mod reasons;
mod source_words;
mod sources;
mod surveys;
mod users;
mod webhooks;

use domain::Problem;

use super::{Locale, Texts};

pub(super) use en::EN;
pub(super) use es::ES;
pub(super) use pt_br::PT_BR;

pub use api_keys::ApiKeyTexts;
pub use audit::AuditTexts;
pub use audit_fields::AuditFieldTexts;
pub use calendars::CalendarTexts;
pub use csv::CsvTexts;
pub use fields::FieldTexts;
pub use groups::GroupTexts;
pub use kinds::KindTexts;
pub use operation::{FilesTexts, OperationTexts};
pub use policies::PolicyTexts;
pub use questionnaires::QuestionnaireSettingTexts;
pub use queues::QueueTexts;
pub use reasons::ReasonTexts;
pub use source_words::SourceWords;
pub use sources::SourceTexts;
pub use surveys::SurveySettingTexts;
pub use users::UserTexts;
pub use webhooks::WebhookTexts;

/// A text in each language, in the order of [`Locale::ALL`]: for tables of many short texts.
type InEachLanguage = [&'static str; Locale::ALL.len()];

/// The texts that the list and the form of every section need.
#[allow(missing_docs, reason = "the field name says which text it is")]
pub struct SectionTexts {
    pub title: &'static str,
    pub create: &'static str,
    pub back: &'static str,
    pub search: &'static str,
    pub search_hint: &'static str,
    pub empty: &'static str,
    /// Singular and plural of its records.
    pub counted: (&'static str, &'static str),
}

impl SectionTexts {
    /// For sections without a list, which only need a title.
    const TITLE_ONLY: Self =
        Self { title: "", create: "", back: "", search: "", search_hint: "", empty: "", counted: ("", "") };
}

/// Texts of *Configurações*.
#[allow(missing_docs, reason = "the field name says which text it is")]
pub struct SettingsTexts {
    pub audit: AuditTexts,
    pub users: UserTexts,
    pub groups: GroupTexts,
    pub queues: QueueTexts,
    pub reasons: ReasonTexts,
    pub api_keys: ApiKeyTexts,
    pub files: FilesTexts,
    pub operation: OperationTexts,
    pub calendars: CalendarTexts,
    pub csv: CsvTexts,
    pub fields: FieldTexts,
    pub kinds: KindTexts,
    pub policies: PolicyTexts,
    pub questionnaires: QuestionnaireSettingTexts,
    pub sources: SourceTexts,
    pub surveys: SurveySettingTexts,
    pub webhooks: WebhookTexts,
    pub title: &'static str,
    pub name: &'static str,
    pub active: &'static str,
    pub inactive: &'static str,
    pub in_use: &'static str,
    pub all: &'static str,
    pub retired: &'static str,
    pub nothing: &'static str,
    /// The link to the list below a one-time secret.
    pub to_list: &'static str,
    pub nothing_found: &'static str,
    pub nothing_to_choose: &'static str,
    /// Takes the option.
    pub position_of: fn(&str) -> String,
    /// Takes the item.
    pub move_of: fn(&str) -> String,
    /// Groups of sections in the menu.
    pub group_people: &'static str,
    pub group_service: &'static str,
    pub group_promises: &'static str,
    pub group_installation: &'static str,
    pub activate: &'static str,
    pub activate_hint: &'static str,
    pub deactivate: &'static str,
    pub deactivate_hint: &'static str,
    pub activated: &'static str,
    pub deactivated: &'static str,
    /// Takes the name of the record.
    pub saved: fn(&str) -> String,
    pub unchanged: &'static str,
    pub conflict: &'static str,
    pub taken: &'static str,
    pub out_of_range: fn(i64, i64) -> String,
    pub needed_by: fn(&str) -> String,
    pub covered_by: fn(&str) -> String,
    pub immutable: &'static str,
    pub queue: &'static str,
    pub any_queue: &'static str,
    pub kind: &'static str,
    pub any_kind: &'static str,
    pub questions: &'static str,
    /// Takes the number of the question.
    pub question: fn(usize) -> String,
    pub question_text: &'static str,
    pub question_kind: &'static str,
    pub question_required: &'static str,
    pub position: &'static str,
    pub more_questions: &'static str,
    pub no_question: &'static str,
    pub many_questions: &'static str,
    pub rows_hint: &'static str,
}

impl Texts {
    /// The message for a field error.
    pub fn problem(&self, problem: &Problem) -> String {
        match problem {
            Problem::Required => self.answers().forms.required.to_owned(),
            Problem::TooLong { limit } => (self.answers().forms.too_long)(*limit),
            Problem::Taken => self.settings.taken.to_owned(),
            Problem::OutOfRange { min, max } => (self.settings.out_of_range)(*min, *max),
            Problem::UnknownValue { .. } => self.answers().forms.not_a_choice.to_owned(),
            Problem::NeededBy { name } => (self.settings.needed_by)(name),
            Problem::CoveredBy { name } => (self.settings.covered_by)(name),
            Problem::Immutable => self.settings.immutable.to_owned(),
            _ => self.answers().forms.malformed.to_owned(),
        }
    }
}
