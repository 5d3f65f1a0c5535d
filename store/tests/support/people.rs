//! Accounts and their audit entries.

#![allow(dead_code, reason = "a part of the harness may be used by some contracts only")]

use domain::settings::UserRecord;
use domain::{Principal, Role, Timestamp, UserId};
use store::accounts::{NewUser, SignIn, SignInAttempt};
use store::audit::Origin;
use store::settings::{OwnAccount, Settings};
use store::{Db, Store};

/// The start of each test.
pub(crate) const T: Timestamp = Timestamp(1_790_000_000_000);
/// The password of every account.
pub(crate) const PASSWORD: &str = "pão de queijo";

/// Creates an active account with a password.
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

/// The origin of requests by administrators.
pub(crate) fn desk() -> Origin {
    Origin { address: "192.0.2.9".to_owned(), user_agent: "a desk".to_owned() }
}

/// The settings as this administrator sees them.
pub(crate) fn settings(store: &Store, user: UserId) -> Settings<'_> {
    let principal = Principal { user, role: Role::Administrator };
    store.as_principal(&principal).with_origin(desk()).settings().expect("an administrator")
}

/// The account actions of a user on their own account.
pub(crate) fn own(store: &Store, user: UserId) -> OwnAccount<'_> {
    store.as_principal(&Principal { user, role: Role::Agent }).with_origin(desk()).own_account()
}

/// A user record with default values.
pub(crate) fn record(login: &str, role: Role) -> UserRecord {
    UserRecord { name: format!("Name of {login}"), login: login.to_owned(), role, locale: None, active: true }
}

/// Tries to sign in with a password.
pub(crate) async fn attempt(store: &Store, login: &str, password: &str, now: Timestamp) -> SignIn {
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

/// Signs in and returns the session token.
pub(crate) async fn token(store: &Store, login: &str, now: Timestamp) -> String {
    match attempt(store, login, PASSWORD, now).await {
        SignIn::Granted { token, .. } => token.as_str().to_owned(),
        other => panic!("{login} was not let in: {other:?}"),
    }
}

/// Whether the session of a token is valid.
pub(crate) async fn alive(store: &Store, token: &str, now: Timestamp) -> bool {
    let alive = store.accounts().session(token, now).await.expect("an answer").is_some();
    store.flush_last_seen().await;
    alive
}

/// The audit entries after the first `from` as `actor action object object_id`; also verifies the
/// hash chain.
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

/// The number of audit entries.
pub(crate) async fn entries(store: &Store) -> i64 {
    i64::try_from(trail(store, 0).await.len()).expect("a number")
}

/// The result of a query for one text.
pub(crate) async fn text(store: &Store, sql: &'static str) -> String {
    match store.db() {
        Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_one(read).await,
        Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
    }
    .expect("a text")
}
