//! Texts of *Webhooks*.

use domain::settings::webhook::AttemptProblem;
use domain::settings::{OffReason, WebhookEvent};

use super::SectionTexts;
use crate::locales::words::words;

words! {
    /// Texts of *Webhooks*.
    pub(super) const PT_BR: WebhookTexts {
        section: SectionTexts = SectionTexts {
            title: "Webhooks",
            create: "Novo webhook",
            back: "Voltar aos webhooks",
            search: "Buscar webhooks",
            search_hint: "Nome ou endereço",
            empty: "Crie o primeiro webhook para avisar outro sistema do que acontece aqui.",
            counted: ("webhook", "webhooks"),
        },
        url = "Endereço",
        url_hint = "Para onde os avisos são enviados por POST, como https://crm.exemplo.com.br/avisos.",
        bad_url = "Informe um endereço com https:// ou http://, como https://crm.exemplo.com.br/avisos.",
        url_credentials = "Retire o usuário e a senha do endereço: a assinatura já diz quem envia.",
        url_private = "Este endereço é de uma rede interna. Use um endereço público, ou peça ao operador que libere a rede em PROTOCOLO_WEBHOOK_ALLOWED_NETWORKS.",
        events = "Eventos",
        events_hint = "De que o outro sistema é avisado.",
        no_event = "Marque pelo menos um evento.",
        groups = "Grupos de monitoramento",
        groups_column = "Grupos",
        groups_hint = "Só o que diz respeito aos agentes destes grupos, como para os supervisores deles. Sem nenhum, tudo.",
        full = "Corpo completo",
        full_hint = "Envia o atendimento ou o caso inteiro, com dados do cliente e a conversa. Sem isto, só números, horários e a fila; o resto se consulta pela API.",
        on = "Em uso",
        off = "Desligado",
        everything = "Tudo",
        delivered = "Última entrega",
        waiting = "Na fila",
        last_problem = "Problema",
        never = "Nenhuma ainda",
        switch_off = "Desligar",
        switch_off_hint = "Deixa de ser avisado. O que acontece enquanto está desligado não é guardado para ele; o que já estava na fila espera.",
        switch_off_done = "O webhook foi desligado.",
        switch_on = "Ligar",
        switch_on_hint = "Está desligado. Ao ligar, o que estava na fila é enviado, e ele volta a ser avisado do que acontecer.",
        switch_on_done = "O webhook está em uso.",
        status = "Situação",
        off_text = "Desligado: nada é enviado, e o que acontece não é guardado para ele.",
        /// Why it was switched off without a person.
        off_reason: fn(OffReason) -> &'static str = |reason| match reason {
            OffReason::Failing => "Foi desligado porque todas as tentativas falharam durante cinco dias. Corrija o destino e ligue de novo.",
            OffReason::Gone => "Foi desligado porque o destino respondeu que não existe mais (410). Corrija o endereço e ligue de novo.",
        },
        /// Takes the instant.
        failing: fn(&str) -> String = |since| format!("As entregas falham desde {since}."),
        next_attempt = "Próxima tentativa",
        last_seq = "Número da última entrega",
        test = "Enviar evento de teste",
        /// Takes the number of the delivery.
        test_done: fn(&str) -> String = |seq| format!("O evento de teste foi para a fila com o número {seq}. Veja as últimas entregas."),
        test_off = "O webhook está desligado: ligue-o para enviar um evento de teste.",
        retry = "Tentar agora",
        retry_done = "A próxima entrega da fila está sendo tentada.",
        skip = "Pular este evento",
        /// Takes the number of the delivery and its event.
        skip_text: fn(&str, &str) -> String = |number, event| format!("As outras entregas esperam pela de número {number} ({event}). Se o receptor nunca vai aceitá-la, pule-a: ela não é mais enviada, e as seguintes seguem. Pode ser reenviada depois, pelo número."),
        /// Takes the number of the delivery.
        skip_done: fn(&str) -> String = |number| format!("A entrega {number} foi pulada."),
        skip_refused = "Nada foi pulado: essa entrega não é a que as outras esperam.",
        secret = "Segredo",
        secret_text = "Assina cada entrega, e só é mostrado quando é criado. Ao trocar, o anterior assina também durante 24 horas, para que o outro sistema troque sem perder nada.",
        /// Takes the instant.
        former_secret: fn(&str) -> String = |until| format!("O segredo anterior ainda assina até {until}."),
        rotate = "Trocar segredo",
        /// Takes the name.
        made: fn(&str) -> String = |name| format!("O webhook “{name}” foi criado"),
        /// Takes the name.
        rotated: fn(&str) -> String = |name| format!("O segredo de “{name}” foi trocado"),
        made_text = "Copie o segredo agora e guarde em lugar seguro: ele não será mostrado de novo. Com ele o outro sistema confere cada entrega.",
        copy = "Copiar segredo",
        again = "Reenviar",
        again_text = "Entregas aceitas nos últimos 14 dias podem ser enviadas de novo, com o mesmo número e o mesmo webhook-id. Informe os números ou os dias.",
        /// Takes the first and the last number.
        again_kept: fn(&str, &str) -> String = |first, last| format!("Guardadas: do número {first} ao {last}."),
        first = "Do número",
        last = "Até o número",
        from = "Do dia",
        until = "Até o dia",
        again_none_typed = "Informe os números ou os dias.",
        again_both = "Informe os números ou os dias, não ambos.",
        again_order = "O fim vem antes do começo.",
        /// Takes how many.
        again_done: fn(u64, &str) -> String = |count, text| match count {
            1 => "1 entrega voltou para a fila.".to_owned(),
            _ => format!("{text} entregas voltaram para a fila."),
        },
        again_nothing = "Nenhuma entrega aceita neste intervalo está guardada.",
        log = "Últimas entregas",
        log_none = "Nada foi enviado ainda.",
        log_text = "As últimas tentativas, a mais nova primeiro.",
        /// Takes the number of the delivery.
        number: fn(&str) -> String = |seq| format!("nº {seq}"),
        accepted = "Aceita",
        /// Takes the milliseconds.
        took: fn(&str) -> String = |ms| format!("{ms} ms"),
        /// What an event is.
        event: fn(WebhookEvent) -> &'static str = |event| match event {
            WebhookEvent::InteractionRecorded => "Atendimento registrado",
            WebhookEvent::InteractionQualified => "Atendimento qualificado",
            WebhookEvent::RecordingStored => "Gravação recebida",
            WebhookEvent::CaseOpened => "Caso aberto",
            WebhookEvent::CaseFinished => "Caso finalizado",
            WebhookEvent::CaseReopened => "Caso reaberto",
            WebhookEvent::CaseMerged => "Caso unificado",
            WebhookEvent::CaseUnmerged => "Unificação desfeita",
            WebhookEvent::SurveyAnswered => "Pesquisa respondida",
            WebhookEvent::Test => "Teste",
        },
        /// Why an attempt has failed; takes the detail.
        attempt: fn(AttemptProblem, &str) -> String = |problem, detail| match problem {
            AttemptProblem::Status => format!("O destino respondeu com o código {detail}."),
            AttemptProblem::Timeout => "O destino não respondeu a tempo.".to_owned(),
            AttemptProblem::Name => "O nome do destino não tem endereço. Confira o endereço do webhook.".to_owned(),
            AttemptProblem::Address => format!("O destino está em uma rede interna ({detail}), que o operador não liberou."),
            AttemptProblem::Connection => "Não houve conexão com o destino, ou ela caiu.".to_owned(),
        },
    }
}

