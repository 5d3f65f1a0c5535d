//! Finds the items for a typed text. The store applies the scope: what is out of it is not offered.

use domain::history::Named;
use domain::lookup::Lookup;
use domain::saved_view::ListedView;
use domain::{CaseId, Channel, HistoryFilter, Protocol, Role, UserId, text};

use super::data::{ItemKind, PaletteItem};
use crate::case::address::CaseAddress;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::history::query::{HistoryQuery, InteractionView};
use crate::locales::Texts;
use crate::management::query::ManagementQuery;
use crate::my_cases::query::MyCasesQuery;
use crate::settings::SectionName;

/// How many agents are offered whose names match.
const MAX_AGENTS: usize = 5;

/// The items for a text: the record it names, the pages it is a part of, agents, then searches for it.
pub(super) async fn load_items(
    context: &RequestContext,
    lookup: &Lookup,
    t: &'static Texts,
) -> Result<Vec<PaletteItem>, AppError> {
    let role = context.session()?.principal.role;
    let (interaction, case, views, agents) = futures::join!(
        load_interaction(context, lookup, t),
        load_case(context, lookup, role, t),
        load_views(context, t),
        load_agents(context, lookup, role)
    );
    let mut items: Vec<PaletteItem> = interaction?.into_iter().chain(case?).collect();
    items.extend(matching(pages(role, t), &lookup.text));
    items.extend(matching(views?, &lookup.text));
    items.extend(of_agents(agents?, &lookup.text, t));
    items.extend(searches(lookup, role, t));
    Ok(items)
}

/// The record that a text names exactly: a case by `#12`, an interaction by its protocol.
pub(super) fn exact_match<'a>(items: &'a [PaletteItem], lookup: &Lookup) -> Option<&'a PaletteItem> {
    let kind = if lookup.is_case_number() { ItemKind::Case } else { ItemKind::Interaction };
    items.iter().find(|item| item.kind == kind)
}

async fn load_interaction(
    context: &RequestContext,
    lookup: &Lookup,
    t: &'static Texts,
) -> Result<Option<PaletteItem>, AppError> {
    let Some(protocol) = &lookup.protocol else { return Ok(None) };
    let filter = HistoryFilter { protocol: Some(protocol.to_string()), ..HistoryFilter::default() };
    let found = context.scoped()?.history().list(&filter, 1).await?;
    Ok(found.rows.first().map(|row| PaletteItem {
        kind: ItemKind::Interaction,
        label: (t.palette().interaction)(protocol.as_str()),
        detail: format!("{} · {}", t.channel_name(row.channel), t.locale.date(row.queued.date())),
        href: interaction_href(protocol),
    }))
}

async fn load_case(
    context: &RequestContext,
    lookup: &Lookup,
    role: Role,
    t: &'static Texts,
) -> Result<Option<PaletteItem>, AppError> {
    let Some(case) = lookup.case else { return Ok(None) };
    let found = context.scoped()?.cases().head(case).await?;
    Ok(found.map(|head| PaletteItem {
        kind: ItemKind::Case,
        label: (t.palette().case)(&head.id.to_string()),
        detail: t.status_name(head.status).to_owned(),
        href: case_href(head.id, role),
    }))
}

/// The saved views that the user may see.
async fn load_views(context: &RequestContext, t: &'static Texts) -> Result<Vec<PaletteItem>, AppError> {
    let views = context.scoped()?.views().list().await?;
    let item = |view: ListedView| PaletteItem {
        kind: ItemKind::View,
        href: view.slug.href(),
        label: view.name,
        detail: t.viewed_page(view.page).to_owned(),
    };
    Ok(views.into_iter().map(item).collect())
}

/// The agents in scope, for those who see more than their own interactions; none before something is typed.
async fn load_agents(
    context: &RequestContext,
    lookup: &Lookup,
    role: Role,
) -> Result<Vec<Named<UserId>>, AppError> {
    if role == Role::Agent || lookup.is_empty() || lookup.is_case_number() {
        return Ok(Vec::new());
    }
    Ok(context.scoped()?.history().filter_options().await?.agents)
}

