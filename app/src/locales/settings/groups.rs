//! Texts of *Grupos de monitoramento*.

use super::SectionTexts;
use crate::locales::words::words;

words! {
    /// Texts of *Grupos de monitoramento*.
    pub(super) const PT_BR: GroupTexts {
        section: SectionTexts = SectionTexts {
            title: "Grupos de monitoramento",
            create: "Novo grupo",
            back: "Voltar aos grupos",
            search: "Buscar grupos",
            search_hint: "Nome do grupo",
            empty: "Crie o primeiro grupo para dizer quais supervisores acompanham quais agentes.",
            counted: ("grupo", "grupos"),
        },
        active_hint = "Um grupo fora de uso não acompanha ninguém.",
        agents = "Agentes",
        agents_hint = "Quem é acompanhado. Vale na hora, também para o histórico.",
        /// Takes the number of agents.
        agent_count: fn(usize) -> String =
            |n| if n == 1 { "1 agente".to_owned() } else { format!("{n} agentes") },
        supervisors = "Supervisores",
        supervisors_hint = "Quem acompanha. O administrador já vê tudo.",
        only_supervisors =
            "Só um supervisor acompanha um grupo. Mude o papel da pessoa em Usuários ou desmarque-a.",
    }
}

/// English.
pub(super) const EN: GroupTexts = GroupTexts {
    section: SectionTexts {
        title: "Monitoring groups",
        create: "New group",
        back: "Back to the groups",
        search: "Search groups",
        search_hint: "Name of the group",
        empty: "Create the first group to set which supervisors monitor which agents.",
        counted: ("group", "groups"),
    },
    active_hint: "A group that is out of use monitors no one.",
    agents: "Agents",
    agents_hint: "The agents who are monitored. Changes apply at once, including to the history.",
    agent_count: |n: usize| if n == 1 { "1 agent".to_owned() } else { format!("{n} agents") },
    supervisors: "Supervisors",
    supervisors_hint: "The supervisors who monitor them. Administrators see everything anyway.",
    only_supervisors: "Only supervisors can monitor a group. Change the person’s role in Users or clear the selection.",
};

/// Español.
pub(super) const ES: GroupTexts = GroupTexts {
    section: SectionTexts {
        title: "Grupos de monitoreo",
        create: "Nuevo grupo",
        back: "Volver a los grupos",
        search: "Buscar grupos",
        search_hint: "Nombre del grupo",
        empty: "Cree el primer grupo para decir qué supervisores acompañan a qué agentes.",
        counted: ("grupo", "grupos"),
    },
    active_hint: "Un grupo fuera de uso no acompaña a nadie.",
    agents: "Agentes",
    agents_hint: "A quién se acompaña. Vale al instante, también para el historial.",
    agent_count: |n: usize| if n == 1 { "1 agente".to_owned() } else { format!("{n} agentes") },
    supervisors: "Supervisores",
    supervisors_hint: "Quién acompaña. El administrador ya ve todo.",
    only_supervisors: "Solo un supervisor acompaña un grupo. Cambie el rol de la persona en Usuarios o desmárquela.",
};
