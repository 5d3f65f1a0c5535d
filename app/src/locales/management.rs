//! Texts of *Gerenciamento* and *Meus Atendimentos*.

use super::words::words;
use super::{Locale, Texts};

impl Texts {
    /// *Gerenciamento* and *Meus Atendimentos*.
    pub const fn management(&self) -> &'static ManagementTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of *Gerenciamento* and *Meus Atendimentos*.
    const PT_BR: ManagementTexts {
        management = "Gerenciamento",
        my_cases = "Meus Atendimentos",
        duplicates = "Clientes duplicados",
        views = "Visões",
        tab_cases = "Casos",
        tab_agents = "Agentes",
        search_cases = "Buscar casos",
        search_cases_hint = "Nome, telefone, documento, protocolo ou #caso",
        search_agents = "Buscar agentes",
        search_agents_hint = "Nome ou usuário",
        statuses = "Situações",
        column_id = "ID",
        column_due = "Vence em",
        /// Takes the column.
        sort_by: fn(&str) -> String = |column| format!("Ordenar por {column}"),
        by_due = "Casos em aberto",
        overdue = "Fora do prazo",
        at_risk = "Em risco",
        open = "Em aberto",
        /// Takes the number.
        at_least: fn(&str) -> String = |count| format!("{count}+"),
        /// Takes the time.
        due_in: fn(&str) -> String = |time| format!("Vence em {time}"),
        /// Takes the time.
        overdue_by: fn(&str) -> String = |time| format!("Venceu há {time}"),
        cases: fn(u64) -> String =
            |n| format!("{} {}", Locale::PtBr.integer(n), if n == 1 { "caso" } else { "casos" }),
        /// Takes the number up to which cases are counted.
        more_than: fn(&str) -> String = |n| format!("mais de {n}"),
        more_cases: fn(&str) -> String = |n| format!("Mais de {n} casos"),
        /// Takes the number of cases that can be paged through.
        only_first: fn(&str) -> String =
            |n| format!("As páginas mostram os primeiros {n}. Filtre ou busque para chegar aos outros."),
        /// Takes the number of cases that were searched.
        searched: fn(&str) -> String =
            |n| format!("Muitos clientes têm este nome: a busca foi feita nos primeiros {n} casos da lista. Filtre para chegar aos outros."),
        list_changed = "A lista mudou: mostrar",
        no_cases = "Nenhum caso",
        no_cases_filtered = "Nada corresponde à busca e aos filtros. Remova um deles ou busque outra coisa.",
        no_cases_at_all = "Ainda não há casos. Eles chegam com os atendimentos.",
        no_cases_in_scope = "Ainda não há casos dos agentes que você acompanha.",
        no_cases_mine = "Você não tem casos nesta situação.",
        received = "Recebidos",
        /// Takes the name.
        received_from: fn(&str) -> String = |name| format!("Recebido de {name}"),
        received_more = "Há outros, mais antigos. Eles aparecem aqui quando você continuar estes.",
        groups = "Grupos",
        no_group = "Sem grupo",
        closed_today = "Finalizados hoje",
        mean_handling = "Tempo médio hoje",
        open_cases = "Casos abertos",
        none_open = "Nenhum",
        /// Takes the number of further cases.
        more_open: fn(u64) -> String = |n| format!("+{}", Locale::PtBr.integer(n)),
        /// Takes the agent's name.
        all_of: fn(&str) -> String = |name| format!("Ver todos os casos abertos de {name}"),
        agents: fn(u64) -> String =
            |n| format!("{} {}", Locale::PtBr.integer(n), if n == 1 { "agente" } else { "agentes" }),
        no_agents = "Nenhum agente",
        no_agents_filtered =
            "Ninguém corresponde à busca e aos grupos. Remova um filtro ou busque outro nome.",
        no_agents_at_all = "Ainda não há agentes. Crie um usuário com o papel Agente em Configurações.",
        no_agents_in_scope = "Não há agentes nos grupos que você supervisiona.",
    }
}

