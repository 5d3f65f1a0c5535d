//! Who may see and remove attachments.

use domain::Role;
use serde_json::{Value, json};

use super::{Cases, png};
use crate::support::input::call_with;

#[tokio::test]
async fn who_does_not_see_the_case_meets_nothing() {
    let cases = Cases::start().await;
    let server = &cases.server;
    server.post(&call_with("2", "agent", json!("bia"))).await;
    server.give_password("bia").await;
    server.user("chefe", Role::Supervisor).await;
    let (_, file) = cases.one("a.png", &png(100)).await;
    let doors = [format!("/attachments/{}", file["id"]), format!("/attachments/{}/preview", file["id"])];
    for outsider in ["bia", "chefe"] {
        let token = server.token(outsider).await;
        for door in &doors {
            let (hidden, unknown) =
                (cases.get(&token, door).await, cases.get(&token, "/attachments/999999").await);
            assert_eq!(
                (hidden.status().as_u16(), unknown.status().as_u16()),
                (404, 404),
                "{outsider} at {door}"
            );
            assert_eq!(hidden.text().await.expect("text"), unknown.text().await.expect("text"));
        }
        for path in [&cases.path, "/cases/999999/attachments", "/cases/x/attachments"] {
            let response = cases.post(&token, path, "application/json", &[("b.png", &png(200))]).await;
            assert_eq!(response.status(), 404, "{outsider} at {path}");
        }
        assert_eq!(cases.remove(&token, &file["id"]).await, 404);
    }
    for door in &doors {
        assert_eq!(server.get(door).await.status(), 401);
    }
    let signed_out = cases.post("forged", &cases.path, "application/json", &[("b.png", &png(200))]).await;
    assert_eq!(signed_out.status(), 401);
    assert_eq!(cases.get(&cases.admin, &doors[0]).await.status(), 200);
    cases.agree_on(1).await;
}

#[tokio::test]
async fn who_attached_a_file_removes_it_and_it_is_gone() {
    let cases = Cases::start().await;
    let (_, own) = cases.one("a.png", &png(100)).await;
    let response = cases.post(&cases.admin, &cases.path, "application/json", &[("b.png", &png(200))]).await;
    let other = response.json::<Value>().await.expect("JSON")["files"][0]["id"].take();
    assert_eq!(cases.remove(&cases.ana, &other).await, 403);
    cases.agree_on(2).await;
    assert_eq!(cases.remove(&cases.ana, &own["id"]).await, 200);
    assert_eq!(cases.remove(&cases.ana, &own["id"]).await, 404);
    assert_eq!(cases.get(&cases.ana, &format!("/attachments/{}", own["id"])).await.status(), 404);
    cases.agree_on(1).await;
    assert_eq!(cases.remove(&cases.admin, &other).await, 200);
    cases.agree_on(0).await;
    assert_eq!(cases.server.count("SELECT count(*) FROM attachment").await, 2, "the traces stay");
    assert_eq!(cases.one("a.png", &png(100)).await.0, 201);
    cases.agree_on(1).await;
}
