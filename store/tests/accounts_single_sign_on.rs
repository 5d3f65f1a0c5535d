//! Single sign-on: account matching and linking, role mapping, refusals and audit entries.

use crate::support::people::{
    PASSWORD, T, alive, attempt, desk, entries, person, record, settings, text, token, trail,
};
use domain::settings::UserRecord;
use domain::{Millis, Revision, Role, UserId};
use store::accounts::{
    Linking, NewUser, SSO_ATTEMPT, SignIn, SignInAttempt, SingleSignOn, SsoAttempt, SsoRefusal,
    VerifiedIdentity,
};
use store::settings::Change;
use store::{Db, Store};

const ISSUER: &str = "https://id.example.com";

fn proven(subject: &str, login: &str, role: Role) -> VerifiedIdentity {
    VerifiedIdentity {
        issuer: ISSUER.to_owned(),
        subject: subject.to_owned(),
        login: Some(login.to_owned()),
        name: Some(format!("Pessoa {login}")),
        role: Some(role),
    }
}

/// Signs in with accounts of the same login being linked.
async fn enter(store: &Store, identity: &VerifiedIdentity) -> SingleSignOn {
    enter_by(store, identity, Linking::ByLogin).await
}

async fn enter_by(store: &Store, identity: &VerifiedIdentity, linking: Linking) -> SingleSignOn {
    store.accounts().sign_in_with_sso(identity, linking, &desk(), T).await.expect("an answer")
}

/// Signs in with a password while single sign-on is configured.
async fn with_password(store: &Store, login: &str) -> SignIn {
    let attempt = SignInAttempt {
        login: login.to_owned(),
        password: PASSWORD.to_owned(),
        address: "192.0.2.1".to_owned(),
        user_agent: "a browser".to_owned(),
        device: None,
        single_sign_on: true,
    };
    store.accounts().sign_in(&attempt, T).await.expect("an answer")
}

/// Signs in and returns the account, its role and the session token.
async fn let_in(store: &Store, identity: &VerifiedIdentity) -> (UserId, Role, String) {
    match enter(store, identity).await {
        SingleSignOn::Granted { token, principal, .. } => {
            (principal.user, principal.role, token.as_str().to_owned())
        }
        SingleSignOn::Refused(refusal) => panic!("{identity:?} was refused: {refusal:?}"),
    }
}

/// The JSON detail of audit entries.
async fn detail(store: &Store, sql: &'static str) -> serde_json::Value {
    serde_json::from_str(&text(store, sql).await).expect("JSON")
}

const LAST: &str = "SELECT after FROM audit_event ORDER BY seq DESC LIMIT 1";

contract!(somebody_unknown_gets_an_account_and_a_session_in_one_go, |store| {
    let before = entries(&store).await;
    let (user, role, token) = let_in(&store, &proven("s1", "Ana.Souza ", Role::Supervisor)).await;
    assert_eq!(role, Role::Supervisor);
    let session = store.accounts().session(&token, T).await.expect("an answer").expect("a session");
    assert_eq!((session.login.as_str(), session.name.as_str()), ("Ana.Souza", "Pessoa Ana.Souza"));
    assert_eq!((session.principal.user, session.principal.role), (user, Role::Supervisor));
    let made = [format!("Ana.Souza created user {user}"), format!("Ana.Souza signed_in user {user}")];
    assert_eq!(trail(&store, before).await, made);
    assert_eq!(detail(&store, LAST).await, serde_json::json!({ "single_sign_on": ISSUER }));
    // The account has no password.
    assert_eq!(attempt(&store, "ana.souza", PASSWORD, T).await, SignIn::Refused);
});

