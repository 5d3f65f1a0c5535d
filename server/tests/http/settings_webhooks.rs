//! The settings of webhooks over HTTP: the secret is shown once, addresses are checked, and what can be asked
//! for on the page is done. The command line does the same.

use domain::settings::webhook::retry::Next;
use domain::settings::{OffReason, WebhookRecord};
use domain::{Millis, Timestamp};
use store::clock::now;
use store::settings::Versioned;
use store::webhooks::Attempt;

use crate::support::program::{protocolo, run};
use crate::support::{Admin, Page, TestServer, beside};

const LIST: &str = "/settings/webhooks";

impl Admin<'_> {
    /// Posts the form of a new webhook.
    async fn create_webhook(&self, fields: &[(&str, &str)]) -> Page {
        self.post_record(&format!("{LIST}/new"), fields).await
    }

    /// Creates a webhook; returns its page and secret.
    async fn crm(&self) -> (String, String) {
        let fields = [
            ("name", "CRM"),
            ("url", "https://crm.example.com/hooks"),
            ("events", "interaction.recorded"),
            ("events", "case.finished"),
        ];
        let page = self.create_webhook(&fields).await;
        assert_eq!(page.status, 200, "{}", page.body);
        (format!("{LIST}/1"), secret_on(&page.body).expect("the secret"))
    }
}

/// The secret that a page shows.
fn secret_on(page: &str) -> Option<String> {
    let from = page.find("whsec_")?;
    let end = page[from..].find(['"', '<', ' '])?;
    Some(page[from..from + end].to_owned())
}

async fn stored(server: &TestServer) -> Versioned<WebhookRecord> {
    server.store.webhooks().named("CRM").await.expect("a read").expect("a webhook")
}

#[tokio::test]
async fn a_secret_is_shown_once_when_it_is_made() {
    let server = TestServer::start().await;
    let admin = Admin::of(&server).await;
    let (page, first) = admin.crm().await;
    assert_eq!(first.len(), "whsec_".len() + 44);
    let shown = admin.get(&page).await;
    assert_eq!(secret_on(&shown), None);
    let rotated = admin.post(&page, &[("form", "webhook-secret")]).await;
    let second = secret_on(&rotated.body).expect("the new secret");
    assert_ne!(first, second);
    let shown = admin.get(&page).await;
    assert_eq!(secret_on(&shown), None);
    assert!(shown.contains("O segredo anterior ainda assina até"), "the overlap is shown");
    for other in [LIST, "/settings/audit"] {
        assert_eq!(secret_on(&admin.get(other).await), None, "{other}");
    }
    let record = stored(&server).await.record;
    assert_eq!((record.active, record.full, record.groups.len(), record.events.len()), (true, false, 0, 2));
}

#[tokio::test]
async fn a_bad_form_comes_back_with_what_to_do() {
    let server = TestServer::start().await;
    let admin = Admin::of(&server).await;
    for (url, expected) in [
        ("crm.example.com", "Informe um endereço com https://"),
        ("https://u:p@crm.example.com", "Retire o usuário e a senha"),
        ("http://169.254.169.254/latest", "Este endereço é de uma rede interna"),
        ("http://[::ffff:127.0.0.1]/", "Este endereço é de uma rede interna"),
        ("http://2130706433/", "Informe um endereço com https://"),
    ] {
        let fields = [("name", "CRM"), ("url", url), ("events", "case.finished")];
        let page = admin.create_webhook(&fields).await;
        assert_eq!(page.status, 422, "{url}");
        assert!(page.body.contains(expected) && page.body.contains(url), "{url}");
    }
    let page = admin.create_webhook(&[("name", "CRM"), ("url", "https://crm.example.com")]).await;
    assert!(page.status == 422 && page.body.contains("Marque pelo menos um evento."));
    assert!(admin.get(LIST).await.contains("Crie o primeiro webhook"));
}

