//! Security headers, cross-site request protection and body limits.

use domain::Role;
use reqwest::Method;
use reqwest::header::HeaderMap;

use crate::support::input::call;
use crate::support::{TestServer, server_builder};

fn is_strict(headers: &HeaderMap) -> bool {
    headers["x-content-type-options"] == "nosniff"
        && headers["referrer-policy"] == "same-origin"
        && headers["cross-origin-opener-policy"] == "same-origin"
        && headers.contains_key("permissions-policy")
        && headers.contains_key("x-request-id")
        && headers["content-security-policy"].to_str().is_ok_and(|policy| {
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'")
        })
}

#[tokio::test]
async fn every_answer_has_strict_headers() {
    let server = TestServer::start().await;
    for path in [
        "/",
        "/login",
        "/history",
        "/nothing",
        "/healthz",
        "/api",
        "/api/openapi.json",
        "/api/v1/x",
        "/pkg/x.js",
    ] {
        let response = server.get(path).await;
        assert!(is_strict(response.headers()), "{path}: {:?}", response.headers());
        assert!(!response.headers().contains_key("strict-transport-security"), "{path}");
        assert!(!response.headers().contains_key("server"), "{path}");
    }
}

#[tokio::test]
async fn a_write_from_another_site_is_refused() {
    let server = TestServer::start().await;
    server.user("admin", Role::Administrator).await;
    let status = async |pairs: &[(&str, &str)]| {
        let mut request = server.request(Method::POST, "/sf/sign_out").body("");
        for (name, value) in pairs {
            request = request.header(*name, *value);
        }
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.send().await.expect("an answer").status().as_u16()
    };
    for elsewhere in ["cross-site", "same-site"] {
        assert_eq!(status(&[("sec-fetch-site", elsewhere)]).await, 403);
    }
    assert_eq!(status(&[("origin", "https://evil.example")]).await, 403);
    assert_eq!(status(&[("origin", "null")]).await, 403);
    let own = format!("http://{}", server.address());
    assert_ne!(status(&[("origin", &own)]).await, 403);
    assert_ne!(status(&[("sec-fetch-site", "same-origin")]).await, 403);
    // Links from other sites may lead here.
    let link = server.request(Method::GET, "/login").header("sec-fetch-site", "cross-site").send().await;
    assert_eq!(link.expect("an answer").status(), 200);
}

#[tokio::test]
async fn a_write_from_another_site_does_not_sign_out() {
    let server = TestServer::start().await;
    let token = server.signed_in("ana", Role::Agent).await;
    let forged = server.request_as(&token, Method::POST, "/sf/sign_out_everywhere");
    let forged = forged.header("origin", "https://evil.example").send().await.expect("an answer");
    assert_eq!(forged.status(), 403);
    let now = store::clock::now();
    assert!(server.store.accounts().session(&token, now).await.expect("an answer").is_some());
}

#[tokio::test]
async fn only_the_public_host_is_served() {
    let server = server_builder().at_public_url("protocolo.example.com", true).start().await;
    server.user("admin", Role::Administrator).await;
    let asked = async |path: &str, host: &str| {
        server.request(Method::GET, path).header("host", host).send().await.expect("an answer")
    };
    let own = asked("/login", "protocolo.example.com").await;
    assert_eq!(own.status(), 200);
    assert_eq!(own.headers()["strict-transport-security"], "max-age=31536000");
    assert_eq!(asked("/login", "Protocolo.Example.com:443").await.status(), 200);
    for other in ["evil.example", "protocolo.example.com.evil.example", "127.0.0.1"] {
        assert_eq!(asked("/login", other).await.status(), 421, "{other}");
        assert_eq!(asked("/api/v1/interactions", other).await.status(), 421, "{other}");
    }
    assert_eq!(asked("/healthz", "127.0.0.1").await.status(), 200);
}

#[tokio::test]
async fn subdomains_are_bound_to_https_where_the_operator_says_so() {
    let builder = server_builder().at_public_url("protocolo.example.com", true).with_subdomains_over_https();
    let server = builder.start().await;
    let request = server.request(Method::GET, "/login").header("host", "protocolo.example.com");
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000; includeSubDomains");
}

