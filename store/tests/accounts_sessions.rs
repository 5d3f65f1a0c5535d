//! Sessions: lifetime, what ends them and what the database stores of them.

use domain::{Millis, Principal, Role, Timestamp, UserId};
use sha2::{Digest, Sha256};
use store::accounts::{
    NewUser, SESSION_ABSOLUTE, SESSION_IDLE, Session, SetPasswordOutcome, SignIn, SignInAttempt,
};
use store::audit::Origin;
use store::settings::OwnAccount;
use store::{Db, Store};

/// The start of each test.
const T: Timestamp = Timestamp(1_790_000_000_000);
const MINUTE: Millis = Millis::minutes(1);
const HOUR: Millis = Millis::hours(1);
const PASSWORD: &str = "pão de queijo";

async fn person(store: &Store, login: &str) -> UserId {
    let user = NewUser {
        login: login.to_owned(),
        name: "Ana Souza".to_owned(),
        role: Role::Supervisor,
        password: Some(PASSWORD.to_owned()),
        active: true,
    };
    store.accounts().create(&user, T).await.expect("an answer").created().expect("an account")
}

async fn sign_in(store: &Store, login: &str, now: Timestamp) -> SignIn {
    let attempt = SignInAttempt {
        login: login.to_owned(),
        password: PASSWORD.to_owned(),
        address: "192.0.2.1".to_owned(),
        user_agent: "a\0 browser".repeat(100),
        device: None,
        single_sign_on: false,
    };
    store.accounts().sign_in(&attempt, now).await.expect("an answer")
}

async fn token(store: &Store, login: &str, now: Timestamp) -> String {
    match sign_in(store, login, now).await {
        SignIn::Granted { token, .. } => token.as_str().to_owned(),
        other => panic!("{login} was not let in: {other:?}"),
    }
}

/// The session at an instant, after pending `last_seen` writes have been stored.
async fn session(store: &Store, token: &str, now: Timestamp) -> Option<Session> {
    let session = store.accounts().session(token, now).await.expect("an answer");
    store.flush_last_seen().await;
    session
}

async fn alive(store: &Store, token: &str, now: Timestamp) -> bool {
    session(store, token, now).await.is_some()
}

/// The account actions of a user on their own account.
fn own(store: &Store, user: UserId) -> OwnAccount<'_> {
    store.as_principal(&Principal { user, role: Role::Supervisor }).own_account()
}

async fn number(store: &Store, sql: &'static str) -> i64 {
    match store.db() {
        Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_one(read).await,
        Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
    }
    .expect("a number")
}

contract!(a_session_says_who_is_signed_in, |store| {
    let user = person(&store, "Ana").await;
    let token = token(&store, "ana", T).await;
    let found = session(&store, &token, T).await.expect("a session");
    let expected = Session {
        principal: Principal { user, role: Role::Supervisor },
        login: "Ana".to_owned(),
        name: "Ana Souza".to_owned(),
        locale: None,
        single_sign_on: false,
        second_factor: false,
        layouts: domain::ListLayouts::default(),
        unread: 0,
    };
    assert_eq!(found, expected);
    own(&store, user).prefer(|own| own.locale = Some("en".to_owned()), T).await.expect("kept");
    let found = session(&store, &token, T).await.expect("a session");
    assert_eq!(found.locale.as_deref(), Some("en"));
});

contract!(every_list_has_a_layout_of_its_own_in_the_account, |store| {
    let ana = person(&store, "ana").await;
    person(&store, "bia").await;
    let layouts = domain::ListLayouts {
        history: domain::HistoryLayout::parse("wait,agent;compact;folded"),
        cases: domain::CaseLayout::parse("due,customer"),
        my_cases: domain::OwnCaseLayout::parse("status;compact"),
        agents: domain::AgentLayout::parse(""),
    };
    own(&store, ana).choose_layout(&layouts.history).await.expect("kept");
    own(&store, ana).choose_layout(&layouts.cases).await.expect("kept");
    own(&store, ana).choose_layout(&layouts.my_cases).await.expect("kept");
    own(&store, ana).choose_layout(&layouts.agents).await.expect("kept");
    let [of_ana, of_bia] = [token(&store, "ana", T).await, token(&store, "bia", T).await];
    assert_eq!(session(&store, &of_ana, T).await.expect("a session").layouts, layouts);
    let found = session(&store, &of_bia, T).await.expect("a session");
    assert_eq!(found.layouts, domain::ListLayouts::default());
});

