//! Saved views over HTTP: saving, the short address, sharing, and what others see in a view.

use domain::{Principal, Role};
use reqwest::Method;
use reqwest::header::ACCEPT;
use serde_json::Value;

use crate::support::{Form, InteractionBuilder, Page, TestServer};

const CALLS: &str = "from=2000-01-01";

/// Calls of Ana and Bia, whose groups do not overlap.
async fn two_groups(server: TestServer) -> TestServer {
    let server = server.with_key().await;
    server.user("admin", Role::Administrator).await;
    for agent in ["ana", "bia"] {
        InteractionBuilder::call(&format!("of-{agent}"))
            .agent(Some(agent))
            .queue(&format!("Fila de {agent}"))
            .post(&server)
            .await;
    }
    server.two_groups().await;
    server
}

/// Saves the address as a new view and returns where that leads.
async fn saved(server: &TestServer, token: &str, path: &str, more: &[(&str, &str)]) -> Page {
    let fields = [&[("form", "view-new"), ("name", "Minha visão")], more].concat();
    server.submit(token, path, &fields).await
}

/// The slug of the view that an address was opened by.
fn slug_of(address: &str) -> String {
    let (_, query) = address.split_once('?').expect("a query");
    let (_, slug) =
        form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "saved").expect("a view");
    slug.into_owned()
}

async fn slug(server: &TestServer, token: &str, path: &str, more: &[(&str, &str)]) -> String {
    let page = saved(server, token, path, more).await;
    assert_eq!(page.status, 303, "{}", page.body);
    slug_of(page.leads_to())
}

/// The ID of the only group of a supervisor.
async fn group_of(server: &TestServer, supervisor: &str) -> String {
    let owner = Principal { user: server.id_of(supervisor).await, role: Role::Supervisor };
    let groups = server.store.as_principal(&owner).views().groups_offered().await.expect("an answer");
    groups.first().expect("a group").id.to_string()
}

async fn id(server: &TestServer, login: &str) -> i64 {
    server.id_of(login).await.0
}

/// The answer of the list of the history.
async fn list(server: &TestServer, token: &str, search: &str) -> Value {
    let search: String = form_urlencoded::byte_serialize(search.as_bytes()).collect();
    let request = server.request_as(token, Method::GET, &format!("/sf/history_list?search={search}"));
    let answer = request.header(ACCEPT, "application/json").send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    answer.json().await.expect("JSON")
}

contract!(a_view_keeps_what_its_page_understands_and_opens_by_its_short_address, |server| {
    let server = two_groups(server).await;
    let ana = server.token("ana").await;
    let path = "/history?views=open&foo=1&channel=fax&channel=voice&period=last-7-days&sort=wait&page=4&filters=open";
    let dialog = server.page(&ana, path).await;
    assert!(dialog.body.contains("Salvar visão"));
    assert!(!dialog.body.contains("Para mim"), "an agent supervises no group to share with");
    let slug = slug(&server, &ana, path, &[]).await;
    let opened = server.page(&ana, &format!("/v/{slug}")).await;
    assert_eq!(opened.status, 302);
    let expected = format!("/history?saved={slug}&channel=voice&period=last-7-days&sort=wait");
    assert_eq!(opened.leads_to(), expected);
    let page = server.page(&ana, &expected).await;
    assert!(
        page.body.contains("Minha visão") && !page.body.contains("Alterada"),
        "it says which view is open"
    );
    assert!(!page.body.contains("role=\"alert\""));
    let changed = server.page(&ana, &format!("{expected}&recording=yes")).await;
    assert!(changed.body.contains("Minha visão") && changed.body.contains("Alterada"));
    let dialog = server.page(&ana, &format!("{expected}&recording=yes&views=open")).await;
    let discard = expected.replace('&', "&amp;");
    assert!(dialog.body.contains(&format!("href=\"{discard}\"")), "what was changed can be discarded");
});

