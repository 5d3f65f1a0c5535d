//! Downloading and showing attachments.

use reqwest::Method;

use super::{Cases, png};

#[tokio::test]
async fn what_is_downloaded_is_what_was_attached() {
    let cases = Cases::start().await;
    let bytes = png(300_000);
    let (_, file) = cases.one("maçã \u{202e}vermelha.png", &bytes).await;
    assert_eq!(file["name"], "maçã vermelha.png");
    let path = format!("/attachments/{}", file["id"]);
    let response = cases.get(&cases.ana, &path).await;
    let headers = response.headers().clone();
    assert_eq!(headers["content-type"], "image/png");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(
        headers["content-disposition"],
        "attachment; filename=\"ma__ vermelha.png\"; filename*=UTF-8''ma%C3%A7%C3%A3%20vermelha.png"
    );
    assert_eq!(response.bytes().await.expect("the whole body").as_ref(), bytes);
    let part = cases.server.request_as(&cases.ana, Method::GET, &path).header("range", "bytes=100-199");
    let part = part.send().await.expect("an answer");
    assert_eq!(part.status(), 206);
    assert_eq!(part.bytes().await.expect("a part").as_ref(), &bytes[100..200]);
    let known =
        cases.server.request_as(&cases.ana, Method::GET, &path).header("if-none-match", &headers["etag"]);
    assert_eq!(known.send().await.expect("an answer").status(), 304);
}

#[tokio::test]
async fn images_and_documents_are_shown_harmlessly_and_nothing_else() {
    let cases = Cases::start().await;
    for (name, content, status) in [
        ("a.png", png(100), 200),
        ("a.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec(), 200),
        ("a.txt", b"texto".to_vec(), 404),
    ] {
        let (_, file) = cases.one(name, &content).await;
        let response = cases.get(&cases.ana, &format!("/attachments/{}/preview", file["id"])).await;
        assert_eq!(response.status(), status, "{name}");
        if status == 200 {
            let policy = response.headers()["content-security-policy"].to_str().expect("a policy").to_owned();
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"), "{policy}");
            assert!(
                response.headers()["content-disposition"]
                    .to_str()
                    .is_ok_and(|way| way.starts_with("inline;"))
            );
        }
    }
}

#[tokio::test]
async fn many_files_are_shown_a_page_at_a_time() {
    let cases = Cases::start().await;
    let made: Vec<_> = (0..45).map(|n| (format!("foto-{n:02}.png"), png(100 + n))).collect();
    let files: Vec<_> = made.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    assert_eq!(cases.attach(&files).await.0, 201);
    let case = cases.path.split('/').nth(2).expect("the case");
    let shown = async |question: &str| {
        let path = format!("/my-cases?case={case}&tab=attachments{question}");
        let page = cases.get(&cases.ana, &path).await.text().await.expect("a page");
        page.matches("<tr role=\"row\" id=\"file-").count()
    };
    for (question, count) in
        [("", 20), ("&case.page=2", 20), ("&case.page=3", 5), ("&case.page=99", 5), ("&case.q=foto-0", 10)]
    {
        assert_eq!(shown(question).await, count, "{question}");
    }
}
