//! Texts of what a source says of the course of an interaction, and of the files of its messages.

use super::Texts;
use super::words::words;

impl Texts {
    /// What sources say of the course of interactions.
    pub const fn course(&self) -> &'static CourseTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of the course of an interaction.
    const PT_BR: CourseTexts {
        outcome = "Desfecho",
        answered = "Atendido",
        abandoned = "Abandonado pelo cliente",
        overflow = "Transbordo",
        callback = "Retorno pedido",
        voicemail = "Correio de voz",
        failed = "Falha técnica",
        closed_hours = "Fora do horário",
        interrupted = "Interrompido",
        ended_by = "Encerrado por",
        customer = "Cliente",
        agent = "Agente",
        system = "Sistema",
        hold = "Tempo em espera",
        wrap_up = "Pós-atendimento",
        first_reply = "Primeira resposta",
        previous_leg = "Transferido de",
        next_leg = "Transferido para",
        files = "Arquivos",
        not_received = "arquivo não recebido",
    }
}

/// English.
const EN: CourseTexts = CourseTexts {
    outcome: "Outcome",
    answered: "Answered",
    abandoned: "Abandoned by the customer",
    overflow: "Overflow",
    callback: "Callback requested",
    voicemail: "Voicemail",
    failed: "Technical failure",
    closed_hours: "Outside business hours",
    interrupted: "Interrupted",
    ended_by: "Ended by",
    customer: "Customer",
    agent: "Agent",
    system: "System",
    hold: "Time on hold",
    wrap_up: "After-call work",
    first_reply: "First reply",
    previous_leg: "Transferred from",
    next_leg: "Transferred to",
    files: "Files",
    not_received: "file not received",
};

/// Español.
const ES: CourseTexts = CourseTexts {
    outcome: "Resultado",
    answered: "Atendido",
    abandoned: "Abandonado por el cliente",
    overflow: "Desbordamiento",
    callback: "Devolución de llamada pedida",
    voicemail: "Buzón de voz",
    failed: "Fallo técnico",
    closed_hours: "Fuera de horario",
    interrupted: "Interrumpido",
    ended_by: "Finalizado por",
    customer: "Cliente",
    agent: "Agente",
    system: "Sistema",
    hold: "Tiempo en espera",
    wrap_up: "Trabajo posterior",
    first_reply: "Primera respuesta",
    previous_leg: "Transferido de",
    next_leg: "Transferido a",
    files: "Archivos",
    not_received: "archivo no recibido",
};