/// English.
pub(super) const EN: WebhookTexts = WebhookTexts {
    section: SectionTexts {
        title: "Webhooks",
        create: "New webhook",
        back: "Back to the webhooks",
        search: "Search webhooks",
        search_hint: "Name or address",
        empty: "Create the first webhook to notify another system of what happens here.",
        counted: ("webhook", "webhooks"),
    },
    url: "Address",
    url_hint: "Where notifications are posted, like https://crm.example.com/hooks.",
    bad_url: "Enter an address with https:// or http://, like https://crm.example.com/hooks.",
    url_credentials: "Remove the user name and password from the address: the signature says who sends.",
    url_private: "This address is in an internal network. Use a public address, or ask the operator to allow the network in PROTOCOLO_WEBHOOK_ALLOWED_NETWORKS.",
    events: "Events",
    events_hint: "What the other system is notified of.",
    no_event: "Select at least one event.",
    groups: "Monitoring groups",
    groups_column: "Groups",
    groups_hint: "Only what concerns the agents of these groups, as for their supervisors. Without any, everything.",
    full: "Full body",
    full_hint: "Sends the whole interaction or case, with the customer's data and the conversation. Without it, only numbers, times and the queue; the rest is read by the API.",
    on: "In use",
    off: "Off",
    everything: "Everything",
    delivered: "Last delivery",
    waiting: "Waiting",
    last_problem: "Problem",
    never: "None yet",
    switch_off: "Switch off",
    switch_off_hint: "It is not notified any more. What happens while it is off is not kept for it; what was waiting stays.",
    switch_off_done: "The webhook is switched off.",
    switch_on: "Switch on",
    switch_on_hint: "It is off. When switched on, what was waiting is sent, and it is notified of what happens from then on.",
    switch_on_done: "The webhook is in use.",
    status: "State",
    off_text: "Off: nothing is sent, and what happens is not kept for it.",
    off_reason: |reason| match reason {
        OffReason::Failing => {
            "It was switched off because every attempt failed for five days. Correct the receiver and switch it on again."
        }
        OffReason::Gone => {
            "It was switched off because the receiver answered that the address is gone (410). Correct the address and switch it on again."
        }
    },
    failing: |since: &str| format!("Deliveries fail since {since}."),
    next_attempt: "Next attempt",
    last_seq: "Number of the last delivery",
    test: "Send a test event",
    test_done: |seq: &str| {
        format!("The test event is waiting with the number {seq}. See the last deliveries.")
    },
    test_off: "The webhook is off: switch it on to send a test event.",
    retry: "Try now",
    retry_done: "The next waiting delivery is being tried.",
    skip: "Skip this event",
    skip_text: |number: &str, event: &str| {
        format!(
            "The other deliveries wait for number {number} ({event}). If the receiver will never accept it, skip it: it is not sent any more, and the following ones go on. It can be sent again later, by its number."
        )
    },
    skip_done: |number: &str| format!("Delivery {number} was skipped."),
    skip_refused: "Nothing was skipped: that delivery is not the one the others wait for.",
    secret: "Secret",
    secret_text: "It signs every delivery, and is shown only when it is made. When it is replaced, the former one signs too for 24 hours, so that the other system can change without losing anything.",
    former_secret: |until: &str| format!("The former secret still signs until {until}."),
    rotate: "Replace secret",
    made: |name: &str| format!("The webhook “{name}” was created"),
    rotated: |name: &str| format!("The secret of “{name}” was replaced"),
    made_text: "Copy the secret now and keep it in a safe place: it will not be shown again. The other system verifies every delivery with it.",
    copy: "Copy secret",
    again: "Send again",
    again_text: "Deliveries that were accepted in the last 14 days can be sent again, with the same number and the same webhook-id. Enter numbers or days.",
    again_kept: |first: &str, last: &str| format!("Kept: from number {first} to {last}."),
    first: "From number",
    last: "To number",
    from: "From day",
    until: "To day",
    again_none_typed: "Enter numbers or days.",
    again_both: "Enter numbers or days, not both.",
    again_order: "The end is before the beginning.",
    again_done: |count: u64, text: &str| match count {
        1 => "1 delivery waits to be sent again.".to_owned(),
        _ => format!("{text} deliveries wait to be sent again."),
    },
    again_nothing: "No accepted delivery of this range is kept.",
    log: "Last deliveries",
    log_none: "Nothing was sent yet.",
    log_text: "The last attempts, the newest first.",
    number: |seq: &str| format!("no. {seq}"),
    accepted: "Accepted",
    took: |ms: &str| format!("{ms} ms"),
    event: |event| match event {
        WebhookEvent::InteractionRecorded => "Interaction recorded",
        WebhookEvent::InteractionQualified => "Interaction qualified",
        WebhookEvent::RecordingStored => "Recording stored",
        WebhookEvent::CaseOpened => "Case opened",
        WebhookEvent::CaseFinished => "Case closed",
        WebhookEvent::CaseReopened => "Case reopened",
        WebhookEvent::CaseMerged => "Case merged",
        WebhookEvent::CaseUnmerged => "Merge undone",
        WebhookEvent::SurveyAnswered => "Survey answered",
        WebhookEvent::Test => "Test",
    },
    attempt: |problem, detail: &str| match problem {
        AttemptProblem::Status => format!("The receiver answered with the status {detail}."),
        AttemptProblem::Timeout => "The receiver did not answer in time.".to_owned(),
        AttemptProblem::Name => {
            "The name of the receiver has no address. Check the address of the webhook.".to_owned()
        }
        AttemptProblem::Address => {
            format!("The receiver is in an internal network ({detail}), which the operator has not allowed.")
        }
        AttemptProblem::Connection => "There was no connection to the receiver, or it broke.".to_owned(),
    },
};

