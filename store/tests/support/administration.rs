//! An administrator at work.

#![allow(dead_code, reason = "a part of the harness may be used by some contracts only")]

use domain::{Principal, Role};
use store::accounts::NewUser;
use store::audit::Origin;
use store::settings::Settings;
use store::{Error, Store};

/// When the tests take place.
pub(crate) const T: i64 = 1_790_000_000_000;

/// Somebody with an account.
pub(crate) async fn person(store: &Store, login: &str, role: Role) -> Principal {
    let user =
        NewUser { login: login.to_owned(), name: login.to_owned(), role, password: None, active: true };
    Principal { user: store.accounts().create(&user, T).await.expect("an account"), role }
}

/// The settings in the hands of an administrator.
pub(crate) fn settings<'a>(store: &'a Store, principal: &Principal) -> Settings<'a> {
    let origin = Origin { address: "10.0.0.7".to_owned(), user_agent: "Browser".to_owned() };
    store.as_principal(principal).coming_from(origin).settings().expect("an administrator")
}

/// What is wrong with something that was refused.
pub(crate) fn invalid<A: std::fmt::Debug>(answer: Result<A, Error>) -> String {
    match answer {
        Err(Error::Invalid(errors)) => errors.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}
