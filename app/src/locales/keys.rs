//! Texts of the list of keys.

use super::words::words;

words! {
    /// Texts of the list of keys.
    pub(super) const PT_BR: KeyTexts {
        title = "Atalhos do teclado",
        list = "Mostrar esta lista",
        palette = "Ir para página, protocolo, caso ou telefone",
        search = "Buscar ou filtrar",
        rows = "Linha seguinte e anterior",
        open = "Abrir a linha",
        neighbours = "Atendimento seguinte e anterior",
        close = "Fechar a janela",
        arrows = "Mover entre abas, dias, opções de um menu e linhas",
        play = "Ouvir e pausar a gravação",
        skip = "Voltar e avançar 10 segundos",
        space = "Espaço",
        single = "Usar atalhos de uma tecla",
    }
}

/// English.
pub(super) const EN: KeyTexts = KeyTexts {
    title: "Keyboard shortcuts",
    list: "Show this list",
    palette: "Go to a page, reference no., case or phone",
    search: "Search or filter",
    rows: "Next and previous row",
    open: "Open the row",
    neighbours: "Next and previous interaction",
    close: "Close the window",
    arrows: "Move between tabs, days, menu entries and rows",
    play: "Play and pause the recording",
    skip: "Back and forward 10 seconds",
    space: "Space",
    single: "Use single-key shortcuts",
};

/// Español.
pub(super) const ES: KeyTexts = KeyTexts {
    title: "Atajos de teclado",
    list: "Mostrar esta lista",
    palette: "Ir a una página, protocolo, caso o teléfono",
    search: "Buscar o filtrar",
    rows: "Fila siguiente y anterior",
    open: "Abrir la fila",
    neighbours: "Interacción siguiente y anterior",
    close: "Cerrar la ventana",
    arrows: "Moverse entre pestañas, días, opciones de un menú y filas",
    play: "Escuchar y pausar la grabación",
    skip: "Retroceder y avanzar 10 segundos",
    space: "Espacio",
    single: "Usar atajos de una tecla",
};
