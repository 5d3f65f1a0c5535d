//! Texts of the case window.

use super::words::words;

words! {
    /// Texts of the case window.
    pub(super) const PT_BR: CaseTexts {
        title = "Informações do Atendimento",
        /// Takes the requested case ID and the survivor.
        was_merged: fn(&str, &str) -> String =
            |from, to| format!("O caso {from} foi unificado ao caso {to}, mostrado aqui."),
        /// Takes the ID of the source case.
        came_from: fn(&str) -> String = |id| format!("veio do caso {id}"),
        tab_data = "Dados do Caso",
        tab_timeline = "Histórico do Caso",
        tab_customer = "Histórico do Cliente",
        tab_calls = "Histórico de Ligações",
        tab_interactions = "Interações",
        tab_sla = "SLA",
        tab_attachments = "Anexos",
        tab_survey = "Pesquisa de Satisfação",
        actions = "Ações do caso",
        continue_case = "Continuar",
        reopen = "Reabrir",
        hold = "Deixar pendente",
        close = "Finalizar Atendimento",
        optional_comment = "Comentário (opcional)",
        /// Takes the new status of the case.
        stepped: fn(&str) -> String = |status| format!("Caso {}.", status.to_lowercase()),
        /// Takes the current status of the case.
        changed_meanwhile: fn(&str) -> String = |status| {
            format!(
                "Nada foi feito: o caso mudou enquanto isso e agora está {status}. Confira e tente de novo."
            )
        },
        not_from_here = "Isso não é possível na situação em que o caso está.",
        not_responsible = "Só quem responde pelo caso pode fazer isso. Continue o caso primeiro.",
        is_merged = "Este caso foi unificado a outro. Abra o caso atual.",
        /// Takes the case that the form was opened for and the one it was merged into.
        merged_meanwhile: fn(&str, &str) -> String = |meant, into| {
            format!(
                "O caso {meant} foi unificado ao caso {into} enquanto você escrevia, e nada foi salvo. Confira o que o caso {into} diz e salve de novo, se ainda valer."
            )
        },
        /// Takes the case that the form was opened for and the one that the page shows now.
        separated_meanwhile: fn(&str, &str) -> String = |meant, shown| {
            format!(
                "Você escrevia no caso {meant}, mas a unificação foi desfeita e esta página mostra agora o caso {shown}. Nada foi salvo. Confira e salve de novo, se valer para o caso {shown}."
            )
        },
        customer_data = "Dados do Caso",
        service_data = "Dados do Atendimento",
        edit_customer = "Editar dados do cliente",
        edit_service = "Editar dados do atendimento",
        name = "Nome",
        phone = "Telefone",
        email = "E-mail",
        document = "CPF/CNPJ ou documento",
        chat = "Contato no chat",
        other_number = "Outro número",
        id = "ID do caso",
        protocols = "Protocolos",
        /// Takes the number of protocols that are not shown.
        and_more: fn(&str) -> String = |n| format!("e mais {n}"),
        kind = "Tipo",
        subject = "Assunto",
        status = "Situação",
        responsible = "Responsável",
        no_one = "Ninguém",
        opened = "Abertura",
        first_answer = "Primeira resposta",
        updated = "Última atualização",
        closed = "Encerramento",
        continues = "Continua o caso",
        unknown = "Não informado",
        /// Placeholder of a time that is not reached yet.
        not_yet = "Ainda não",
        /// Takes what is copied.
        copy: fn(&str) -> String = |what| format!("Copiar {what}"),
        cancel = "Cancelar",
        clear_search = "Limpar busca",
        saved = "Alterações salvas.",
        nothing_changed = "Nada mudou.",
        conflict = "Outra pessoa alterou estes dados enquanto você editava. O que você digitou está aqui; ao lado de cada campo alterado está o valor atual. Confira e salve de novo.",
        /// Takes the value.
        current_value: fn(&str) -> String = |value| format!("Agora: {value}"),
        blank = "(vazio)",
        bad_fields = "Corrija os campos indicados.",
        bad_email = "Escreva um e-mail como nome@exemplo.com.",
        bad_phone = "Escreva um telefone com DDD, como (11) 98765-4321.",
        bad_document = "Os dígitos verificadores não conferem. Confira o CPF ou CNPJ.",
        /// Takes the limit.
        bad_value = "Este valor não pode ser gravado. Corrija-o.",
    }
}

