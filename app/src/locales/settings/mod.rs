//! The words of *Configurações*: those that all sections share, and by field those of a section.

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
    /// What every section is called and what its list and form say.
    SectionTexts {
        title: &'static str,
        create: &'static str,
        back: &'static str,
        search: &'static str,
        search_hint: &'static str,
        empty: &'static str,
        /// One record of it, and several.
        counted: (&'static str, &'static str),
    }
}

impl SectionTexts {
    /// Of a section that is one form: only its title is said.
    const ALONE: Self =
        Self { title: "", create: "", back: "", search: "", search_hint: "", empty: "", counted: ("", "") };
}

words! {
    /// The words of *Configurações*.
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
        /// The way back from what was shown once.
        to_list: &'static str,
        nothing_found: &'static str,
        nothing_to_choose: &'static str,
        /// Takes what is chosen.
        position_of: fn(&str) -> String,
        /// Takes what is moved.
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
        settled: &'static str,
        queue: &'static str,
        any_queue: &'static str,
        kind: &'static str,
        any_kind: &'static str,
        questions: &'static str,
        /// Takes its number among the questions.
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
    /// What is wrong with a field, and what to do about it.
    pub fn problem(&self, problem: &Problem) -> String {
        match problem {
            Problem::Required => self.required.to_owned(),
            Problem::TooLong { limit } => (self.too_long)(*limit),
            Problem::Taken => self.taken.to_owned(),
            Problem::OutOfRange { least, most } => (self.out_of_range)(*least, *most),
            Problem::UnknownValue { .. } => self.not_a_choice.to_owned(),
            Problem::NeededBy { name } => (self.needed_by)(name),
            Problem::CoveredBy { name } => (self.covered_by)(name),
            Problem::Settled => self.settled.to_owned(),
            _ => self.malformed.to_owned(),
        }
    }
}
