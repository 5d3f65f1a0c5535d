//! *Repassar* over HTTP: what the giver and the receiver see, and what concurrent changes lead to.

use domain::{Role, UserId};
use store::clock::now;

use crate::live_history::encoded;
use crate::support::{InteractionBuilder, Page, TestServer};

/// A case in service that ana is responsible for and has not served, and the session tokens of ana and
/// bia, who are in one group.
struct World {
    case: String,
    ana: (UserId, String),
    bia: (UserId, String),
}

async fn world(server: &TestServer) -> World {
    let (ana, bia) = (server.user("ana", Role::Agent).await, server.user("bia", Role::Agent).await);
    server.group_of("g", ana, "chefe").await;
    let groups = server.store.groups();
    let group = groups.find("g").await.expect("an answer").expect("a group");
    groups.add_agent(group, bia, now()).await.expect("an answer");
    let call =
        InteractionBuilder::call("call").agent(None).case("pedido").about("Pedido", "Boleto <vencido>");
    let case = call.notes("Segredo de outra pessoa").post(server).await.case();
    server.run(&format!("UPDATE service_case SET agent_id = {ana}, status = 'in_service'")).await;
    let (of_ana, of_bia) = (server.token("ana").await, server.token("bia").await);
    World { case, ana: (ana, of_ana), bia: (bia, of_bia) }
}

impl World {
    fn page(&self) -> String {
        format!("/my-cases?case={}&case.hand_over=open", self.case)
    }

    async fn give(
        &self,
        server: &TestServer,
        who: &str,
        (agent, responsible): (UserId, UserId),
        comment: &str,
    ) -> Page {
        let (agent, responsible) = (agent.to_string(), responsible.to_string());
        let fields = [
            ("form", "case-hand-over"),
            ("case", &self.case),
            ("seen", "in_service"),
            ("responsible", &responsible),
            ("agent", &agent),
            ("comment", comment),
            ("back", &format!("/my-cases?case={}", self.case)),
        ];
        server.submit(who, &self.page(), &fields).await
    }
}

contract!(the_receiver_has_the_case_first_and_the_giver_learns_that_it_is_gone, |server| {
    let server = server.with_key().await;
    let world = world(&server).await;
    let (ana, bia) = (&world.ana, &world.bia);
    let form = server.page(&ana.1, &world.page()).await;
    assert_eq!(form.status, 200);
    assert!(form.body.contains("Repassar o caso") && form.body.contains(">bia<"), "the form with colleagues");
    let given = world.give(&server, &ana.1, (bia.0, ana.0), "Saio de férias").await;
    assert_eq!((given.status, given.leads_to()), (303, "/my-cases"), "the page below the case");
    assert!(
        given.cookies.iter().any(|cookie| cookie.contains("saiu+das+suas+listas")),
        "{:?}",
        given.cookies
    );
    assert_eq!(server.page(&ana.1, &format!("/my-cases?case={}", world.case)).await.status, 404);
    for path in ["/my-cases", "/my-cases?status=closed", "/my-cases?due=open&page=2"] {
        let list = server.page(&bia.1, path).await.body;
        let list = &list[list.find("<main").expect("a page")..];
        let received = list.find("Recebido de").expect("it is marked");
        assert!(received < list.find("class=\"list-tools\"").expect("the list"), "{path}: it stands first");
        assert!(list.contains("Boleto &lt;vencido&gt;"), "{path}");
    }
    let window = server.page(&bia.1, &format!("/my-cases?case={}&tab=timeline", world.case)).await;
    assert!(window.status == 200 && window.body.contains("Saio de férias"));
    assert!(!window.body.contains("Segredo de outra pessoa"), "the content stays with who served it");
    let step =
        [("case", world.case.as_str()), ("action", "continue"), ("seen", "waiting"), ("back", "/my-cases")];
    assert_eq!(server.submit(&bia.1, "/sf/case_step", &step).await.status, 302);
    assert!(!server.page(&bia.1, "/my-cases").await.body.contains("Recebido de"), "it is accepted");
});

contract!(of_two_hand_overs_the_second_comes_back_with_the_new_state, |server| {
    let server = server.with_key().await;
    let world = world(&server).await;
    let (ana, bia) = (&world.ana, &world.bia);
    server.user("admin", Role::Administrator).await;
    let admin = server.token("admin").await;
    assert_eq!(world.give(&server, &ana.1, (bia.0, ana.0), "Primeiro").await.status, 303);
    let late = world.give(&server, &admin, (bia.0, ana.0), "O que digitei").await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("Aguardando") && late.body.contains("bia"), "the new state");
    assert!(late.body.contains("O que digitei"), "what was typed");
    assert_eq!(server.count("SELECT count(*) FROM case_event WHERE action = 'handed_over'").await, 1);
});

contract!(who_left_meanwhile_is_refused_with_the_remedy, |server| {
    let server = server.with_key().await;
    let world = world(&server).await;
    let (ana, bia) = (&world.ana, &world.bia);
    assert!(server.store.accounts().deactivate("bia", now()).await.expect("an answer"));
    let refused = world.give(&server, &ana.1, (bia.0, ana.0), "Olá").await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Esta pessoa não pode receber o caso") && refused.body.contains(">Olá<"));
    let empty = world.give(&server, &ana.1, (UserId(0), ana.0), " ").await;
    assert!(empty.status == 422 && empty.body.contains("Escreva o que quem recebe precisa saber."));
    let step = [
        ("case", world.case.as_str()),
        ("action", "hand_over"),
        ("seen", "in_service"),
        ("back", "/my-cases"),
    ];
    let by_button = server.submit(&ana.1, "/sf/case_step", &step).await;
    assert!(by_button.cookies.iter().any(|cookie| cookie.contains("%22good%22%3Afalse")), "needs its form");
    assert_eq!(server.count("SELECT count(*) FROM case_hand_over").await, 0);
});

contract!(the_window_offers_the_form_only_to_who_may_hand_over, |server| {
    let server = server.with_key().await;
    let world = world(&server).await;
    let search = format!("case={}&case.hand_over=open", world.case);
    let shown = String::from_utf8_lossy(&encoded(&server, &world.ana.1, "case", &search).await).into_owned();
    assert!(shown.contains("bia") && shown.contains("chefe"), "{shown}");
    server.run("UPDATE service_case SET status = 'closed', closed_at = 1").await;
    let page = server.page(&world.ana.1, &world.page()).await;
    assert!(page.status == 200 && !page.body.contains("Repassar"));
});
