//! Texts of the settings (*Configurações*): those shared by all sections, and a field for each
//! section.

mod api_keys;
mod audit;
mod audit_fields;
mod calendars;
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
mod surveys;
mod users;

use domain::Problem;

use super::words::words;

pub(super) use en::EN;
pub(super) use es::ES;
pub(super) use pt_br::PT_BR;

pub use api_keys::ApiKeyTexts;
pub use audit::AuditTexts;
pub use audit_fields::AuditFieldTexts;
pub use calendars::CalendarTexts;
pub use fields::FieldTexts;
pub use groups::GroupTexts;
pub use kinds::KindTexts;
pub use operation::{FilesTexts, OperationTexts};
pub use policies::PolicyTexts;
pub use questionnaires::QuestionnaireSettingTexts;
pub use queues::QueueTexts;
pub use reasons::ReasonTexts;
pub use surveys::SurveySettingTexts;
pub use users::UserTexts;

words! {
    /// The texts that the list and the form of every section need.
    SectionTexts {
        title: &'static str,
        create: &'static str,
        back: &'static str,
        search: &'static str,
        search_hint: &'static str,
        empty: &'static str,
        /// Singular and plural of its records.
        counted: (&'static str, &'static str),
    }
}

impl SectionTexts {
    /// For sections without a list, which only need a title.
    const TITLE_ONLY: Self =
        Self { title: "", create: "", back: "", search: "", search_hint: "", empty: "", counted: ("", "") };
}

words! {
    /// Texts of *Configurações*.
    SettingsTexts {
        audit: AuditTexts,
        users: UserTexts,
        groups: GroupTexts,
        queues: QueueTexts,
        reasons: ReasonTexts,
        api_keys: ApiKeyTexts,
        files: FilesTexts,
        operation: OperationTexts,
        calendars: CalendarTexts,
        fields: FieldTexts,
        kinds: KindTexts,
        policies: PolicyTexts,
        questionnaires: QuestionnaireSettingTexts,
        surveys: SurveySettingTexts,
        title: &'static str,
        name: &'static str,
        active: &'static str,
        inactive: &'static str,
        in_use: &'static str,
        all: &'static str,
        only_active: &'static str,
        only_inactive: &'static str,
        yes: &'static str,
        no: &'static str,
        retired: &'static str,
        nothing: &'static str,
        /// The link to the list below a one-time secret.
        to_list: &'static str,
        nothing_found: &'static str,
        nothing_to_choose: &'static str,
        /// Takes the option.
        position_of: fn(&str) -> String,
        /// Takes the item.
        move_of: fn(&str) -> String,
        /// Groups of sections in the menu.
        group_people: &'static str,
        group_service: &'static str,
        group_promises: &'static str,
        group_installation: &'static str,
        activate: &'static str,
        activate_hint: &'static str,
        deactivate: &'static str,
        deactivate_hint: &'static str,
        activated: &'static str,
        deactivated: &'static str,
        /// Takes the name of the record.
        saved: fn(&str) -> String,
        unchanged: &'static str,
        bad_fields: &'static str,
        conflict: &'static str,
        required: &'static str,
        too_long: fn(u32) -> String,
        taken: &'static str,
        out_of_range: fn(i64, i64) -> String,
        not_a_choice: &'static str,
        malformed: &'static str,
        needed_by: fn(&str) -> String,
        covered_by: fn(&str) -> String,
        immutable: &'static str,
        queue: &'static str,
        any_queue: &'static str,
        kind: &'static str,
        any_kind: &'static str,
        questions: &'static str,
        /// Takes the number of the question.
        question: fn(usize) -> String,
        question_text: &'static str,
        question_kind: &'static str,
        question_required: &'static str,
        position: &'static str,
        more_questions: &'static str,
        no_question: &'static str,
        many_questions: &'static str,
        rows_hint: &'static str,
    }
}

impl SettingsTexts {
    /// The message for a field error.
    pub fn problem(&self, problem: &Problem) -> String {
        match problem {
            Problem::Required => self.required.to_owned(),
            Problem::TooLong { limit } => (self.too_long)(*limit),
            Problem::Taken => self.taken.to_owned(),
            Problem::OutOfRange { min, max } => (self.out_of_range)(*min, *max),
            Problem::UnknownValue { .. } => self.not_a_choice.to_owned(),
            Problem::NeededBy { name } => (self.needed_by)(name),
            Problem::CoveredBy { name } => (self.covered_by)(name),
            Problem::Immutable => self.immutable.to_owned(),
            _ => self.malformed.to_owned(),
        }
    }
}
