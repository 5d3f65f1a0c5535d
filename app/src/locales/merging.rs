//! Texts of *Histórico do Cliente* and of merging.

use domain::merge::{AddressKind, MergeRefusal, TargetRefusal};

use super::Texts;
use super::words::words;

impl Texts {
    /// *Histórico do Cliente* and merging.
    pub const fn merging(&self) -> &'static MergingTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of *Histórico do Cliente* and of merging.
    const PT_BR: MergingTexts {
        merge = "Unificar Atendimentos",
        search = "Buscar nos casos do cliente",
        search_hint = "ID, tipo, assunto ou responsável",
        not_found = "Nenhum caso encontrado",
        not_found_hint = "Procure por outro ID, tipo, assunto ou responsável.",
        column_select = "Selecionar",
        column_case = "Caso",
        column_linked = "Caso vinculado",
        open_case = "Este caso",
        /// Takes the names of the customers.
        duplicate_of: fn(&str) -> String = |names| format!("Possível duplicado de {names}."),
        unnamed_customer = "um cliente sem nome",
        see_duplicates = "Comparar os cadastros",
        customer_page = "Ver tudo deste cliente",
        /// Takes the previous case.
        follows: fn(&str) -> String = |case| format!("Continuação do caso {case}"),
        /// Takes the survivor.
        lives_in: fn(&str) -> String = |case| format!("Unificado ao caso {case}"),
        /// Takes the case.
        select: fn(&str) -> String = |case| format!("Selecionar o caso {case}"),
        /// Takes the reason.
        cannot: fn(&str) -> String = |reason| format!("Não pode ser unificado: {reason}."),
        continue_it = "Continuar",
        /// Takes the case.
        continue_case: fn(&str) -> String = |case| format!("Continuar o caso {case}"),
        /// Takes the case.
        reopen_case: fn(&str) -> String = |case| format!("Reabrir o caso {case}"),
        nothing_selected = "Nenhum atendimento selecionado",
        /// Takes the target.
        nothing_selected_hint: fn(&str) -> String =
            |target| format!("Marque na tabela os que devem ser unificados ao caso {target}."),
        /// Takes the number of cases and the target.
        question: fn(usize, &str) -> String = |count, target| match count {
            1 => format!("Unificar 1 atendimento ao caso {target}?"),
            _ => format!("Unificar {count} atendimentos ao caso {target}?"),
        },
        /// Takes the sources, their number and the target.
        consequence: fn(&str, usize, &str) -> String = |sources, count, target| {
            let of = if count == 1 { "do caso" } else { "dos casos" };
            format!(
                "As interações, ligações, anexos e pesquisas {of} {sources} passam a aparecer no caso \
                 {target}, com a marca de onde vieram. A unificação pode ser desfeita."
            )
        },
        left_out = "Ficam de fora:",
        confirm = "Confirmar",
        and = "e",
        undo = "Desfazer unificação",
        /// Takes the source.
        undo_case: fn(&str) -> String = |source| format!("Desfazer unificação do caso {source}"),
        reason_itself = "é este caso",
        reason_out_of_scope = "você não tem acesso a ele",
        reason_other_customer = "é de outro cliente",
        reason_merged = "já foi unificado",
        reason_in_service = "está em atendimento",
        reason_closed = "está finalizado",
        reason_whatsapp = "usa outro número de WhatsApp",
        reason_chat = "usa outro endereço de chat",
        target_closed = "Este caso está finalizado: reabra-o para poder unificar outros a ele.",
        target_merged = "Este caso foi unificado a outro: unifique a partir daquele.",
    }
}

/// English.
const EN: MergingTexts = MergingTexts {
    merge: "Merge cases",
    search: "Search the customer's cases",
    search_hint: "ID, type, subject or assignee",
    not_found: "No case found",
    not_found_hint: "Try another ID, type, subject or assignee.",
    column_select: "Select",
    column_case: "Case",
    column_linked: "Linked case",
    open_case: "This case",
    duplicate_of: |names: &str| format!("Possible duplicate of {names}."),
    unnamed_customer: "a customer without a name",
    see_duplicates: "Compare the records",
    customer_page: "See everything of this customer",
    follows: |case: &str| format!("Follows case {case}"),
    lives_in: |case: &str| format!("Merged into case {case}"),
    select: |case: &str| format!("Select case {case}"),
    cannot: |reason: &str| format!("Cannot be merged: {reason}."),
    continue_it: "Continue",
    continue_case: |case: &str| format!("Continue case {case}"),
    reopen_case: |case: &str| format!("Reopen case {case}"),
    nothing_selected: "No case selected",
    nothing_selected_hint: |target: &str| {
        format!("In the table, select the cases to merge into case {target}.")
    },
    question: |count: usize, target: &str| match count {
        1 => format!("Merge 1 case into case {target}?"),
        _ => format!("Merge {count} cases into case {target}?"),
    },
    consequence: |sources: &str, count: usize, target: &str| {
        let of = if count == 1 { "case" } else { "cases" };
        format!(
            "The interactions, calls, attachments and surveys of {of} {sources} will appear in case {target}, \
             marked with the case they came from. The merge can be undone."
        )
    },
    left_out: "Left out:",
    confirm: "Confirm",
    and: "and",
    undo: "Undo merge",
    undo_case: |source: &str| format!("Undo merge of case {source}"),
    reason_itself: "it is this case",
    reason_out_of_scope: "you have no access to it",
    reason_other_customer: "it belongs to another customer",
    reason_merged: "it has already been merged",
    reason_in_service: "it is in progress",
    reason_closed: "it is closed",
    reason_whatsapp: "it uses another WhatsApp number",
    reason_chat: "it uses another chat address",
    target_closed: "This case is closed: reopen it to merge others into it.",
    target_merged: "This case was merged into another one: merge from there.",
};