/// English.
pub(super) const EN: CaseTexts = CaseTexts {
    title: "Case information",
    was_merged: |from: &str, to: &str| format!("Case {from} was merged into case {to}, shown here."),
    came_from: |id: &str| format!("came from case {id}"),
    tab_data: "Case data",
    tab_timeline: "Case history",
    tab_customer: "Customer history",
    tab_calls: "Call history",
    tab_interactions: "Interactions",
    tab_sla: "SLA",
    tab_attachments: "Attachments",
    tab_survey: "Satisfaction survey",
    actions: "Case actions",
    continue_case: "Continue",
    reopen: "Reopen",
    hold: "Put on hold",
    close: "Close case",
    optional_comment: "Comment (optional)",
    stepped: |status: &str| format!("Case {}.", status.to_lowercase()),
    changed_meanwhile: |status: &str| {
        format!(
            "Nothing was done: the case has changed meanwhile and is now {status}. Check it and try again."
        )
    },
    not_from_here: "That is not possible in the current status of the case.",
    not_responsible: "Only the person responsible for the case can do that. Continue the case first.",
    is_merged: "This case was merged into another one. Open the current case.",
    merged_meanwhile: |meant: &str, into: &str| {
        format!(
            "Case {meant} was merged into case {into} while you were writing, and nothing was saved. Check case {into} and save again if your changes still apply."
        )
    },
    separated_meanwhile: |meant: &str, shown: &str| {
        format!(
            "You were writing in case {meant}, but the merge was undone and this page now shows case {shown}. Nothing was saved. Check your changes and save again if they apply to case {shown}."
        )
    },
    customer_data: "Case data",
    service_data: "Interaction details",
    edit_customer: "Edit customer data",
    edit_service: "Edit interaction details",
    name: "Name",
    phone: "Phone",
    email: "E-mail",
    document: "CPF/CNPJ or document",
    chat: "Chat handle",
    other_number: "Other number",
    id: "Case ID",
    protocols: "Reference numbers",
    and_more: |n: &str| format!("and {n} more"),
    kind: "Type",
    subject: "Subject",
    status: "Status",
    responsible: "Assignee",
    no_one: "No one",
    opened: "Opened",
    first_answer: "First response",
    updated: "Last update",
    closed: "Closed",
    continues: "Continues case",
    unknown: "Not provided",
    not_yet: "Not yet",
    copy: |what: &str| format!("Copy {what}"),
    cancel: "Cancel",
    clear_search: "Clear search",
    saved: "Changes saved.",
    nothing_changed: "Nothing changed.",
    conflict: "Someone else changed this data while you were editing. Your input is kept; each changed field shows its current value. Check it and save again.",
    current_value: |value: &str| format!("Now: {value}"),
    blank: "(empty)",
    bad_fields: "Correct the marked fields.",
    bad_email: "Enter an e-mail address like name@example.com.",
    bad_phone: "Enter a phone number with its area code, like (11) 98765-4321.",
    bad_document: "The check digits do not match. Check the CPF or CNPJ.",
    bad_value: "This value cannot be saved. Correct it.",
};

/// Español.
pub(super) const ES: CaseTexts = CaseTexts {
    title: "Información de la atención",
    was_merged: |from: &str, to: &str| {
        format!("El caso {from} fue unificado con el caso {to}, que se muestra aquí.")
    },
    came_from: |id: &str| format!("vino del caso {id}"),
    tab_data: "Datos del caso",
    tab_timeline: "Historial del caso",
    tab_customer: "Historial del cliente",
    tab_calls: "Historial de llamadas",
    tab_interactions: "Interacciones",
    tab_sla: "SLA",
    tab_attachments: "Adjuntos",
    tab_survey: "Encuesta de satisfacción",
    actions: "Acciones del caso",
    continue_case: "Continuar",
    reopen: "Reabrir",
    hold: "Dejar pendiente",
    close: "Finalizar atención",
    optional_comment: "Comentario (opcional)",
    stepped: |status: &str| format!("Caso {}.", status.to_lowercase()),
    changed_meanwhile: |status: &str| {
        format!(
            "No se hizo nada: el caso cambió entretanto y ahora está {status}. Revíselo e inténtelo de nuevo."
        )
    },
    not_from_here: "Eso no es posible en el estado en que está el caso.",
    not_responsible: "Solo quien responde por el caso puede hacer eso. Continúe el caso primero.",
    is_merged: "Este caso fue unificado con otro. Abra el caso actual.",
    merged_meanwhile: |meant: &str, into: &str| {
        format!(
            "El caso {meant} fue unificado con el caso {into} mientras escribía, y no se guardó nada. Compruebe lo que dice el caso {into} y guarde de nuevo si sigue siendo válido."
        )
    },
    separated_meanwhile: |meant: &str, shown: &str| {
        format!(
            "Escribía en el caso {meant}, pero la unificación fue deshecha y esta página muestra ahora el caso {shown}. No se guardó nada. Compruebe y guarde de nuevo si vale para el caso {shown}."
        )
    },
    customer_data: "Datos del caso",
    service_data: "Datos de la atención",
    edit_customer: "Editar datos del cliente",
    edit_service: "Editar datos de la atención",
    name: "Nombre",
    phone: "Teléfono",
    email: "Correo electrónico",
    document: "CPF/CNPJ o documento",
    chat: "Contacto en el chat",
    other_number: "Otro número",
    id: "ID del caso",
    protocols: "Protocolos",
    and_more: |n: &str| format!("y {n} más"),
    kind: "Tipo",
    subject: "Asunto",
    status: "Estado",
    responsible: "Responsable",
    no_one: "Nadie",
    opened: "Apertura",
    first_answer: "Primera respuesta",
    updated: "Última actualización",
    closed: "Cierre",
    continues: "Continúa el caso",
    unknown: "No informado",
    not_yet: "Todavía no",
    copy: |what: &str| format!("Copiar {what}"),
    cancel: "Cancelar",
    clear_search: "Limpiar búsqueda",
    saved: "Cambios guardados.",
    nothing_changed: "Nada cambió.",
    conflict: "Otra persona cambió estos datos mientras usted editaba. Lo que escribió está aquí; junto a cada campo modificado está el valor actual. Revise y guarde de nuevo.",
    current_value: |value: &str| format!("Ahora: {value}"),
    blank: "(vacío)",
    bad_fields: "Corrija los campos indicados.",
    bad_email: "Escriba un correo como nombre@ejemplo.com.",
    bad_phone: "Escriba un teléfono con su código de área, como (11) 98765-4321.",
    bad_document: "Los dígitos verificadores no coinciden. Revise el CPF o CNPJ.",
    bad_value: "Este valor no se puede guardar. Corríjalo.",
};