contract!(only_a_token_that_was_given_out_opens_anything, |store| {
    person(&store, "ana").await;
    let token = token(&store, "ana", T).await;
    let mut other = token.clone().into_bytes();
    other[0] = if other[0] == b'A' { b'B' } else { b'A' };
    let other = String::from_utf8(other).expect("text");
    let digest = format!("{:x}", Sha256::digest(token.as_bytes()));
    for wrong in ["", "x", "\0", &other, &digest, &digest[..43], &token[1..], &format!("{token}=")] {
        assert!(!alive(&store, wrong, T).await, "{wrong}");
    }
    assert!(alive(&store, &token, T).await);
});

contract!(the_database_knows_a_token_only_by_its_digest, |store| {
    person(&store, "ana").await;
    let token = token(&store, "ana", T).await;
    let sql = "SELECT token_hash, address, user_agent FROM session";
    let (hash, address, user_agent): (Vec<u8>, String, String) = match store.db() {
        Db::Sqlite { read, .. } => sqlx::query_as(sql).fetch_one(read).await,
        Db::Postgres(pool) => sqlx::query_as(sql).fetch_one(pool).await,
    }
    .expect("the session");
    assert_eq!(hash, Sha256::digest(token.as_bytes()).to_vec());
    assert_eq!(address, "192.0.2.1");
    assert!(user_agent.starts_with("a browser") && user_agent.len() == 300, "{user_agent}");

    let sql = "SELECT password_hash FROM user_account";
    let password: String = match store.db() {
        Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_one(read).await,
        Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
    }
    .expect("the hash");
    assert!(password.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && !password.contains("queijo"));
});

contract!(an_idle_session_ends_after_eight_hours, |store| {
    assert_eq!(SESSION_IDLE, 8 * HOUR);
    person(&store, "ana").await;
    let token = token(&store, "ana", T).await;
    assert!(!alive(&store, &token, T + SESSION_IDLE).await);
    // A use just before the limit prolongs the session from that moment.
    let used = T + SESSION_IDLE - Millis(1);
    assert!(alive(&store, &token, used).await);
    assert!(alive(&store, &token, used + SESSION_IDLE - Millis(1)).await);
    assert!(!alive(&store, &token, used + SESSION_IDLE - Millis(1) + SESSION_IDLE).await);
});

contract!(no_session_outlives_a_week, |store| {
    assert_eq!(SESSION_ABSOLUTE, 7 * 24 * HOUR);
    person(&store, "ana").await;
    let token = token(&store, "ana", T).await;
    let mut now = T;
    while now < T + SESSION_ABSOLUTE - 6 * HOUR {
        now += 6 * HOUR;
        let expected = now < T + SESSION_ABSOLUTE;
        assert_eq!(alive(&store, &token, now).await, expected);
    }
    assert!(alive(&store, &token, T + SESSION_ABSOLUTE - Millis(1)).await);
    assert!(!alive(&store, &token, T + SESSION_ABSOLUTE).await);
});

contract!(being_seen_is_written_at_most_once_a_minute, |store| {
    person(&store, "ana").await;
    let token = token(&store, "ana", T).await;
    let last_seen = async || {
        let account = store.accounts().list().await.expect("accounts")[0].last_seen_at;
        (Timestamp(number(&store, "SELECT last_seen_at FROM session").await), account)
    };
    assert!(alive(&store, &token, T + MINUTE - Millis(1)).await);
    assert_eq!(last_seen().await, (T, Some(T)));
    // Concurrent requests write it once.
    let requests = (0..20).map(|n| alive(&store, &token, T + MINUTE + Millis(n)));
    assert!(futures::future::join_all(requests).await.into_iter().all(|alive| alive));
    let (seen, account) = last_seen().await;
    assert!((T + MINUTE..T + MINUTE + Millis(20)).contains(&seen));
    assert_eq!(account, Some(seen));
    // A request that arrives late does not move it backwards.
    assert!(alive(&store, &token, T + 2 * MINUTE + Millis(20)).await);
    assert!(alive(&store, &token, T + MINUTE + Millis(20)).await);
    assert_eq!(last_seen().await, (T + 2 * MINUTE + Millis(20), Some(T + 2 * MINUTE + Millis(20))));
});

