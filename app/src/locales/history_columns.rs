//! Texts of the choice of columns of the history.

use super::words::words;

words! {
    /// Texts of the choice of columns.
    pub(super) const PT_BR: HistoryColumnTexts {
        title = "Colunas",
        customer = "Cliente",
        agent = "Agente",
        recording = "Gravação",
        score = "Nota",
        listen = "Ouvir gravação",
        save = "Salvar colunas",
        standard = "Colunas padrão",
        /// Takes the column.
        up: fn(&str) -> String = |column| format!("Mover {column} para a esquerda"),
        /// Takes the column.
        down: fn(&str) -> String = |column| format!("Mover {column} para a direita"),
        density = "Densidade",
        comfortable = "Confortável",
        compact = "Compacta",
        fold_chart = "Recolher gráfico",
        unfold_chart = "Mostrar gráfico",
        chart_unfiltered = "Os filtros não mudam o gráfico.",
        hint = "Protocolo é sempre a primeira coluna e Ações a última.",
    }
}

/// English.
pub(super) const EN: HistoryColumnTexts = HistoryColumnTexts {
    title: "Columns",
    customer: "Customer",
    agent: "Agent",
    recording: "Recording",
    score: "Score",
    listen: "Listen to the recording",
    save: "Save columns",
    standard: "Standard columns",
    up: |column: &str| format!("Move {column} left"),
    down: |column: &str| format!("Move {column} right"),
    density: "Density",
    comfortable: "Comfortable",
    compact: "Compact",
    fold_chart: "Fold the chart",
    unfold_chart: "Show the chart",
    chart_unfiltered: "The filters do not change the chart.",
    hint: "The protocol is always the first column and the actions are the last.",
};

/// Español.
pub(super) const ES: HistoryColumnTexts = HistoryColumnTexts {
    title: "Columnas",
    customer: "Cliente",
    agent: "Agente",
    recording: "Grabación",
    score: "Nota",
    listen: "Escuchar grabación",
    save: "Guardar columnas",
    standard: "Columnas estándar",
    up: |column: &str| format!("Mover {column} a la izquierda"),
    down: |column: &str| format!("Mover {column} a la derecha"),
    density: "Densidad",
    comfortable: "Cómoda",
    compact: "Compacta",
    fold_chart: "Plegar gráfico",
    unfold_chart: "Mostrar gráfico",
    chart_unfiltered: "Los filtros no cambian el gráfico.",
    hint: "Protocolo es siempre la primera columna y Acciones la última.",
};
