//! *Gerenciamento* and *Meus Atendimentos*: access to the pages and their content.

use domain::Role;

use crate::live_history::heads;
use crate::support::{InteractionBuilder, TestServer};

/// Two groups of an agent and a supervisor each, an administrator, and a call served by each agent.
/// Returns the cases of ana and of bia.
async fn two_groups(server: TestServer) -> (TestServer, [i64; 2]) {
    let server = server.with_key().await;
    let mut cases = [0, 0];
    for (index, agent) in ["ana", "bia"].into_iter().enumerate() {
        cases[index] = call_of(agent).post(&server).await.json["case"].as_i64().expect("a case");
        let (group, supervisor) = (format!("Grupo {index}"), format!("chefe-{agent}"));
        server.group_of(&group, server.give_password(agent).await, &supervisor).await;
    }
    server.user("admin", Role::Administrator).await;
    (server, cases)
}

/// A call answered by an agent, with a customer and a case of its own.
fn call_of(agent: &str) -> InteractionBuilder {
    let call = InteractionBuilder::call(agent).agent(Some(agent));
    let call = call.customer(&format!("Cliente de {agent}"), agent);
    call.case(agent).about("Dúvida", &format!("De {agent}")).attempt("+5511987654321", 280)
}

async fn ask(server: &TestServer, who: &str, path: &str) -> (u16, String) {
    let page = server.page(&server.token(who).await, path).await;
    (page.status, page.body)
}

contract!(each_role_has_its_pages, |server| {
    let (server, [of_ana, of_bia]) = two_groups(server).await;
    for path in ["/management", "/my-cases"] {
        let answer = server.get(&format!("{path}?q=ana")).await;
        assert!(answer.status().is_redirection(), "{path}");
        let next = answer.headers()["location"].to_str().expect("a path").to_owned();
        assert!(next.ends_with(&format!("next=%2F{}%3Fq%3Dana", &path[1..])), "{next}");
    }
    for path in ["/management", "/management?view=agents", &format!("/management?case={of_ana}")] {
        let (status, page) = ask(&server, "ana", path).await;
        assert_eq!(status, 404, "{path}");
        assert!(!page.contains("Cliente de ana") && page.contains("href=\"/my-cases\""), "{path}");
    }
    let (status, page) = ask(&server, "chefe-ana", "/management").await;
    assert_eq!(status, 200);
    assert!(page.contains("Cliente de ana") && !page.contains("Cliente de bia"));
    assert!(page.contains("href=\"/management\"") && page.contains(&format!("case={of_ana}\"")));
    let (_, page) = ask(&server, "admin", "/management?q=cliente").await;
    assert!(page.contains("Cliente de ana") && page.contains("Cliente de bia"));
    for foreign in ["/management", "/management?filters=open", "/my-cases"] {
        for tab in ["", "&tab=calls", "&tab=interactions", "&tab=calls&case.q=9"] {
            let mark = if foreign.contains('?') { '&' } else { '?' };
            for case in [of_bia, 999_999] {
                let (status, page) =
                    ask(&server, "chefe-ana", &format!("{foreign}{mark}case={case}{tab}")).await;
                assert_eq!(status, 404, "{foreign} {case} {tab}");
                assert!(!page.contains("Cliente de bia"));
            }
        }
    }
});

#[tokio::test]
async fn the_agents_tab_shows_the_agents_of_the_scope() {
    let (server, _) = two_groups(TestServer::start().await).await;
    let (status, page) = ask(&server, "chefe-ana", "/management?view=agents").await;
    assert_eq!(status, 200);
    assert!(page.contains("Grupo 0") && !page.contains("Grupo 1"));
    let (_, page) = ask(&server, "admin", "/management?view=agents&q=bia").await;
    assert!(page.contains("Grupo 1") && page.contains("1 agente"));
}

