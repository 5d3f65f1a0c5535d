//! Texts of *Auditoria*.

use domain::{AuditAction, AuditObject};

use super::InEachLanguage;
use super::audit_fields::{self, AuditFieldTexts};
use crate::locales::Locale;
use crate::locales::words::words;

words! {
    /// Texts of *Auditoria*.
    pub(super) const PT_BR: AuditTexts {
        title = "Auditoria",
        when = "Quando",
        actor = "Usuário",
        unknown_actor = "Usuário que não existe",
        what = "Ação",
        on = "Sobre",
        from = "Origem",
        any = "Qualquer",
        details = "O que mudou",
        search_hint = "Nome, número ou endereço",
        nothing_found = "Não há registros neste período e com estes filtros.",
        newest = "Mais recentes",
        older = "Mais antigos",
        /// Takes the number of entries.
        stopped: fn(&str) -> String =
            |n| format!("A busca passou por {n} registros e parou aqui. “Mais antigos” continua a busca."),
        export = "Exportar",
        erased = "(dados apagados)",
        command_line = "Linha de comando",
        fields: AuditFieldTexts = audit_fields::PT_BR,
        locale: Locale = Locale::PtBr,
    }
}

/// English.
pub(super) const EN: AuditTexts = AuditTexts {
    title: "Audit trail",
    when: "When",
    actor: "User",
    unknown_actor: "Unknown user name",
    what: "Action",
    on: "On",
    from: "From",
    any: "Any",
    details: "What changed",
    search_hint: "Name, number or address",
    nothing_found: "There are no entries in this period and with these filters.",
    newest: "Newest",
    older: "Older",
    stopped: |n: &str| format!("The search went through {n} entries and stopped here. “Older” goes on."),
    export: "Export",
    erased: "(data erased)",
    command_line: "Command line",
    fields: audit_fields::EN,
    locale: Locale::En,
};

/// Español.
pub(super) const ES: AuditTexts = AuditTexts {
    title: "Auditoría",
    when: "Cuándo",
    actor: "Usuario",
    unknown_actor: "Usuario que no existe",
    what: "Acción",
    on: "Sobre",
    from: "Origen",
    any: "Cualquiera",
    details: "Qué cambió",
    search_hint: "Nombre, número o dirección",
    nothing_found: "No hay registros en este período y con estos filtros.",
    newest: "Más recientes",
    older: "Más antiguos",
    stopped: |n: &str| {
        format!("La búsqueda recorrió {n} registros y se detuvo aquí. «Más antiguos» la continúa.")
    },
    export: "Exportar",
    erased: "(datos borrados)",
    command_line: "Línea de comandos",
    fields: audit_fields::ES,
    locale: Locale::Es,
};

impl AuditTexts {
    /// The label of an action.
    pub fn action(&self, action: AuditAction) -> &'static str {
        action_words(action)[self.locale as usize]
    }

    /// The label of a kind of object.
    pub fn object(&self, object: AuditObject) -> &'static str {
        object_words(object)[self.locale as usize]
    }
}

