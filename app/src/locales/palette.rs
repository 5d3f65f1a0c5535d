//! Texts of the command palette.

use super::Texts;
use super::words::words;

impl Texts {
    /// The command palette.
    pub const fn palette(&self) -> &'static PaletteTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of the command palette.
    const PT_BR: PaletteTexts {
        title = "Ir para",
        hint = "Página, protocolo, #caso, telefone ou nome",
        kind_page = "Página",
        kind_interaction = "Atendimento",
        kind_case = "Caso",
        kind_search = "Busca",
        kind_view = "Visão",
        kind_agent = "Agente",
        /// Takes the protocol.
        interaction: fn(&str) -> String = |protocol| format!("Atendimento {protocol}"),
        /// Takes the number.
        case: fn(&str) -> String = |id| format!("Caso #{id}"),
        /// Each takes the typed text.
        search_number: fn(&str) -> String = |typed| format!("Atendimentos com o número {typed}"),
        search_cases: fn(&str) -> String = |typed| format!("Buscar casos: {typed}"),
        search_my_cases: fn(&str) -> String = |typed| format!("Buscar nos meus casos: {typed}"),
        found: fn(usize) -> String = |n| format!("{n} {}", if n == 1 { "resultado" } else { "resultados" }),
        nothing = "Nada encontrado",
        nothing_text = "Digite o nome de uma página, um protocolo, #número de um caso, um telefone ou um nome.",
    }
}

/// English.
const EN: PaletteTexts = PaletteTexts {
    title: "Go to",
    hint: "Page, reference no., #case, phone or name",
    kind_page: "Page",
    kind_interaction: "Interaction",
    kind_case: "Case",
    kind_search: "Search",
    kind_view: "View",
    kind_agent: "Agent",
    interaction: |protocol| format!("Interaction {protocol}"),
    case: |id| format!("Case #{id}"),
    search_number: |typed| format!("Interactions with the number {typed}"),
    search_cases: |typed| format!("Search cases: {typed}"),
    search_my_cases: |typed| format!("Search my cases: {typed}"),
    found: |n| format!("{n} {}", if n == 1 { "result" } else { "results" }),
    nothing: "Nothing found",
    nothing_text: "Type the name of a page, a reference no., the #number of a case, a phone or a name.",
};

/// Español.
const ES: PaletteTexts = PaletteTexts {
    title: "Ir a",
    hint: "Página, protocolo, #caso, teléfono o nombre",
    kind_page: "Página",
    kind_interaction: "Interacción",
    kind_case: "Caso",
    kind_search: "Búsqueda",
    kind_view: "Vista",
    kind_agent: "Agente",
    interaction: |protocol| format!("Interacción {protocol}"),
    case: |id| format!("Caso #{id}"),
    search_number: |typed| format!("Interacciones con el número {typed}"),
    search_cases: |typed| format!("Buscar casos: {typed}"),
    search_my_cases: |typed| format!("Buscar en mis casos: {typed}"),
    found: |n| format!("{n} {}", if n == 1 { "resultado" } else { "resultados" }),
    nothing: "Sin resultados",
    nothing_text: "Escriba el nombre de una página, un protocolo, #número de un caso, un teléfono o un nombre.",
};
