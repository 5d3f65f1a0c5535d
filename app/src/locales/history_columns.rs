//! Texts of the columns of the history and of its chart.

use super::Texts;
use super::words::words;

impl Texts {
    /// The columns of the history and its chart.
    pub const fn history_columns(&self) -> &'static HistoryColumnTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of the columns and the chart.
    const PT_BR: HistoryColumnTexts {
        customer = "Cliente",
        agent = "Agente",
        recording = "Gravação",
        score = "Nota",
        listen = "Ouvir gravação",
        fold_chart = "Recolher gráfico",
        unfold_chart = "Mostrar gráfico",
        chart_unfiltered = "Os filtros não mudam o gráfico.",
    }
}

/// English.
const EN: HistoryColumnTexts = HistoryColumnTexts {
    customer: "Customer",
    agent: "Agent",
    recording: "Recording",
    score: "Score",
    listen: "Listen to the recording",
    fold_chart: "Fold the chart",
    unfold_chart: "Show the chart",
    chart_unfiltered: "The filters do not change the chart.",
};

/// Español.
const ES: HistoryColumnTexts = HistoryColumnTexts {
    customer: "Cliente",
    agent: "Agente",
    recording: "Grabación",
    score: "Nota",
    listen: "Escuchar grabación",
    fold_chart: "Plegar gráfico",
    unfold_chart: "Mostrar gráfico",
    chart_unfiltered: "Los filtros no cambian el gráfico.",
};
