//! Texts of the questionnaire settings (*Questionários*).

use super::SectionTexts;
use crate::locales::words::words;

words! {
    /// Texts of the questionnaire settings (*Questionários*).
    pub(super) const PT_BR: QuestionnaireSettingTexts {
        section: SectionTexts = SectionTexts {
            title: "Questionários",
            create: "Novo questionário",
            back: "Voltar aos questionários",
            search: "Buscar questionários",
            search_hint: "Nome do questionário",
            empty: "Crie o primeiro questionário para dizer o que o agente responde ao finalizar um caso.",
            counted: ("questionário", "questionários"),
        },
        options = "Opções",
        options_hint = "Uma por linha, só para escolha.",
        few_options = "Escreva pelo menos duas opções, uma por linha.",
        kind_text = "Texto",
        kind_yes_no = "Sim ou não",
        kind_number = "Número",
        kind_choice = "Escolha",
    }
}

/// English.
pub(super) const EN: QuestionnaireSettingTexts = QuestionnaireSettingTexts {
    section: SectionTexts {
        title: "Questionnaires",
        create: "New questionnaire",
        back: "Back to the questionnaires",
        search: "Search questionnaires",
        search_hint: "Name of the questionnaire",
        empty: "Create the first questionnaire for agents to answer when they finish a case.",
        counted: ("questionnaire", "questionnaires"),
    },
    options: "Options",
    options_hint: "One per line, for choices only.",
    few_options: "Enter at least two options, one per line.",
    kind_text: "Text",
    kind_yes_no: "Yes or no",
    kind_number: "Number",
    kind_choice: "Choice",
};

/// Español.
pub(super) const ES: QuestionnaireSettingTexts = QuestionnaireSettingTexts {
    section: SectionTexts {
        title: "Cuestionarios",
        create: "Nuevo cuestionario",
        back: "Volver a los cuestionarios",
        search: "Buscar cuestionarios",
        search_hint: "Nombre del cuestionario",
        empty: "Cree el primer cuestionario para decir qué responde el agente al finalizar un caso.",
        counted: ("cuestionario", "cuestionarios"),
    },
    options: "Opciones",
    options_hint: "Una por línea, solo para elección.",
    few_options: "Escriba al menos dos opciones, una por línea.",
    kind_text: "Texto",
    kind_yes_no: "Sí o no",
    kind_number: "Número",
    kind_choice: "Elección",
};
