//! Forged identity provider responses: for another browser, another attempt, of another provider,
//! or replayed.

use crate::support::identity::{Browser, both, reason, signed_in};

#[tokio::test]
async fn an_answer_for_another_browser_or_one_that_was_used_lets_nobody_in() {
    let (_provider, server) = both(&[]).await;
    let mut victim = Browser::new();
    let back = victim.back_from_provider(&server.url("/sso/start"), "ana").await;

    // An attacker has only the callback URL.
    let mut thief = Browser::new();
    for begun in [false, true] {
        if begun {
            thief.go(&server.url("/sso/start"), |to| to.path() == "/auth").await;
        }
        let refused = thief.go(back.as_str(), |_| false).await;
        assert_eq!(reason(&refused).as_deref(), Some("sso_expired"), "begun: {begun}");
        assert!(!signed_in(&mut thief, &server).await);
    }
    // A forged state in the browser that started the attempt; the attempt remains valid.
    let attempts = victim.attempts(&server.url(""));
    let [(name, secret)] = &attempts[..] else { panic!("one attempt: {attempts:?}") };
    let mut other = back.clone();
    other.set_query(Some("state=made-up&code=made-up"));
    let refused = victim.request(other, None).await;
    assert!(refused.to.is_some_and(|to| to.as_str().contains("sso_expired")));
    assert_eq!(victim.attempts(&server.url("")), attempts);
    assert_eq!(server.count("SELECT count(*) FROM session").await, 0);

    // With its cookie, the genuine response is still accepted, once.
    assert_eq!(victim.go(back.as_str(), |_| false).await.url.path(), "/history");
    let mut again = Browser::new().carrying(&server.url(""), name, secret);
    let refused = again.go(back.as_str(), |_| false).await;
    assert_eq!(reason(&refused).as_deref(), Some("sso_expired"));
    assert_eq!(server.count("SELECT count(*) FROM session").await, 1);
}

#[tokio::test]
async fn a_token_made_for_another_attempt_lets_nobody_in() {
    let (_provider, server) = both(&[]).await;
    let mut browser = Browser::new();
    let asked = browser.go(&server.url("/sso/start"), |to| to.path() == "/auth").await;
    let mut asked = asked.to.expect("the provider's address");
    let pairs: Vec<(String, String)> = asked.query_pairs().into_owned().collect();
    let named = |name: &str| pairs.iter().any(|(key, value)| key == name && !value.is_empty());
    assert!(["state", "nonce", "code_challenge", "client_id"].into_iter().all(named), "{asked}");
    assert!(pairs.contains(&("code_challenge_method".to_owned(), "S256".to_owned())), "{asked}");
    assert!(pairs.contains(&("scope".to_owned(), "openid profile email".to_owned())), "{asked}");
    let foreign = |(key, value): &(String, String)| {
        (key.clone(), if key == "nonce" { "foreign".to_owned() } else { value.clone() })
    };
    asked.query_pairs_mut().clear().extend_pairs(pairs.iter().map(foreign));
    let back = browser.back_from_provider(asked.as_str(), "ana").await;
    let refused = browser.go(back.as_str(), |_| false).await;
    assert_eq!(reason(&refused).as_deref(), Some("sso_failed"));
    assert_eq!(server.count("SELECT count(*) FROM user_account").await, 0);
    let noted =
        "SELECT count(*) FROM audit_event WHERE action = 'sign_in_failed' AND after LIKE '%not_proven%'";
    assert_eq!(server.count(noted).await, 1);
}

#[tokio::test]
async fn a_code_is_redeemed_only_by_the_attempt_that_asked_for_it() {
    let (_provider, server) = both(&[]).await;
    let mut one = Browser::new();
    let code = one.back_from_provider(&server.url("/sso/start"), "clara").await;
    let code = code.query_pairs().find(|(key, _)| key == "code").expect("a code").1.into_owned();
    let mut other = Browser::new();
    let mut back = other.back_from_provider(&server.url("/sso/start"), "bruno").await;
    let state = back.query_pairs().find(|(key, _)| key == "state").expect("a state").1.into_owned();
    back.query_pairs_mut().clear().append_pair("state", &state).append_pair("code", &code);
    let refused = other.go(back.as_str(), |_| false).await;
    assert_eq!(reason(&refused).as_deref(), Some("sso_failed"));
    assert_eq!(server.count("SELECT count(*) FROM session").await, 0);
}

