//! Bulk actions over HTTP: rows are chosen in a list, a page says what would become of them, and the job is
//! followed by the person who has asked for it, and by administrators in *Tarefas*.

use domain::{JobId, Role};
use store::clock::now;
use store::jobs::Progress;

use crate::support::{InteractionBuilder, Page, TestServer, beside};

/// Does a job to its end, as the server does in the background.
async fn finish(server: &TestServer, job: &str) {
    let (runner, job) = (server.store.job_runner(), JobId(job.parse().expect("a number")));
    let lease = runner.claim(job, now()).await.expect("an answer").expect("the lease");
    while runner.advance(&lease, now()).await.expect("an answer") == Progress::More {}
}

/// Ana with three interactions in a queue that offers *Dúvida*, Bia with one, Chefe who watches Ana, and an
/// administrator. Returns the protocols of Ana's.
async fn world(server: &TestServer) -> Vec<String> {
    server.user("admin", Role::Administrator).await;
    let mut protocols = Vec::new();
    for id in ["1", "2", "3"] {
        let call = InteractionBuilder::call(id).agent(Some("ana")).queue("Vendas").case(id);
        protocols.push(call.post(server).await.protocol().to_owned());
    }
    // A queue offers the reasons that its interactions came with.
    InteractionBuilder::call("4")
        .agent(Some("bia"))
        .queue("Vendas")
        .reason("Dúvida")
        .case("4")
        .post(server)
        .await;
    server.two_groups().await;
    protocols
}

/// The number of the job that a page leads to.
fn job_of(page: &Page) -> String {
    assert!(matches!(page.status, 302 | 303), "{}", page.body);
    page.leads_to().strip_prefix("/bulk/").expect("the page of a proposal").to_owned()
}

async fn reason(server: &TestServer) -> String {
    server.count("SELECT id FROM contact_reason WHERE name = 'Dúvida'").await.to_string()
}

contract!(interactions_are_qualified_in_bulk_after_a_confirmation, |server| {
    let server = server.with_key().await;
    let protocols = world(&server).await;
    let (ana, reason) = (server.token("ana").await, reason(&server).await);
    let list = server.page(&ana, "/history?from=2020-01-01").await;
    for protocol in &protocols {
        assert!(list.body.contains(&format!("Selecionar {protocol}")), "{protocol}");
    }
    assert!(list.body.contains("Qualificar todos os 3 deste filtro"));
    let chosen = [("form", "bulk-history"), ("row", &protocols[0]), ("row", &protocols[1]), ("row", "NONE")];
    let job = job_of(&server.submit(&ana, "/bulk", &chosen).await);
    let here = format!("/bulk/{job}");
    let asked = server.page(&ana, &here).await;
    assert!(asked.body.contains("Escolha o motivo de contato"), "{}", asked.body);
    assert!(!asked.body.contains("Começar"));
    server.run(&format!("UPDATE interaction SET agent_id = NULL WHERE protocol = '{}'", protocols[1])).await;
    let checked = server.page(&ana, &format!("{here}?reason={reason}")).await;
    for text in ["1 pode", "1 não pode", "Não existe ou não é seu", protocols[1].as_str(), "Começar"] {
        assert!(checked.body.contains(text), "{text}");
    }
    assert_eq!(server.count("SELECT COUNT(*) FROM case_event WHERE action = 'qualified'").await, 0);
    let start = [("form", "bulk-start"), ("reason", reason.as_str())];
    assert_eq!(server.submit(&ana, &here, &start).await.leads_to(), here);
    finish(&server, &job).await;
    let done = server.page(&ana, &here).await;
    for text in
        ["Terminada", "2 de 2", "Linhas que falharam", protocols[1].as_str(), "Repetir só as que falharam"]
    {
        assert!(done.body.contains(text), "{text}");
    }
    assert_eq!(server.count("SELECT COUNT(*) FROM case_event WHERE action = 'qualified'").await, 1);
    let repeated = server.submit(&ana, &here, &[("form", "job-repeat")]).await;
    assert_eq!(repeated.leads_to(), here, "the failed row is not Ana's any more");
});