/// English.
const EN: ManagementTexts = ManagementTexts {
    management: "Management",
    my_cases: "My cases",
    duplicates: "Duplicate customers",
    views: "Views",
    tab_cases: "Cases",
    tab_agents: "Agents",
    search_cases: "Search cases",
    search_cases_hint: "Name, phone, document, reference no. or #case",
    search_agents: "Search agents",
    search_agents_hint: "Name or user name",
    statuses: "Statuses",
    column_id: "ID",
    column_due: "Due",
    sort_by: |column: &str| format!("Sort by {column}"),
    by_due: "Open cases",
    overdue: "Overdue",
    at_risk: "At risk",
    open: "Open",
    at_least: |count: &str| format!("{count}+"),
    due_in: |time: &str| format!("Due in {time}"),
    overdue_by: |time: &str| format!("Overdue by {time}"),
    cases: |n: u64| format!("{} {}", Locale::En.integer(n), if n == 1 { "case" } else { "cases" }),
    more_than: |n: &str| format!("more than {n}"),
    more_cases: |n: &str| format!("More than {n} cases"),
    only_first: |n: &str| format!("The pages show the first {n}. Filter or search to reach the others."),
    searched: |n: &str| {
        format!(
            "Many customers have this name: the first {n} cases of the list were searched. Filter to reach the others."
        )
    },
    list_changed: "The list has changed: show it",
    no_cases: "No cases",
    no_cases_filtered: "Nothing matches the search and the filters. Remove one or search for something else.",
    no_cases_at_all: "There are no cases yet. They are created when interactions arrive.",
    no_cases_in_scope: "The agents you supervise have no cases yet.",
    no_cases_mine: "You have no cases with this status.",
    received: "Received",
    received_from: |name: &str| format!("Received from {name}"),
    received_more: "There are older ones. They are shown here when you have continued these.",
    groups: "Groups",
    no_group: "No group",
    closed_today: "Closed today",
    mean_handling: "Average time today",
    open_cases: "Open cases",
    none_open: "None",
    more_open: |n: u64| format!("+{}", Locale::En.integer(n)),
    all_of: |name: &str| format!("See all open cases of {name}"),
    agents: |n: u64| format!("{} {}", Locale::En.integer(n), if n == 1 { "agent" } else { "agents" }),
    no_agents: "No agents",
    no_agents_filtered: "No agent matches the search and the groups. Remove a filter or search for another name.",
    no_agents_at_all: "There are no agents yet. Create a user with the role Agent in the settings.",
    no_agents_in_scope: "There are no agents in the groups you supervise.",
};

/// Español.
const ES: ManagementTexts = ManagementTexts {
    management: "Gestión",
    my_cases: "Mis atenciones",
    duplicates: "Clientes duplicados",
    views: "Vistas",
    tab_cases: "Casos",
    tab_agents: "Agentes",
    search_cases: "Buscar casos",
    search_cases_hint: "Nombre, teléfono, documento, protocolo o #caso",
    search_agents: "Buscar agentes",
    search_agents_hint: "Nombre o usuario",
    statuses: "Estados",
    column_id: "ID",
    column_due: "Vence en",
    sort_by: |column: &str| format!("Ordenar por {column}"),
    by_due: "Casos abiertos",
    overdue: "Fuera de plazo",
    at_risk: "En riesgo",
    open: "Abiertos",
    at_least: |count: &str| format!("{count}+"),
    due_in: |time: &str| format!("Vence en {time}"),
    overdue_by: |time: &str| format!("Venció hace {time}"),
    cases: |n: u64| format!("{} {}", Locale::Es.integer(n), if n == 1 { "caso" } else { "casos" }),
    more_than: |n: &str| format!("más de {n}"),
    more_cases: |n: &str| format!("Más de {n} casos"),
    only_first: |n: &str| {
        format!("Las páginas muestran los primeros {n}. Filtre o busque para llegar a los demás.")
    },
    searched: |n: &str| {
        format!(
            "Muchos clientes tienen este nombre: se buscó en los primeros {n} casos de la lista. Filtre para llegar a los demás."
        )
    },
    list_changed: "La lista cambió: mostrar",
    no_cases: "Ningún caso",
    no_cases_filtered: "Nada corresponde a la búsqueda y los filtros. Quite uno o busque otra cosa.",
    no_cases_at_all: "Aún no hay casos. Llegan con las atenciones.",
    no_cases_in_scope: "Los agentes que usted supervisa aún no tienen casos.",
    no_cases_mine: "Usted no tiene casos en este estado.",
    received: "Recibidos",
    received_from: |name: &str| format!("Recibido de {name}"),
    received_more: "Hay otros, más antiguos. Aparecen aquí cuando usted continúe estos.",
    groups: "Grupos",
    no_group: "Sin grupo",
    closed_today: "Finalizados hoy",
    mean_handling: "Tiempo medio hoy",
    open_cases: "Casos abiertos",
    none_open: "Ninguno",
    more_open: |n: u64| format!("+{}", Locale::Es.integer(n)),
    all_of: |name: &str| format!("Ver todos los casos abiertos de {name}"),
    agents: |n: u64| format!("{} {}", Locale::Es.integer(n), if n == 1 { "agente" } else { "agentes" }),
    no_agents: "Ningún agente",
    no_agents_filtered: "Nadie corresponde a la búsqueda y los grupos. Quite un filtro o busque otro nombre.",
    no_agents_at_all: "Aún no hay agentes. Cree un usuario con el rol Agente en Configuración.",
    no_agents_in_scope: "No hay agentes en los grupos que usted supervisa.",
};
