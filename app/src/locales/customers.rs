//! Texts of *Clientes duplicados*. They are not a field of [`Texts`], because only the server shows them.

use super::words::words;
use super::{Locale, Texts};

impl Texts {
    /// *Clientes duplicados*.
    pub const fn customers(&self) -> &'static CustomersTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of *Clientes duplicados*.
    const PT_BR: CustomersTexts {
        duplicates = "Clientes duplicados",
        about = "Cadastros que podem ser da mesma pessoa. Nada é unido sem a sua decisão, nada se perde, e toda união pode ser desfeita.",
        none = "Nenhuma duplicata proposta",
        none_text = "Quando dois cadastros tiverem o mesmo documento, e-mail ou telefone, eles aparecem aqui.",
        none_yet = "Nenhuma entre as que foram examinadas até aqui.",
        none_here = "Não há mais propostas daqui em diante.",
        of_one = "Propostas de um cliente.",
        all = "Ver todas as propostas",
        first = "Voltar ao início",
        next = "Próximas propostas",
        /// Takes the value.
        same_document: fn(&str) -> String = |value| format!("Mesmo documento: {value}"),
        same_email: fn(&str) -> String = |value| format!("Mesmo e-mail: {value}"),
        same_number: fn(&str) -> String = |value| format!("Mesmo número: {value}"),
        ninth_digit: fn(&str) -> String = |value| format!("Mesmo celular, com e sem o nono dígito: {value}"),
        keep = "Manter este cadastro",
        /// Takes the name of the customer.
        keep_of: fn(&str) -> String = |name| format!("Manter este cadastro: {name}"),
        /// Takes the field and its value.
        value_of: fn(&str, &str) -> String = |field, value| format!("{field}: {value}"),
        unnamed = "Sem nome",
        numbers = "Números",
        interactions = "Atendimentos",
        cases = "Casos",
        last_contact = "Último contato",
        never = "Nenhum",
        /// Takes the number of records merged before.
        merged_before: fn(u64) -> String = |n| match n {
            1 => "e mais 1 cadastro unido".to_owned(),
            _ => format!("e mais {} cadastros unidos", Locale::PtBr.integer(n)),
        },
        choose = "Onde os dois diferem, escolha o valor que fica.",
        merge = "Unir",
        /// Takes the two names.
        merge_both: fn(&str, &str) -> String = |one, other| format!("Unir {one} e {other}"),
        distinct = "Não são a mesma pessoa",
        /// Takes the two names.
        distinct_both: fn(&str, &str) -> String = |one, other| format!("Não são a mesma pessoa: {one} e {other}"),
        shared = "Número de várias pessoas",
        /// Takes the number.
        shared_number: fn(&str) -> String = |number| format!("Número de várias pessoas: {number}"),
        merged = "Clientes unidos",
        distinct_pairs = "Não são a mesma pessoa",
        shared_numbers = "Números de várias pessoas",
        /// Takes the source and the target.
        into: fn(&str, &str) -> String = |source, target| format!("{source} faz parte de {target}"),
        /// Takes the two names.
        and: fn(&str, &str) -> String = |one, other| format!("{one} e {other}"),
        /// Takes the date, or the date and the person.
        decided: fn(&str) -> String = |at| format!("em {at}"),
        decided_by: fn(&str, &str) -> String = |at, by| format!("em {at}, por {by}"),
        undo = "Desfazer",
        /// Takes what was decided.
        undo_it: fn(&str) -> String = |what| format!("Desfazer: {what}"),
        /// Takes the number of rows of a list.
        only_newest: fn(u64) -> String = |n| format!("A lista mostra as {n} decisões mais recentes."),
        done_merged = "Os dois cadastros são um cliente agora. A união pode ser desfeita nesta página.",
        done_undone = "A união foi desfeita. Cada atendimento está com o cliente do seu número ou endereço.",
        done_distinct = "Os dois não são mais propostos como a mesma pessoa.",
        done_again = "Os dois podem ser propostos de novo.",
        done_shared = "O número não sugere mais duplicatas.",
        done_unshared = "O número volta a sugerir duplicatas.",
        not_merged = "Este cliente não está mais unido: alguém já desfez isso.",
        conflict = "Um destes clientes mudou no mesmo instante e nada foi alterado. Confira e tente de novo.",
        no_survivor = "Nada foi unido: escolha qual dos dois cadastros fica.",
    }
}