contract!(a_bulk_action_is_undone_from_its_page, |server| {
    let server = server.with_key().await;
    let protocols = world(&server).await;
    let (ana, reason) = (server.token("ana").await, reason(&server).await);
    let chosen = [("form", "bulk-history"), ("row", &protocols[0]), ("row", &protocols[1])];
    let job = job_of(&server.submit(&ana, "/bulk", &chosen).await);
    let here = format!("/bulk/{job}");
    let undo = [("form", "job-undo")];
    server.submit(&ana, &here, &[("form", "bulk-start"), ("reason", reason.as_str())]).await;
    assert!(!server.page(&ana, &here).await.body.contains("Desfazer"), "it has not ended");
    assert_eq!(server.submit(&ana, &here, &undo).await.leads_to(), here);
    finish(&server, &job).await;
    assert!(server.page(&ana, &here).await.body.contains("Desfazer é possível uma vez"));
    let admin = server.token("admin").await;
    let of_all = format!("/settings/jobs/{job}");
    assert!(!server.page(&admin, &of_all).await.body.contains("Desfazer"), "it is the person's own");
    assert_eq!(server.submit(&admin, &of_all, &undo).await.status, 404);
    let undoing = job_of(&server.submit(&ana, &here, &undo).await);
    finish(&server, &undoing).await;
    let done = server.page(&ana, &format!("/bulk/{undoing}")).await;
    for text in ["Desfazer a qualificação de atendimentos", "Terminada", "2 de 2", here.as_str()] {
        assert!(done.body.contains(text), "{text}: {}", done.body);
    }
    let left = "SELECT COUNT(*) FROM interaction WHERE contact_reason_id IS NOT NULL AND case_id < 4";
    assert_eq!(server.count(left).await, 0);
    let before = server.page(&ana, &here).await;
    assert!(before.body.contains("Desfeita por") && !before.body.contains("Desfazer é possível"));
});

contract!(all_interactions_of_a_filter_are_qualified, |server| {
    let server = server.with_key().await;
    world(&server).await;
    let (ana, reason) = (server.token("ana").await, reason(&server).await);
    let all = [("form", "bulk-history"), ("search", "from=2020-01-01"), ("all", "yes")];
    let job = job_of(&server.submit(&ana, "/bulk", &all).await);
    let start = [("form", "bulk-start"), ("reason", reason.as_str())];
    server.submit(&ana, &format!("/bulk/{job}"), &start).await;
    finish(&server, &job).await;
    assert_eq!(server.count("SELECT COUNT(*) FROM case_event WHERE action = 'qualified'").await, 3);
    // Nothing is chosen: the list says so.
    let none = [("form", "bulk-history"), ("search", "from=2020-01-01")];
    let back = server.submit(&ana, "/bulk", &none).await;
    assert_eq!(back.leads_to(), "/history?from=2020-01-01");
});

contract!(a_job_is_seen_by_the_person_and_by_administrators_only, |server| {
    let server = server.with_key().await;
    let protocols = world(&server).await;
    let (ana, reason) = (server.token("ana").await, reason(&server).await);
    let chosen = [("form", "bulk-history"), ("row", protocols[0].as_str())];
    let job = job_of(&server.submit(&ana, "/bulk", &chosen).await);
    let (own, of_all) = (format!("/bulk/{job}"), format!("/settings/jobs/{job}"));
    let admin = server.token("admin").await;
    assert_eq!(server.page(&admin, &of_all).await.status, 404, "a proposal is the person's own");
    let start = [("form", "bulk-start"), ("reason", reason.as_str())];
    for other in ["bia", "chefe-ana", "admin"] {
        let token = server.token(other).await;
        assert_eq!(server.page(&token, &own).await.status, 404, "{other}");
        assert_eq!(server.submit(&token, &own, &start).await.status, 404, "{other}");
    }
    server.submit(&ana, &own, &start).await;
    for other in ["bia", "chefe-ana", "ana"] {
        let token = server.token(other).await;
        assert_eq!(server.page(&token, &of_all).await.status, 404, "{other}");
        let cancel = server.submit(&token, &of_all, &[("form", "job-cancel")]).await;
        assert_eq!(cancel.status, 404, "{other}");
        let listed = server.page(&token, "/bulk").await;
        assert_eq!(listed.body.contains(&own), other == "ana", "{other}");
    }
    let listed = server.page(&admin, "/settings/jobs").await;
    for text in ["Tarefas", "Qualificar atendimentos", "Na fila", "0 de 1", of_all.as_str()] {
        assert!(listed.body.contains(text), "{text}");
    }
    assert_eq!(server.submit(&admin, &of_all, &[("form", "job-cancel")]).await.leads_to(), of_all);
    assert!(server.page(&admin, &of_all).await.body.contains("O cancelamento foi pedido"));
    finish(&server, &job).await;
    assert!(server.page(&ana, &own).await.body.contains("Cancelada"));
    assert_eq!(server.count("SELECT COUNT(*) FROM case_event WHERE action = 'qualified'").await, 0);
    let trail = server.page(&admin, "/settings/audit?object=job").await;
    for text in ["Cancelamento pedido", "Cancelada", of_all.as_str()] {
        assert!(trail.body.contains(text), "{text}");
    }
});