contract!(views_of_the_lists_of_cases_are_saved_too, |server| {
    let server = two_groups(server).await;
    let ana = server.token("ana").await;
    let own = slug(&server, &ana, "/my-cases?status=on_hold&q=ana&views=open", &[]).await;
    let opened = server.page(&ana, &format!("/v/{own}")).await;
    assert_eq!(opened.leads_to(), format!("/my-cases?saved={own}&status=on_hold&q=ana"));
    assert!(server.page(&ana, opened.leads_to()).await.body.contains("Minha visão"));
    let chefe = server.token("chefe-ana").await;
    let path = "/management?view=agents&q=ana&views=open";
    let cases = slug(&server, &chefe, path, &[]).await;
    let opened = server.page(&chefe, &format!("/v/{cases}")).await;
    assert_eq!(opened.leads_to(), format!("/management?saved={cases}&view=agents&q=ana"));
    assert!(server.page(&chefe, opened.leads_to()).await.body.contains("Minha visão"));
    let other = server.page(&chefe, &format!("/history?saved={cases}")).await;
    assert!(!other.body.contains("Minha visão"), "a view of another page is not open");
});

contract!(a_view_out_of_scope_is_answered_like_one_that_does_not_exist, |server| {
    let server = two_groups(server).await;
    let chefe = server.token("chefe-ana").await;
    let group = group_of(&server, "chefe-ana").await;
    let shared = [("audience", "groups"), ("groups", group.as_str())];
    let slug = slug(&server, &chefe, "/history?queue=1&views=open", &shared).await;
    let private = saved(&server, &chefe, "/history?views=open", &[]).await;
    let private = slug_of(private.leads_to());
    for who in ["ana", "chefe-ana"] {
        let token = server.token(who).await;
        assert_eq!(server.page(&token, &format!("/v/{slug}")).await.status, 302, "{who}");
        assert!(server.page(&token, "/history?views=open").await.body.contains(&format!("/v/{slug}")));
        assert!(server.page(&token, "/go?q=minha").await.body.contains(&format!("/v/{slug}")), "{who}");
    }
    for who in ["bia", "chefe-bia", "admin"] {
        let token = server.token(who).await;
        let text = |page: &Page, slug: &str| page.body.replace(slug, "");
        for slug in [&slug, &private] {
            let (found, absent) =
                (server.page(&token, &format!("/v/{slug}")).await, server.page(&token, "/v/nothing1").await);
            assert_eq!((found.status, absent.status), (404, 404), "{who}");
            assert!(!text(&found, slug).contains("Minha visão"), "{who}");
            let page = server.page(&token, &format!("/history?saved={slug}&views=open")).await;
            assert!(
                !page.body.contains("Minha visão") && !page.body.contains(&format!("/v/{slug}")),
                "{who}"
            );
            let removed =
                server.submit(&token, "/sf/remove_view", &[("slug", slug), ("back", "/history")]).await;
            assert!(removed.cookies.iter().any(|cookie| cookie.contains("%22good%22%3Afalse")), "{who}");
        }
        assert!(!server.page(&token, "/go?q=minha").await.body.contains(&format!("/v/{slug}")), "{who}");
    }
    let ana = server.token("ana").await;
    assert_eq!(server.page(&ana, &format!("/v/{private}")).await.status, 404);
});

contract!(who_may_not_share_is_refused_by_name_of_the_field, |server| {
    let server = two_groups(server).await;
    let (ana, chefe) = (server.token("ana").await, server.token("chefe-ana").await);
    let foreign = group_of(&server, "chefe-bia").await;
    for (token, more) in [
        (&ana, vec![("audience", "everybody")]),
        (&chefe, vec![("audience", "everybody")]),
        (&chefe, vec![("audience", "groups"), ("groups", foreign.as_str())]),
        (&chefe, vec![("audience", "groups")]),
        (&chefe, vec![("audience", "all")]),
    ] {
        let page = saved(&server, token, "/history?views=open", &more).await;
        assert_eq!(page.status, 422, "{more:?}");
        assert!(page.body.contains("Minha visão"), "what was typed comes back");
    }
    let blank = server.submit(&ana, "/history?views=open", &[("form", "view-new"), ("name", " ")]).await;
    assert_eq!(blank.status, 422);
    assert!(blank.body.contains("aria-invalid=\"true\""));
    let one = |id: u32| format!("&agent=10000000{id:03}&queue=10000000{id:03}");
    let many = (0..200).map(one).collect::<Vec<String>>().concat();
    let long = saved(&server, &ana, &format!("/history?views=open{many}"), &[]).await;
    assert_eq!(long.status, 422);
    assert!(long.body.contains("longos demais para uma visão"));
    assert_eq!(server.count("SELECT count(*) FROM saved_view").await, 0);
});

