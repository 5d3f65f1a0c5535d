//! An administrator at work.

#![allow(dead_code, reason = "a part of the harness may be used by some contracts only")]

use domain::{FieldErrors, Principal, Role};
use store::accounts::NewUser;
use store::audit::Origin;
use store::cases::{EditOutcome, StepOutcome};
use store::settings::Settings;
use store::{Error, Store};

/// When the tests take place.
pub(crate) const T: i64 = 1_790_000_000_000;

/// Somebody with an account.
pub(crate) async fn person(store: &Store, login: &str, role: Role) -> Principal {
    let user =
        NewUser { login: login.to_owned(), name: login.to_owned(), role, password: None, active: true };
    Principal {
        user: store.accounts().create(&user, T).await.expect("an answer").created().expect("an account"),
        role,
    }
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

/// An outcome of a form of a case, which may name bad fields.
pub(crate) trait CaseOutcome: std::fmt::Debug {
    fn invalid(&self) -> Option<&FieldErrors>;
}

impl CaseOutcome for StepOutcome {
    fn invalid(&self) -> Option<&FieldErrors> {
        if let Self::Invalid(errors) = self { Some(errors) } else { None }
    }
}

impl<R: std::fmt::Debug> CaseOutcome for EditOutcome<R> {
    fn invalid(&self) -> Option<&FieldErrors> {
        if let Self::Invalid(errors) = self { Some(errors) } else { None }
    }
}

/// What is wrong with the fields of a form of a case.
pub(crate) fn bad_fields<O: CaseOutcome>(answer: Result<Option<O>, Error>) -> String {
    let outcome = answer.expect("an answer").expect("in scope");
    outcome.invalid().unwrap_or_else(|| panic!("not refused: {outcome:?}")).to_string()
}