#[tokio::test]
async fn an_answer_in_the_name_of_another_provider_is_refused() {
    let (_provider, server) = both(&[]).await;
    let mut browser = Browser::new();
    let mut back = browser.back_from_provider(&server.url("/sso/start"), "ana").await;
    assert!(back.query_pairs().any(|(key, _)| key == "iss"), "{back}");
    let pairs: Vec<_> = back.query_pairs().into_owned().filter(|(key, _)| key != "iss").collect();
    back.query_pairs_mut().clear().extend_pairs(pairs).append_pair("iss", "https://evil.example");
    assert_eq!(reason(&browser.go(back.as_str(), |_| false).await).as_deref(), Some("sso_failed"));
    let mut browser = Browser::new();
    let asked =
        browser.go(&server.url("/sso/start"), |to| to.path() == "/auth").await.to.expect("an address");
    let state = asked.query_pairs().find(|(key, _)| key == "state").expect("a state").1.into_owned();
    let cancelled = server.url(&format!("/sso/callback?error=access_denied&state={state}"));
    assert_eq!(reason(&browser.go(&cancelled, |_| false).await).as_deref(), Some("sso_cancelled"));
}

#[tokio::test]
async fn nothing_leads_off_the_site_and_the_cookie_is_the_browsers_own_affair() {
    let (_provider, server) = both(&[]).await;
    for next in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2Fsso%2Fstart", "%2Fsf%2Fsign_out"] {
        let landed = Browser::new().sign_in(&server.url(&format!("/sso/start?next={next}")), "ana").await;
        assert_eq!(landed.url.as_str(), server.url("/history"), "{next}");
    }
    let answer = server.get("/sso/start").await;
    let cookie = answer.headers()["set-cookie"].to_str().expect("text");
    for part in ["protocolo_sso_", "; HttpOnly", "; SameSite=Lax", "; Max-Age=600", "; Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(answer.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn a_flood_of_departures_from_one_address_has_to_wait_and_leaves_no_rows() {
    let (_provider, server) = both(&[]).await;
    let (mut sent, mut refused) = (0, None);
    while refused.is_none() && sent < 1_000 {
        let answer = server.get("/sso/start?next=%2Fmanagement").await;
        assert_eq!(answer.status(), 303);
        let to = answer.headers()["location"].to_str().expect("an address").to_owned();
        if to.starts_with("/login?") {
            refused = Some(to);
        } else {
            sent += 1;
        }
    }
    let refused = refused.expect("an end");
    assert!(sent >= 300, "{sent}");
    assert!(refused.contains("error=wait") && refused.contains("next=%2Fmanagement"), "{refused}");
    assert_eq!(server.count("SELECT count(*) FROM sso_attempt").await, sent);
    let found = server.get(&refused).await.text().await.expect("a page");
    assert!(found.contains("Aguarde") || found.contains("aguarde"), "{found}");
}

#[tokio::test]
async fn two_tabs_on_their_way_both_arrive() {
    let (_provider, server) = both(&[]).await;
    let mut browser = Browser::new();
    let first = browser.back_from_provider(&server.url("/sso/start?next=%2Fmy-cases"), "ana").await;
    let second = browser.back_from_provider(&server.url("/sso/start?next=%2Faccount"), "ana").await;
    for made_up in ["state=x&code=y", "state=x&error=access_denied", ""] {
        let mut link = first.clone();
        link.set_query(Some(made_up));
        browser.request(link, None).await;
    }
    assert_eq!(browser.attempts(&server.url("")).len(), 2, "a link ends nothing");
    assert_eq!(browser.go(first.as_str(), |_| false).await.url.path(), "/my-cases");
    assert_eq!(browser.go(second.as_str(), |_| false).await.url.path(), "/account");
    assert!(browser.attempts(&server.url("")).is_empty());
}

#[tokio::test]
async fn a_long_address_to_go_on_to_is_not_stored() {
    let (_provider, server) = both(&[]).await;
    let next = format!("/history?number={}", "5".repeat(3000));
    let landed = Browser::new().sign_in(&server.url(&format!("/sso/start?next={next}")), "ana").await;
    assert_eq!((landed.url.path(), landed.url.query()), ("/history", None));
}
