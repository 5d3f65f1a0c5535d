//! Texts of the dialog of an interaction: its times, the player and the transcript.

use super::Texts;
use super::words::words;

impl Texts {
    /// An interaction with its recording and transcript.
    pub const fn conversation(&self) -> &'static ConversationTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of an interaction.
    const PT_BR: ConversationTexts {
        began = "Entrada na fila",
        answered = "Atendimento",
        not_answered = "Não atendida",
        ended = "Fim",
        transcript = "Mensagens",
        no_messages = "Não há mensagens neste atendimento.",
        /// Takes the total.
        show_all_messages: fn(&str) -> String = |n| format!("Mostrar todas as {n} mensagens"),
        /// Takes the number loaded and the total.
        loading_messages: fn(&str, &str) -> String = |n, total| format!("Carregando mensagens: {n} de {total}"),
        download_recording = "Baixar gravação",
        side_bot = "Assistente virtual",
        player = "Gravação da chamada",
        pause = "Pausar",
        back_10 = "Voltar 10 segundos",
        forward_10 = "Avançar 10 segundos",
        seek = "Posição na gravação",
        speed = "Velocidade",
        volume = "Volume",
        mute = "Silenciar",
        unmute = "Ativar som",
        no_recording = "Esta chamada não tem gravação.",
        damaged_recording = "A gravação está danificada ou não pode ser tocada neste navegador.",
    }
}

/// English.
const EN: ConversationTexts = ConversationTexts {
    began: "Entered the queue",
    answered: "Answered",
    not_answered: "Not answered",
    ended: "Ended",
    transcript: "Messages",
    no_messages: "There are no messages in this interaction.",
    show_all_messages: |n: &str| format!("Show all {n} messages"),
    loading_messages: |n: &str, total: &str| format!("Loading messages: {n} of {total}"),
    download_recording: "Download recording",
    side_bot: "Virtual assistant",
    player: "Call recording",
    pause: "Pause",
    back_10: "Back 10 seconds",
    forward_10: "Forward 10 seconds",
    seek: "Position in the recording",
    speed: "Speed",
    volume: "Volume",
    mute: "Mute",
    unmute: "Unmute",
    no_recording: "This call has no recording.",
    damaged_recording: "The recording is damaged or cannot be played in this browser.",
};

/// Español.
const ES: ConversationTexts = ConversationTexts {
    began: "Entrada en la cola",
    answered: "Atención",
    not_answered: "No atendida",
    ended: "Fin",
    transcript: "Mensajes",
    no_messages: "No hay mensajes en esta atención.",
    show_all_messages: |n: &str| format!("Mostrar los {n} mensajes"),
    loading_messages: |n: &str, total: &str| format!("Cargando mensajes: {n} de {total}"),
    download_recording: "Descargar grabación",
    side_bot: "Asistente virtual",
    player: "Grabación de la llamada",
    pause: "Pausar",
    back_10: "Retroceder 10 segundos",
    forward_10: "Avanzar 10 segundos",
    seek: "Posición en la grabación",
    speed: "Velocidad",
    volume: "Volumen",
    mute: "Silenciar",
    unmute: "Activar sonido",
    no_recording: "Esta llamada no tiene grabación.",
    damaged_recording: "La grabación está dañada o no se puede reproducir en este navegador.",
};
