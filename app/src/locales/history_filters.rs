//! Texts of the filters of the history.

use domain::RelativePeriod;

use super::Texts;
use super::words::words;

impl Texts {
    /// The filters of the history.
    pub const fn history_filters(&self) -> &'static HistoryFilterTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of the filters of the history.
    const PT_BR: HistoryFilterTexts {
        more = "Mais filtros",
        direction = "Direção",
        customer_hint = "Nome, documento ou telefone",
        quick_periods = "Períodos",
        sort = "Ordenar por",
        changed = "A lista mudou: mostrar",
        yesterday = "Ontem",
        last_7_days = "Últimos 7 dias",
        this_week = "Esta semana",
        last_week = "Semana passada",
        this_month = "Este mês",
        last_month = "Mês passado",
        last_30_days = "Últimos 30 dias",
        last_90_days = "Últimos 90 dias",
        hours = "Horário",
        time_from = "Horário, de",
        time_to = "Horário, até",
        duration = "Duração",
        duration_min = "Duração mínima",
        duration_max = "Duração máxima",
        wait = "Espera",
        wait_min = "Espera mínima",
        wait_max = "Espera máxima",
        duration_hint = "mm:ss",
        at_least = "no mínimo",
        at_most = "no máximo",
        recording = "Gravação",
        with_recording = "Com gravação",
        without_recording = "Sem gravação",
        any = "Todos",
        sort_by: fn(&str) -> String = |column| format!("Ordenar por {column}"),
        /// Takes the number, formatted.
        only_first: fn(&str) -> String = |count| {
            format!("Nesta ordem aparecem os {count} primeiros. Restrinja o filtro para ver os demais.")
        },
        /// Takes the number up to which is counted, formatted.
        more_than: fn(&str) -> String = |n| format!("mais de {n}"),
        /// Takes the same.
        more_interactions: fn(&str) -> String = |n| format!("Mais de {n} atendimentos"),
        /// Takes the first day, or the first moment, that was searched.
        searched_since: fn(&str) -> String =
            |day| format!("São muitos atendimentos para este filtro: a busca foi feita desde {day}."),
        /// Takes the last one.
        searched_until: fn(&str) -> String =
            |day| format!("São muitos atendimentos para este filtro: a busca foi feita até {day}."),
        search_earlier = "Buscar nos anteriores",
        search_later = "Buscar nos seguintes",
    }
}

/// English.
const EN: HistoryFilterTexts = HistoryFilterTexts {
    more: "More filters",
    direction: "Direction",
    customer_hint: "Name, document or phone",
    quick_periods: "Periods",
    sort: "Sort by",
    changed: "The list has changed: show",
    yesterday: "Yesterday",
    last_7_days: "Last 7 days",
    this_week: "This week",
    last_week: "Last week",
    this_month: "This month",
    last_month: "Last month",
    last_30_days: "Last 30 days",
    last_90_days: "Last 90 days",
    hours: "Time of day",
    time_from: "Time of day, from",
    time_to: "Time of day, until",
    duration: "Duration",
    duration_min: "Minimum duration",
    duration_max: "Maximum duration",
    wait: "Wait",
    wait_min: "Minimum wait",
    wait_max: "Maximum wait",
    duration_hint: "mm:ss",
    at_least: "at least",
    at_most: "at most",
    recording: "Recording",
    with_recording: "With recording",
    without_recording: "Without recording",
    any: "All",
    sort_by: |column: &str| format!("Sort by {column}"),
    only_first: |count: &str| {
        format!("In this order the first {count} are listed. Narrow the filter to see the others.")
    },
    more_than: |n: &str| format!("more than {n}"),
    more_interactions: |n: &str| format!("More than {n} interactions"),
    searched_since: |day: &str| {
        format!("These are many interactions for this filter: they were searched since {day}.")
    },
    searched_until: |day: &str| {
        format!("These are many interactions for this filter: they were searched until {day}.")
    },
    search_earlier: "Search the earlier ones",
    search_later: "Search the later ones",
};

/// Español.
const ES: HistoryFilterTexts = HistoryFilterTexts {
    more: "Más filtros",
    direction: "Dirección",
    customer_hint: "Nombre, documento o teléfono",
    quick_periods: "Períodos",
    sort: "Ordenar por",
    changed: "La lista ha cambiado: mostrar",
    yesterday: "Ayer",
    last_7_days: "Últimos 7 días",
    this_week: "Esta semana",
    last_week: "Semana pasada",
    this_month: "Este mes",
    last_month: "Mes pasado",
    last_30_days: "Últimos 30 días",
    last_90_days: "Últimos 90 días",
    hours: "Horario",
    time_from: "Horario, desde",
    time_to: "Horario, hasta",
    duration: "Duración",
    duration_min: "Duración mínima",
    duration_max: "Duración máxima",
    wait: "Espera",
    wait_min: "Espera mínima",
    wait_max: "Espera máxima",
    duration_hint: "mm:ss",
    at_least: "como mínimo",
    at_most: "como máximo",
    recording: "Grabación",
    with_recording: "Con grabación",
    without_recording: "Sin grabación",
    any: "Todas",
    sort_by: |column: &str| format!("Ordenar por {column}"),
    only_first: |count: &str| {
        format!("En este orden aparecen los {count} primeros. Restrinja el filtro para ver los demás.")
    },
    more_than: |n: &str| format!("más de {n}"),
    more_interactions: |n: &str| format!("Más de {n} atenciones"),
    searched_since: |day: &str| {
        format!("Son muchas atenciones para este filtro: la búsqueda se hizo desde el {day}.")
    },
    searched_until: |day: &str| {
        format!("Son muchas atenciones para este filtro: la búsqueda se hizo hasta el {day}.")
    },
    search_earlier: "Buscar en las anteriores",
    search_later: "Buscar en las siguientes",
};

impl HistoryFilterTexts {
    /// The name of a relative period; `today` is the word for that day.
    pub(crate) fn period(&self, period: RelativePeriod, today: &'static str) -> &'static str {
        match period {
            RelativePeriod::Today => today,
            RelativePeriod::Yesterday => self.yesterday,
            RelativePeriod::Last7Days => self.last_7_days,
            RelativePeriod::ThisWeek => self.this_week,
            RelativePeriod::LastWeek => self.last_week,
            RelativePeriod::ThisMonth => self.this_month,
            RelativePeriod::LastMonth => self.last_month,
            RelativePeriod::Last30Days => self.last_30_days,
            RelativePeriod::Last90Days => self.last_90_days,
        }
    }

    /// Whether there is a recording.
    pub(crate) fn recorded(&self, recorded: bool) -> &'static str {
        if recorded { self.with_recording } else { self.without_recording }
    }
}
