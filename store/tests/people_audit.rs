//! Audit entries of sign-ins, failed attempts and the command line.

use crate::support::people::{PASSWORD, T, attempt, desk, entries, own, person, text, token, trail};
use domain::{ApiKeyId, Millis, Role};
use store::accounts::SignIn;

contract!(coming_and_going_is_written_down, |store| {
    let ana = person(&store, "Ana", Role::Agent).await;
    let before = entries(&store).await;
    let session = token(&store, "ana", T).await;
    store.accounts().sign_out(&session, &desk(), T).await.expect("signed out");
    store.accounts().sign_out(&session, &desk(), T).await.expect("an unknown one is no error");
    token(&store, "ana", T).await;
    own(&store, ana).end_sessions(None, T).await.expect("ended");
    let expected = ["signed_in", "signed_out", "signed_in", "sessions_ended"];
    assert_eq!(trail(&store, before).await, expected.map(|done| format!("Ana {done} user {ana}")));
    let last =
        "SELECT address || ' ' || user_agent || ' ' || after FROM audit_event ORDER BY seq DESC LIMIT 1";
    assert_eq!(text(&store, last).await, r#"192.0.2.9 a desk {"sessions":1}"#);
});

contract!(a_refusal_names_the_login_that_was_tried_where_there_is_one_and_keeps_nothing_else, |store| {
    let ana = person(&store, "ana", Role::Agent).await;
    let former = person(&store, "former", Role::Agent).await;
    store.accounts().deactivate("former", T).await.expect("deactivated");
    let before = entries(&store).await;
    attempt(&store, " ANA ", "wrong", T).await;
    attempt(&store, "former", PASSWORD, T).await;
    // A password typed into the login field is not stored.
    for typed in [PASSWORD, &"x".repeat(5000), "n\0body", "", "ana "] {
        attempt(&store, typed, "ana", T).await;
    }
    let found = trail(&store, before).await;
    let expected = [
        format!("ANA sign_in_failed user {ana}"),
        format!("former sign_in_failed user {former}"),
        " sign_in_failed user ".to_owned(),
        " sign_in_failed user ".to_owned(),
        " sign_in_failed user ".to_owned(),
        " sign_in_failed user ".to_owned(),
        format!("ana sign_in_failed user {ana}"),
    ];
    assert_eq!(found, expected);
    let kept =
        "SELECT CAST(count(*) AS TEXT) FROM audit_event WHERE actor LIKE '%queijo%' OR label LIKE '%queijo%'";
    assert_eq!(text(&store, kept).await, "0");
});

contract!(a_wait_for_what_is_no_login_keeps_nothing_of_it_either, |store| {
    person(&store, "ana", Role::Agent).await;
    let before = entries(&store).await;
    for _ in 0..8 {
        attempt(&store, PASSWORD, "ana", T).await;
    }
    let found = trail(&store, before).await;
    assert_eq!(found.last().map(String::as_str), Some(" sign_in_blocked user "));
    assert!(found.iter().all(|entry| entry.starts_with(' ')), "{found:?}");
});

contract!(a_wait_is_written_down_once_however_often_they_knock, |store| {
    person(&store, "ana", Role::Agent).await;
    for _ in 0..6 {
        attempt(&store, "ana", "wrong", T).await;
    }
    let before = entries(&store).await;
    let knocks = (0..10).map(|n| attempt(&store, "ana", PASSWORD, T + Millis(n)));
    for answer in futures::future::join_all(knocks).await {
        assert!(matches!(answer, SignIn::Wait { .. }));
    }
    assert_eq!(trail(&store, before).await, ["ana sign_in_blocked user "]);
    // The next lockout has its own entry.
    attempt(&store, "ana", "wrong", T + Millis(1000)).await;
    attempt(&store, "ana", "wrong", T + Millis(1001)).await;
    attempt(&store, "ana", "wrong", T + Millis(1002)).await;
    let found = trail(&store, before + 1).await;
    assert_eq!(found.iter().filter(|entry| entry.contains("blocked")).count(), 1, "{found:?}");
});

contract!(what_is_done_on_the_command_line_is_written_down_too, |store| {
    let sol = person(&store, "sol", Role::Supervisor).await;
    let group = store.groups().create("Norte", T).await.expect("an answer").created().expect("a group");
    let added = [
        store.groups().add_agent(group, sol, T).await.expect("an answer"),
        store.groups().add_agent(group, sol, T).await.expect("twice is once"),
        store.groups().add_supervisor(group, sol, T).await.expect("an answer"),
    ];
    assert_eq!(added, [store::accounts::AddToGroupOutcome::Added; 3]);
    store.accounts().set_password("sol", "another password", T).await.expect("set");
    store.accounts().deactivate("sol", T).await.expect("an answer");
    store.accounts().activate("sol", T).await.expect("an answer");
    let (key, _) = store.api_keys().create("PABX", T).await.expect("an answer").created().expect("a key");
    store.api_keys().revoke(key, T).await.expect("an answer");
    assert!(!store.api_keys().revoke(ApiKeyId(404), T).await.expect("an answer"));
    let expected = [
        format!("created user {sol}"),
        format!("created group {group}"),
        format!("changed group {group}"),
        format!("changed group {group}"),
        format!("password_changed user {sol}"),
        format!("deactivated user {sol}"),
        format!("activated user {sol}"),
        format!("created api_key {key}"),
        format!("revoked api_key {key}"),
    ];
    assert_eq!(trail(&store, 0).await, expected.map(|done| format!("command line {done}")));
    let secrets = "SELECT count(*) || '' FROM audit_event \
                   WHERE after LIKE '%argon2%' OR after LIKE '%prt_%' OR after LIKE '%password\"%'";
    assert_eq!(text(&store, secrets).await, "0");
    let from = "SELECT DISTINCT address || user_agent FROM audit_event";
    assert_eq!(text(&store, from).await, "command line");
});