contract!(who_is_known_is_found_by_issuer_and_subject_whatever_they_call_themselves, |store| {
    let ana = let_in(&store, &proven("s1", "ana", Role::Agent)).await.0;
    let bia = let_in(&store, &proven("s2", "bia", Role::Agent)).await.0;
    // The link wins over a login that another account has.
    for login in ["ana.souza", "bia", ""] {
        assert_eq!(let_in(&store, &proven("s1", login, Role::Agent)).await.0, ana, "{login}");
    }
    let nameless = VerifiedIdentity { login: None, name: None, ..proven("s1", "", Role::Agent) };
    assert_eq!(let_in(&store, &nameless).await.0, ana);
    assert_ne!(ana, bia);
    // The link survives a change of the local login.
    let boss = person(&store, "boss", Role::Administrator).await;
    assert_eq!(
        settings(&store, boss)
            .change(ana, Revision(0), record("a.souza", Role::Agent), T)
            .await
            .expect("saved"),
        Some(Change::Saved)
    );
    assert_eq!(let_in(&store, &proven("s1", "ana", Role::Agent)).await.0, ana);
    // The same subject at another provider is another person.
    let elsewhere =
        VerifiedIdentity { issuer: "https://other.example".to_owned(), ..proven("s1", "ana2", Role::Agent) };
    assert_ne!(let_in(&store, &elsewhere).await.0, ana);
});

contract!(the_account_of_the_login_is_linked_the_first_time_whatever_its_case, |store| {
    let ana = person(&store, "Ana", Role::Agent).await;
    let before = entries(&store).await;
    assert_eq!(let_in(&store, &proven("s1", "aNA", Role::Agent)).await.0, ana);
    let linked = [format!("Ana changed user {ana}"), format!("Ana signed_in user {ana}")];
    assert_eq!(trail(&store, before).await, linked);
    let said = detail(&store, "SELECT after FROM audit_event WHERE action = 'changed'").await;
    assert_eq!(said, serde_json::json!({ "issuer": ISSUER, "subject": "s1" }));
    // Name and password stay, but with single sign-on the password is no longer accepted.
    assert_eq!(text(&store, "SELECT name FROM user_account").await, "Name of Ana");
    assert_eq!(with_password(&store, "ana").await, SignIn::Refused);
    token(&store, "ana", T).await;
});

contract!(no_account_is_linked_by_its_login_unless_that_was_chosen_and_an_administrators_never, |store| {
    let ana = person(&store, "ana", Role::Supervisor).await;
    let boss = person(&store, "boss", Role::Administrator).await;
    let (session, own) = (token(&store, "ana", T).await, token(&store, "boss", T).await);
    let before = entries(&store).await;
    for (linking, login) in [
        (Linking::Never, "ana"),
        (Linking::Never, "ANA "),
        (Linking::Never, "boss"),
        (Linking::ByLogin, "Boss"),
    ] {
        for role in Role::ALL {
            let refused = enter_by(&store, &proven("s1", login, role), linking).await;
            assert_eq!(refused, SingleSignOn::Refused(SsoRefusal::LoginTaken), "{login} {linking:?}");
        }
        let no_role = VerifiedIdentity { role: None, ..proven("s1", login, Role::Agent) };
        let refused = enter_by(&store, &no_role, linking).await;
        assert_eq!(refused, SingleSignOn::Refused(SsoRefusal::NoRole), "{login} {linking:?}");
    }
    let found = trail(&store, before).await;
    assert!(found.iter().all(|entry| entry.contains(" sign_in_failed user")), "{found:?}");
    // The existing accounts and sessions are unchanged.
    assert!(alive(&store, &session, T).await && alive(&store, &own, T).await);
    assert!(matches!(with_password(&store, "ana").await, SignIn::Granted { .. }));
    assert!(matches!(with_password(&store, "boss").await, SignIn::Granted { .. }));
    let accounts = store.accounts().list().await.expect("accounts");
    let kept: Vec<_> = accounts.iter().map(|one| (one.id, one.role, one.active)).collect();
    assert_eq!(kept, [(ana, Role::Supervisor, true), (boss, Role::Administrator, true)]);
});

