//! Texts of the dialog of saved views (*Visões*). Only the server shows them.

use domain::saved_view::{ViewAudience, ViewPage};

use super::words::words;
use super::{Locale, Texts};

impl Texts {
    /// The dialog of saved views.
    pub const fn saved_views(&self) -> &'static SavedViewTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }

    /// The name of a page that views are saved of.
    pub const fn viewed_page(&self, page: ViewPage) -> &'static str {
        match page {
            ViewPage::History => self.frame().history,
            ViewPage::Cases => self.management().management,
            ViewPage::MyCases => self.management().my_cases,
        }
    }
}

words! {
    /// Texts of the dialog of saved views.
    const PT_BR: SavedViewTexts {
        title = "Visões",
        own = "Minhas visões",
        of_groups = "Dos meus grupos",
        of_all = "De todos",
        none = "Nenhuma visão foi salva para esta página.",
        save = "Salvar visão",
        save_as = "Salvar como nova visão",
        what_is_saved = "A visão guarda a busca, os filtros, o período e a ordem deste endereço. Cada pessoa vê nela só o que já pode ver.",
        name = "Nome da visão",
        audience_label = "Para quem",
        private = "Para mim",
        for_groups = "Para grupos que supervisiono",
        for_all = "Para todos",
        groups = "Grupos de monitoramento",
        groups_hint = "Contam quando a visão é para grupos: quem é membro agora a vê.",
        /// Takes the name of the owner.
        of_another: fn(&str) -> String =
            |owner| format!("Esta visão é de {owner}. Você pode salvar uma cópia abaixo."),
        discard = "Descartar as alterações",
        leave = "Sair da visão",
        remove = "Remover",
        remove_hint = "A visão some para todos que a veem, e o endereço dela deixa de funcionar.",
        remove_left = "A conta de quem criou esta visão está desativada. Se ela for removida, some para todos que a veem, e o endereço dela deixa de funcionar.",
        /// Takes the name of the view.
        remove_it: fn(&str) -> String = |name| format!("Remover a visão {name}"),
        /// Takes the name of the view.
        start: fn(&str) -> String = |name| format!("Abrir {name} ao entrar"),
        /// Takes the name of the view.
        not_start: fn(&str) -> String = |name| format!("Não abrir mais {name} ao entrar"),
        saved = "A visão foi salva.",
        removed = "A visão foi removida.",
        start_chosen = "A visão abre quando você entrar.",
        start_cleared = "O histórico abre quando você entrar.",
        conflict = "A visão foi alterada enquanto você a editava. Confira o que está salvo agora ao lado do que você digitou e salve de novo.",
        too_long = "Os filtros deste endereço são longos demais para uma visão. Remova alguns e salve de novo.",
        foreign = "Esta visão é de outra pessoa e não foi alterada. Salve uma cópia.",
        /// Takes the limit.
        too_many: fn(u64) -> String = |n| {
            format!("Você já tem {} visões, o máximo. Remova uma antes de salvar outra.", Locale::PtBr.integer(n))
        },
    }
}

/// English.
const EN: SavedViewTexts = SavedViewTexts {
    title: "Views",
    own: "My views",
    of_groups: "Of my groups",
    of_all: "For everybody",
    none: "No view has been saved for this page.",
    save: "Save view",
    save_as: "Save as a new view",
    what_is_saved: "A view keeps the search, the filters, the period and the order of this address. Each person sees in it only what they may see anyway.",
    name: "Name of the view",
    audience_label: "For",
    private: "For me",
    for_groups: "For groups I supervise",
    for_all: "For everybody",
    groups: "Monitoring groups",
    groups_hint: "They count if the view is for groups: its current members see it.",
    of_another: |owner| format!("This view belongs to {owner}. You can save a copy below."),
    discard: "Discard the changes",
    leave: "Leave the view",
    remove: "Remove",
    remove_hint: "The view disappears for everyone who sees it, and its address no longer works.",
    remove_left: "The account of the person who made this view is deactivated. If it is removed, it disappears for everyone who sees it, and its address no longer works.",
    remove_it: |name| format!("Remove the view {name}"),
    start: |name| format!("Open {name} after signing in"),
    not_start: |name| format!("No longer open {name} after signing in"),
    saved: "The view was saved.",
    removed: "The view was removed.",
    start_chosen: "The view opens when you sign in.",
    start_cleared: "The history opens when you sign in.",
    conflict: "The view was changed while you were editing it. Compare what is stored now with what you typed, and save again.",
    too_long: "The filters of this address are too long for a view. Remove some of them and save again.",
    foreign: "This view belongs to another person and was not changed. Save a copy.",
    too_many: |n| {
        format!(
            "You have {} views already, the maximum. Remove one before saving another.",
            Locale::En.integer(n)
        )
    },
};

/// Español.
const ES: SavedViewTexts = SavedViewTexts {
    title: "Vistas",
    own: "Mis vistas",
    of_groups: "De mis grupos",
    of_all: "De todos",
    none: "No se guardó ninguna vista para esta página.",
    save: "Guardar vista",
    save_as: "Guardar como vista nueva",
    what_is_saved: "La vista guarda la búsqueda, los filtros, el período y el orden de esta dirección. Cada persona ve en ella solo lo que ya puede ver.",
    name: "Nombre de la vista",
    audience_label: "Para quién",
    private: "Para mí",
    for_groups: "Para grupos que superviso",
    for_all: "Para todos",
    groups: "Grupos de monitoreo",
    groups_hint: "Cuentan cuando la vista es para grupos: la ve quien es miembro ahora.",
    of_another: |owner| format!("Esta vista es de {owner}. Puede guardar una copia abajo."),
    discard: "Descartar los cambios",
    leave: "Salir de la vista",
    remove: "Quitar",
    remove_hint: "La vista desaparece para todos los que la ven, y su dirección deja de funcionar.",
    remove_left: "La cuenta de quien creó esta vista está desactivada. Si se elimina, desaparece para todos los que la ven, y su dirección deja de funcionar.",
    remove_it: |name| format!("Quitar la vista {name}"),
    start: |name| format!("Abrir {name} al entrar"),
    not_start: |name| format!("No abrir más {name} al entrar"),
    saved: "La vista se guardó.",
    removed: "La vista se quitó.",
    start_chosen: "La vista se abre cuando usted entra.",
    start_cleared: "El historial se abre cuando usted entra.",
    conflict: "La vista cambió mientras usted la editaba. Compare lo que está guardado ahora con lo que escribió y guarde de nuevo.",
    too_long: "Los filtros de esta dirección son demasiado largos para una vista. Quite algunos y guarde de nuevo.",
    foreign: "Esta vista es de otra persona y no se modificó. Guarde una copia.",
    too_many: |n| {
        format!(
            "Usted ya tiene {} vistas, el máximo. Quite una antes de guardar otra.",
            Locale::Es.integer(n)
        )
    },
};

impl SavedViewTexts {
    /// Who a view is for.
    pub fn audience(&self, audience: ViewAudience) -> &'static str {
        match audience {
            ViewAudience::Private => self.private,
            ViewAudience::Groups => self.for_groups,
            ViewAudience::Everybody => self.for_all,
        }
    }
}