/// Español.
const ES: MergingTexts = MergingTexts {
    merge: "Unificar atenciones",
    search: "Buscar en los casos del cliente",
    search_hint: "ID, tipo, asunto o responsable",
    not_found: "Ningún caso encontrado",
    not_found_hint: "Busque otro ID, tipo, asunto o responsable.",
    column_select: "Seleccionar",
    column_case: "Caso",
    column_linked: "Caso vinculado",
    open_case: "Este caso",
    duplicate_of: |names: &str| format!("Posible duplicado de {names}."),
    unnamed_customer: "un cliente sin nombre",
    see_duplicates: "Comparar los registros",
    customer_page: "Ver todo de este cliente",
    follows: |case: &str| format!("Continuación del caso {case}"),
    lives_in: |case: &str| format!("Unificado con el caso {case}"),
    select: |case: &str| format!("Seleccionar el caso {case}"),
    cannot: |reason: &str| format!("No se puede unificar: {reason}."),
    continue_it: "Continuar",
    continue_case: |case: &str| format!("Continuar el caso {case}"),
    reopen_case: |case: &str| format!("Reabrir el caso {case}"),
    nothing_selected: "Ninguna atención seleccionada",
    nothing_selected_hint: |target: &str| {
        format!("Marque en la tabla las que deben unificarse con el caso {target}.")
    },
    question: |count: usize, target: &str| match count {
        1 => format!("¿Unificar 1 atención con el caso {target}?"),
        _ => format!("¿Unificar {count} atenciones con el caso {target}?"),
    },
    consequence: |sources: &str, count: usize, target: &str| {
        let of = if count == 1 { "del caso" } else { "de los casos" };
        format!(
            "Las interacciones, llamadas, adjuntos y encuestas {of} {sources} pasan a verse en el caso {target}, \
             con la marca de su origen. La unificación se puede deshacer."
        )
    },
    left_out: "Quedan fuera:",
    confirm: "Confirmar",
    and: "y",
    undo: "Deshacer unificación",
    undo_case: |source: &str| format!("Deshacer unificación del caso {source}"),
    reason_itself: "es este caso",
    reason_out_of_scope: "usted no tiene acceso a él",
    reason_other_customer: "es de otro cliente",
    reason_merged: "ya fue unificado",
    reason_in_service: "está en atención",
    reason_closed: "está finalizado",
    reason_whatsapp: "usa otro número de WhatsApp",
    reason_chat: "usa otra dirección de chat",
    target_closed: "Este caso está finalizado: reábralo para poder unificar otros con él.",
    target_merged: "Este caso fue unificado con otro: unifique desde aquel.",
};

impl MergingTexts {
    /// Why a case cannot be merged; continues a sentence after a colon.
    pub fn reason(&self, refusal: MergeRefusal) -> &'static str {
        match refusal {
            MergeRefusal::Itself => self.reason_itself,
            MergeRefusal::OutOfScope => self.reason_out_of_scope,
            MergeRefusal::OtherCustomer => self.reason_other_customer,
            MergeRefusal::AlreadyMerged => self.reason_merged,
            MergeRefusal::InService => self.reason_in_service,
            MergeRefusal::Closed => self.reason_closed,
            MergeRefusal::OtherAddress(AddressKind::WhatsApp) => self.reason_whatsapp,
            MergeRefusal::OtherAddress(AddressKind::Chat) => self.reason_chat,
        }
    }

    /// Why the open case cannot receive others, and what to do about it.
    pub fn target_reason(&self, refusal: TargetRefusal) -> &'static str {
        match refusal {
            TargetRefusal::OutOfScope => self.reason_out_of_scope,
            TargetRefusal::Merged => self.target_merged,
            TargetRefusal::Closed => self.target_closed,
        }
    }
}