/// English.
const EN: CustomersTexts = CustomersTexts {
    duplicates: "Duplicate customers",
    about: "Records that may be of the same person. Nothing is merged without your decision, nothing is lost, and every merge can be undone.",
    none: "No duplicates proposed",
    none_text: "When two records have the same document, e-mail address or telephone, they appear here.",
    none_yet: "None among those that were looked at so far.",
    none_here: "There are no further proposals from here on.",
    of_one: "Proposals of one customer.",
    all: "See all proposals",
    first: "Back to the beginning",
    next: "Next proposals",
    same_document: |value| format!("Same document: {value}"),
    same_email: |value| format!("Same e-mail: {value}"),
    same_number: |value| format!("Same number: {value}"),
    ninth_digit: |value| format!("Same mobile, with and without the ninth digit: {value}"),
    keep: "Keep this record",
    keep_of: |name| format!("Keep this record: {name}"),
    value_of: |field, value| format!("{field}: {value}"),
    unnamed: "No name",
    numbers: "Numbers",
    interactions: "Interactions",
    cases: "Cases",
    last_contact: "Last contact",
    never: "None",
    merged_before: |n| match n {
        1 => "and 1 more merged record".to_owned(),
        _ => format!("and {} more merged records", Locale::En.integer(n)),
    },
    choose: "Where the two differ, choose the value to keep.",
    merge: "Merge",
    merge_both: |one, other| format!("Merge {one} and {other}"),
    distinct: "Not the same person",
    distinct_both: |one, other| format!("Not the same person: {one} and {other}"),
    shared: "Number of several people",
    shared_number: |number| format!("Number of several people: {number}"),
    merged: "Merged customers",
    distinct_pairs: "Not the same person",
    shared_numbers: "Numbers of several people",
    into: |source, target| format!("{source} is part of {target}"),
    and: |one, other| format!("{one} and {other}"),
    decided: |at| format!("on {at}"),
    decided_by: |at, by| format!("on {at}, by {by}"),
    undo: "Undo",
    undo_it: |what| format!("Undo: {what}"),
    only_newest: |n| format!("The list shows the {n} most recent decisions."),
    done_merged: "The two records are one customer now. The merge can be undone on this page.",
    done_undone: "The merge was undone. Every interaction is with the customer of its number or address.",
    done_distinct: "The two are no longer proposed as the same person.",
    done_again: "The two may be proposed again.",
    done_shared: "The number no longer suggests duplicates.",
    done_unshared: "The number suggests duplicates again.",
    not_merged: "This customer is no longer merged: someone has already undone it.",
    conflict: "One of these customers changed at the same moment and nothing was changed. Check and try again.",
    no_survivor: "Nothing was merged: choose which of the two records to keep.",
};

/// Español.
const ES: CustomersTexts = CustomersTexts {
    duplicates: "Clientes duplicados",
    about: "Registros que pueden ser de la misma persona. Nada se une sin su decisión, nada se pierde y toda unión se puede deshacer.",
    none: "Ningún duplicado propuesto",
    none_text: "Cuando dos registros tengan el mismo documento, correo o teléfono, aparecerán aquí.",
    none_yet: "Ninguna entre las examinadas hasta aquí.",
    none_here: "No hay más propuestas de aquí en adelante.",
    of_one: "Propuestas de un cliente.",
    all: "Ver todas las propuestas",
    first: "Volver al inicio",
    next: "Siguientes propuestas",
    same_document: |value| format!("Mismo documento: {value}"),
    same_email: |value| format!("Mismo correo electrónico: {value}"),
    same_number: |value| format!("Mismo número: {value}"),
    ninth_digit: |value| format!("Mismo celular, con y sin el noveno dígito: {value}"),
    keep: "Conservar este registro",
    keep_of: |name| format!("Conservar este registro: {name}"),
    value_of: |field, value| format!("{field}: {value}"),
    unnamed: "Sin nombre",
    numbers: "Números",
    interactions: "Atenciones",
    cases: "Casos",
    last_contact: "Último contacto",
    never: "Ninguno",
    merged_before: |n| match n {
        1 => "y 1 registro unido más".to_owned(),
        _ => format!("y {} registros unidos más", Locale::Es.integer(n)),
    },
    choose: "Donde los dos difieren, elija el valor que queda.",
    merge: "Unir",
    merge_both: |one, other| format!("Unir {one} y {other}"),
    distinct: "No son la misma persona",
    distinct_both: |one, other| format!("No son la misma persona: {one} y {other}"),
    shared: "Número de varias personas",
    shared_number: |number| format!("Número de varias personas: {number}"),
    merged: "Clientes unidos",
    distinct_pairs: "No son la misma persona",
    shared_numbers: "Números de varias personas",
    into: |source, target| format!("{source} forma parte de {target}"),
    and: |one, other| format!("{one} y {other}"),
    decided: |at| format!("el {at}"),
    decided_by: |at, by| format!("el {at}, por {by}"),
    undo: "Deshacer",
    undo_it: |what| format!("Deshacer: {what}"),
    only_newest: |n| format!("La lista muestra las {n} decisiones más recientes."),
    done_merged: "Los dos registros son un cliente ahora. La unión se puede deshacer en esta página.",
    done_undone: "La unión fue deshecha. Cada atención está con el cliente de su número o dirección.",
    done_distinct: "Los dos ya no se proponen como la misma persona.",
    done_again: "Los dos pueden proponerse de nuevo.",
    done_shared: "El número ya no sugiere duplicados.",
    done_unshared: "El número vuelve a sugerir duplicados.",
    not_merged: "Este cliente ya no está unido: alguien ya lo deshizo.",
    conflict: "Uno de estos clientes cambió en el mismo instante y nada fue alterado. Revise e intente de nuevo.",
    no_survivor: "Nada fue unido: elija cuál de los dos registros queda.",
};
