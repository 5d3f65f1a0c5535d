//! The words of *Calendários*.

use super::SectionTexts;
use crate::locales::words::words;

words! {
    /// The words of *Calendários*.
    CalendarTexts {
        section: SectionTexts,
        zone: &'static str,
        zone_hint: &'static str,
        bad_zone: &'static str,
        /// Monday first.
        days: [&'static str; 7],
        days_hint: &'static str,
        no_day: &'static str,
        /// Takes what cannot be read.
        bad_span: fn(&str) -> String,
        /// Takes the span.
        empty_span: fn(&str) -> String,
        overlapping: &'static str,
        holidays: &'static str,
        holidays_hint: &'static str,
        /// Takes the line's number and text.
        bad_holiday: fn(u32, &str) -> String,
        /// Takes the policy.
        needed: fn(&str) -> String,
    }
}

/// Português do Brasil.
pub(super) const PT_BR: CalendarTexts = CalendarTexts {
    section: SectionTexts {
        title: "Calendários",
        create: "Novo calendário",
        back: "Voltar aos calendários",
        search: "Buscar calendários",
        search_hint: "Nome do calendário",
        empty: "Crie o primeiro calendário para dizer quando a operação trabalha.",
    },
    zone: "Fuso horário",
    zone_hint: "O nome do fuso na base IANA, como America/Sao_Paulo.",
    bad_zone: "Não é um fuso da base IANA. Escreva como America/Sao_Paulo ou America/Manaus.",
    days: [
        "Segunda-feira",
        "Terça-feira",
        "Quarta-feira",
        "Quinta-feira",
        "Sexta-feira",
        "Sábado",
        "Domingo",
    ],
    days_hint: "Escreva os períodos como 09:00-12:00, 13:00-18:00. Em branco, ninguém trabalha no dia.",
    no_day: "Diga em pelo menos um dia quando se trabalha, como 09:00-18:00.",
    bad_span: |part: &str| {
        format!("“{part}” não é um período. Escreva como 09:00-12:00, com horas de 00:00 a 24:00.")
    },
    empty_span: |part: &str| {
        format!(
            "“{part}” termina antes de começar. Depois da meia-noite, divida em dois dias: 22:00-24:00 e 00:00-06:00."
        )
    },
    overlapping: "Há períodos sobrepostos. Junte-os ou corrija as horas.",
    holidays: "Feriados",
    holidays_hint: "Um por linha, como 2026-12-25 Natal ou 25/12/2026 Natal.",
    bad_holiday: |line: u32, text: &str| {
        format!("A linha {line} (“{text}”) não começa com uma data. Escreva como 25/12/2026 Natal.")
    },
    needed: |policy: &str| {
        format!(
            "A política “{policy}” usa este calendário. Escolha outro calendário nela ou tire-a de uso primeiro."
        )
    },
};

/// English.
pub(super) const EN: CalendarTexts = CalendarTexts {
    section: SectionTexts {
        title: "Calendars",
        create: "New calendar",
        back: "Back to the calendars",
        search: "Search calendars",
        search_hint: "Name of the calendar",
        empty: "Create the first calendar to say when the operation works.",
    },
    zone: "Time zone",
    zone_hint: "The name of the zone in the IANA database, like America/Sao_Paulo.",
    bad_zone: "This is no zone of the IANA database. Write it like America/Sao_Paulo or Europe/Lisbon.",
    days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    days_hint: "Write spans like 09:00-12:00, 13:00-18:00. Where it is blank, nobody works on that day.",
    no_day: "Say for one day at least when people work, like 09:00-18:00.",
    bad_span: |part: &str| {
        format!("“{part}” is no span. Write it like 09:00-12:00, with times from 00:00 to 24:00.")
    },
    empty_span: |part: &str| {
        format!(
            "“{part}” ends before it begins. Past midnight, divide it between two days: 22:00-24:00 and 00:00-06:00."
        )
    },
    overlapping: "There are spans that overlap. Join them or correct the times.",
    holidays: "Holidays",
    holidays_hint: "One a line, like 2026-12-25 Christmas or 25/12/2026 Christmas.",
    bad_holiday: |line: u32, text: &str| {
        format!("Line {line} (“{text}”) does not begin with a date. Write it like 2026-12-25 Christmas.")
    },
    needed: |policy: &str| {
        format!(
            "The policy “{policy}” goes by this calendar. Choose another one there, or take it out of use first."
        )
    },
};

/// Español.
pub(super) const ES: CalendarTexts = CalendarTexts {
    section: SectionTexts {
        title: "Calendarios",
        create: "Nuevo calendario",
        back: "Volver a los calendarios",
        search: "Buscar calendarios",
        search_hint: "Nombre del calendario",
        empty: "Cree el primer calendario para decir cuándo trabaja la operación.",
    },
    zone: "Zona horaria",
    zone_hint: "El nombre de la zona en la base IANA, como America/Bogota.",
    bad_zone: "No es una zona de la base IANA. Escríbala como America/Bogota o America/Sao_Paulo.",
    days: ["Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo"],
    days_hint: "Escriba los períodos como 09:00-12:00, 13:00-18:00. En blanco, nadie trabaja ese día.",
    no_day: "Diga al menos en un día cuándo se trabaja, como 09:00-18:00.",
    bad_span: |part: &str| {
        format!("“{part}” no es un período. Escríbalo como 09:00-12:00, con horas de 00:00 a 24:00.")
    },
    empty_span: |part: &str| {
        format!(
            "“{part}” termina antes de empezar. Después de medianoche, divídalo en dos días: 22:00-24:00 y 00:00-06:00."
        )
    },
    overlapping: "Hay períodos que se superponen. Júntelos o corrija las horas.",
    holidays: "Feriados",
    holidays_hint: "Uno por línea, como 2026-12-25 Navidad o 25/12/2026 Navidad.",
    bad_holiday: |line: u32, text: &str| {
        format!("La línea {line} (“{text}”) no empieza con una fecha. Escríbala como 25/12/2026 Navidad.")
    },
    needed: |policy: &str| {
        format!("La política “{policy}” usa este calendario. Elija otro en ella o retírela de uso primero.")
    },
};