#[tokio::test]
async fn a_client_behind_a_proxy_cannot_hide_behind_nonsense() {
    let server = server_builder().behind_proxy("127.0.0.1").start().await;
    server.user("ana", Role::Agent).await;
    let mut client = crate::support::raw::Raw::connect(server.address()).await;
    let body = "login=ana&password=a+long+enough+password";
    let mut request =
        b"POST /sf/sign_in HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: \xff, ".to_vec();
    request.extend_from_slice(b"198.51.100.1\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    request.extend_from_slice(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    client.send(request).await;
    client.until_closed().await;
    let sessions = "SELECT count(*) FROM session WHERE address = '198.51.100.1'";
    assert_eq!(server.count(sessions).await, 1);
}

#[tokio::test]
async fn an_oversized_form_is_refused() {
    let server = TestServer::start().await;
    let request = server.request(Method::POST, "/sf/sign_in").body(vec![b'a'; 1024 * 1024]);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(request.send().await.expect("an answer").status(), 413);
}

/// A body without a `Content-Length`.
fn unannounced(bytes: &[u8]) -> reqwest::Body {
    let pieces: Vec<_> = bytes.chunks(10_000).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect();
    reqwest::Body::wrap_stream(futures::stream::iter(pieces))
}

#[tokio::test]
async fn a_body_over_its_limit_is_refused_as_too_large_in_the_persons_language() {
    let server = TestServer::start().await.with_key().await;
    let case = server.post(&call("1")).await.json["case"].to_string();
    server.user("admin", Role::Administrator).await;
    let token = server.token("admin").await;
    let upload = format!("/cases/{case}/attachments");
    let (fields, mebibyte) = ("application/x-www-form-urlencoded", 1024 * 1024);
    let files = "multipart/form-data; boundary=X";
    let file = |name: &str, size: usize| {
        let head =
            format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.png\"\r\n\r\n");
        [head.into_bytes(), vec![b'a'; size], b"\r\n--X--\r\n".to_vec()].concat()
    };
    let field = || [b"theme=".to_vec(), vec![b'a'; mebibyte]].concat();
    for (path, kind, body, sentences) in [
        ("/sf/set_theme", fields, field(), FORM),
        ("/sf/case_step", fields, field(), FORM),
        ("/sf/messages", fields, field(), FORM),
        ("/login", fields, field(), FORM),
        ("/settings/users/new", fields, field(), FORM),
        ("/attachments/1/remove", fields, field(), FORM),
        (upload.as_str(), files, file("other", 60 * mebibyte), FORM),
        ("/operation/logo", files, file("logo", 11 * mebibyte), LOGO),
        ("/operation/logo", files, file("other", 11 * mebibyte), LOGO),
    ] {
        for (language, sentence) in ["pt-BR", "en", "es"].into_iter().zip(sentences) {
            for accept in ["text/html", "application/json"] {
                // Larger bodies are tried only once.
                let ways: &[bool] = if body.len() > 2 * mebibyte { &[false] } else { &[true, false] };
                for announced in ways.iter().copied() {
                    let request = server.bare(Method::POST, path).header("content-type", kind);
                    let request = request
                        .header("cookie", format!("protocolo_session={token}; protocolo_locale={language}"))
                        .header("accept", accept);
                    let body = if announced { body.clone().into() } else { unannounced(&body) };
                    let answer = request.body(body).send().await.expect("an answer");
                    assert_eq!(answer.status(), 413, "{path} {accept} announced: {announced}");
                    let text = answer.text().await.expect("a body");
                    assert!(text.contains(sentence), "{path} {language} {accept}: {text}");
                }
            }
            if body.len() > 2 * mebibyte {
                break;
            }
        }
    }
    assert!(server.blobs().is_empty());
}

const FORM: [&str; 3] = ["grande demais", "too large", "demasiado grande"];
const LOGO: [&str; 3] = ["256 kB"; 3];

#[tokio::test]
async fn a_form_of_a_signed_out_person_over_its_limit_is_refused_as_such() {
    let server = TestServer::start().await;
    let request = server.bare(Method::POST, "/history").header("accept", "text/html");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = request.body(unannounced(&vec![b'a'; 300 * 1024])).send().await.expect("an answer");
    assert_eq!(answer.status(), 413);
    // Small fields take far more space in the page that keeps them, so their number is limited.
    let fields = |count: usize| vec!["a"; count].join("&");
    for (count, status) in [(5_000, 401), (5_001, 413)] {
        let request = server.bare(Method::POST, "/history").header("accept", "text/html");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = request.body(fields(count)).send().await.expect("an answer");
        assert_eq!(answer.status(), status, "{count} fields");
    }
    // The fields of the sign-in page do not count, so that the form it keeps can be sent again.
    let request = server.bare(Method::POST, "/history").header("accept", "text/html");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let again = format!("{}&sign-in.login=ana&sign-in.password=wrong&sign-in.in-place=1", fields(5_000));
    assert_eq!(request.body(again).send().await.expect("an answer").status(), 401);
    let request = server.bare(Method::POST, "/attachments/1/remove").header("accept", "text/html");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = request.body(unannounced(&vec![b'a'; 300 * 1024])).send().await.expect("an answer");
    assert_eq!(answer.status(), 413);
}