/// Of each agent with such a name, all interactions and the calls.
fn of_agents(agents: Vec<Named<UserId>>, typed: &str, t: &'static Texts) -> Vec<PaletteItem> {
    let item = |agent: &Named<UserId>, channel: Option<Channel>| PaletteItem {
        kind: ItemKind::Agent,
        label: agent.name.clone(),
        detail: channel.map_or(t.frame().history, |channel| t.channel_name(channel)).to_owned(),
        href: HistoryQuery::parse("")
            .refined(|query| {
                query.agents = vec![agent.id];
                query.channels = channel.into_iter().collect();
            })
            .href(),
    };
    let typed_words = text::words(typed);
    // The other words are those of what is offered: it alone names no agent.
    let is_named = |agent: &Named<UserId>| {
        let name = text::words(&agent.name);
        typed_words.iter().any(|typed| name.iter().any(|word| word.starts_with(typed.as_str())))
    };
    let both = |agent: Named<UserId>| [item(&agent, None), item(&agent, Some(Channel::Voice))];
    let named = agents.into_iter().filter(is_named).flat_map(both).collect();
    let mut found = matching(named, typed);
    found.truncate(2 * MAX_AGENTS);
    found
}

fn interaction_href(protocol: &Protocol) -> String {
    HistoryQuery::parse("").with_interaction(protocol, InteractionView::Conversation).href()
}

fn case_href(case: CaseId, role: Role) -> String {
    let case = Some(CaseAddress::of(case));
    match role {
        Role::Agent => MyCasesQuery { case, ..MyCasesQuery::default() }.href(),
        Role::Supervisor | Role::Administrator => {
            ManagementQuery { case, page: 1, ..ManagementQuery::default() }.href()
        }
    }
}

/// The pages of a role, in the order of the menus.
fn pages(role: Role, t: &'static Texts) -> Vec<PaletteItem> {
    let page = |label: &str, detail: &str, href: &str| PaletteItem {
        kind: ItemKind::Page,
        label: label.to_owned(),
        detail: detail.to_owned(),
        href: href.to_owned(),
    };
    let mut pages = vec![page(t.frame().history, "", "/history")];
    let management = t.management();
    pages.push(match role {
        Role::Agent => page(management.my_cases, "", crate::my_cases::query::PATH),
        Role::Supervisor | Role::Administrator => {
            page(management.management, "", crate::management::query::PATH)
        }
    });
    pages.push(page(t.customers().title, "", crate::customers::PATH));
    if role != Role::Agent {
        let agents = format!("{}?view=agents", crate::management::query::PATH);
        pages.push(page(management.tab_agents, management.management, &agents));
        pages.push(page(t.customers().duplicates, "", crate::customers::DUPLICATES_PATH));
    }
    pages.push(page(t.jobs().own_title, "", crate::bulk::PATH));
    pages.push(page(t.notifications().title, "", crate::notifications::PATH));
    pages.push(page(t.own_account.title, "", "/account"));
    if role == Role::Administrator {
        pages.push(page(t.settings.title, "", "/settings"));
        let section = |section: &SectionName| page(section.title(t), t.settings.title, &section.href());
        pages.extend(SectionName::ALL.iter().map(section));
        pages.push(page(t.jobs().title, t.settings.title, crate::jobs::SETTINGS_PATH));
        pages.push(page(t.settings.audit.title, t.settings.title, "/settings/audit"));
    }
    pages
}

/// The items of which every typed word begins a word, those with such a name first.
fn matching(mut found: Vec<PaletteItem>, typed: &str) -> Vec<PaletteItem> {
    let typed_words = text::words(typed);
    if typed_words.is_empty() && !typed.is_empty() {
        return Vec::new();
    }
    let begin = |words: &[String]| {
        typed_words.iter().all(|typed| words.iter().any(|word| word.starts_with(typed.as_str())))
    };
    let named = |page: &PaletteItem| text::words(&page.label);
    found.retain(|page| begin(&[named(page), text::words(&page.detail)].concat()));
    found.sort_by_key(|page| !begin(&named(page)));
    found
}

