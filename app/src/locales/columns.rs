//! Texts of the choice of columns of a list.

use super::Texts;
use super::words::words;

impl Texts {
    /// The choice of columns.
    pub const fn column_choice(&self) -> &'static ColumnTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of the choice of columns.
    const PT_BR: ColumnTexts {
        save = "Salvar colunas",
        standard = "Colunas padrão",
        /// Takes the column.
        up: fn(&str) -> String = |column| format!("Mover {column} para a esquerda"),
        /// Takes the column.
        down: fn(&str) -> String = |column| format!("Mover {column} para a direita"),
        density = "Densidade",
        comfortable = "Confortável",
        compact = "Compacta",
        first_and_last = "Protocolo é sempre a primeira coluna e Ações a última.",
        /// Takes the column.
        first: fn(&str) -> String = |column| format!("{column} é sempre a primeira coluna."),
    }
}

/// English.
const EN: ColumnTexts = ColumnTexts {
    save: "Save columns",
    standard: "Standard columns",
    up: |column: &str| format!("Move {column} left"),
    down: |column: &str| format!("Move {column} right"),
    density: "Density",
    comfortable: "Comfortable",
    compact: "Compact",
    first_and_last: "The protocol is always the first column and the actions are the last.",
    first: |column: &str| format!("{column} is always the first column."),
};

/// Español.
const ES: ColumnTexts = ColumnTexts {
    save: "Guardar columnas",
    standard: "Columnas estándar",
    up: |column: &str| format!("Mover {column} a la izquierda"),
    down: |column: &str| format!("Mover {column} a la derecha"),
    density: "Densidad",
    comfortable: "Cómoda",
    compact: "Compacta",
    first_and_last: "Protocolo es siempre la primera columna y Acciones la última.",
    first: |column: &str| format!("{column} es siempre la primera columna."),
};
