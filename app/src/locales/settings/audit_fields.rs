//! Labels of record fields and enumerated values in the audit trail (*Auditoria*).

use super::InEachLanguage;
use crate::locales::Locale;
use crate::locales::words::words;

words! {
    /// Labels of fields and values in the audit trail.
    pub(super) const PT_BR: AuditFieldTexts {
        /// The label of a field; empty for fields that only group others.
        field: fn(&str) -> Option<&'static str> = |name| label(FIELDS, name, Locale::PtBr),
        /// The label of an enumerated value.
        value: fn(&str) -> Option<&'static str> = |value| label(VALUES, value, Locale::PtBr),
    }
}

/// English.
pub(super) const EN: AuditFieldTexts = AuditFieldTexts {
    field: |name: &str| label(FIELDS, name, Locale::En),
    value: |value: &str| label(VALUES, value, Locale::En),
};

/// Español.
pub(super) const ES: AuditFieldTexts = AuditFieldTexts {
    field: |name: &str| label(FIELDS, name, Locale::Es),
    value: |value: &str| label(VALUES, value, Locale::Es),
};

/// The label that a table has for a name.
fn label(table: &[(&str, InEachLanguage)], name: &str, locale: Locale) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == name).map(|(_, labels)| labels[locale as usize])
}

/// Labels of fields; those without a text only group others.
const FIELDS: &[(&str, InEachLanguage)] = &[
    ("field", [""; Locale::ALL.len()]),
    ("hours", [""; Locale::ALL.len()]),
    ("promise", [""; Locale::ALL.len()]),
    ("scope", [""; Locale::ALL.len()]),
    ("week", [""; Locale::ALL.len()]),
    ("account", ["Número da conta", "Account number", "Número de la cuenta"]),
    ("action", ["Ação", "Action", "Acción"]),
    ("active", ["Em uso", "In use", "En uso"]),
    ("actor", ["Usuário", "User", "Usuario"]),
    ("agent", ["Agente", "Agent", "Agente"]),
    ("agents", ["Agentes", "Agents", "Agentes"]),
    ("answered_at", ["Atendida", "Answered", "Atendida"]),
    ("area", ["Código de área", "Area code", "Código de área"]),
    ("asked", ["Quando perguntar", "When to ask", "Cuándo preguntar"]),
    ("at_risk_percent", ["Em risco a partir de", "At risk from", "En riesgo desde"]),
    ("by_command", ["Lida por um comando", "Read by a command", "Leída por un comando"]),
    ("calendar", ["Calendário", "Calendar", "Calendario"]),
    ("calls", ["Chamadas", "Calls", "Llamadas"]),
    ("case", ["Caso", "Case", "Caso"]),
    ("cdr", ["Arquivo CDR", "File CDR", "Archivo CDR"]),
    ("channel", ["Canal", "Channel", "Canal"]),
    ("chat", ["Chat", "Chat", "Chat"]),
    (
        "closing_words",
        ["Mensagens que encerram", "Messages that end a conversation", "Mensajes que finalizan"],
    ),
    ("comment", ["Comentário", "Comment", "Comentario"]),
    ("content_type", ["Formato", "Format", "Formato"]),
    ("country", ["Código do país", "Country code", "Código de país"]),
    ("custom", ["Campo", "Field", "Campo"]),
    ("dial_area", ["Código de área", "Area code", "Código de área"]),
    ("dial_country", ["Código do país", "Country code", "Código de país"]),
    ("direct_queue", ["Fila das chamadas diretas", "Queue of direct calls", "Cola de las llamadas directas"]),
    ("direction", ["Direção", "Direction", "Dirección"]),
    (
        "distinct_from",
        [
            "Não é a mesma pessoa que o cliente",
            "Not the same person as customer",
            "No es la misma persona que el cliente",
        ],
    ),
    ("document", ["Documento", "Document", "Documento"]),
    ("email", ["E-mail", "E-mail", "Correo electrónico"]),
    ("ended_at", ["Encerrada", "Ended", "Terminada"]),
    ("ended_by", ["Encerrada por", "Ended by", "Terminada por"]),
    ("files", ["Arquivos", "Files", "Archivos"]),
    ("first_reply_at", ["Primeira resposta escrita", "First written reply", "Primera respuesta escrita"]),
    ("first_response_ms", ["Primeira resposta", "First response", "Primera respuesta"]),
    ("follows", ["Continua", "Follows", "Continúa"]),
    ("foreign", ["Nome na fonte", "Name in the source", "Nombre en la fuente"]),
    ("from", ["De", "From", "Desde"]),
    (
        "grace_s",
        ["Espera por entregas atrasadas", "Wait for late deliveries", "Espera por entregas atrasadas"],
    ),
    ("history", ["Receber o histórico", "Take the history", "Recibir el historial"]),
    ("hold_s", ["Espera em retenção", "On hold", "En espera"]),
    ("holiday_names", ["Feriado", "Holiday", "Feriado"]),
    ("holidays", ["Feriados", "Holidays", "Feriados"]),
    ("id", ["Número", "Number", "Número"]),
    ("identity", ["Identificação no provedor", "Identity at the provider", "Identificación en el proveedor"]),
    (
        "idle_hours",
        [
            "Horas sem mensagem até encerrar",
            "Hours without a message until the end",
            "Horas sin mensaje hasta finalizar",
        ],
    ),
    ("inboxes", ["Caixas de entrada", "Inboxes", "Bandejas de entrada"]),
    (
        "internal_queue",
        [
            "Fila das chamadas entre ramais",
            "Queue of calls between extensions",
            "Cola de las llamadas entre extensiones",
        ],
    ),
    ("issuer", ["Provedor de identidade", "Identity provider", "Proveedor de identidad"]),
    ("key", ["Chave", "Key", "Clave"]),
    ("kind", ["Tipo", "Type", "Tipo"]),
    ("language", ["Idioma", "Language", "Idioma"]),
    ("largest_mb", ["Tamanho máximo", "Largest size", "Tamaño máximo"]),
    ("locale", ["Idioma", "Language", "Idioma"]),
    ("login", ["Usuário", "User name", "Usuario"]),
    ("logo", ["Logotipo", "Logo", "Logotipo"]),
    ("media", ["Buscar arquivos", "Fetch files", "Obtener archivos"]),
    ("merged_into", ["Unificado em", "Merged into", "Unificado en"]),
    ("messages", ["Mensagens", "Messages", "Mensajes"]),
    ("name", ["Nome", "Name", "Nombre"]),
    ("notes", ["Notas", "Notes", "Notas"]),
    ("number", ["Número", "Number", "Número"]),
    ("numbers", ["Números", "Numbers", "Números"]),
    ("object", ["Sobre", "On", "Sobre"]),
    ("options", ["Opções", "Options", "Opciones"]),
    (
        "outbound_queue",
        ["Fila das chamadas realizadas", "Queue of outbound calls", "Cola de las llamadas realizadas"],
    ),
    ("outcome", ["Desfecho", "Outcome", "Resultado"]),
    ("owner", ["De quem", "Belongs to", "De quién"]),
    ("part_of", ["Faz parte do cliente", "Part of customer", "Forma parte del cliente"]),
    ("phone", ["Telefone", "Phone", "Teléfono"]),
    ("position", ["Posição", "Position", "Posición"]),
    ("questions", ["Pergunta", "Question", "Pregunta"]),
    ("queue", ["Fila", "Queue", "Cola"]),
    ("queue_log", ["Arquivo queue_log", "File queue_log", "Archivo queue_log"]),
    ("queued_at", ["Entrou na fila", "Entered the queue", "Entró en la cola"]),
    ("queues", ["Filas", "Queues", "Colas"]),
    ("read", ["Leitura", "Reading", "Lectura"]),
    ("reason", ["Motivo", "Reason", "Motivo"]),
    ("reason_required", ["Motivo obrigatório", "Reason required", "Motivo obligatorio"]),
    ("reasons", ["Motivos", "Reasons", "Motivos"]),
    ("recovery_codes", ["Códigos de recuperação", "Recovery codes", "Códigos de recuperación"]),
    ("refusal", ["Por quê", "Reason for refusal", "Por qué"]),
    ("reopen_days", ["Dias para reabrir", "Days to reopen", "Días para reabrir"]),
    ("required", ["Obrigatório", "Required", "Obligatorio"]),
    ("resolution_ms", ["Solução", "Resolution", "Solución"]),
    ("rewritten", ["Reescrito", "Rewritten", "Reescrito"]),
    ("role", ["Papel", "Role", "Rol"]),
    ("scale", ["Escala", "Scale", "Escala"]),
    ("scopes", ["Permissões", "Permissions", "Permisos"]),
    ("search", ["Busca", "Search", "Búsqueda"]),
    ("second_factor", ["Segundo fator", "Second factor", "Segundo factor"]),
    (
        "second_factor_roles",
        ["Segundo fator obrigatório", "Required second factor", "Segundo factor obligatorio"],
    ),
    ("secret", ["Segredo", "Secret", "Secreto"]),
    ("server", ["Endereço do servidor", "Address of the server", "Dirección del servidor"]),
    ("sessions", ["Sessões", "Sessions", "Sesiones"]),
    ("settle_s", ["Espera depois do fim", "Wait after the end", "Espera después del final"]),
    ("sha256", ["SHA-256", "SHA-256", "SHA-256"]),
    ("shared_number", ["Número de várias pessoas", "Number of several people", "Número de varias personas"]),
    ("single_sign_on", ["Provedor de identidade", "Identity provider", "Proveedor de identidad"]),
    ("size", ["Tamanho", "Size", "Tamaño"]),
    ("state", ["Situação", "State", "Estado"]),
    ("status", ["Situação", "Status", "Estado"]),
    ("subject", ["Assunto", "Subject", "Asunto"]),
    ("supervisors", ["Supervisores", "Supervisors", "Supervisores"]),
    ("survey", ["Pesquisa", "Survey", "Encuesta"]),
    ("text", ["Texto", "Text", "Texto"]),
    ("theme", ["Tema", "Theme", "Tema"]),
    ("time_zone", ["Fuso horário", "Time zone", "Zona horaria"]),
    ("to", ["Até", "To", "Hasta"]),
    ("trunks", ["Troncos", "Trunks", "Troncales"]),
    ("types", ["Tipos de arquivo", "File types", "Tipos de archivo"]),
    ("valid_days", ["Dias de validade", "Days to answer", "Días de validez"]),
    ("version", ["Versão", "Version", "Versión"]),
    ("whatsapp", ["WhatsApp", "WhatsApp", "WhatsApp"]),
    ("wrap_up_s", ["Pós-atendimento", "Wrap-up", "Posatención"]),
    ("zone", ["Fuso horário", "Time zone", "Zona horaria"]),
];