#[tokio::test]
async fn ones_own_cases_stand_under_their_status() {
    let (server, [of_ana, _]) = two_groups(TestServer::start().await).await;
    let (status, page) = ask(&server, "ana", "/my-cases").await;
    assert_eq!(status, 200);
    let somewhere = ["in_service", "waiting", "on_hold", "closed"];
    let mut shown = 0;
    for status in somewhere {
        let (_, page) = ask(&server, "ana", &format!("/my-cases?status={status}")).await;
        shown += usize::from(page.contains(&format!("id=\"case-{of_ana}\"")));
        assert!(!page.contains("Cliente de bia"));
    }
    assert_eq!(shown, 1, "the case stands in one place");
    assert!(page.contains("Meus Atendimentos"));
    let (status, page) = ask(&server, "ana", "/my-cases?status=gone").await;
    assert_eq!(status, 200);
    assert!(page.contains("status") && page.contains("notice-warning"));
}

/// The calls of the sample are shown and filtered; those of an agent out of scope cannot be opened.
#[tokio::test]
async fn the_tabs_show_calls_and_interactions_in_place() {
    let (server, [of_ana, _]) = two_groups(TestServer::start().await).await;
    let window = format!("/my-cases?case={of_ana}");
    let (status, page) = ask(&server, "ana", &format!("{window}&tab=calls")).await;
    assert_eq!(status, 200);
    assert!(
        page.contains("list-calls"),
        "the sample has a call: {}",
        &page[page.find("<dialog").unwrap_or(0)..]
    );
    let (_, page) = ask(&server, "ana", &format!("{window}&tab=calls&case.q=000000000000")).await;
    assert!(!page.contains("list-calls"));
    let (status, page) = ask(&server, "ana", &format!("{window}&tab=interactions")).await;
    assert_eq!(status, 200);
    assert!(page.contains("interaction-card") && !page.contains("interaction-open\""));
    let protocol = call_of("ana").post(&server).await.protocol().to_owned();
    let (_, page) = ask(&server, "ana", &format!("{window}&tab=interactions&case.open={protocol}")).await;
    assert!(page.contains("interaction-open\""));
    let (_, page) = ask(&server, "ana", &format!("{window}&tab=interactions&case.open=nothing")).await;
    assert!(!page.contains("interaction-open\""));
}

/// Names of columns of the lists of cases and agents.
const NAMES: [&str; 10] = [
    "Cliente",
    "Assunto",
    "Responsável",
    "Abertura",
    "Última atualização",
    "SLA",
    "Vence em",
    "Grupos",
    "Aguardando",
    "Casos abertos",
];

/// Chooses columns of a list and returns where the answer leads to.
async fn choose(
    server: &TestServer,
    token: &str,
    list: &str,
    shown: &[&str],
    others: &[(&str, &str)],
) -> Option<String> {
    let shown = shown.iter().map(|name| ("shown[]", *name));
    let fields: Vec<_> = shown.chain([("list", list)]).chain(others.iter().copied()).collect();
    server.submit(token, "/sf/set_columns", &fields).await.location
}