contract!(of_two_edits_the_second_is_answered_with_what_is_stored, |server| {
    let server = two_groups(server).await;
    let ana = server.token("ana").await;
    let slug = slug(&server, &ana, "/history?queue=1&views=open", &[]).await;
    let path = format!("/history?saved={slug}&queue=2&views=open");
    let edit = |name: &'static str| [("form", "view-change"), ("revision", "0"), ("name", name)];
    let first = server.submit(&ana, &path, &edit("Primeira")).await;
    assert_eq!((first.status, first.leads_to()), (303, format!("/history?queue=2&saved={slug}").as_str()));
    let second = server.submit(&ana, &path, &edit("Segunda")).await;
    assert_eq!(second.status, 409);
    assert!(second.body.contains("Segunda") && second.body.contains("Primeira"));
    assert!(second.body.contains("name=\"revision\" value=\"1\""), "sending it again is a decision");
    let opened = server.page(&ana, &format!("/v/{slug}")).await;
    assert_eq!(opened.leads_to(), format!("/history?saved={slug}&queue=2"));
});

contract!(a_shared_view_is_copied_and_not_changed_by_others, |server| {
    let server = two_groups(server).await;
    let (ana, chefe) = (server.token("ana").await, server.token("chefe-ana").await);
    let group = group_of(&server, "chefe-ana").await;
    let shared = [("audience", "groups"), ("groups", group.as_str())];
    let slug = slug(&server, &chefe, "/history?queue=1&views=open", &shared).await;
    let path = format!("/history?saved={slug}&queue=2&views=open");
    let dialog = server.page(&ana, &path).await;
    assert!(!dialog.body.contains("view-change") && dialog.body.contains("Salvar como nova visão"));
    let forged = [("form", "view-change"), ("revision", "0"), ("name", "Roubada")];
    assert_eq!(server.submit(&ana, &path, &forged).await.status, 403);
    let gone = server.submit(&ana, "/sf/remove_view", &[("slug", slug.as_str()), ("back", "/history")]).await;
    assert!(gone.cookies.iter().any(|cookie| cookie.contains("%22good%22%3Afalse")));
    let copy = saved(&server, &ana, &path, &[]).await;
    assert_ne!(slug_of(copy.leads_to()), slug);
    let opened = server.page(&chefe, &format!("/v/{slug}")).await;
    assert_eq!(opened.leads_to(), format!("/history?saved={slug}&queue=1"), "it is as it was");
});

contract!(a_view_with_a_foreign_agent_shows_others_nothing_and_says_so, |server| {
    let server = two_groups(server).await;
    let admin = server.token("admin").await;
    let bia = id(&server, "bia").await;
    let everybody = [("audience", "everybody")];
    let slug = slug(&server, &admin, &format!("/history?agent={bia}&{CALLS}&views=open"), &everybody).await;
    let sees = async |who: &str| {
        let token = server.token(who).await;
        let address = server.page(&token, &format!("/v/{slug}")).await.leads_to().to_owned();
        let (_, search) = address.split_once('?').expect("a query");
        let list = list(&server, &token, search).await;
        let page = server.page(&token, &address).await;
        let says = page.body.contains("1 filtro não se aplica a você.");
        (list["page"]["total"].as_u64().expect("a total"), list["unseen"].as_u64().expect("a number"), says)
    };
    assert_eq!(sees("admin").await, (1, 0, false));
    assert_eq!(sees("bia").await, (1, 0, false));
    assert_eq!(sees("chefe-bia").await, (1, 0, false));
    assert_eq!(sees("ana").await, (0, 1, true));
    assert_eq!(sees("chefe-ana").await, (0, 1, true));
});

