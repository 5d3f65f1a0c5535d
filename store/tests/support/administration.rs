//! An administrator and the settings.

#![allow(dead_code, reason = "a part of the harness may be used by some contracts only")]

use domain::cases::{EditOutcome, StepOutcome};
use domain::{FieldErrors, Principal, Role, Timestamp};
use store::accounts::{NewUser, ResetPasswordOutcome, SetPasswordOutcome};
use store::audit::Origin;
use store::settings::{Change, CreateOutcome, PasswordChange, Record, Settings};
use store::{Error, Store};

/// The time of the tests.
pub(crate) const T: Timestamp = Timestamp(1_790_000_000_000);

/// Creates an active account without a password.
pub(crate) async fn person(store: &Store, login: &str, role: Role) -> Principal {
    let user =
        NewUser { login: login.to_owned(), name: login.to_owned(), role, password: None, active: true };
    Principal {
        user: store.accounts().create(&user, T).await.expect("an answer").created().expect("an account"),
        role,
    }
}

/// The settings as this administrator sees them.
pub(crate) fn settings<'a>(store: &'a Store, principal: &Principal) -> Settings<'a> {
    let origin = Origin { address: "10.0.0.7".to_owned(), user_agent: "Browser".to_owned() };
    store.as_principal(principal).with_origin(origin).settings().expect("an administrator")
}

/// The message of a refusal because of invalid fields.
pub(crate) fn invalid<O: Outcome>(answer: Result<O, Error>) -> String {
    refusal(answer).to_string()
}

/// The invalid fields of a refusal.
pub(crate) fn refusal<O: Outcome>(answer: Result<O, Error>) -> FieldErrors {
    let outcome = answer.expect("an answer");
    outcome.invalid().unwrap_or_else(|| panic!("not refused: {outcome:?}")).clone()
}

/// An outcome that may be a list of invalid fields.
pub(crate) trait Outcome: std::fmt::Debug {
    fn invalid(&self) -> Option<&FieldErrors>;
}

impl<O: Outcome> Outcome for Option<O> {
    fn invalid(&self) -> Option<&FieldErrors> {
        self.as_ref().and_then(Outcome::invalid)
    }
}

impl<Id: std::fmt::Debug> Outcome for CreateOutcome<Id> {
    fn invalid(&self) -> Option<&FieldErrors> {
        if let Self::Invalid(errors) = self { Some(errors) } else { None }
    }
}

impl<R: Record + std::fmt::Debug> Outcome for Change<R> {
    fn invalid(&self) -> Option<&FieldErrors> {
        if let Self::Invalid(errors) = self { Some(errors) } else { None }
    }
}

impl Outcome for SetPasswordOutcome {
    fn invalid(&self) -> Option<&FieldErrors> {
        if let Self::Invalid(errors) = self { Some(errors) } else { None }
    }
}

impl Outcome for ResetPasswordOutcome {
    fn invalid(&self) -> Option<&FieldErrors> {
        if let Self::Invalid(errors) = self { Some(errors) } else { None }
    }
}

impl Outcome for PasswordChange {
    fn invalid(&self) -> Option<&FieldErrors> {
        if let Self::Invalid(errors) = self { Some(errors) } else { None }
    }
}

impl Outcome for StepOutcome {
    fn invalid(&self) -> Option<&FieldErrors> {
        if let Self::Invalid(errors) = self { Some(errors) } else { None }
    }
}

impl<R: std::fmt::Debug> Outcome for EditOutcome<R> {
    fn invalid(&self) -> Option<&FieldErrors> {
        if let Self::Invalid(errors) = self { Some(errors) } else { None }
    }
}

/// The invalid fields of a case form.
pub(crate) fn bad_fields<O: Outcome>(answer: Result<Option<O>, Error>) -> String {
    invalid(answer.map(|outcome| outcome.expect("in scope")))
}
