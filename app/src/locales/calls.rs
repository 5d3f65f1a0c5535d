//! Texts of *Histórico de Ligações* and *Interações*.

use super::words::words;
use super::{Locale, Texts};

impl Texts {
    /// *Histórico de Ligações* and *Interações*.
    pub const fn calls(&self) -> &'static CallsTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of *Histórico de Ligações* and *Interações*.
    const PT_BR: CallsTexts {
        recording = "Gravação",
        not_recorded = "Sem gravação",
        close_recording = "Fechar",
        filter_calls = "Filtrar ligações",
        answered = "Atendida",
        no_answer = "Não atendida",
        busy = "Ocupado",
        failed = "Falhou",
        abandoned = "Abandonada",
        no_calls = "Este caso não tem ligações.",
        no_calls_filtered = "Nenhuma ligação corresponde aos filtros. Remova um deles ou amplie o período.",
        out_of_scope = "Sem acesso",
        open = "Abrir",
        no_interactions = "Este caso ainda não tem interações.",
        no_content = "Sem mensagens nem notas.",
        recorded = "Chamada gravada",
        messages: fn(u64) -> String =
            |n| format!("{} {}", Locale::PtBr.integer(n), if n == 1 { "mensagem" } else { "mensagens" }),
        /// Takes the channel.
        of_channel: fn(&str) -> String = |channel| format!("Interações por {channel}"),
    }
}

/// English.
const EN: CallsTexts = CallsTexts {
    recording: "Recording",
    not_recorded: "Not recorded",
    close_recording: "Close",
    filter_calls: "Filter calls",
    answered: "Answered",
    no_answer: "No answer",
    busy: "Busy",
    failed: "Failed",
    abandoned: "Abandoned",
    no_calls: "This case has no calls.",
    no_calls_filtered: "No call matches the filters. Remove one or widen the period.",
    out_of_scope: "No access",
    open: "Open",
    no_interactions: "This case has no interactions yet.",
    no_content: "No messages or notes.",
    recorded: "Recorded call",
    messages: |n: u64| format!("{} {}", Locale::En.integer(n), if n == 1 { "message" } else { "messages" }),
    of_channel: |channel: &str| format!("Interactions by {channel}"),
};

/// Español.
const ES: CallsTexts = CallsTexts {
    recording: "Grabación",
    not_recorded: "Sin grabación",
    close_recording: "Cerrar",
    filter_calls: "Filtrar llamadas",
    answered: "Atendida",
    no_answer: "No atendida",
    busy: "Ocupado",
    failed: "Falló",
    abandoned: "Abandonada",
    no_calls: "Este caso no tiene llamadas.",
    no_calls_filtered: "Ninguna llamada corresponde a los filtros. Quite uno o amplíe el período.",
    out_of_scope: "Sin acceso",
    open: "Abrir",
    no_interactions: "Este caso aún no tiene interacciones.",
    no_content: "Sin mensajes ni notas.",
    recorded: "Llamada grabada",
    messages: |n: u64| format!("{} {}", Locale::Es.integer(n), if n == 1 { "mensaje" } else { "mensajes" }),
    of_channel: |channel: &str| format!("Interacciones por {channel}"),
};
