//! Plain-text errors use the language of the request, as pages do.

use domain::Role;
use reqwest::{Method, RequestBuilder};
use store::Db;

use crate::support::{TestServer, server_builder};

/// The status and the text for browsers with each of three languages.
async fn read(request: impl Fn() -> RequestBuilder) -> [(u16, String); 3] {
    let mut answers = Vec::new();
    for language in ["pt-BR", "en-GB,en;q=0.9", "es-419"] {
        let answer = request().header("accept-language", language).send().await.expect("an answer");
        let status = answer.status().as_u16();
        answers.push((status, answer.text().await.expect("a body")));
    }
    answers.try_into().expect("three answers")
}

fn are(status: u16, sentences: [&str; 3]) -> [(u16, String); 3] {
    sentences.map(|sentence| (status, format!("{sentence}\n")))
}

#[tokio::test]
async fn a_refusal_is_in_the_language_of_the_request() {
    let server = TestServer::start().await;
    let get = |path: &'static str| {
        let server = &server;
        move || server.bare(Method::GET, path)
    };
    let post = |path: &'static str| {
        let server = &server;
        move || server.bare(Method::POST, path)
    };
    assert_eq!(
        read(get("/attachments/1")).await,
        are(
            401,
            ["Entre para ver este arquivo.", "Sign in to see this file.", "Entre para ver este archivo.",]
        )
    );
    assert_eq!(
        read(get("/recordings/20260101000001")).await,
        are(
            401,
            [
                "Entre para ouvir esta gravação.",
                "Sign in to listen to this recording.",
                "Entre para escuchar esta grabación.",
            ]
        )
    );
    let nothing_here = [
        "Não há nada neste endereço.",
        "There is nothing at this address.",
        "No hay nada en esta dirección.",
    ];
    assert_eq!(read(post("/no-such-page")).await, are(404, nothing_here));
    assert_eq!(
        read(|| post("/login")().header("sec-fetch-site", "cross-site")).await,
        are(
            403,
            [
                "Pedido recusado: veio de outro site.",
                "Request refused: it came from another site.",
                "Solicitud rechazada: vino de otro sitio.",
            ]
        )
    );
}

#[tokio::test]
async fn a_refusal_to_a_person_is_in_the_language_that_they_chose() {
    let server = TestServer::start().await;
    server.user("admin", Role::Administrator).await;
    server.user("ana", Role::Agent).await;
    let token = server.token("admin").await;
    server.submit(&token, "/sf/set_locale", &[("locale", "es")]).await;
    let file = || server.request_as(&token, Method::GET, "/attachments/1");
    assert_eq!(read(file).await, are(404, ["Archivo no encontrado."; 3]));
    let recording = || server.request_as(&token, Method::GET, "/recordings/20260101000001");
    assert_eq!(read(recording).await, are(404, ["Grabación no encontrada."; 3]));

    let agent = server.token("ana").await;
    let export = || {
        let request = server.bare(Method::GET, "/settings/audit/export");
        request.header("cookie", format!("protocolo_session={agent}; protocolo_locale=en"))
    };
    assert_eq!(read(export).await, are(404, ["There is nothing at this address."; 3]));
}

#[tokio::test]
async fn another_host_is_refused_in_the_language_of_the_browser() {
    let server = server_builder().at_public_url("protocolo.example.com", false).start().await;
    assert_eq!(
        read(|| server.bare(Method::GET, "/login")).await,
        are(
            421,
            [
                "Este endereço não é servido aqui.",
                "This address is not served here.",
                "Esta dirección no se sirve aquí.",
            ]
        )
    );
}

#[tokio::test]
async fn a_failure_says_the_number_of_its_request_and_nothing_else() {
    let server = TestServer::start().await;
    server.user("admin", Role::Administrator).await;
    let token = server.token("admin").await;
    let Db::Sqlite { write, .. } = server.store.db() else { panic!("not SQLite") };
    sqlx::query("ALTER TABLE attachment RENAME TO lost").execute(write).await.expect("renamed");
    for (language, before, after) in [
        ("pt-BR", "Algo falhou do nosso lado. Tente de novo; se persistir, informe o código ", ".\n"),
        ("en", "Something failed on our side. Try again; if it keeps happening, report the code ", ".\n"),
        ("es", "Algo falló de nuestro lado. Inténtelo de nuevo; si continúa, informe el código ", ".\n"),
    ] {
        let request = server.request_as(&token, Method::GET, "/attachments/1");
        let answer = request.header("accept-language", language).send().await.expect("an answer");
        assert_eq!(answer.status(), 500);
        let id = answer.headers()["x-request-id"].to_str().expect("text").to_owned();
        assert_eq!(answer.text().await.expect("a body"), format!("{before}{id}{after}"));
    }
}