contract!(out_of_scope_and_absent_are_the_same_in_every_list, |server| {
    let server = two_groups(server).await;
    let (bia, queue) =
        (id(&server, "bia").await, server.count("SELECT id FROM queue WHERE name = 'Fila de bia'").await);
    let group = group_of(&server, "chefe-bia").await;
    let chefe = server.token("chefe-ana").await;
    let sentence = "1 filtro não se aplica a você.";
    for (path, name, known) in [
        ("/history?from=2000-01-01", "agent", bia.to_string()),
        ("/history?from=2000-01-01", "queue", queue.to_string()),
        ("/history?from=2000-01-01&sort=duration&recording=no", "agent", bia.to_string()),
        ("/management?sort=id", "agent", bia.to_string()),
        ("/management?sort=id", "queue", queue.to_string()),
        ("/management?due=open", "queue", queue.to_string()),
        ("/management?view=agents", "group", group),
    ] {
        let mut bodies = Vec::new();
        for value in [known.as_str(), "987654"] {
            let page = server.page(&chefe, &format!("{path}&{name}={value}")).await;
            assert_eq!(page.status, 200);
            assert!(page.body.contains(sentence), "{path} {name}={value}");
            // The two differ in the ID and in what is random, such as the nonce.
            let (_, main) = page.body.split_once("<main").expect("the page");
            let (main, _) = main.split_once("</main>").expect("its end");
            let (_, shown) = main.split_once("</template>").expect("what is shown");
            let shown = shown.replace(&format!("{name}={value}"), "=ID");
            let shown = shown.replace(&format!("value=\"{value}\""), "value=\"ID\"");
            bodies.push(shown.replace(&format!("#{value}"), "#ID"));
        }
        assert_eq!(bodies[0], bodies[1], "{path} {name}");
    }
    let page = server.page(&chefe, "/history?from=2000-01-01").await;
    assert!(!page.body.contains("não se aplica"));
});

contract!(the_first_page_is_the_view_that_was_chosen, |server| {
    let server = two_groups(server).await;
    let ana = server.token("ana").await;
    assert_eq!(server.page(&ana, "/").await.leads_to(), "/history");
    let slug = slug(&server, &ana, "/history?queue=1&views=open", &[]).await;
    let choose = async |slug: &str| {
        server.submit(&ana, "/sf/set_start_view", &[("slug", slug), ("back", "/history?views=open")]).await
    };
    let chosen = choose(&slug).await;
    assert_eq!(chosen.leads_to(), "/history?views=open");
    assert_eq!(server.page(&ana, "/").await.leads_to(), format!("/v/{slug}"));
    choose("").await;
    assert_eq!(server.page(&ana, "/").await.leads_to(), "/history");
    choose(&slug).await;
    server.submit(&ana, "/sf/remove_view", &[("slug", slug.as_str()), ("back", "/history")]).await;
    assert_eq!(server.page(&ana, "/").await.leads_to(), "/history");
    assert_eq!(server.page(&ana, &format!("/v/{slug}")).await.status, 404);
});

contract!(the_browser_is_answered_with_the_view_that_is_open, |server| {
    let server = two_groups(server).await;
    let ana = server.token("ana").await;
    let slug = slug(&server, &ana, "/history?queue=1&month=2026-02&views=open", &[]).await;
    let view = async |search: &str| list(&server, &ana, search).await["view"].clone();
    let open = async |search: &str| view(&format!("saved={slug}&{search}")).await["altered"].as_bool();
    assert_eq!(view("queue=1").await, Value::Null);
    assert_eq!(view("queue=1&saved=nothing1").await, Value::Null);
    assert_eq!(open("queue=1&month=2026-02").await, Some(false));
    assert_eq!(open("queue=1&month=2026-02&page=3&filters=open").await, Some(false));
    assert_eq!(open("queue=1&month=2026-03").await, Some(true));
    assert_eq!(open("queue=2&month=2026-02").await, Some(true));
    let sent = Form::of(&[("slug", slug.as_str())]);
    let answer = server.send(&ana, "/sf/set_start_view", "application/json", sent).await;
    assert_eq!(answer.status(), 200, "without a page to return to, the notice is the answer");
});