#[tokio::test]
async fn the_page_shows_what_became_of_it_and_does_what_is_asked() {
    let server = TestServer::start().await;
    let admin = Admin::of(&server).await;
    let (page, _) = admin.crm().await;
    let tested = admin.post(&page, &[("form", "webhook-test")]).await;
    assert_eq!((tested.status, tested.leads_to()), (303, page.as_str()));
    let webhooks = server.store.webhooks();
    let fail = async |status: u16, next: Next, at: Timestamp| {
        let lease = webhooks.lease(stored(&server).await.id, at).await.expect("an answer").expect("a lease");
        let outgoing = webhooks.next(&lease, at).await.expect("an answer").expect("a delivery");
        let problem = (next != Next::Continue).then(|| format!("status: {status}"));
        let answer = Some("<b>manutenção</b>".to_owned());
        let attempt = Attempt { at, duration: Millis(34), status: Some(status), problem, answer };
        webhooks.record(&lease, &outgoing, &attempt, next, at).await.expect("an answer");
        webhooks.release(&lease).await.expect("an answer");
    };
    fail(503, Next::RetryAt(now() + Millis::hours(2)), now()).await;
    let failing = admin.get(&page).await;
    for text in [
        "As entregas falham desde",
        "O destino respondeu com o código 503.",
        "Tentar agora",
        "Próxima tentativa",
        "34 ms",
        "&lt;b&gt;manutenção&lt;/b&gt;",
    ] {
        assert!(failing.contains(text), "{text}");
    }
    assert!(admin.get(LIST).await.contains("O destino respondeu com o código 503."));
    assert!(webhooks.due(now()).await.expect("an answer").is_empty());
    admin.post(&page, &[("form", "webhook-retry")]).await;
    assert_eq!(webhooks.due(now()).await.expect("an answer").len(), 1, "it is tried now");
    fail(204, Next::Continue, now()).await;
    assert!(!admin.get(&page).await.contains("As entregas falham desde"));
    for (form, expected) in [
        (vec![("first", "1"), ("last", "1")], 303),
        (vec![("first", "5"), ("last", "1")], 422),
        (vec![], 422),
    ] {
        let form = [vec![("form", "webhook-again")], form].concat();
        assert_eq!(admin.post(&page, &form).await.status, expected, "{form:?}");
    }
    fail(422, Next::RetryAt(now() + Millis::hours(2)), now()).await;
    let held_up = admin.get(&page).await;
    assert!(held_up.contains("Pular este evento") && held_up.contains("pela de número 1"), "{held_up}");
    admin.post(&page, &[("form", "webhook-skip"), ("seq", "7")]).await;
    assert!(admin.get(&page).await.contains("Pular este evento"), "another one is not skipped");
    admin.post(&page, &[("form", "webhook-skip"), ("seq", "1")]).await;
    assert!(!admin.get(&page).await.contains("Pular este evento"));
    assert!(admin.get("/settings/audit").await.contains("Evento pulado"));
    assert_eq!(admin.post(&page, &[("form", "webhook-again"), ("first", "1")]).await.status, 303);
    fail(410, Next::Off(OffReason::Gone), now()).await;
    let off = admin.get(&page).await;
    assert!(off.contains("o destino respondeu que não existe mais (410)"));
    assert!(!off.contains("webhook-test"), "nothing is sent while it is off");
    let refused = admin.post(&page, &[("form", "webhook-test")]).await;
    assert!(refused.status == 303, "with a notice");
    admin.post(&page, &[("form", "settings-active"), ("active", "yes")]).await;
    assert!(stored(&server).await.record.active);
}

