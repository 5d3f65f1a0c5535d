//! The words of the case window.

use super::words::words;

words! {
    /// The words of the case window.
    CaseTexts {
        title: &'static str,
        /// Takes the ID asked for and the survivor.
        was_merged: fn(&str, &str) -> String,
        tab_data: &'static str,
        tab_timeline: &'static str,
        tab_customer: &'static str,
        tab_calls: &'static str,
        tab_interactions: &'static str,
        tab_sla: &'static str,
        tab_attachments: &'static str,
        tab_survey: &'static str,
    }
}

/// Português do Brasil.
pub(super) const PT_BR: CaseTexts = CaseTexts {
    title: "Informações do Atendimento",
    was_merged: |from: &str, to: &str| format!("O caso {from} foi unificado ao caso {to}, mostrado aqui."),
    tab_data: "Dados do Caso",
    tab_timeline: "Histórico do Caso",
    tab_customer: "Histórico do Cliente",
    tab_calls: "Histórico de Ligações",
    tab_interactions: "Interações",
    tab_sla: "SLA",
    tab_attachments: "Anexos",
    tab_survey: "Pesquisa de Satisfação",
};

/// English.
pub(super) const EN: CaseTexts = CaseTexts {
    title: "Case information",
    was_merged: |from: &str, to: &str| format!("Case {from} was merged into case {to}, shown here."),
    tab_data: "Case data",
    tab_timeline: "Case history",
    tab_customer: "Customer history",
    tab_calls: "Call history",
    tab_interactions: "Interactions",
    tab_sla: "SLA",
    tab_attachments: "Attachments",
    tab_survey: "Satisfaction survey",
};

/// Español.
pub(super) const ES: CaseTexts = CaseTexts {
    title: "Información de la atención",
    was_merged: |from: &str, to: &str| {
        format!("El caso {from} fue unificado con el caso {to}, que se muestra aquí.")
    },
    tab_data: "Datos del caso",
    tab_timeline: "Historial del caso",
    tab_customer: "Historial del cliente",
    tab_calls: "Historial de llamadas",
    tab_interactions: "Interacciones",
    tab_sla: "SLA",
    tab_attachments: "Adjuntos",
    tab_survey: "Encuesta de satisfacción",
};
