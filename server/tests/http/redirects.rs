//! Return URLs are sent by the client; all forms redirect within the site whatever they contain.

use domain::Role;
use reqwest::Method;

use crate::support::TestServer;

/// Requested return URLs and where the form redirects.
const ADDRESSES: [(&str, &str); 9] = [
    ("/my-cases?page=2", "/my-cases?page=2"),
    ("/\u{1}", "/history"),
    ("/a\u{0}b", "/history"),
    ("/a\r\nSet-Cookie: x=y", "/history"),
    ("/a\u{7f}", "/history"),
    ("/a\u{85}", "/history"),
    ("/history?agent=jos\u{e9} x", "/history?agent=jos%C3%A9%20x"),
    ("/\u{1f600}", "/%F0%9F%98%80"),
    ("//evil.example", "/history"),
];

#[tokio::test]
async fn every_form_leads_within_the_site_whatever_it_asks_for() {
    let server = TestServer::start().await;
    let token = server.signed_in("ana", Role::Agent).await;
    for (asked, leads) in ADDRESSES {
        for (path, fields, field) in [
            ("/sf/set_locale", vec![("locale", "en")], "back"),
            ("/sf/set_theme", vec![("theme", "dark")], "back"),
            ("/sf/sign_in", vec![("login", "ana"), ("password", crate::support::PASSWORD)], "next"),
        ] {
            for signed_in in [false, true] {
                let fields: Vec<_> = fields.iter().copied().chain([(field, asked)]).collect();
                let token = if signed_in { token.as_str() } else { "none" };
                let page = server.submit(token, path, &fields).await;
                assert!((300..400).contains(&page.status), "{path} {asked:?}: {}", page.status);
                assert_eq!(page.leads_to(), leads, "{path} {asked:?}");
            }
        }
    }
}

#[tokio::test]
async fn what_a_refused_sign_in_leads_on_to_is_kept_where_it_is_within_the_site() {
    let server = TestServer::start().await;
    server.user("admin", Role::Administrator).await;
    for (asked, _) in ADDRESSES {
        let fields = [("login", "nobody"), ("password", "wrong"), ("next", asked)];
        let page = server.submit("none", "/sf/sign_in", &fields).await;
        assert!(page.leads_to().starts_with("/login?"), "{asked:?}");
        let sign_in = server.get(page.leads_to()).await;
        assert_eq!(sign_in.status(), 200, "{asked:?}");
    }
}

#[tokio::test]
async fn the_page_one_comes_from_may_have_any_address() {
    let server = TestServer::start().await;
    for path in ["/history?number=%01", "/history?a=%0d%0a", "/history/%00", "/login?next=%2F%01"] {
        let answer = server.request(Method::GET, path).send().await.expect("an answer");
        assert!(answer.status().as_u16() < 500, "{path}: {}", answer.status());
    }
}