contract!(linking_ends_the_sessions_that_a_password_began, |store| {
    let ana = person(&store, "ana", Role::Agent).await;
    let old = token(&store, "ana", T).await;
    let before = entries(&store).await;
    let (_, _, fresh) = let_in(&store, &proven("s1", "ana", Role::Agent)).await;
    assert!(!alive(&store, &old, T).await && alive(&store, &fresh, T).await);
    let done = ["changed", "sessions_ended", "signed_in"].map(|done| format!("ana {done} user {ana}"));
    assert_eq!(trail(&store, before).await, done);
});

contract!(who_loses_every_role_at_the_provider_loses_everything_here_until_they_have_one_again, |store| {
    let ana = let_in(&store, &proven("s1", "ana", Role::Supervisor)).await.0;
    store.accounts().set_password("ana", PASSWORD, T).await.expect("a password");
    let session = let_in(&store, &proven("s1", "ana", Role::Supervisor)).await.2;
    let no_role = VerifiedIdentity { role: None, ..proven("s1", "ana", Role::Agent) };
    let before = entries(&store).await;
    assert_eq!(enter(&store, &no_role).await, SingleSignOn::Refused(SsoRefusal::NoRole));
    assert!(!alive(&store, &session, T).await);
    // The account can sign in neither by password nor by single sign-on.
    assert_eq!(with_password(&store, "ana").await, SignIn::Refused);
    assert_eq!(attempt(&store, "ana", PASSWORD, T).await, SignIn::Refused);
    let found = trail(&store, before).await;
    let done = ["deactivated", "sessions_ended", "sign_in_failed", "sign_in_failed", "sign_in_failed"];
    assert_eq!(found, done.map(|done| format!("ana {done} user {ana}")));
    assert_eq!(enter(&store, &no_role).await, SingleSignOn::Refused(SsoRefusal::NoRole));

    let boss = person(&store, "boss", Role::Administrator).await;
    let access = settings(&store, boss).access(ana, T).await.expect("an answer").expect("an account");
    assert_eq!((access.linked, access.withdrawn), (true, true));
    // A rename does not reactivate the account, nor prevent its reactivation later.
    let renamed = UserRecord { name: "Ana S.".to_owned(), active: false, ..record("ana", Role::Supervisor) };
    let kept = settings(&store, boss).get::<UserRecord>(ana).await.expect("an answer").expect("an account");
    assert_eq!(
        settings(&store, boss).change(ana, kept.revision, renamed, T).await.expect("saved"),
        Some(Change::Saved)
    );
    let (user, role, token) = let_in(&store, &proven("s1", "ana", Role::Agent)).await;
    assert_eq!((user, role), (ana, Role::Agent));
    assert!(alive(&store, &token, T).await);
});

contract!(who_comes_back_in_the_same_role_is_activated_and_that_is_written_down, |store| {
    let ana = let_in(&store, &proven("s1", "ana", Role::Agent)).await.0;
    let no_role = VerifiedIdentity { role: None, ..proven("s1", "ana", Role::Agent) };
    enter(&store, &no_role).await;
    let before = entries(&store).await;
    let_in(&store, &proven("s1", "ana", Role::Agent)).await;
    let done = [format!("ana activated user {ana}"), format!("ana signed_in user {ana}")];
    assert_eq!(trail(&store, before).await, done);
});

contract!(whom_an_administrator_deactivated_no_group_brings_back, |store| {
    let ana = let_in(&store, &proven("s1", "ana", Role::Agent)).await.0;
    let no_role = VerifiedIdentity { role: None, ..proven("s1", "ana", Role::Agent) };
    enter(&store, &no_role).await;
    let boss = person(&store, "boss", Role::Administrator).await;
    for active in [true, false] {
        assert_eq!(
            settings(&store, boss).set_active::<UserRecord>(ana, active, T).await.expect("an answer"),
            Some(Change::Saved)
        );
    }
    let refused = enter(&store, &proven("s1", "ana", Role::Agent)).await;
    assert_eq!(refused, SingleSignOn::Refused(SsoRefusal::Inactive));
});