contract!(each_list_has_the_columns_that_its_reader_has_chosen, |server| {
    let (server, _) = two_groups(server).await;
    let chief = server.token("chefe-ana").await;
    let cases = |page: &str| heads(page, "list-cases", &NAMES);
    let standard = ["Cliente", "Assunto", "Responsável", "Abertura", "Última atualização", "SLA"];
    assert_eq!(cases(&server.page(&chief, "/management").await.body), standard);

    let back = "/management?columns=open&sort=id";
    let fields = [("order", "customer,due"), ("step", "due:up"), ("density", "compact"), ("back", back)];
    let led = choose(&server, &chief, "cases", &["due", "customer", "gone"], &fields).await;
    assert_eq!(led.as_deref(), Some(back));
    let page = server.page(&chief, back).await.body;
    assert_eq!(cases(&page), ["Vence em", "Cliente"]);
    assert!(page.contains("list-compact") && page.contains("ID é sempre a primeira coluna."));
    let (_, table) = page.split_once("list-cases").expect("the list");
    let (table, _) = table.split_once("</table>").expect("its end");
    assert!(table.contains("Cliente de ana") && !table.contains("De ana"), "only what was chosen");
    let open = page.split_once("id=\"columns\"").expect("the panel").1;
    assert!(open.find("value=\"due\"") < open.find("value=\"customer\""), "the panel has the order");

    // What the list is sorted by is shown.
    let page = server.page(&chief, "/management?sort=opened").await.body;
    assert_eq!(cases(&page), ["Vence em", "Cliente", "Abertura"]);
    // Their own cases, the agents, and other people have layouts of their own.
    let agents = |page: &str| heads(page, "list-agents", &NAMES);
    let page = server.page(&chief, "/management?view=agents").await.body;
    assert_eq!(agents(&page), ["Grupos", "Aguardando", "Casos abertos"]);
    let admin = server.token("admin").await;
    assert_eq!(cases(&server.page(&admin, "/management").await.body), standard);

    let fields = [("order", "open-cases,groups"), ("back", "/management?view=agents")];
    choose(&server, &chief, "agents", &["open-cases", "groups"], &fields).await;
    let page = server.page(&chief, "/management?view=agents&columns=open").await.body;
    assert_eq!(agents(&page), ["Casos abertos", "Grupos"]);
    assert!(page.contains("Agente é sempre a primeira coluna."));
    assert_eq!(cases(&server.page(&chief, "/management").await.body), ["Vence em", "Cliente"]);

    let ana = server.token("ana").await;
    let own = "/my-cases?sort=id";
    let page = server.page(&ana, own).await.body;
    assert_eq!(cases(&page), ["Cliente", "Assunto", "Abertura", "Última atualização", "SLA"]);
    let fields = [("order", "sla,responsible,subject"), ("back", own)];
    choose(&server, &ana, "my-cases", &["subject", "responsible", "sla"], &fields).await;
    let page = server.page(&ana, &format!("{own}&columns=open")).await.body;
    assert_eq!(cases(&page), ["SLA", "Assunto"], "the person responsible is no column of one's own cases");
    assert!(!page.contains("value=\"responsible\""));
    choose(&server, &ana, "my-cases", &[], &[("order", ""), ("step", "standard"), ("back", own)]).await;
    let page = server.page(&ana, own).await.body;
    assert_eq!(cases(&page), ["Cliente", "Assunto", "Abertura", "Última atualização", "SLA"]);
});

contract!(a_list_that_there_is_not_has_no_columns, |server| {
    let (server, _) = two_groups(server).await;
    let ana = server.token("ana").await;
    let fields = [("list", "gone"), ("order", "due"), ("back", "/my-cases")];
    let answer = server.submit(&ana, "/sf/set_columns", &fields).await;
    assert_ne!(answer.location.as_deref(), Some("/my-cases"));
});

contract!(cases_are_filtered_by_a_period_that_stays_relative, |server| {
    let (server, _) = two_groups(server).await;
    let chief = server.token("chefe-ana").await;
    // The cases were opened on 31 January 2026.
    for (search, chip, found) in [
        ("from=2026-01-31&to=2026-01-31", "31/01/2026", true),
        ("period=yesterday", "Ontem (", false),
        ("period=last-month&from=2026-01-31", "desde 31/01/2026", true),
    ] {
        let page = server.page(&chief, &format!("/management?{search}")).await.body;
        assert!(page.contains(chip), "{search} names {chip}");
        assert_eq!(page.contains("Cliente de ana"), found, "{search}");
    }
    let page = server.page(&chief, "/management?period=last-week&filters=open&q=ana").await.body;
    assert!(page.contains(r#"<input type="hidden" name="period" value="last-week">"#));
    assert!(page.contains("/management?filters=open&amp;q=ana&amp;period=this-month"));
    assert!(page.contains(r#"aria-label="Abertura · Períodos""#));
    let page = server.page(&chief, "/management?period=someday").await.body;
    assert!(page.contains("Cliente de ana") && page.contains("period"), "what is not understood is reported");
});
