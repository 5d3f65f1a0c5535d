//! Changing the password of one's own account, and the fields for a new password.

use domain::{FieldErrors, Problem, Timestamp};
use leptos::prelude::*;
use store::settings::{OwnAccount, PasswordChange};

use super::HERE;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::{Credential, Draft, Field, Form, FormState, Input, Rejection, Submission, Values};
use crate::locales::use_texts;
use crate::ui::erased::IntoErased;

const FORM: &str = "account-password";

/// A form in which one field is wrong.
fn wrong(form: &Submission, field: &str, text: impl Into<String>) -> Draft {
    Draft::new(form, Rejection::Invalid, use_texts().answers().forms.bad_fields).with_error(field, text)
}

/// The new password; the form comes back if both entries of it do not match.
pub(super) fn chosen_password(form: &Submission) -> Result<&str, Draft> {
    let password = form.field("password");
    let differ = || wrong(form, "repeat", use_texts().own_account.passwords_differ);
    if password == form.field("repeat") { Ok(password) } else { Err(differ()) }
}

/// A form with a password that the policy rejects.
pub(super) fn against_policy(form: &Submission, errors: &FieldErrors) -> Draft {
    let words = &use_texts().own_account;
    let guessable = errors.0.iter().any(|error| error.problem == Problem::Guessable);
    wrong(form, "password", if guessable { words.guessable } else { words.password_length })
}

/// Submits the form if it was posted; returns it if it is rejected.
pub(super) async fn submit(
    context: &RequestContext,
    own: &OwnAccount<'_>,
    now: Timestamp,
) -> Result<Option<Draft>, AppError> {
    let Some(form) = Submission::of(FORM) else { return Ok(None) };
    let t = use_texts();
    let password = match chosen_password(&form) {
        Ok(password) => password,
        Err(draft) => return Ok(Some(draft)),
    };
    let outcome = own.change_password(form.field("current"), password, &context.session_token(), now).await?;
    Ok(Some(match outcome {
        PasswordChange::Invalid(errors) => against_policy(&form, &errors),
        PasswordChange::WrongPassword => wrong(&form, "current", t.own_account.wrong_password),
        PasswordChange::Wait { until } => {
            wrong(&form, "current", (t.login().wait)((until - now).seconds_to_wait()))
        }
        PasswordChange::Changed(token) => {
            context.set_session_cookie(&token);
            flash::answer(Ok(Notice::done(t.own_account.changed)), Some(HERE));
            return Ok(None);
        }
    }))
}

/// A password for password managers: `current-password` or `new-password`.
fn password(name: &str, label: &str, autocomplete: &'static str) -> Input {
    Input::credential(name, label, Credential { autocomplete, ..Credential::PASSWORD })
}

/// The field for the current password.
pub(super) fn current_password() -> Input {
    password("current", use_texts().own_account.current, "current-password")
}

/// The two fields for a new password.
#[component]
pub(super) fn ChosenPassword(state: FormState) -> impl IntoView {
    let words = &use_texts().own_account;
    let new = password("password", words.new, "new-password").hint(words.new_hint);
    let repeat = password("repeat", words.repeat, "new-password");
    view! {
        <Field input=new state=state.clone()/>
        <Field input=repeat state/>
    }
}

/// The form that changes the password.
#[component]
pub(super) fn PasswordForm(login: String, draft: Option<Draft>) -> impl IntoView {
    let words = &use_texts().own_account;
    let state = FormState::new("field", Values::default(), draft);
    let content = view! {
        // For password managers.
        <input type="text" name="username" autocomplete="username" value=login readonly hidden/>
        <p class="card-text">{words.password_text}</p>
        <Field input=current_password() state=state.clone()/>
        <ChosenPassword state=state.clone()/>
        <div class="filters-actions"><button class="button">{words.change}</button></div>
    };
    let content = content.erased();
    view! {
        <section class="card card-padded" aria-labelledby="password-title">
            <h2 id="password-title" class="account-title">{words.password}</h2>
            <Form name=FORM state action=HERE class="form settings-form" labelled_by="password-title" content/>
        </section>
    }
}