contract!(a_job_that_was_given_up_says_why_and_is_tried_again, |server| {
    let server = server.with_key().await;
    let protocols = world(&server).await;
    let (ana, reason) = (server.token("ana").await, reason(&server).await);
    let chosen = [("form", "bulk-history"), ("row", protocols[0].as_str())];
    let job = job_of(&server.submit(&ana, "/bulk", &chosen).await);
    let (own, of_all) = (format!("/bulk/{job}"), format!("/settings/jobs/{job}"));
    server.submit(&ana, &own, &[("form", "bulk-start"), ("reason", reason.as_str())]).await;
    server
        .run("UPDATE job SET state = 'failed', finished_at = 1, attempts = 6, problem = 'the disk is <full>'")
        .await;
    let admin = server.token("admin").await;
    let shown = server.page(&admin, &of_all).await.body;
    for text in ["Falhou", "the disk is &lt;full&gt;", "Tentar de novo"] {
        assert!(shown.contains(text), "{text}");
    }
    assert!(!server.page(&ana, &own).await.body.contains("the disk"), "it is for those who run the system");
    assert_eq!(server.submit(&admin, &of_all, &[("form", "job-retry")]).await.leads_to(), of_all);
    finish(&server, &job).await;
    assert!(server.page(&ana, &own).await.body.contains("Terminada"));
});

contract!(cases_are_put_on_hold_in_bulk, |server| {
    let server = server.with_key().await;
    world(&server).await;
    let ana = server.token("ana").await;
    let list = server.page(&ana, "/my-cases").await;
    assert!(list.body.contains("Deixar selecionados pendentes"), "{}", list.body);
    let all = [("form", "bulk-my-cases"), ("search", ""), ("all", "hold")];
    let job = job_of(&server.submit(&ana, "/bulk", &all).await);
    let here = format!("/bulk/{job}");
    let shown = server.page(&ana, &here).await;
    assert!(shown.body.contains("3 podem") && shown.body.contains("Comentário"), "{}", shown.body);
    let long = "x".repeat(20_001);
    let refused = server.submit(&ana, &here, &[("form", "bulk-start"), ("comment", &long)]).await;
    assert_eq!(refused.status, 422);
    server.submit(&ana, &here, &[("form", "bulk-start"), ("comment", "Aguarda a operadora")]).await;
    finish(&server, &job).await;
    assert_eq!(server.count("SELECT COUNT(*) FROM service_case WHERE status = 'on_hold'").await, 3);
    let comments =
        "SELECT COUNT(*) FROM case_event WHERE action = 'held' AND comment = 'Aguarda a operadora'";
    assert_eq!(server.count(comments).await, 3);
    assert_eq!(server.submit(&ana, &here, &[("form", "bulk-discard")]).await.status, 200, "it has begun");
    let again = job_of(
        &server.submit(&ana, "/bulk", &[("form", "bulk-my-cases"), ("row", "1"), ("chosen", "hold")]).await,
    );
    let discard = server.submit(&ana, &format!("/bulk/{again}"), &[("form", "bulk-discard")]).await;
    assert_eq!(discard.leads_to(), "/bulk");
    assert_eq!(server.page(&ana, &format!("/bulk/{again}")).await.status, 404);
});

