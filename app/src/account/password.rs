//! Another password for one's own account, and the fields in which a password is chosen.

use domain::{FieldErrors, Problem};
use http::StatusCode;
use leptos::prelude::*;
use store::settings::{OwnAccount, PasswordChange};

use super::page::HERE;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::forms::{Submission, answer_with};
use crate::locales::use_texts;
use crate::ui::icon::icon;

const FORM: &str = "account-password";
/// The most characters of a password, as far as a field is concerned.
const LIMIT: &str = "1000";

/// What is wrong with the fields of a password, by their names.
pub(super) type Complaints = Vec<(&'static str, String)>;

/// What is wrong with a chosen password before it is tried: it was not typed the same twice.
pub(super) fn differs(form: &Submission) -> Complaints {
    let same = form.field("password") == form.field("repeat");
    let words = &use_texts().own_account;
    if same { Vec::new() } else { vec![("repeat", words.differs.to_owned())] }
}

/// Carries out the form, if it was posted; what is wrong with what was typed.
pub(super) async fn carry_out(
    context: &RequestContext,
    own: &OwnAccount<'_>,
    now: i64,
) -> Result<Complaints, AppError> {
    let Some(form) = Submission::of(FORM) else { return Ok(Vec::new()) };
    let t = use_texts();
    let complaints = differs(&form);
    if !complaints.is_empty() {
        answer_with(StatusCode::UNPROCESSABLE_ENTITY);
        return Ok(complaints);
    }
    let (current, password) = (form.field("current"), form.field("password"));
    let outcome = own.change_password(current, password, &context.session_token(), now).await;
    let complaint = match outcome {
        Err(store::Error::Invalid(errors)) => ("password", unfit(&errors)),
        Err(error) => return Err(error.into()),
        Ok(PasswordChange::WrongPassword) => ("current", t.own_account.wrong.to_owned()),
        Ok(PasswordChange::Wait { until }) => {
            let seconds = u64::try_from(until - now).unwrap_or(0).div_ceil(1000).max(1);
            ("current", (t.login_wait)(seconds))
        }
        Ok(PasswordChange::Changed(token)) => {
            context.go_on_as(&token);
            flash::answer(Ok(Notice::done(t.own_account.changed)), Some(HERE));
            return Ok(Vec::new());
        }
    };
    answer_with(StatusCode::UNPROCESSABLE_ENTITY);
    Ok(vec![complaint])
}

/// What is wrong with a chosen password.
pub(super) fn unfit(errors: &FieldErrors) -> String {
    let words = &use_texts().own_account;
    let guessable = errors.0.iter().any(|error| error.problem == Problem::Guessable);
    if guessable { words.guessable.to_owned() } else { words.unfit.to_owned() }
}

/// A field of a password with its label and what is wrong with it. What was typed never comes back.
#[component]
pub(super) fn PasswordField(
    name: &'static str,
    label: &'static str,
    /// For the browser's own keeper of passwords: `current-password` or `new-password`.
    autocomplete: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
    complaint: Option<String>,
) -> impl IntoView {
    let id = format!("field-{name}");
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = [hint.map(|_| hint_id.clone()), complaint.as_ref().map(|_| error_id.clone())];
    let described = described.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let invalid = complaint.is_some().then_some("true");
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            <input class="input" id=id name=name type="password" maxlength=LIMIT autocomplete=autocomplete
                aria-required="true" aria-invalid=invalid
                aria-describedby=(!described.is_empty()).then_some(described)/>
            {hint.map(|text| view! { <p class="field-hint" id=hint_id>{text}</p> })}
            {complaint.map(|text| view! {
                <p class="field-error" id=error_id>{icon("alert", "icon")} {text}</p>
            })}
        </div>
    }
}

/// The two fields in which a password is chosen.
#[component]
pub(super) fn ChosenPassword(complaints: Complaints) -> impl IntoView {
    let words = &use_texts().own_account;
    view! {
        <PasswordField name="password" label=words.new autocomplete="new-password" hint=words.new_hint
            complaint=complaint_about(&complaints, "password")/>
        <PasswordField name="repeat" label=words.repeat autocomplete="new-password"
            complaint=complaint_about(&complaints, "repeat")/>
    }
}

fn complaint_about(complaints: &Complaints, field: &str) -> Option<String> {
    complaints.iter().find(|(name, _)| *name == field).map(|(_, text)| text.clone())
}

/// Says above a form that something in it is wrong.
#[component]
pub(super) fn BadFields(complaints: Complaints) -> impl IntoView {
    let words = &use_texts().own_account;
    (!complaints.is_empty()).then(|| {
        view! {
            <div class="notice notice-error" role="alert">
                {icon("alert", "icon")} <p data-announce="">{words.bad_fields}</p>
            </div>
        }
    })
}

/// The form of one's own password.
#[component]
pub(super) fn PasswordForm(login: String, complaints: Complaints) -> impl IntoView {
    let words = &use_texts().own_account;
    view! {
        <section class="card card-padded" aria-labelledby="password-title">
            <h2 id="password-title" class="account-title">{words.password}</h2>
            <form method="post" action=HERE class="form settings-form" aria-labelledby="password-title" novalidate>
                <BadFields complaints=complaints.clone()/>
                <input type="hidden" name="form" value=FORM/>
                // For the browser's keeper of passwords.
                <input type="text" name="username" autocomplete="username" value=login readonly hidden/>
                <p class="card-text">{words.password_text}</p>
                <PasswordField name="current" label=words.current autocomplete="current-password"
                    complaint=complaint_about(&complaints, "current")/>
                <ChosenPassword complaints/>
                <div class="filters-actions"><button class="button">{words.change}</button></div>
            </form>
        </section>
    }
}
