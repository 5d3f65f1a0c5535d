//! Texts of *Histórico do Caso*.

use domain::TimelineAction;

use super::Texts;
use super::words::words;

impl Texts {
    /// *Histórico do Caso*.
    pub const fn timeline(&self) -> &'static TimelineTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of *Histórico do Caso*.
    const PT_BR: TimelineTexts {
        users = "Usuário",
        comments = "Comentários",
        with_comment = "Com comentário",
        without_comment = "Sem comentário",
        channel = "Canal",
        actions = "Ações",
        search = "Buscar na descrição",
        apply = "Aplicar Filtros",
        comment = "Comentário",
        write_comment = "Comentar",
        system = "Sistema",
        events = "Acontecimentos",
        nothing = "Nada corresponde a esta busca",
        nothing_hint = "Remova um filtro ou busque outras palavras.",
        opened = "Caso aberto",
        linked = "Caso aberto em continuação",
        interaction = "Atendimento",
        continued = "Caso assumido",
        held = "Caso deixado pendente",
        hold_undone = "Pendência desfeita",
        closed = "Caso finalizado",
        reopened = "Caso reaberto",
        handed_over = "Caso repassado",
        commented = "Comentário",
        qualified = "Qualificação",
        questionnaire = "Questionário respondido",
        edited = "Dados do atendimento alterados",
        customer_edited = "Dados do cliente alterados",
        merged = "Caso unificado a este",
        merged_into = "Unificado a outro caso",
        unmerged = "Unificação desfeita",
        unmerged_from = "Separado de outro caso",
        attached = "Arquivo anexado",
        attachment_removed = "Anexo removido",
        survey_requested = "Pesquisa de satisfação enviada",
        survey_answered = "Pesquisa de satisfação respondida",
        survey_declined = "Pesquisa de satisfação recusada",
        /// Takes the old and the new value.
        changed_from: fn(&str, &str) -> String = |from, to| format!("de “{from}” para “{to}”"),
    }
}

/// English.
const EN: TimelineTexts = TimelineTexts {
    users: "User",
    comments: "Comments",
    with_comment: "With a comment",
    without_comment: "Without a comment",
    channel: "Channel",
    actions: "Actions",
    search: "Search descriptions",
    apply: "Apply filters",
    comment: "Comment",
    write_comment: "Comment",
    system: "System",
    events: "Events",
    nothing: "Nothing matches",
    nothing_hint: "Remove a filter or search for other words.",
    opened: "Case opened",
    linked: "Case opened as a continuation",
    interaction: "Interaction",
    continued: "Work on the case started",
    held: "Case put on hold",
    hold_undone: "Hold undone",
    closed: "Case closed",
    reopened: "Case reopened",
    handed_over: "Case handed over",
    commented: "Comment",
    qualified: "Qualification",
    questionnaire: "Questionnaire answered",
    edited: "Interaction details changed",
    customer_edited: "Customer data changed",
    merged: "Case merged into this one",
    merged_into: "Merged into another case",
    unmerged: "Merge undone",
    unmerged_from: "Separated from another case",
    attached: "File attached",
    attachment_removed: "Attachment removed",
    survey_requested: "Satisfaction survey sent",
    survey_answered: "Satisfaction survey answered",
    survey_declined: "Satisfaction survey declined",
    changed_from: |from: &str, to: &str| format!("from “{from}” to “{to}”"),
};

/// Español.
const ES: TimelineTexts = TimelineTexts {
    users: "Usuario",
    comments: "Comentarios",
    with_comment: "Con comentario",
    without_comment: "Sin comentario",
    channel: "Canal",
    actions: "Acciones",
    search: "Buscar en la descripción",
    apply: "Aplicar filtros",
    comment: "Comentario",
    write_comment: "Comentar",
    system: "Sistema",
    events: "Eventos",
    nothing: "Nada corresponde a esta búsqueda",
    nothing_hint: "Quite un filtro o busque otras palabras.",
    opened: "Caso abierto",
    linked: "Caso abierto como continuación",
    interaction: "Atención",
    continued: "Caso asumido",
    held: "Caso dejado pendiente",
    hold_undone: "Pendiente deshecho",
    closed: "Caso finalizado",
    reopened: "Caso reabierto",
    handed_over: "Caso traspasado",
    commented: "Comentario",
    qualified: "Calificación",
    questionnaire: "Cuestionario respondido",
    edited: "Datos de la atención modificados",
    customer_edited: "Datos del cliente modificados",
    merged: "Caso unificado con este",
    merged_into: "Unificado con otro caso",
    unmerged: "Unificación deshecha",
    unmerged_from: "Separado de otro caso",
    attached: "Archivo adjuntado",
    attachment_removed: "Adjunto eliminado",
    survey_requested: "Encuesta de satisfacción enviada",
    survey_answered: "Encuesta de satisfacción respondida",
    survey_declined: "Encuesta de satisfacción rechazada",
    changed_from: |from: &str, to: &str| format!("de “{from}” a “{to}”"),
};

impl TimelineTexts {
    /// The label of an action.
    pub fn action(&self, action: TimelineAction) -> &'static str {
        match action {
            TimelineAction::Opened => self.opened,
            TimelineAction::Linked => self.linked,
            TimelineAction::Interaction => self.interaction,
            TimelineAction::Continued => self.continued,
            TimelineAction::Held => self.held,
            TimelineAction::HoldUndone => self.hold_undone,
            TimelineAction::Closed => self.closed,
            TimelineAction::Reopened => self.reopened,
            TimelineAction::HandedOver => self.handed_over,
            TimelineAction::Commented => self.commented,
            TimelineAction::Qualified => self.qualified,
            TimelineAction::Questionnaire => self.questionnaire,
            TimelineAction::Edited => self.edited,
            TimelineAction::CustomerEdited => self.customer_edited,
            TimelineAction::Merged => self.merged,
            TimelineAction::MergedInto => self.merged_into,
            TimelineAction::Unmerged => self.unmerged,
            TimelineAction::UnmergedFrom => self.unmerged_from,
            TimelineAction::Attached => self.attached,
            TimelineAction::AttachmentRemoved => self.attachment_removed,
            TimelineAction::SurveyRequested => self.survey_requested,
            TimelineAction::SurveyAnswered => self.survey_answered,
            TimelineAction::SurveyDeclined => self.survey_declined,
        }
    }
}
