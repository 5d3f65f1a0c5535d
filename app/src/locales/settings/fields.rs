//! Texts of *Campos personalizados*.

use super::SectionTexts;
use crate::locales::words::words;

words! {
    /// Texts of *Campos personalizados*.
    pub(super) const PT_BR: FieldTexts {
        section: SectionTexts = SectionTexts {
            title: "Campos personalizados",
            create: "Novo campo",
            back: "Voltar aos campos",
            search: "Buscar campos",
            search_hint: "Nome do campo",
            empty: "Crie o primeiro campo para guardar o que mais se sabe de clientes e casos.",
            counted: ("campo", "campos"),
        },
        owner = "De quem",
        customer = "Cliente",
        case = "Caso",
        kind = "Tipo",
        kind_text = "Texto",
        kind_number = "Número",
        kind_date = "Data",
        kind_choice = "Escolha",
        kind_hint = "Não muda depois: os valores são guardados nesta forma.",
        options = "Opções",
        options_hint = "Uma por linha, só para escolha. Valores já guardados continuam legíveis.",
        required = "Obrigatório",
        required_hint = "Precisa ser preenchido quando alguém edita o registro.",
        position_hint = "Os campos aparecem do menor para o maior.",
        /// Takes the original name of the field, under which values are stored.
        key_hint: fn(&str) -> String =
            |key| format!("Os valores são guardados como “{key}”, mesmo que o nome mude."),
        /// Takes the current name of the field.
        key_taken: fn(&str) -> String = |name| {
            format!("O campo “{name}” já se chamou assim e guarda valores com este nome. Escolha outro.")
        },
    }
}

/// English.
pub(super) const EN: FieldTexts = FieldTexts {
    section: SectionTexts {
        title: "Custom fields",
        create: "New field",
        back: "Back to the fields",
        search: "Search fields",
        search_hint: "Name of the field",
        empty: "Create the first field to record more about customers and cases.",
        counted: ("field", "fields"),
    },
    owner: "Belongs to",
    customer: "Customer",
    case: "Case",
    kind: "Type",
    kind_text: "Text",
    kind_number: "Number",
    kind_date: "Date",
    kind_choice: "Choice",
    kind_hint: "It cannot be changed later: values are stored in this format.",
    options: "Options",
    options_hint: "One per line, for choices only. Stored values stay readable.",
    required: "Required",
    required_hint: "It must be filled in whenever the record is edited.",
    position_hint: "Fields are shown in ascending order of position.",
    key_hint: |key: &str| format!("Values are stored as “{key}”, even if the name changes."),
    key_taken: |name: &str| {
        format!("The field “{name}” used to have this name and still stores values under it. Choose another.")
    },
};

/// Español.
pub(super) const ES: FieldTexts = FieldTexts {
    section: SectionTexts {
        title: "Campos personalizados",
        create: "Nuevo campo",
        back: "Volver a los campos",
        search: "Buscar campos",
        search_hint: "Nombre del campo",
        empty: "Cree el primer campo para guardar qué más se sabe de clientes y casos.",
        counted: ("campo", "campos"),
    },
    owner: "De quién",
    customer: "Cliente",
    case: "Caso",
    kind: "Tipo",
    kind_text: "Texto",
    kind_number: "Número",
    kind_date: "Fecha",
    kind_choice: "Elección",
    kind_hint: "No cambia después: los valores se guardan en esta forma.",
    options: "Opciones",
    options_hint: "Una por línea, solo para elección. Los valores ya guardados siguen legibles.",
    required: "Obligatorio",
    required_hint: "Debe completarse cuando alguien edita el registro.",
    position_hint: "Los campos aparecen del menor al mayor.",
    key_hint: |key: &str| format!("Los valores se guardan como “{key}”, aunque el nombre cambie."),
    key_taken: |name: &str| {
        format!("El campo “{name}” ya se llamó así y guarda valores con ese nombre. Elija otro.")
    },
};
