//! The API reference (`OpenAPI` document).

use serde_json::Value;

use crate::support::TestServer;

#[tokio::test]
async fn the_document_describes_every_endpoint_and_shape() {
    let server = TestServer::start().await;
    let document: Value = server.get("/api/openapi.json").await.json().await.expect("JSON");
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    for (path, method) in [
        ("/api/v1/interactions", "post"),
        ("/api/v1/interactions/batch", "post"),
        ("/api/v1/interactions/{protocol}/recording", "put"),
    ] {
        let operation = &document["paths"][path][method];
        assert!(operation["responses"]["401"].is_object(), "{path}");
        assert_eq!(operation["security"][0]["key"], serde_json::json!([]), "{path}");
    }
    let schemas = &document["components"]["schemas"];
    for shape in [
        "NewInteraction",
        "NewCustomer",
        "NewMessage",
        "NewCall",
        "NewCase",
        "Channel",
        "Problem",
        "LineResult",
    ] {
        assert!(schemas[shape].is_object(), "{shape}");
    }
    assert_eq!(schemas["Channel"]["enum"], serde_json::json!(["voice", "webchat", "whatsapp"]));
    unresolved(&document, &document);
}

/// Asserts that every `$ref` can be resolved.
fn unresolved(document: &Value, value: &Value) {
    match value {
        Value::Object(fields) => {
            if let Some(path) = fields.get("$ref").and_then(Value::as_str) {
                let found = document.pointer(path.trim_start_matches('#'));
                assert!(found.is_some(), "{path} leads nowhere");
            }
            fields.values().for_each(|inner| unresolved(document, inner));
        }
        Value::Array(items) => items.iter().for_each(|inner| unresolved(document, inner)),
        _ => {}
    }
}

#[tokio::test]
async fn the_example_of_the_document_is_accepted() {
    let server = TestServer::start().await.with_key().await;
    let document: Value = server.get("/api/openapi.json").await.json().await.expect("JSON");
    let example = &document["paths"]["/api/v1/interactions"]["post"]["requestBody"]["content"]["application/json"]
        ["example"];
    assert_eq!(server.post(example).await.status, 201);
}

#[tokio::test]
async fn the_page_is_whole_without_scripts_and_its_links_lead_somewhere() {
    let server = TestServer::start().await;
    let response = server.get("/api").await;
    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    let policy = response.headers()["content-security-policy"].to_str().expect("a policy").to_owned();
    assert!(policy.contains("style-src 'sha256-") && !policy.contains("script-src"), "{policy}");
    let page = response.text().await.expect("a page");
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<html lang=\"en\">"));
    assert!(page.contains("<em>Configurações</em>") && !page.contains("*Configurações*"));
    assert!(!page.contains("<script") && !page.contains(" style=") && !page.contains("http://"));
    for link in page.split("href=\"#").skip(1) {
        let anchor = link.split('"').next().unwrap_or_default();
        assert!(page.contains(&format!("id=\"{anchor}\"")), "#{anchor} leads nowhere");
    }
}
