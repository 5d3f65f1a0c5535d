//! *Operação* and *Anexos* over HTTP: changes apply at once to pages, uploads and anonymous users,
//! on every server.

use domain::Role;
use reqwest::Method;
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, LOCATION, ORIGIN};
use serde_json::json;

use crate::support::input::call_with;
use crate::support::{Parts, TestServer};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n";

async fn save(server: &TestServer, token: &str, path: &str, fields: &[(&str, &str)]) -> u16 {
    server.submit(token, path, &[&[("form", "settings-record")], fields].concat()).await.status
}

async fn send_logo(server: &TestServer, token: &str, form: Parts) -> reqwest::Response {
    server.send(token, "/operation/logo", "application/json", form.form()).await
}

fn logo_of(content: &[u8]) -> Parts {
    Parts::default().file("logo", "logo.png", content)
}

async fn page(server: &TestServer, path: &str) -> String {
    server.get(path).await.text().await.expect("a page")
}

contract!(the_operation_greets_strangers_by_name_language_and_logo, |server| {
    let admin = server.signed_in("admin", Role::Administrator).await;
    let english = server.request(Method::GET, "/login").header(ACCEPT_LANGUAGE, "en-GB");
    assert!(english.send().await.expect("an answer").text().await.expect("a page").contains("lang=\"en\""));
    let fields = [
        ("revision", "0"),
        ("name", "Atende & Cia"),
        ("language", "es"),
        ("zone", "America/Sao_Paulo"),
        ("reopen_days", "30"),
    ];
    assert_eq!(save(&server, &admin, "/settings/operation", &fields).await, 303);
    let english = server.request(Method::GET, "/login").header(ACCEPT_LANGUAGE, "en-GB");
    let login = english.send().await.expect("an answer").text().await.expect("a page");
    assert!(login.contains("lang=\"es\"") && login.contains("Atende &amp; Cia"), "{login}");
    assert!(send_logo(&server, &admin, logo_of(PNG)).await.status().is_redirection());
    let login = page(&server, "/login").await;
    let at = login.find("/operation/logo/").expect("the logo");
    let href: String = login[at..].chars().take_while(|letter| *letter != '"').collect();
    let logo = server.get(&href).await;
    assert_eq!(logo.headers()[CONTENT_TYPE], "image/png");
    assert_eq!(logo.bytes().await.expect("bytes"), PNG);
    let gone = send_logo(&server, &admin, Parts::default().field("remove", "yes")).await;
    assert!(gone.status().is_redirection());
    assert_eq!(server.get(&href).await.status(), 404);
    assert!(!page(&server, "/login").await.contains("/operation/logo/"));
});

contract!(a_time_zone_is_chosen_and_the_next_page_goes_by_it, |server| {
    let server = server.with_key().await;
    let admin = server.signed_in("admin", Role::Administrator).await;
    let midnight = json!("2026-01-31T00:10:00-03:00");
    let protocol = server.post(&call_with("1", "queued_at", midnight)).await.protocol().to_owned();
    let listed = async |day: &str| {
        let page = server.page(&admin, &format!("/history?from={day}&to={day}")).await;
        (page.body.contains(&protocol), page.body.contains("00:10"), page.body.contains("23:10"))
    };
    assert_eq!(listed("2026-01-31").await, (true, true, false));
    let said = |zone: &'static str| [("revision", "0"), ("reopen_days", "7"), ("zone", zone)];
    assert_eq!(save(&server, &admin, "/settings/operation", &said("Manaus")).await, 422);
    assert_eq!(save(&server, &admin, "/settings/operation", &said("")).await, 422);
    assert_eq!(listed("2026-01-31").await, (true, true, false));
    assert_eq!(save(&server, &admin, "/settings/operation", &said("America/Manaus")).await, 303);
    assert_eq!(listed("2026-01-31").await, (false, false, false));
    assert_eq!(listed("2026-01-30").await, (true, false, true));
    let shown = server.page(&admin, "/settings/operation").await.body;
    assert!(shown.contains("value=\"America/Manaus\""), "{shown}");
    let trail = "SELECT count(*) FROM audit_event WHERE object = 'operation' AND before LIKE '%Sao_Paulo%' \
                 AND after LIKE '%America/Manaus%'";
    assert_eq!(server.count(trail).await, 1);
});