/// Searches for the text in the lists of a role.
fn searches(lookup: &Lookup, role: Role, t: &'static Texts) -> Vec<PaletteItem> {
    if lookup.is_empty() || lookup.is_case_number() {
        return Vec::new();
    }
    let search = |label: String, href: String| PaletteItem {
        kind: ItemKind::Search,
        label,
        detail: String::new(),
        href,
    };
    let words = t.palette();
    let number = lookup.digits.as_ref().map(|digits| {
        let query = HistoryQuery::parse("").refined(|query| query.number = Some(digits.clone()));
        search((words.search_number)(&lookup.text), query.href())
    });
    let text = lookup.text.clone();
    let cases = match role {
        Role::Agent => search(
            (words.search_my_cases)(&text),
            MyCasesQuery { search: text, ..MyCasesQuery::default() }.href(),
        ),
        Role::Supervisor | Role::Administrator => search(
            (words.search_cases)(&text),
            ManagementQuery { search: text, page: 1, ..ManagementQuery::default() }.href(),
        ),
    };
    number.into_iter().chain([cases]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locales::Locale;

    /// The labels of a role's pages for a typed text.
    fn found(role: Role, typed: &str) -> Vec<String> {
        matching(pages(role, Locale::PtBr.texts()), typed).into_iter().map(|page| page.label).collect()
    }

    #[test]
    fn a_page_is_found_by_the_beginnings_of_its_words() {
        assert_eq!(found(Role::Supervisor, "historico"), ["Histórico"]);
        assert_eq!(found(Role::Supervisor, "HIST"), ["Histórico"]);
        assert_eq!(found(Role::Supervisor, "storico"), [""; 0]);
        assert_eq!(found(Role::Administrator, "conf calend"), ["Calendários"]);
        assert_eq!(found(Role::Supervisor, "?"), [""; 0]);
        let by_name = found(Role::Administrator, "con");
        assert_eq!(by_name[..3], ["Minha conta", "Configurações", "Motivos de contato"]);
    }

    #[test]
    fn a_role_is_offered_its_own_pages() {
        assert_eq!(
            found(Role::Agent, ""),
            ["Histórico", "Meus Atendimentos", "Clientes", "Ações em massa", "Notificações", "Minha conta"]
        );
        assert_eq!(found(Role::Supervisor, "").len(), 8);
        assert_eq!(found(Role::Agent, "client"), ["Clientes"]);
        assert_eq!(found(Role::Supervisor, "duplic"), ["Clientes duplicados"]);
        assert_eq!(found(Role::Agent, "duplic"), [""; 0]);
        assert!(found(Role::Administrator, "").contains(&"Auditoria".to_owned()));
        assert_eq!(found(Role::Supervisor, "auditoria"), [""; 0]);
        assert_eq!(found(Role::Administrator, "tarefas"), ["Tarefas"]);
        assert_eq!(found(Role::Supervisor, "tarefas"), [""; 0]);
    }

    #[test]
    fn an_agent_is_found_by_name_with_their_interactions_and_their_calls() {
        let agent = |id, name: &str| Named { id: UserId(id), name: name.to_owned() };
        let agents = || vec![agent(1, "Ana Lima"), agent(2, "Camila Dias"), agent(3, "Mário Lima")];
        let hrefs = |typed: &str| -> Vec<String> {
            of_agents(agents(), typed, Locale::PtBr.texts()).into_iter().map(|item| item.href).collect()
        };
        assert_eq!(hrefs("camila"), ["/history?agent=2", "/history?channel=voice&agent=2"]);
        assert_eq!(hrefs("dias voz"), ["/history?channel=voice&agent=2"]);
        assert_eq!(hrefs("lima").len(), 4);
        for no_name in ["bia", "voz", "historico", "", "?"] {
            assert_eq!(hrefs(no_name), [""; 0], "{no_name}");
        }
        let many = (0..9).map(|id| agent(id, "Ana")).collect();
        assert_eq!(of_agents(many, "ana", Locale::PtBr.texts()).len(), 10);
    }

    #[test]
    fn a_text_is_searched_for_where_the_role_can() {
        let t = Locale::PtBr.texts();
        let hrefs = |typed: &str, role| -> Vec<String> {
            searches(&Lookup::parse(typed), role, t).into_iter().map(|item| item.href).collect()
        };
        assert_eq!(hrefs("Maria & Cia", Role::Supervisor), ["/management?q=Maria+%26+Cia"]);
        assert_eq!(hrefs("maria", Role::Agent), ["/my-cases?q=maria"]);
        let number = ["/history?number=11987654321", "/management?q=%2811%29+98765-4321"];
        assert_eq!(hrefs("(11) 98765-4321", Role::Administrator), number);
        assert_eq!(hrefs("#12", Role::Administrator), [""; 0]);
        assert_eq!(hrefs(" ", Role::Administrator), [""; 0]);
    }

    #[test]
    fn a_record_opens_over_a_page_of_the_role() {
        assert_eq!(case_href(CaseId(7), Role::Agent), "/my-cases?case=7");
        assert_eq!(case_href(CaseId(7), Role::Supervisor), "/management?case=7");
        let protocol = Protocol::parse("20261121000042").expect("a protocol");
        assert_eq!(interaction_href(&protocol), "/history?interaction=20261121000042&view=conversation");
    }
}