#[tokio::test]
async fn the_command_line_keeps_webhooks_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = crate::support::sqlite(&folder);
    let command = async |arguments: &[&str]| {
        let arguments = [&["webhook"], arguments].concat();
        let output = run(protocolo(folder.path(), &url, &arguments), b"").await;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.success(), text(&output.stdout), text(&output.stderr))
    };
    let refused = command(&["set", "CRM", "--url", "http://10.0.0.1/"]).await;
    assert!(!refused.0 && refused.2.contains("PROTOCOLO_WEBHOOK_ALLOWED_NETWORKS"), "{refused:?}");
    let unknown = command(&["set", "CRM", "--url", "https://crm.example.com", "--group", "Nenhum"]).await;
    assert!(!unknown.0 && unknown.2.contains("no monitoring group \"Nenhum\""), "{unknown:?}");
    let created =
        command(&["set", "CRM", "--url", "https://crm.example.com", "--event", "case.finished"]).await;
    assert!(
        created.0 && created.1.starts_with("whsec_") && created.2.contains("not shown again"),
        "{created:?}"
    );
    let changed = command(&["set", "CRM", "--full", "true"]).await;
    assert_eq!((changed.0, changed.1.as_str()), (true, "CRM is saved.\n"));
    let shown = command(&["show", "CRM"]).await.1;
    assert!(shown.contains("\"full\": true") && shown.contains("case.finished"), "{shown}");
    assert!(!shown.contains("whsec_"));
    let rotated = command(&["secret", "CRM"]).await.1;
    assert!(rotated.starts_with("whsec_") && rotated != created.1);
    assert!(command(&["test", "CRM"]).await.1.contains("number 1"));
    assert!(command(&["retry", "CRM"]).await.0);
    let store = beside(url.clone()).await;
    let webhooks = store.webhooks();
    let id = webhooks.named("CRM").await.expect("a read").expect("a webhook").id;
    let lease = webhooks.lease(id, now()).await.expect("an answer").expect("a lease");
    let outgoing = webhooks.next(&lease, now()).await.expect("an answer").expect("a delivery");
    let attempt = Attempt { at: now(), duration: Millis(5), status: Some(200), problem: None, answer: None };
    webhooks.record(&lease, &outgoing, &attempt, Next::Continue, now()).await.expect("an answer");
    webhooks.release(&lease).await.expect("an answer");
    assert_eq!(
        command(&["replay", "CRM", "--first", "1", "--last", "9"]).await.1,
        "Deliveries that are sent again: 1\n"
    );
    let times = ["replay", "CRM", "--since", "2020-01-01T00:00:00Z", "--until", "2020-01-02T00:00:00Z"];
    assert_eq!(command(&times).await.1, "Deliveries that are sent again: 0\n");
    let nothing = command(&["replay", "CRM"]).await;
    assert!(!nothing.0 && nothing.2.contains("--first NUMBER"), "{nothing:?}");
    let not_held_up = command(&["skip", "CRM", "--number", "1"]).await;
    assert!(
        !not_held_up.0 && not_held_up.2.contains("delivery 1 is not the one that fails"),
        "{not_held_up:?}"
    );
    let lease = webhooks.lease(id, now()).await.expect("an answer").expect("a lease");
    let outgoing = webhooks.next(&lease, now()).await.expect("an answer").expect("a delivery");
    let attempt = Attempt { status: Some(422), problem: Some("status 422".to_owned()), ..attempt };
    webhooks.record(&lease, &outgoing, &attempt, Next::RetryAt(now()), now()).await.expect("an answer");
    assert!(command(&["show", "CRM"]).await.1.contains("the others wait for: 1 webhook.test"));
    let skipped = command(&["skip", "CRM", "--number", "1"]).await;
    assert_eq!(skipped.1, "Delivery 1 of CRM is skipped; a running server sends the next one.\n");
    assert!(command(&["pause", "CRM"]).await.0);
    assert!(command(&["list"]).await.1.contains("  off\n"));
    for tried in ["test", "retry"] {
        let refused = command(&[tried, "CRM"]).await;
        assert!(!refused.0 && refused.2.contains("CRM is off"), "{refused:?}");
    }
    assert!(command(&["resume", "CRM"]).await.0);
    assert!(command(&["list"]).await.1.contains("in use"));
    assert!(!command(&["show", "none"]).await.0);
}
