//! Texts of *Calendários*.

use super::SectionTexts;
use crate::locales::words::words;

words! {
    /// Texts of *Calendários*.
    pub(super) const PT_BR: CalendarTexts {
        section: SectionTexts = SectionTexts {
            title: "Calendários",
            create: "Novo calendário",
            back: "Voltar aos calendários",
            search: "Buscar calendários",
            search_hint: "Nome do calendário",
            empty: "Crie o primeiro calendário para dizer quando a operação trabalha.",
            counted: ("calendário", "calendários"),
        },
        zone = "Fuso horário",
        zone_hint = "O nome do fuso na base IANA, como America/Sao_Paulo.",
        bad_zone = "Não é um fuso da base IANA. Escreva como America/Sao_Paulo ou America/Manaus.",
        /// Monday first.
        days: [&'static str; 7] = [
            "Segunda-feira",
            "Terça-feira",
            "Quarta-feira",
            "Quinta-feira",
            "Sexta-feira",
            "Sábado",
            "Domingo",
        ],
        days_hint = "O início e o fim de cada período; 00:00 no fim é meia-noite. Em branco, ninguém trabalha no dia.",
        span = "período",
        span_from = "início",
        span_to = "fim",
        no_day = "Diga em pelo menos um dia quando se trabalha.",
        /// Takes the invalid text.
        bad_span: fn(&str) -> String = |part| format!("“{part}” não é um período. Informe o início e o fim."),
        /// Takes the span.
        empty_span: fn(&str) -> String = |part| {
            format!(
                "“{part}” termina antes de começar. Depois da meia-noite, divida em dois dias: 22:00-24:00 e 00:00-06:00."
            )
        },
        overlapping = "Há períodos sobrepostos. Junte-os ou corrija as horas.",
        holidays = "Feriados",
        holidays_hint =
            "Um dia por linha; o nome é opcional. Apague a data e o nome para retirar um feriado.",
        /// Takes the number of the holiday.
        holiday: fn(usize) -> String = |n| format!("Feriado {n}"),
        holiday_date = "Data",
        holiday_name = "Nome do feriado",
        more_holidays = "Mais feriados",
        national = "Acrescentar feriados nacionais",
        national_hint = "Os do Brasil que ainda não estão na lista. Marque os que valem para a operação.",
        bad_day = "Não é uma data. Escolha o dia ou escreva como 25/12/2026.",
        no_date = "Falta a data deste feriado.",
        /// Takes the number of the line and its text.
        bad_holiday: fn(u32, &str) -> String = |line, text| {
            format!("A linha {line} (“{text}”) não começa com uma data. Escreva como 25/12/2026 Natal.")
        },
        /// Takes the policy.
        needed: fn(&str) -> String = |policy| {
            format!(
                "A política “{policy}” usa este calendário. Escolha outro calendário nela ou tire-a de uso primeiro."
            )
        },
    }
}

/// English.
pub(super) const EN: CalendarTexts = CalendarTexts {
    section: SectionTexts {
        title: "Calendars",
        create: "New calendar",
        back: "Back to the calendars",
        search: "Search calendars",
        search_hint: "Name of the calendar",
        empty: "Create the first calendar to set the operation’s working hours.",
        counted: ("calendar", "calendars"),
    },
    zone: "Time zone",
    zone_hint: "The IANA name of the time zone, such as America/Sao_Paulo.",
    bad_zone: "This is not an IANA time zone. Enter one such as America/Sao_Paulo or Europe/Lisbon.",
    days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    days_hint: "The start and end of each span; 00:00 as an end is midnight. Leave a day blank if it is not a working day.",
    span: "span",
    span_from: "start",
    span_to: "end",
    no_day: "Enter working hours for at least one day.",
    bad_span: |part: &str| format!("“{part}” is not a valid span. Enter its start and its end."),
    empty_span: |part: &str| {
        format!(
            "“{part}” ends before it begins. To go past midnight, split it across two days: 22:00-24:00 and 00:00-06:00."
        )
    },
    overlapping: "Some spans overlap. Merge them or correct the times.",
    holidays: "Holidays",
    holidays_hint: "One day per row; the name is optional. Clear the date and the name to remove a holiday.",
    holiday: |n: usize| format!("Holiday {n}"),
    holiday_date: "Date",
    holiday_name: "Name of the holiday",
    more_holidays: "More holidays",
    national: "Add national holidays",
    national_hint: "Brazilian holidays that are not in the list yet. Tick those that the operation observes.",
    bad_day: "This is not a date. Choose the day or enter it like 2026-12-25.",
    no_date: "The date of this holiday is missing.",
    bad_holiday: |line: u32, text: &str| {
        format!("Line {line} (“{text}”) does not begin with a date. Enter it like 2026-12-25 Christmas.")
    },
    needed: |policy: &str| {
        format!(
            "The policy “{policy}” uses this calendar. Choose another one there, or take the policy out of use first."
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
        counted: ("calendario", "calendarios"),
    },
    zone: "Zona horaria",
    zone_hint: "El nombre de la zona en la base IANA, como America/Bogota.",
    bad_zone: "No es una zona de la base IANA. Escríbala como America/Bogota o America/Sao_Paulo.",
    days: ["Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo"],
    days_hint: "El inicio y el fin de cada período; 00:00 como fin es medianoche. En blanco, nadie trabaja ese día.",
    span: "período",
    span_from: "inicio",
    span_to: "fin",
    no_day: "Diga al menos en un día cuándo se trabaja.",
    bad_span: |part: &str| format!("“{part}” no es un período. Indique el inicio y el fin."),
    empty_span: |part: &str| {
        format!(
            "“{part}” termina antes de empezar. Después de medianoche, divídalo en dos días: 22:00-24:00 y 00:00-06:00."
        )
    },
    overlapping: "Hay períodos que se superponen. Júntelos o corrija las horas.",
    holidays: "Feriados",
    holidays_hint: "Un día por fila; el nombre es opcional. Borre la fecha y el nombre para quitar un feriado.",
    holiday: |n: usize| format!("Feriado {n}"),
    holiday_date: "Fecha",
    holiday_name: "Nombre del feriado",
    more_holidays: "Más feriados",
    national: "Agregar feriados nacionales",
    national_hint: "Los de Brasil que aún no están en la lista. Marque los que valen para la operación.",
    bad_day: "No es una fecha. Elija el día o escríbalo como 25/12/2026.",
    no_date: "Falta la fecha de este feriado.",
    bad_holiday: |line: u32, text: &str| {
        format!("La línea {line} (“{text}”) no empieza con una fecha. Escríbala como 25/12/2026 Navidad.")
    },
    needed: |policy: &str| {
        format!("La política “{policy}” usa este calendario. Elija otro en ella o retírela de uso primero.")
    },
};