/// Labels of enumerated values.
const VALUES: &[(&str, InEachLanguage)] = &[
    ("access-token", ["Token de acesso", "Access token", "Token de acceso"]),
    ("again", ["Novamente desde o início", "Again from the beginning", "De nuevo desde el principio"]),
    ("app", ["Aplicativo", "App", "Aplicación"]),
    ("app-secret", ["Chave secreta do app", "App secret", "Clave secreta de la app"]),
    ("asterisk", ["Asterisk", "Asterisk", "Asterisk"]),
    ("case", ["Caso", "Case", "Caso"]),
    ("chatwoot", ["Chatwoot", "Chatwoot", "Chatwoot"]),
    ("choice", ["Escolha", "Choice", "Opción"]),
    ("closed", ["Ao finalizar o caso", "When the case is closed", "Al finalizar el caso"]),
    ("csat", ["CSAT", "CSAT", "CSAT"]),
    ("customer", ["Cliente", "Customer", "Cliente"]),
    ("dark", ["Escuro", "Dark", "Oscuro"]),
    ("date", ["Data", "Date", "Fecha"]),
    ("inactive", ["Conta fora de uso", "Inactive account", "Cuenta fuera de uso"]),
    ("interactions", ["Atendimentos", "Interactions", "Atenciones"]),
    ("light", ["Claro", "Light", "Claro"]),
    ("login_taken", ["Login de outra conta", "User name of another account", "Usuario de otra cuenta"]),
    ("no_login", ["Sem login", "No user name", "Sin usuario"]),
    ("no_role", ["Sem papel", "No role", "Sin rol"]),
    (
        "not_proven",
        [
            "Resposta inválida do provedor",
            "Invalid response from the provider",
            "Respuesta inválida del proveedor",
        ],
    ),
    ("nps", ["NPS", "NPS", "NPS"]),
    ("number", ["Número", "Number", "Número"]),
    ("recordings", ["Gravações", "Recordings", "Grabaciones"]),
    ("recovery_code", ["Código de recuperação", "Recovery code", "Código de recuperación"]),
    ("removed", ["Removido", "Removed", "Quitado"]),
    ("request", ["A pedido", "On request", "A pedido"]),
    ("scale", ["Escala", "Scale", "Escala"]),
    ("set", ["Definido", "Set", "Definido"]),
    ("text", ["Texto", "Text", "Texto"]),
    ("verify-token", ["Token de verificação", "Verify token", "Token de verificación"]),
    ("webhook-secret", ["Segredo do webhook", "Webhook secret", "Secreto del webhook"]),
    ("whatsapp", ["WhatsApp", "WhatsApp", "WhatsApp"]),
    ("yes_no", ["Sim ou não", "Yes or no", "Sí o no"]),
];