contract!(cases_are_handed_over_in_bulk, |server| {
    let server = server.with_key().await;
    world(&server).await;
    let ana = server.token("ana").await;
    let chefe = server.count("SELECT id FROM user_account WHERE login = 'chefe-ana'").await.to_string();
    let list = server.page(&ana, "/my-cases").await;
    assert!(list.body.contains("Repassar selecionados"), "{}", list.body);
    let unknown = server.submit(&ana, "/bulk", &[("form", "bulk-my-cases"), ("all", "close")]).await;
    assert_eq!((unknown.status, server.count("SELECT COUNT(*) FROM job").await), (404, 0));
    let all = [("form", "bulk-my-cases"), ("search", ""), ("all", "hand_over")];
    let job = job_of(&server.submit(&ana, "/bulk", &all).await);
    let here = format!("/bulk/{job}");
    let shown = server.page(&ana, &here).await;
    for text in ["Repassar casos", "3 podem", "Para quem", "Comentário para quem recebe"] {
        assert!(shown.body.contains(text), "{text}: {}", shown.body);
    }
    for (agent, text) in
        [("", "Escolha quem recebe o caso, ou uma fila."), ("x", "Esta pessoa não pode receber")]
    {
        let fields = [("form", "bulk-start"), ("agent", agent), ("comment", "Férias de Ana")];
        let refused = server.submit(&ana, &here, &fields).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains(text) && refused.body.contains("Férias de Ana"), "{}", refused.body);
    }
    let fields = [("form", "bulk-start"), ("agent", &*chefe), ("comment", "Férias de Ana")];
    server.submit(&ana, &here, &fields).await;
    finish(&server, &job).await;
    let given = "SELECT COUNT(*) FROM service_case AS s JOIN user_account AS u ON u.id = s.agent_id \
                 WHERE s.status = 'waiting' AND u.login = 'chefe-ana'";
    assert_eq!(server.count(given).await, 3);
    let comments =
        "SELECT COUNT(*) FROM case_event WHERE action = 'handed_over' AND comment = 'Férias de Ana'";
    assert_eq!(server.count(comments).await, 3);
    let done = server.page(&ana, &here).await.body;
    assert!(
        done.contains("3 de 3") && done.contains("Para quem") && done.contains("Férias de Ana"),
        "{done}"
    );
    // The receiver has one line for all of them.
    let chefe = server.token("chefe-ana").await;
    let notified = server.page(&chefe, "/notifications").await.body;
    assert_eq!(
        notified.matches("casos foram repassados a você").count(),
        2,
        "shown and in its button: {notified}"
    );
    assert!(notified.contains("3 casos foram repassados a você"), "{notified}");
});

/// Waits until a job has ended, which the server does in the background.
async fn ended(server: &TestServer, token: &str, job: &str) {
    let here = format!("/bulk/{job}");
    let ended = async { while !server.page(token, &here).await.body.contains("Terminada") {} };
    tokio::time::timeout(std::time::Duration::from_mins(1), ended).await.expect("it ends");
}

contract!(several_servers_do_a_job_once_and_give_back_what_is_left, |server| {
    let server = server.with_key().await;
    world(&server).await;
    let call = |n: i32| InteractionBuilder::call(&format!("many-{n}")).agent(Some("ana")).queue("Vendas");
    for n in 0..40 {
        call(n).post(&server).await;
    }
    let (ana, reason) = (server.token("ana").await, reason(&server).await);
    let all = [("form", "bulk-history"), ("search", "from=2020-01-01"), ("all", "yes")];
    let start = [("form", "bulk-start"), ("reason", reason.as_str())];
    let job = job_of(&server.submit(&ana, "/bulk", &all).await);
    let other = beside(server.database().to_owned()).await;
    let tasks = [server.store.clone(), other].map(server::jobs::run_in_background);
    server.submit(&ana, &format!("/bulk/{job}"), &start).await;
    ended(&server, &ana, &job).await;
    assert_eq!(server.count("SELECT COUNT(*) FROM case_event WHERE action = 'qualified'").await, 43);
    assert_eq!(server.count("SELECT done FROM job").await, 43);
    for task in tasks {
        task.end().await;
    }
    // After its end, a server begins nothing.
    let later = job_of(&server.submit(&ana, "/bulk", &all).await);
    server.submit(&ana, &format!("/bulk/{later}"), &start).await;
    assert_eq!(server.count("SELECT COUNT(*) FROM job WHERE state = 'waiting' AND lease IS NULL").await, 1);
});