contract!(what_a_page_asks_by_itself_is_no_use_of_the_session, |store| {
    person(&store, "ana").await;
    let token = token(&store, "ana", T).await;
    for hours in 1..8 {
        let asked = store.accounts().unattended_session(&token, T + Millis::hours(hours)).await;
        assert!(asked.expect("an answer").is_some());
        store.flush_last_seen().await;
    }
    assert_eq!(number(&store, "SELECT last_seen_at FROM session").await, T.0);
    let idle = store.accounts().unattended_session(&token, T + SESSION_IDLE).await;
    assert_eq!(idle.expect("an answer"), None);
});

contract!(signing_out_ends_one_session_and_everywhere_all_of_ones_own, |store| {
    let ana = person(&store, "ana").await;
    person(&store, "bia").await;
    let (desk, phone, home) =
        (token(&store, "ana", T).await, token(&store, "ana", T).await, token(&store, "ana", T).await);
    let other = token(&store, "bia", T).await;
    store.accounts().sign_out(&desk, &Origin::default(), T).await.expect("signed out");
    store.accounts().sign_out(&desk, &Origin::default(), T).await.expect("signing out twice is no error");
    store.accounts().sign_out("unknown", &Origin::default(), T).await.expect("nor is an unknown token");
    assert!(!alive(&store, &desk, T).await);
    assert!(alive(&store, &phone, T).await);
    own(&store, ana).end_sessions(None, T).await.expect("signed out");
    assert!(!alive(&store, &phone, T).await);
    assert!(!alive(&store, &home, T).await);
    assert!(alive(&store, &other, T).await);
});

contract!(another_password_ends_the_sessions, |store| {
    person(&store, "ana").await;
    person(&store, "bia").await;
    let (mine, other) = (token(&store, "ana", T).await, token(&store, "bia", T).await);
    let set = store.accounts().set_password("ANA", "another password", T).await;
    assert_eq!(set.expect("an answer"), SetPasswordOutcome::Set);
    assert!(!alive(&store, &mine, T).await);
    assert!(alive(&store, &other, T).await);
});

contract!(deactivation_ends_the_sessions_for_good, |store| {
    person(&store, "ana").await;
    let token = token(&store, "ana", T).await;
    assert!(store.accounts().deactivate("Ana", T).await.expect("an answer"));
    assert!(!alive(&store, &token, T).await);
    assert_eq!(sign_in(&store, "ana", T).await, SignIn::Refused);
    assert!(store.accounts().activate("ana", T).await.expect("an answer"));
    assert!(!alive(&store, &token, T).await, "coming back means signing in again");
    assert!(matches!(sign_in(&store, "ana", T).await, SignIn::Granted { .. }));
});

contract!(an_inactive_person_has_no_session_even_where_a_row_is_left, |store| {
    person(&store, "ana").await;
    let token = token(&store, "ana", T).await;
    match store.db() {
        Db::Sqlite { write, .. } => {
            sqlx::query("UPDATE user_account SET active = 0").execute(write).await.expect("written");
        }
        Db::Postgres(pool) => {
            sqlx::query("UPDATE user_account SET active = FALSE").execute(pool).await.expect("written");
        }
    }
    assert_eq!(number(&store, "SELECT count(*) FROM session").await, 1);
    assert!(!alive(&store, &token, T).await);
});

contract!(a_sign_in_that_meets_a_deactivation_leaves_no_session, |store| {
    person(&store, "ana").await;
    for round in 0..6 {
        let now = T + round * HOUR;
        let accounts = store.accounts();
        let (answer, deactivated) = tokio::join!(sign_in(&store, "ana", now), async {
            // Races the sign-in at a different point in each round.
            for _ in 0..round * 5 {
                tokio::task::yield_now().await;
            }
            accounts.deactivate("ana", T).await
        });
        assert!(deactivated.expect("an answer"));
        assert!(accounts.activate("ana", T).await.expect("an answer"));
        if let SignIn::Granted { token, .. } = answer {
            assert!(!alive(&store, token.as_str(), now).await);
        }
        assert_eq!(number(&store, "SELECT count(*) FROM session").await, 0);
    }
});

contract!(ended_sessions_are_cleared_away_at_the_next_sign_in, |store| {
    person(&store, "ana").await;
    person(&store, "bia").await;
    token(&store, "ana", T).await;
    let kept = token(&store, "ana", T + Millis(1)).await;
    token(&store, "bia", T + SESSION_IDLE).await;
    assert_eq!(number(&store, "SELECT count(*) FROM session").await, 2);
    assert!(alive(&store, &kept, T + SESSION_IDLE).await);
});