contract!(codes_of_telephone_numbers_are_chosen_and_all_numbers_are_read_by_them, |server| {
    let server = server.with_key().await;
    for (login, role) in [("admin", Role::Administrator), ("ana", Role::Agent)] {
        server.user(login, role).await;
    }
    let (admin, agent) = (server.token("admin").await, server.token("ana").await);
    let protocol = server.post(&call_with("1", "number", json!("3333-4444"))).await.protocol().to_owned();
    let listed = async |typed: &str| {
        server
            .page(&admin, &format!("/history?from=2020-01-01&number={typed}"))
            .await
            .body
            .contains(&protocol)
    };
    assert!(!listed("1133334444").await);
    let said = |revision: &'static str, country: &'static str, area: &'static str| {
        [
            ("revision", revision),
            ("reopen_days", "7"),
            ("zone", "America/Sao_Paulo"),
            ("dial_country", country),
            ("dial_area", area),
        ]
    };
    let path = "/settings/operation";
    assert_eq!(save(&server, &agent, path, &said("0", "55", "11")).await, 404);
    for (country, area) in [("999", ""), ("", "11"), ("55", "10"), ("55", "ab")] {
        assert_eq!(save(&server, &admin, path, &said("0", country, area)).await, 422, "{country} {area}");
    }
    assert_eq!(save(&server, &admin, path, &said("0", "55", "11")).await, 303);
    assert_eq!(save(&server, &admin, path, &said("0", "55", "21")).await, 409);
    // Completes the renumbering, unless the server has already done so.
    server.store.bring_numbers_up_to_date().await.expect("numbers");
    assert!(listed("1133334444").await);
    let shown = server.page(&admin, path).await.body;
    assert!(shown.contains("Todos os números estão lidos com estes códigos."), "{shown}");
    assert!(shown.contains("name=\"dial_area\""), "{shown}");
    // A form loaded before the codes existed does not change them.
    let old = [("revision", "1"), ("reopen_days", "8"), ("zone", "America/Sao_Paulo")];
    assert_eq!(save(&server, &admin, path, &old).await, 303);
    assert_eq!(server.count("SELECT count(*) FROM operation WHERE dial_area = '11'").await, 1);
});

#[tokio::test]
async fn a_logo_is_a_small_picture_that_administrators_choose() {
    let server = TestServer::start().await;
    for (login, role) in [("admin", Role::Administrator), ("chefe", Role::Supervisor), ("ana", Role::Agent)] {
        server.user(login, role).await;
    }
    for login in ["chefe", "ana"] {
        let token = server.token(login).await;
        assert_eq!(send_logo(&server, &token, logo_of(PNG)).await.status(), 404, "{login}");
    }
    let admin = server.token("admin").await;
    for wrong in [
        logo_of(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        logo_of(b""),
        logo_of(&[PNG, &vec![0; 300 * 1024]].concat()),
        Parts::default().field("other", "field"),
    ] {
        let answer = send_logo(&server, &admin, wrong).await;
        assert_eq!(answer.headers()[LOCATION], "/settings/operation");
    }
    assert_eq!(server.count("SELECT count(*) FROM operation WHERE logo IS NOT NULL").await, 0);
    let elsewhere = server.request_as(&admin, Method::POST, "/operation/logo");
    let elsewhere = elsewhere.header(ORIGIN, "https://elsewhere.example").header(ACCEPT, "application/json");
    assert_eq!(logo_of(PNG).form().on(elsewhere).send().await.expect("an answer").status(), 403);
}

#[tokio::test]
async fn limits_of_files_hold_from_the_next_upload_on() {
    let server = TestServer::start().await.with_key().await;
    let admin = server.signed_in("admin", Role::Administrator).await;
    let case = server.post(&call_with("1", "agent", json!("ana"))).await.case();
    let upload = async |name: &str, content: Vec<u8>| {
        let form = Parts::default().file("file", name, &content).form();
        let path = format!("/cases/{case}/attachments");
        server.send(&admin, &path, "application/json", form).await.status().as_u16()
    };
    let large = || [PDF, &vec![b' '; 1_200_000]].concat();
    // The server was started with a limit of 1 MiB.
    assert_eq!(upload("a.pdf", large()).await, 413);
    let more = [("revision", "0"), ("largest", "2"), ("types", "application/pdf")];
    assert_eq!(save(&server, &admin, "/settings/files", &more).await, 303);
    assert_eq!(upload("a.pdf", large()).await, 201);
    assert_eq!(upload("a.png", PNG.to_vec()).await, 415);
    let window = server.page(&admin, &format!("/history?case={case}&tab=attachments")).await.body;
    assert!(window.contains("2 MB") && window.contains(".pdf"), "{window}");
    let stale = save(&server, &admin, "/settings/files", &[("revision", "0"), ("largest", "5")]).await;
    assert_eq!(stale, 409);
    assert_eq!(
        save(&server, &admin, "/settings/files", &[("revision", "1"), ("largest", "9999")]).await,
        422
    );
    assert_eq!(save(&server, &admin, "/settings/files", &[("revision", "1")]).await, 303);
    assert_eq!(upload("a.png", PNG.to_vec()).await, 201, "as the server was started again");
}