contract!(an_account_of_somebody_is_not_taken_over_by_its_login, |store| {
    let ana = let_in(&store, &proven("s1", "ana", Role::Administrator)).await.0;
    let before = entries(&store).await;
    let thief = proven("s2", "ana", Role::Agent);
    assert_eq!(enter(&store, &thief).await, SingleSignOn::Refused(SsoRefusal::LoginTaken));
    assert_eq!(trail(&store, before).await, [format!("ana sign_in_failed user {ana}")]);
    let reason = serde_json::json!({ "single_sign_on": ISSUER, "reason": "login_taken" });
    assert_eq!(detail(&store, LAST).await, reason);
    assert_eq!(text(&store, "SELECT subject FROM user_account").await, "s1");
});

contract!(another_role_is_given_at_the_sign_in_and_ends_what_went_by_the_old_one, |store| {
    let ana = person(&store, "ana", Role::Supervisor).await;
    let old = token(&store, "ana", T).await;
    let before = entries(&store).await;
    let (_, role, fresh) = let_in(&store, &proven("s1", "ana", Role::Agent)).await;
    assert_eq!(role, Role::Agent);
    assert!(!alive(&store, &old, T).await && alive(&store, &fresh, T).await);
    let done = [
        format!("ana changed user {ana}"),
        format!("ana sessions_ended user {ana}"),
        format!("ana changed user {ana}"),
        format!("ana signed_in user {ana}"),
    ];
    assert_eq!(trail(&store, before).await, done);
    assert_eq!(text(&store, "SELECT role FROM user_account").await, "agent");
    // An unchanged role writes nothing and ends no session.
    let before = entries(&store).await;
    let_in(&store, &proven("s1", "ana", Role::Agent)).await;
    assert!(alive(&store, &fresh, T).await);
    assert_eq!(trail(&store, before).await, [format!("ana signed_in user {ana}")]);
});

contract!(whoever_has_no_role_or_no_active_account_stays_out_and_leaves_no_trace_but_the_entry, |store| {
    let former = person(&store, "former", Role::Agent).await;
    store.accounts().deactivate("former", T).await.expect("deactivated");
    let no_role = VerifiedIdentity { role: None, ..proven("s9", "nobody", Role::Agent) };
    let no_login = VerifiedIdentity { login: None, ..proven("s8", "", Role::Agent) };
    let before = entries(&store).await;
    for (identity, refusal) in [
        (no_role, SsoRefusal::NoRole),
        (no_login, SsoRefusal::NoLogin),
        (proven("s7", " \n", Role::Agent), SsoRefusal::NoLogin),
        (proven("s6", "a\u{1b}b", Role::Agent), SsoRefusal::NoLogin),
        (proven("s1", "former", Role::Administrator), SsoRefusal::Inactive),
    ] {
        assert_eq!(enter(&store, &identity).await, SingleSignOn::Refused(refusal), "{identity:?}");
    }
    assert_eq!(
        text(&store, "SELECT login || role || coalesce(subject, '-') FROM user_account").await,
        "formeragent-"
    );
    assert_eq!(text(&store, "SELECT CAST(count(*) AS TEXT) FROM session").await, "0");
    let entries = trail(&store, before).await;
    assert_eq!(entries.len(), 5);
    assert!(entries.iter().all(|entry| entry.contains(" sign_in_failed user")), "{entries:?}");
    assert_eq!(entries[4], format!("former sign_in_failed user {former}"));
});

contract!(a_linked_account_that_is_deactivated_stays_out, |store| {
    let ana = let_in(&store, &proven("s1", "ana", Role::Agent)).await.0;
    let boss = person(&store, "boss", Role::Administrator).await;
    assert_eq!(
        settings(&store, boss).set_active::<UserRecord>(ana, false, T).await.expect("an answer"),
        Some(Change::Saved)
    );
    for role in [Role::Agent, Role::Administrator] {
        let refused = enter(&store, &proven("s1", "ana", role)).await;
        assert_eq!(refused, SingleSignOn::Refused(SsoRefusal::Inactive));
    }
    assert_eq!(text(&store, "SELECT role FROM user_account WHERE login = 'ana'").await, "agent");
});

