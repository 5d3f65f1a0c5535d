//! Texts of *Notificações*. Only the server shows them.

use super::words::words;
use super::{Locale, Texts};

impl Texts {
    /// *Notificações*.
    pub const fn notifications(&self) -> &'static NotificationTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of *Notificações*.
    const PT_BR: NotificationTexts {
        title = "Notificações",
        /// Takes the number of unread notifications.
        bell: fn(&str) -> String = |n| format!("Notificações não lidas: {n}"),
        /// Takes the number up to which they are counted.
        more_than: fn(u64) -> String = |n| format!("{}+", Locale::PtBr.integer(n)),
        filter = "Quais mostrar",
        all = "Todas",
        unread = "Não lidas",
        /// Takes the number of the case.
        case_given: fn(&str) -> String = |case| format!("O caso {case} foi repassado a você"),
        /// Several, handed over together.
        cases_given: fn(&str) -> String = |n| format!("{n} casos foram repassados a você"),
        /// Takes the number of the job.
        job_done: fn(&str) -> String = |job| format!("A ação em massa {job} terminou"),
        /// Takes the number of the job.
        job_failed: fn(&str) -> String = |job| format!("A ação em massa {job} falhou e parou"),
        /// Takes the number of the case.
        low_score: fn(&str) -> String = |case| format!("Uma pesquisa do caso {case} teve nota baixa"),
        /// Takes the number of cases, formatted, whether it is one, and the queue.
        at_risk: fn(&str, bool, Option<&str>) -> String = |n, is_one, queue| {
            let cases = if is_one { "caso" } else { "casos" };
            match queue {
                Some(queue) => format!("{n} {cases} com SLA em risco ou vencido na fila {queue}"),
                None => format!("{n} {cases} sem fila com SLA em risco ou vencido"),
            }
        },
        /// Takes the queue.
        was_at_risk: fn(Option<&str>) -> String = |queue| match queue {
            Some(queue) => format!("SLA em risco na fila {queue}"),
            None => "SLA em risco de casos sem fila".to_owned(),
        },
        gone = "Não está mais disponível",
        is_unread = "não lida",
        is_settled = "resolvida",
        mark_read = "Marcar como lida",
        /// Takes what the notification says.
        mark_one_read: fn(&str) -> String = |text| format!("Marcar como lida: {text}"),
        mark_all_read = "Marcar todas como lidas",
        /// Takes how many.
        marked: fn(u64) -> String = |n| match n {
            0 => "Nenhuma notificação por ler.".to_owned(),
            1 => "1 notificação marcada como lida.".to_owned(),
            n => format!("{} notificações marcadas como lidas.", Locale::PtBr.integer(n)),
        },
        none = "Nenhuma notificação",
        none_text = "Aqui aparecem os casos repassados a você, os prazos de SLA em risco, as notas baixas e o fim das suas ações em massa. As notificações ficam por 90 dias.",
        none_unread_text = "Você leu todas.",
    }
}

/// English.
const EN: NotificationTexts = NotificationTexts {
    title: "Notifications",
    bell: |n: &str| format!("Unread notifications: {n}"),
    more_than: |n: u64| format!("{}+", Locale::En.integer(n)),
    filter: "Which to show",
    all: "All",
    unread: "Unread",
    case_given: |case: &str| format!("Case {case} was handed over to you"),
    cases_given: |n: &str| format!("{n} cases were handed over to you"),
    job_done: |job: &str| format!("Bulk action {job} has ended"),
    job_failed: |job: &str| format!("Bulk action {job} failed and has stopped"),
    low_score: |case: &str| format!("A survey of case {case} has a low score"),
    at_risk: |n: &str, is_one: bool, queue: Option<&str>| {
        let cases = if is_one { "case" } else { "cases" };
        match queue {
            Some(queue) => format!("{n} {cases} with service levels at risk or missed in the queue {queue}"),
            None => format!("{n} {cases} without a queue with service levels at risk or missed"),
        }
    },
    was_at_risk: |queue: Option<&str>| match queue {
        Some(queue) => format!("Service levels at risk in the queue {queue}"),
        None => "Service levels at risk of cases without a queue".to_owned(),
    },
    gone: "No longer available",
    is_unread: "unread",
    is_settled: "settled",
    mark_read: "Mark as read",
    mark_one_read: |text: &str| format!("Mark as read: {text}"),
    mark_all_read: "Mark all as read",
    marked: |n: u64| match n {
        0 => "There was no unread notification.".to_owned(),
        1 => "1 notification was marked as read.".to_owned(),
        n => format!("{} notifications were marked as read.", Locale::En.integer(n)),
    },
    none: "No notifications",
    none_text: "Cases handed over to you, service levels at risk, low scores and the end of your bulk actions are shown here. Notifications are kept for 90 days.",
    none_unread_text: "You have read all of them.",
};

/// Español.
const ES: NotificationTexts = NotificationTexts {
    title: "Notificaciones",
    bell: |n: &str| format!("Notificaciones sin leer: {n}"),
    more_than: |n: u64| format!("{}+", Locale::Es.integer(n)),
    filter: "Cuáles mostrar",
    all: "Todas",
    unread: "Sin leer",
    case_given: |case: &str| format!("Le traspasaron el caso {case}"),
    cases_given: |n: &str| format!("Le traspasaron {n} casos"),
    job_done: |job: &str| format!("La acción masiva {job} terminó"),
    job_failed: |job: &str| format!("La acción masiva {job} falló y se detuvo"),
    low_score: |case: &str| format!("Una encuesta del caso {case} tuvo nota baja"),
    at_risk: |n: &str, is_one: bool, queue: Option<&str>| {
        let cases = if is_one { "caso" } else { "casos" };
        match queue {
            Some(queue) => format!("{n} {cases} con SLA en riesgo o vencido en la cola {queue}"),
            None => format!("{n} {cases} sin cola con SLA en riesgo o vencido"),
        }
    },
    was_at_risk: |queue: Option<&str>| match queue {
        Some(queue) => format!("SLA en riesgo en la cola {queue}"),
        None => "SLA en riesgo de casos sin cola".to_owned(),
    },
    gone: "Ya no está disponible",
    is_unread: "sin leer",
    is_settled: "resuelta",
    mark_read: "Marcar como leída",
    mark_one_read: |text: &str| format!("Marcar como leída: {text}"),
    mark_all_read: "Marcar todas como leídas",
    marked: |n: u64| match n {
        0 => "No había notificaciones sin leer.".to_owned(),
        1 => "1 notificación marcada como leída.".to_owned(),
        n => format!("{} notificaciones marcadas como leídas.", Locale::Es.integer(n)),
    },
    none: "Ninguna notificación",
    none_text: "Aquí aparecen los casos que le traspasan, los plazos de SLA en riesgo, las notas bajas y el fin de sus acciones masivas. Las notificaciones se guardan 90 días.",
    none_unread_text: "Leyó todas.",
};