/// Español.
pub(super) const ES: WebhookTexts = WebhookTexts {
    section: SectionTexts {
        title: "Webhooks",
        create: "Nuevo webhook",
        back: "Volver a los webhooks",
        search: "Buscar webhooks",
        search_hint: "Nombre o dirección",
        empty: "Cree el primer webhook para avisar a otro sistema de lo que ocurre aquí.",
        counted: ("webhook", "webhooks"),
    },
    url: "Dirección",
    url_hint: "Adónde se envían los avisos por POST, como https://crm.ejemplo.com/avisos.",
    bad_url: "Indique una dirección con https:// o http://, como https://crm.ejemplo.com/avisos.",
    url_credentials: "Quite el usuario y la contraseña de la dirección: la firma ya dice quién envía.",
    url_private: "Esta dirección es de una red interna. Use una dirección pública, o pida al operador que habilite la red en PROTOCOLO_WEBHOOK_ALLOWED_NETWORKS.",
    events: "Eventos",
    events_hint: "De qué se avisa al otro sistema.",
    no_event: "Marque al menos un evento.",
    groups: "Grupos de monitoreo",
    groups_column: "Grupos",
    groups_hint: "Solo lo que concierne a los agentes de estos grupos, como para sus supervisores. Sin ninguno, todo.",
    full: "Cuerpo completo",
    full_hint: "Envía la atención o el caso entero, con datos del cliente y la conversación. Sin esto, solo números, horarios y la cola; lo demás se consulta por la API.",
    on: "En uso",
    off: "Apagado",
    everything: "Todo",
    delivered: "Última entrega",
    waiting: "En espera",
    last_problem: "Problema",
    never: "Ninguna todavía",
    switch_off: "Apagar",
    switch_off_hint: "Deja de ser avisado. Lo que ocurre mientras está apagado no se guarda para él; lo que ya esperaba queda.",
    switch_off_done: "El webhook fue apagado.",
    switch_on: "Encender",
    switch_on_hint: "Está apagado. Al encenderlo, lo que esperaba se envía, y vuelve a ser avisado de lo que ocurra.",
    switch_on_done: "El webhook está en uso.",
    status: "Estado",
    off_text: "Apagado: no se envía nada, y lo que ocurre no se guarda para él.",
    off_reason: |reason| match reason {
        OffReason::Failing => {
            "Fue apagado porque todos los intentos fallaron durante cinco días. Corrija el destino y enciéndalo de nuevo."
        }
        OffReason::Gone => {
            "Fue apagado porque el destino respondió que ya no existe (410). Corrija la dirección y enciéndalo de nuevo."
        }
    },
    failing: |since: &str| format!("Las entregas fallan desde {since}."),
    next_attempt: "Próximo intento",
    last_seq: "Número de la última entrega",
    test: "Enviar evento de prueba",
    test_done: |seq: &str| {
        format!("El evento de prueba está en espera con el número {seq}. Vea las últimas entregas.")
    },
    test_off: "El webhook está apagado: enciéndalo para enviar un evento de prueba.",
    retry: "Intentar ahora",
    retry_done: "Se está intentando la próxima entrega en espera.",
    skip: "Omitir este evento",
    skip_text: |number: &str, event: &str| {
        format!(
            "Las otras entregas esperan a la número {number} ({event}). Si el receptor nunca la aceptará, omítala: ya no se envía, y las siguientes continúan. Se puede reenviar después, por su número."
        )
    },
    skip_done: |number: &str| format!("Se omitió la entrega {number}."),
    skip_refused: "No se omitió nada: esa entrega no es la que las otras esperan.",
    secret: "Secreto",
    secret_text: "Firma cada entrega, y solo se muestra al crearse. Al cambiarlo, el anterior firma también durante 24 horas, para que el otro sistema lo cambie sin perder nada.",
    former_secret: |until: &str| format!("El secreto anterior aún firma hasta {until}."),
    rotate: "Cambiar secreto",
    made: |name: &str| format!("El webhook “{name}” fue creado"),
    rotated: |name: &str| format!("El secreto de “{name}” fue cambiado"),
    made_text: "Copie el secreto ahora y guárdelo en un lugar seguro: no se mostrará de nuevo. Con él el otro sistema verifica cada entrega.",
    copy: "Copiar secreto",
    again: "Reenviar",
    again_text: "Las entregas aceptadas en los últimos 14 días se pueden enviar de nuevo, con el mismo número y el mismo webhook-id. Indique los números o los días.",
    again_kept: |first: &str, last: &str| format!("Guardadas: del número {first} al {last}."),
    first: "Del número",
    last: "Hasta el número",
    from: "Del día",
    until: "Hasta el día",
    again_none_typed: "Indique los números o los días.",
    again_both: "Indique los números o los días, no ambos.",
    again_order: "El final está antes del comienzo.",
    again_done: |count: u64, text: &str| match count {
        1 => "1 entrega volvió a la espera.".to_owned(),
        _ => format!("{text} entregas volvieron a la espera."),
    },
    again_nothing: "No se guarda ninguna entrega aceptada de este intervalo.",
    log: "Últimas entregas",
    log_none: "Todavía no se envió nada.",
    log_text: "Los últimos intentos, el más nuevo primero.",
    number: |seq: &str| format!("n.º {seq}"),
    accepted: "Aceptada",
    took: |ms: &str| format!("{ms} ms"),
    event: |event| match event {
        WebhookEvent::InteractionRecorded => "Atención registrada",
        WebhookEvent::InteractionQualified => "Atención calificada",
        WebhookEvent::RecordingStored => "Grabación recibida",
        WebhookEvent::CaseOpened => "Caso abierto",
        WebhookEvent::CaseFinished => "Caso finalizado",
        WebhookEvent::CaseReopened => "Caso reabierto",
        WebhookEvent::CaseMerged => "Caso unificado",
        WebhookEvent::CaseUnmerged => "Unificación deshecha",
        WebhookEvent::SurveyAnswered => "Encuesta respondida",
        WebhookEvent::Test => "Prueba",
    },
    attempt: |problem, detail: &str| match problem {
        AttemptProblem::Status => format!("El destino respondió con el código {detail}."),
        AttemptProblem::Timeout => "El destino no respondió a tiempo.".to_owned(),
        AttemptProblem::Name => {
            "El nombre del destino no tiene dirección. Revise la dirección del webhook.".to_owned()
        }
        AttemptProblem::Address => {
            format!("El destino está en una red interna ({detail}), que el operador no habilitó.")
        }
        AttemptProblem::Connection => "No hubo conexión con el destino, o se cayó.".to_owned(),
    },
};
