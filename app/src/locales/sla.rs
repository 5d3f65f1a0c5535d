//! Texts of *SLA*.

use super::Texts;
use super::words::words;

impl Texts {
    /// *SLA*.
    pub const fn sla(&self) -> &'static SlaTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of *SLA*.
    const PT_BR: SlaTexts {
        first_response = "Primeira resposta",
        resolution = "Resolução",
        policy = "Política",
        on_track = "No prazo",
        at_risk = "Em risco",
        breached = "Fora do prazo",
        paused = "Pausado",
        met = "Cumprido",
        target = "Meta",
        elapsed = "Tempo de execução",
        remaining = "Restante",
        exceeded = "Excedido em",
        due = "Vence em",
        started = "Início",
        stopped = "Concluído em",
        pauses = "Pausas",
        no_pauses = "Nenhuma pausa",
        ongoing = "em andamento",
        business_time = "Tempos contados no expediente da operação.",
        none = "Nenhum SLA se aplica a este caso",
        none_hint = "As políticas valem por fila e tipo, para casos abertos depois da sua criação.",
    }
}

/// English.
const EN: SlaTexts = SlaTexts {
    first_response: "First response",
    resolution: "Resolution",
    policy: "Policy",
    on_track: "On track",
    at_risk: "At risk",
    breached: "Breached",
    paused: "Paused",
    met: "Met",
    target: "Target",
    elapsed: "Elapsed time",
    remaining: "Remaining",
    exceeded: "Exceeded by",
    due: "Due",
    started: "Started",
    stopped: "Completed",
    pauses: "Pauses",
    no_pauses: "No pauses",
    ongoing: "ongoing",
    business_time: "Counted in business hours.",
    none: "No service level applies to this case",
    none_hint: "Policies apply by queue and type, to cases opened after the policy was created.",
};

/// Español.
const ES: SlaTexts = SlaTexts {
    first_response: "Primera respuesta",
    resolution: "Resolución",
    policy: "Política",
    on_track: "En plazo",
    at_risk: "En riesgo",
    breached: "Fuera de plazo",
    paused: "Pausado",
    met: "Cumplido",
    target: "Meta",
    elapsed: "Tiempo transcurrido",
    remaining: "Restante",
    exceeded: "Excedido en",
    due: "Vence el",
    started: "Inicio",
    stopped: "Concluido el",
    pauses: "Pausas",
    no_pauses: "Sin pausas",
    ongoing: "en curso",
    business_time: "Tiempos contados en el horario de la operación.",
    none: "Ningún SLA se aplica a este caso",
    none_hint: "Las políticas valen por cola y tipo, para casos abiertos después de su creación.",
};
