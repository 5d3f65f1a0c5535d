//! The words of *Configurações*: those that all sections share, and by field those of a section.

mod api_keys;
mod audit;
mod calendars;
mod fields;
mod groups;
mod kinds;
mod operation;
mod policies;
mod questionnaires;
mod queues;
mod reasons;
mod surveys;
mod users;

use domain::Problem;

use super::Locale;
use super::words::words;

pub use api_keys::ApiKeyTexts;
pub use audit::AuditTexts;
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
    }
}

impl SectionTexts {
    /// Of a section that is one form: only its title is said.
    const ALONE: Self = Self { title: "", create: "", back: "", search: "", search_hint: "", empty: "" };
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
        total: fn(u64) -> String,
        /// Takes what is chosen.
        position_of: fn(&str) -> String,
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

/// Português do Brasil.
pub(super) const PT_BR: SettingsTexts = SettingsTexts {
    audit: audit::PT_BR,
    users: users::PT_BR,
    groups: groups::PT_BR,
    queues: queues::PT_BR,
    reasons: reasons::PT_BR,
    api_keys: api_keys::PT_BR,
    files: operation::FILES_PT_BR,
    operation: operation::PT_BR,
    calendars: calendars::PT_BR,
    fields: fields::PT_BR,
    kinds: kinds::PT_BR,
    policies: policies::PT_BR,
    questionnaires: questionnaires::PT_BR,
    surveys: surveys::PT_BR,
    title: "Configurações",
    name: "Nome",
    active: "Em uso",
    inactive: "Fora de uso",
    in_use: "Situação",
    all: "Todos",
    only_active: "Em uso",
    only_inactive: "Fora de uso",
    yes: "Sim",
    no: "Não",
    retired: "(fora de uso)",
    nothing: "Nada por aqui",
    to_list: "Voltar à lista",
    nothing_found: "Nada corresponde à busca e ao filtro. Busque outra coisa ou veja todos.",
    nothing_to_choose: "Ainda não há o que escolher.",
    total: |n: u64| format!("{} {}", Locale::PtBr.integer(n), if n == 1 { "registro" } else { "registros" }),
    position_of: |what: &str| format!("Posição de {what}"),
    activate: "Voltar a usar",
    activate_hint: "Está fora de uso: continua legível no histórico, mas não é mais oferecido.",
    deactivate: "Tirar de uso",
    deactivate_hint: "Deixa de ser oferecido e continua legível no histórico. Nada é apagado.",
    activated: "Voltou a ser usado.",
    deactivated: "Saiu de uso. O histórico continua como está.",
    saved: |what: &str| format!("“{what}” foi salvo."),
    unchanged: "Nada mudou.",
    bad_fields: "Não foi salvo. Corrija os campos marcados.",
    conflict: "Outra pessoa alterou este registro enquanto você editava. Confira o que mudou; ao salvar de novo, \
               vale o que está no formulário.",
    required: "Preencha este campo.",
    too_long: |n: u32| format!("Use no máximo {n} caracteres."),
    taken: "Já existe um registro com este nome. Escolha outro.",
    out_of_range: |least: i64, most: i64| format!("Use um número de {least} a {most}."),
    not_a_choice: "Escolha uma das opções.",
    malformed: "Não está no formato esperado.",
    needed_by: |name: &str| format!("“{name}” ainda precisa disto. Mude-o primeiro."),
    covered_by: |name: &str| {
        format!("“{name}” já vale para os mesmos casos. Escolha outra fila ou outro tipo, ou tire-o de uso.")
    },
    settled: "Isto não muda mais. Tire de uso e crie outro registro.",
    queue: "Fila",
    any_queue: "Qualquer fila",
    kind: "Tipo de caso",
    any_kind: "Qualquer tipo",
    questions: "Perguntas",
    question: |n: usize| format!("Pergunta {n}"),
    question_text: "O que é perguntado",
    question_kind: "Resposta",
    question_required: "Obrigatória",
    position: "Posição",
    more_questions: "Mais perguntas",
    no_question: "Faça pelo menos uma pergunta.",
    many_questions: "Faça no máximo 30 perguntas.",
    rows_hint: "A ordem é a das posições. O que fica em branco não é perguntado; apague o texto para retirar uma pergunta.",
};

/// English.
pub(super) const EN: SettingsTexts = SettingsTexts {
    audit: audit::EN,
    users: users::EN,
    groups: groups::EN,
    queues: queues::EN,
    reasons: reasons::EN,
    api_keys: api_keys::EN,
    files: operation::FILES_EN,
    operation: operation::EN,
    calendars: calendars::EN,
    fields: fields::EN,
    kinds: kinds::EN,
    policies: policies::EN,
    questionnaires: questionnaires::EN,
    surveys: surveys::EN,
    title: "Settings",
    name: "Name",
    active: "In use",
    inactive: "Out of use",
    in_use: "State",
    all: "All",
    only_active: "In use",
    only_inactive: "Out of use",
    yes: "Yes",
    no: "No",
    retired: "(out of use)",
    nothing: "Nothing here",
    to_list: "Back to the list",
    nothing_found: "Nothing matches the search and the filter. Search for something else or see all.",
    nothing_to_choose: "There is nothing to choose from yet.",
    total: |n: u64| format!("{} {}", Locale::En.integer(n), if n == 1 { "record" } else { "records" }),
    position_of: |what: &str| format!("Position of {what}"),
    activate: "Use again",
    activate_hint: "It is out of use: it stays readable in the history but is no longer offered.",
    deactivate: "Take out of use",
    deactivate_hint: "It is no longer offered and stays readable in the history. Nothing is deleted.",
    activated: "It is in use again.",
    deactivated: "It is out of use. The history stays as it is.",
    saved: |what: &str| format!("“{what}” was saved."),
    unchanged: "Nothing changed.",
    bad_fields: "It was not saved. Correct the marked fields.",
    conflict: "Somebody else changed this record while you were editing. See what changed; if you save again, \
               what the form says counts.",
    required: "Fill in this field.",
    too_long: |n: u32| format!("Use at most {n} characters."),
    taken: "There is a record with this name already. Choose another.",
    out_of_range: |least: i64, most: i64| format!("Use a number from {least} to {most}."),
    not_a_choice: "Choose one of the options.",
    malformed: "It is not in the expected format.",
    needed_by: |name: &str| format!("“{name}” still needs this. Change that one first."),
    covered_by: |name: &str| {
        format!(
            "“{name}” is for the same cases already. Choose another queue or kind, or take it out of use."
        )
    },
    settled: "This does not change any more. Take it out of use and create another record.",
    queue: "Queue",
    any_queue: "Any queue",
    kind: "Kind of case",
    any_kind: "Any kind",
    questions: "Questions",
    question: |n: usize| format!("Question {n}"),
    question_text: "What is asked",
    question_kind: "Answer",
    question_required: "Required",
    position: "Position",
    more_questions: "More questions",
    no_question: "Ask one question at least.",
    many_questions: "Ask 30 questions at most.",
    rows_hint: "The order is that of the positions. What is blank is not asked; clear the text to remove a question.",
};

/// Español.
pub(super) const ES: SettingsTexts = SettingsTexts {
    audit: audit::ES,
    users: users::ES,
    groups: groups::ES,
    queues: queues::ES,
    reasons: reasons::ES,
    api_keys: api_keys::ES,
    files: operation::FILES_ES,
    operation: operation::ES,
    calendars: calendars::ES,
    fields: fields::ES,
    kinds: kinds::ES,
    policies: policies::ES,
    questionnaires: questionnaires::ES,
    surveys: surveys::ES,
    title: "Configuración",
    name: "Nombre",
    active: "En uso",
    inactive: "Fuera de uso",
    in_use: "Estado",
    all: "Todos",
    only_active: "En uso",
    only_inactive: "Fuera de uso",
    yes: "Sí",
    no: "No",
    retired: "(fuera de uso)",
    nothing: "Nada por aquí",
    to_list: "Volver a la lista",
    nothing_found: "Nada corresponde a la búsqueda y al filtro. Busque otra cosa o vea todos.",
    nothing_to_choose: "Aún no hay nada para elegir.",
    total: |n: u64| format!("{} {}", Locale::Es.integer(n), if n == 1 { "registro" } else { "registros" }),
    position_of: |what: &str| format!("Posición de {what}"),
    activate: "Volver a usar",
    activate_hint: "Está fuera de uso: sigue legible en el historial, pero ya no se ofrece.",
    deactivate: "Retirar de uso",
    deactivate_hint: "Deja de ofrecerse y sigue legible en el historial. Nada se borra.",
    activated: "Volvió a usarse.",
    deactivated: "Quedó fuera de uso. El historial sigue como está.",
    saved: |what: &str| format!("“{what}” se guardó."),
    unchanged: "Nada cambió.",
    bad_fields: "No se guardó. Corrija los campos marcados.",
    conflict: "Otra persona modificó este registro mientras usted editaba. Vea qué cambió; si guarda de nuevo, \
               vale lo que dice el formulario.",
    required: "Complete este campo.",
    too_long: |n: u32| format!("Use como máximo {n} caracteres."),
    taken: "Ya existe un registro con este nombre. Elija otro.",
    out_of_range: |least: i64, most: i64| format!("Use un número de {least} a {most}."),
    not_a_choice: "Elija una de las opciones.",
    malformed: "No está en el formato esperado.",
    needed_by: |name: &str| format!("“{name}” todavía lo necesita. Cámbielo primero."),
    covered_by: |name: &str| {
        format!("“{name}” ya vale para los mismos casos. Elija otra cola u otro tipo, o retírelo de uso.")
    },
    settled: "Esto ya no cambia. Retírelo de uso y cree otro registro.",
    queue: "Cola",
    any_queue: "Cualquier cola",
    kind: "Tipo de caso",
    any_kind: "Cualquier tipo",
    questions: "Preguntas",
    question: |n: usize| format!("Pregunta {n}"),
    question_text: "Qué se pregunta",
    question_kind: "Respuesta",
    question_required: "Obligatoria",
    position: "Posición",
    more_questions: "Más preguntas",
    no_question: "Haga al menos una pregunta.",
    many_questions: "Haga como máximo 30 preguntas.",
    rows_hint: "El orden es el de las posiciones. Lo que queda en blanco no se pregunta; borre el texto para quitar una pregunta.",
};
