//! Changing the password of one's own account, and the fields for a new password.

use domain::{FieldErrors, Problem, Timestamp};
use http::StatusCode;
use leptos::prelude::*;
use store::settings::{OwnAccount, PasswordChange};

use super::HERE;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::forms::{Submission, set_status};
use crate::locales::use_texts;
use crate::ui::icon::icon;
use crate::ui::notice::ErrorNotice;

const FORM: &str = "account-password";
/// `maxlength` of a password field.
const LIMIT: &str = "1000";

/// Error messages by field name.
pub(super) type FieldMessages = Vec<(&'static str, String)>;

/// Checks that both entries of the new password match.
pub(super) fn check_repeat(form: &Submission) -> FieldMessages {
    let same = form.field("password") == form.field("repeat");
    let words = &use_texts().own_account;
    if same { Vec::new() } else { vec![("repeat", words.passwords_differ.to_owned())] }
}

/// Submits the form if it was posted; returns the field errors.
pub(super) async fn submit(
    context: &RequestContext,
    own: &OwnAccount<'_>,
    now: Timestamp,
) -> Result<FieldMessages, AppError> {
    let Some(form) = Submission::of(FORM) else { return Ok(Vec::new()) };
    let t = use_texts();
    let messages = check_repeat(&form);
    if !messages.is_empty() {
        set_status(StatusCode::UNPROCESSABLE_ENTITY);
        return Ok(messages);
    }
    let (current, password) = (form.field("current"), form.field("password"));
    let outcome = own.change_password(current, password, &context.session_token(), now).await?;
    let message = match outcome {
        PasswordChange::Invalid(errors) => ("password", policy_message(&errors)),
        PasswordChange::WrongPassword => ("current", t.own_account.wrong_password.to_owned()),
        PasswordChange::Wait { until } => {
            let seconds = (until - now).seconds_to_wait();
            ("current", (t.login_wait)(seconds))
        }
        PasswordChange::Changed(token) => {
            context.set_session_cookie(&token);
            flash::answer(Ok(Notice::done(t.own_account.changed)), Some(HERE));
            return Ok(Vec::new());
        }
    };
    set_status(StatusCode::UNPROCESSABLE_ENTITY);
    Ok(vec![message])
}

/// The message for a password that the policy rejects.
pub(super) fn policy_message(errors: &FieldErrors) -> String {
    let words = &use_texts().own_account;
    let guessable = errors.0.iter().any(|error| error.problem == Problem::Guessable);
    if guessable { words.guessable.to_owned() } else { words.password_length.to_owned() }
}

/// A password field with its label and error. The value is never sent back.
#[component]
pub(super) fn PasswordField(
    name: &'static str,
    label: &'static str,
    /// For password managers: `current-password` or `new-password`.
    autocomplete: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
    message: Option<String>,
) -> impl IntoView {
    let id = format!("field-{name}");
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = [hint.map(|_| hint_id.clone()), message.as_ref().map(|_| error_id.clone())];
    let described = described.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let invalid = message.is_some().then_some("true");
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            <input class="input" id=id name=name type="password" maxlength=LIMIT autocomplete=autocomplete
                aria-required="true" aria-invalid=invalid
                aria-describedby=(!described.is_empty()).then_some(described)/>
            {hint.map(|text| view! { <p class="field-hint" id=hint_id>{text}</p> })}
            {message.map(|text| view! {
                <p class="field-error" id=error_id>{icon("alert", "icon")} {text}</p>
            })}
        </div>
    }
}

/// The two fields for a new password.
#[component]
pub(super) fn ChosenPassword(messages: FieldMessages) -> impl IntoView {
    let words = &use_texts().own_account;
    view! {
        <PasswordField name="password" label=words.new autocomplete="new-password" hint=words.new_hint
            message=message_for(&messages, "password")/>
        <PasswordField name="repeat" label=words.repeat autocomplete="new-password"
            message=message_for(&messages, "repeat")/>
    }
}

fn message_for(messages: &FieldMessages, field: &str) -> Option<String> {
    messages.iter().find(|(name, _)| *name == field).map(|(_, text)| text.clone())
}

/// The notice above a form with invalid fields.
#[component]
pub(super) fn BadFields(messages: FieldMessages) -> impl IntoView {
    (!messages.is_empty()).then(|| view! { <ErrorNotice text=use_texts().own_account.bad_fields/> })
}

/// The form that changes the password.
#[component]
pub(super) fn PasswordForm(login: String, messages: FieldMessages) -> impl IntoView {
    let words = &use_texts().own_account;
    view! {
        <section class="card card-padded" aria-labelledby="password-title">
            <h2 id="password-title" class="account-title">{words.password}</h2>
            <form method="post" action=HERE class="form settings-form" aria-labelledby="password-title" novalidate>
                <BadFields messages=messages.clone()/>
                <input type="hidden" name="form" value=FORM/>
                // For password managers.
                <input type="text" name="username" autocomplete="username" value=login readonly hidden/>
                <p class="card-text">{words.password_text}</p>
                <PasswordField name="current" label=words.current autocomplete="current-password"
                    message=message_for(&messages, "current")/>
                <ChosenPassword messages/>
                <div class="filters-actions"><button class="button">{words.change}</button></div>
            </form>
        </section>
    }
}