/// The label of an action in each language.
fn action_words(action: AuditAction) -> InEachLanguage {
    match action {
        AuditAction::SignedIn => ["Entrou", "Signed in", "Inició sesión"],
        AuditAction::PasswordAccepted => [
            "Senha aceita, segundo fator pendente",
            "Password accepted, second factor pending",
            "Contraseña aceptada, segundo factor pendiente",
        ],
        AuditAction::SignInFailed => ["Entrada recusada", "Sign-in refused", "Inicio rechazado"],
        AuditAction::SignInBlocked => ["Entrada bloqueada", "Sign-in blocked", "Inicio bloqueado"],
        AuditAction::SignedOut => ["Saiu", "Signed out", "Cerró sesión"],
        AuditAction::SessionsEnded => ["Encerrou sessões", "Ended sessions", "Cerró sesiones"],
        AuditAction::PasswordChanged => ["Trocou a senha", "Changed the password", "Cambió la contraseña"],
        AuditAction::SecondFactorSet => {
            ["Configurou o segundo fator", "Set up the second factor", "Configuró el segundo factor"]
        }
        AuditAction::SecondFactorRemoved => {
            ["Removeu o segundo fator", "Removed the second factor", "Quitó el segundo factor"]
        }
        AuditAction::PasswordResetIssued => {
            ["Criou link de senha", "Issued a password link", "Creó un enlace de contraseña"]
        }
        AuditAction::Created => ["Criou", "Created", "Creó"],
        AuditAction::Changed => ["Alterou", "Changed", "Modificó"],
        AuditAction::Activated => ["Voltou a usar", "Put back into use", "Volvió a usar"],
        AuditAction::Deactivated => ["Tirou de uso", "Took out of use", "Retiró de uso"],
        AuditAction::Removed => ["Removeu", "Removed", "Quitó"],
        AuditAction::Revoked => ["Revogou", "Revoked", "Revocó"],
        AuditAction::Qualified => ["Qualificou", "Qualified", "Calificó"],
        AuditAction::Corrected => ["Corrigiu", "Corrected", "Corrigió"],
        AuditAction::Continued => ["Continuou", "Continued", "Continuó"],
        AuditAction::Held => ["Deixou pendente", "Put on hold", "Dejó pendiente"],
        AuditAction::HoldUndone => ["Desfez a pendência", "Hold undone", "Deshizo lo pendiente"],
        AuditAction::Closed => ["Finalizou", "Closed", "Finalizó"],
        AuditAction::Reopened => ["Reabriu", "Reopened", "Reabrió"],
        AuditAction::HandedOver => ["Repassou", "Handed over", "Traspasó"],
        AuditAction::Commented => ["Comentou", "Commented", "Comentó"],
        AuditAction::QuestionnaireAnswered => {
            ["Respondeu questionário", "Answered a questionnaire", "Respondió un cuestionario"]
        }
        AuditAction::Merged => ["Unificou", "Merged", "Unificó"],
        AuditAction::Unmerged => ["Desfez unificação", "Undid a merge", "Deshizo una unificación"],
        AuditAction::Attached => ["Anexou", "Attached", "Adjuntó"],
        AuditAction::AttachmentRemoved => ["Removeu anexo", "Removed a file", "Quitó un archivo"],
        AuditAction::SurveyRequested => ["Pediu pesquisa", "Requested a survey", "Pidió una encuesta"],
        AuditAction::ConversationPreviewed => {
            ["Viu início de conversa", "Previewed a conversation", "Vio el comienzo de una conversación"]
        }
        AuditAction::ConversationViewed => ["Viu conversa", "Viewed a conversation", "Vio una conversación"],
        AuditAction::RecordingPlayed => ["Ouviu gravação", "Played a recording", "Escuchó una grabación"],
        AuditAction::RecordingDownloaded => {
            ["Baixou gravação", "Downloaded a recording", "Descargó una grabación"]
        }
        AuditAction::AttachmentViewed => ["Viu anexo", "Viewed a file", "Vio un archivo"],
        AuditAction::AttachmentDownloaded => ["Baixou anexo", "Downloaded a file", "Descargó un archivo"],
        AuditAction::RecordingReplaced => {
            ["Substituiu gravação", "Replaced a recording", "Sustituyó una grabación"]
        }
        AuditAction::RejectsDownloaded => ["Baixou rejeições", "Downloaded rejects", "Descargó rechazos"],
        AuditAction::AuditExported => {
            ["Exportou auditoria", "Exported the audit trail", "Exportó la auditoría"]
        }
        AuditAction::DetailsErased => [
            "Apagou detalhes da auditoria",
            "Erased details from the audit trail",
            "Borró detalles de la auditoría",
        ],
        AuditAction::CarriedOver => {
            ["Converteu a auditoria", "Converted the audit trail", "Convirtió la auditoría"]
        }
    }
}

/// The label of a kind of object in each language.
fn object_words(object: AuditObject) -> InEachLanguage {
    match object {
        AuditObject::User => ["Usuário", "User", "Usuario"],
        AuditObject::Group => ["Grupo", "Group", "Grupo"],
        AuditObject::Queue => ["Fila", "Queue", "Cola"],
        AuditObject::Reason => ["Motivo", "Reason", "Motivo"],
        AuditObject::CaseKind => ["Tipo de caso", "Case type", "Tipo de caso"],
        AuditObject::CustomField => ["Campo", "Field", "Campo"],
        AuditObject::Calendar => ["Calendário", "Calendar", "Calendario"],
        AuditObject::Policy => ["Política de SLA", "SLA policy", "Política de SLA"],
        AuditObject::Survey => ["Pesquisa", "Survey", "Encuesta"],
        AuditObject::Questionnaire => ["Questionário", "Questionnaire", "Cuestionario"],
        AuditObject::ApiKey => ["Chave de API", "API key", "Clave de API"],
        AuditObject::SavedView => ["Visão", "View", "Vista"],
        AuditObject::Source => ["Fonte", "Source", "Fuente"],
        AuditObject::Webhook => ["Webhook", "Webhook", "Webhook"],
        AuditObject::Job => ["Tarefa", "Job", "Tarea"],
        AuditObject::Operation => ["Operação", "Operation", "Operación"],
        AuditObject::Case => ["Caso", "Case", "Caso"],
        AuditObject::Customer => ["Cliente", "Customer", "Cliente"],
        AuditObject::Interaction => ["Atendimento", "Interaction", "Atención"],
        AuditObject::Attachment => ["Anexo", "Attachment", "Adjunto"],
        AuditObject::Audit => ["Auditoria", "Audit trail", "Auditoría"],
    }
}
