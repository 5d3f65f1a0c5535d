//! People of an operation, and what the audit trail says they did.

#![allow(dead_code, reason = "a part of the harness may be used by some contracts only")]

use domain::settings::UserRecord;
use domain::{Principal, Role, UserId};
use store::accounts::{NewUser, SignIn, SignInAttempt};
use store::audit::Origin;
use store::settings::{OwnAccount, Settings};
use store::{Db, Store};

/// The instant at which each test begins.
pub(crate) const T: i64 = 1_790_000_000_000;
/// The password of everybody.
pub(crate) const PASSWORD: &str = "pão de queijo";

/// Somebody with an account and a password.
pub(crate) async fn person(store: &Store, login: &str, role: Role) -> UserId {
    let user = NewUser {
        login: login.to_owned(),
        name: format!("Name of {login}"),
        role,
        password: Some(PASSWORD.to_owned()),
        active: true,
    };
    store.accounts().create(&user, T).await.expect("an answer").created().expect("an account")
}

/// Where administrators sit.
pub(crate) fn desk() -> Origin {
    Origin { address: "192.0.2.9".to_owned(), user_agent: "a desk".to_owned() }
}

/// The settings in the hands of an administrator.
pub(crate) fn settings(store: &Store, user: UserId) -> Settings<'_> {
    let principal = Principal { user, role: Role::Administrator };
    store.as_principal(&principal).coming_from(desk()).settings().expect("an administrator")
}

/// The account of somebody in their own hands.
pub(crate) fn own(store: &Store, user: UserId) -> OwnAccount<'_> {
    store.as_principal(&Principal { user, role: Role::Agent }).coming_from(desk()).own_account()
}

/// What an account says, in the form in which it is set up.
pub(crate) fn record(login: &str, role: Role) -> UserRecord {
    UserRecord { name: format!("Name of {login}"), login: login.to_owned(), role, locale: None, active: true }
}

/// Tries to sign in with a password.
pub(crate) async fn attempt(store: &Store, login: &str, password: &str, now: i64) -> SignIn {
    let attempt = SignInAttempt {
        login: login.to_owned(),
        password: password.to_owned(),
        address: "192.0.2.1".to_owned(),
        user_agent: "a browser".to_owned(),
        device: None,
        single_sign_on: false,
    };
    store.accounts().sign_in(&attempt, now).await.expect("an answer")
}

/// Signs somebody in; their token.
pub(crate) async fn token(store: &Store, login: &str, now: i64) -> String {
    match attempt(store, login, PASSWORD, now).await {
        SignIn::Granted { token, .. } => token.as_str().to_owned(),
        other => panic!("{login} was not let in: {other:?}"),
    }
}

/// Whether the session of a token is alive.
pub(crate) async fn alive(store: &Store, token: &str, now: i64) -> bool {
    let alive = store.accounts().session(token, now).await.expect("an answer").is_some();
    store.settled().await;
    alive
}

/// The entries behind the first `from` of the audit trail, as `actor action object object_id`; that
/// they are chained is told too.
pub(crate) async fn trail(store: &Store, from: i64) -> Vec<String> {
    let sql = "SELECT actor || ' ' || action || ' ' || object || ' ' || object_id FROM audit_event \
               WHERE seq > $1 ORDER BY seq";
    let verdict = store.verify_audit(None).await.expect("a verdict");
    assert_eq!(verdict.findings, []);
    match store.db() {
        Db::Sqlite { read, .. } => sqlx::query_scalar(sql).bind(from).fetch_all(read).await,
        Db::Postgres(pool) => sqlx::query_scalar(sql).bind(from).fetch_all(pool).await,
    }
    .expect("entries")
}

/// How many entries the audit trail has.
pub(crate) async fn entries(store: &Store) -> i64 {
    i64::try_from(trail(store, 0).await.len()).expect("a number")
}

/// One text that a query answers.
pub(crate) async fn text(store: &Store, sql: &'static str) -> String {
    match store.db() {
        Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_one(read).await,
        Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
    }
    .expect("a text")
}