contract!(a_name_that_is_unfit_is_replaced_by_the_login, |store| {
    let long = VerifiedIdentity { name: Some("x".repeat(500)), ..proven("s1", "ana", Role::Agent) };
    let_in(&store, &long).await;
    assert_eq!(text(&store, "SELECT name FROM user_account").await, "ana");
});

contract!(many_first_sign_ins_at_once_make_one_account, |store| {
    let identity = proven("s1", "ana", Role::Agent);
    let all = futures::future::join_all((0..8).map(|_| let_in(&store, &identity))).await;
    assert!(all.iter().all(|(user, ..)| *user == all[0].0));
    assert_eq!(text(&store, "SELECT CAST(count(*) AS TEXT) FROM user_account").await, "1");
    assert_eq!(text(&store, "SELECT CAST(count(*) AS TEXT) FROM session").await, "8");
    trail(&store, 0).await;
});

contract!(an_attempt_is_good_once_and_for_ten_minutes_in_the_browser_that_began_it, |store| {
    let accounts = store.accounts();
    let begun = accounts.begin_sso("/history?page=2", T).await.expect("an attempt");
    let carried = SsoAttempt::carried(begun.secret());
    for other in ["", "guess", &begun.state(), &begun.nonce(), &begun.verifier()] {
        assert_eq!(accounts.end_sso(&SsoAttempt::carried(other), T).await.expect("an answer"), None);
    }
    let next = accounts.end_sso(&carried, T + SSO_ATTEMPT - Millis(1)).await.expect("an answer");
    assert_eq!(next.as_deref(), Some("/history?page=2"));
    assert_eq!(accounts.end_sso(&carried, T).await.expect("an answer"), None);

    let late = accounts.begin_sso("/", T).await.expect("an attempt");
    assert_eq!(accounts.end_sso(&late, T + SSO_ATTEMPT).await.expect("an answer"), None);
    accounts.begin_sso("/", T).await.expect("an attempt");
    accounts.begin_sso("/", T + SSO_ATTEMPT).await.expect("an attempt");
    assert_eq!(text(&store, "SELECT CAST(count(*) AS TEXT) FROM sso_attempt").await, "1");
});

contract!(the_database_knows_nothing_that_would_finish_an_attempt, |store| {
    let begun = store.accounts().begin_sso("/", T).await.expect("an attempt");
    let kept: Vec<u8> = match store.db() {
        Db::Sqlite { read, .. } => {
            sqlx::query_scalar("SELECT secret_hash FROM sso_attempt").fetch_one(read).await
        }
        Db::Postgres(pool) => sqlx::query_scalar("SELECT secret_hash FROM sso_attempt").fetch_one(pool).await,
    }
    .expect("a row");
    for secret in [begun.secret().to_owned(), begun.state(), begun.nonce(), begun.verifier()] {
        assert_ne!(kept, secret.as_bytes());
    }
});

contract!(an_answer_that_was_not_valid_is_written_down, |store| {
    store.accounts().record_invalid_sso_response(ISSUER, &desk(), T).await.expect("written");
    let reason = serde_json::json!({ "single_sign_on": ISSUER, "reason": "not_proven" });
    assert_eq!(detail(&store, LAST).await, reason);
});

contract!(somebody_known_from_imports_is_let_in_once_their_account_is_activated, |store| {
    let user = NewUser {
        login: "imported".to_owned(),
        name: "Imported".to_owned(),
        role: Role::Agent,
        password: None,
        active: false,
    };
    store.accounts().create(&user, T).await.expect("an answer").created().expect("an account");
    let identity = proven("s1", "imported", Role::Agent);
    assert_eq!(enter(&store, &identity).await, SingleSignOn::Refused(SsoRefusal::Inactive));
    store.accounts().activate("imported", T).await.expect("activated");
    let_in(&store, &identity).await;
});
