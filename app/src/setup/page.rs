//! `/setup`: creates the first administrator with the setup token that the server printed.

use domain::settings::field_name;
use domain::{FieldErrors, Problem, Role, Timestamp};
use http::StatusCode;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use store::accounts::{FirstRunOutcome, NewUser, SignIn};

use crate::context::RequestContext;
use crate::error::AppError;
use crate::forms::{Submission, set_status};
use crate::locales::{Texts, use_texts};
use crate::not_found::NotFound;
use crate::redirect::redirect;
use crate::ui::erased::IntoErased;
use crate::ui::icon::icon;
use crate::ui::notice::ErrorNotice;
use crate::ui::state::Failure;

const FORM: &str = "setup";

/// The state of the form: input and errors.
#[derive(Clone, Default)]
struct Draft {
    token: String,
    name: String,
    login: String,
    errors: FieldErrors,
    wrong_token: bool,
}

/// The result of loading the page.
enum Found {
    /// The form.
    Form(Draft),
    /// The response is a redirect.
    Done,
    /// There already is an administrator: 404.
    NotNeeded,
}

/// `/setup`
#[component]
pub fn SetupPage() -> impl IntoView {
    let t = use_texts();
    let search = use_location().search.get_untracked();
    let content = Suspend::new(async move {
        match load(&search).await {
            Ok(Found::Form(draft)) => view! { <Form draft/> }.erased(),
            Ok(Found::Done) => ().erased(),
            Ok(Found::NotNeeded) => view! { <NotFound/> }.erased(),
            Err(error) => view! { <main class="login" id="main"><Failure error/></main> }.erased(),
        }
    });
    view! {
        <Title text=format!("{} · Protocolo", t.setup.title)/>
        {content}
    }
}

async fn load(search: &str) -> Result<Found, AppError> {
    let context = RequestContext::current()?;
    if !context.store.accounts().needs_first_administrator().await? {
        return Ok(Found::NotNeeded);
    }
    if let Some(form) = Submission::of(FORM) {
        return submit(&context, &form).await;
    }
    let mut pairs = form_urlencoded::parse(search.trim_start_matches('?').as_bytes());
    let token = pairs.find(|(key, _)| key == "token").map(|(_, value)| value.into_owned());
    Ok(Found::Form(Draft { token: token.unwrap_or_default(), ..Draft::default() }))
}

async fn submit(context: &RequestContext, form: &Submission) -> Result<Found, AppError> {
    let text = |name| form.field(name).to_owned();
    let mut draft =
        Draft { token: text("token"), name: text("name"), login: text("login"), ..Draft::default() };
    let user = NewUser {
        login: draft.login.clone(),
        name: draft.name.clone(),
        role: Role::Administrator,
        password: Some(text("password")),
        active: true,
    };
    let now = store::clock::now();
    let outcome = context
        .store
        .accounts()
        .create_first_administrator(draft.token.trim(), &user, &context.origin(), now)
        .await?;
    match outcome {
        FirstRunOutcome::Done(_) => sign_in(context, user, now).await,
        FirstRunOutcome::NotNeeded => Ok(Found::NotNeeded),
        FirstRunOutcome::WrongToken => {
            set_status(StatusCode::FORBIDDEN);
            draft.wrong_token = true;
            Ok(Found::Form(draft))
        }
        FirstRunOutcome::Invalid(errors) => {
            set_status(StatusCode::UNPROCESSABLE_ENTITY);
            draft.errors = errors;
            Ok(Found::Form(draft))
        }
    }
}

/// Signs the new administrator in and redirects to the onboarding steps.
async fn sign_in(context: &RequestContext, user: NewUser, now: Timestamp) -> Result<Found, AppError> {
    let attempt = context.sign_in_attempt(user.login, user.password.unwrap_or_default());
    let next = match context.store.accounts().sign_in(&attempt, now).await? {
        SignIn::Granted { token, device, .. } => {
            context.set_login_cookies(&token, &device);
            "/settings/start"
        }
        // The login is locked out after failed attempts: the login page shows how long.
        SignIn::Refused | SignIn::Wait { .. } | SignIn::CodeWanted { .. } => {
            "/login?next=%2Fsettings%2Fstart"
        }
    };
    redirect(next);
    Ok(Found::Done)
}

#[component]
fn Form(draft: Draft) -> impl IntoView {
    let t = use_texts();
    let words = &t.setup;
    let message_for = |field: &str| {
        let error = draft.errors.0.iter().find(|error| error.field == field)?;
        Some(error_message(t, field, &error.problem))
    };
    let token_error = draft.wrong_token.then(|| words.wrong_token.to_owned());
    let bad = draft.wrong_token || !draft.errors.0.is_empty();
    let notice = bad.then(|| view! { <ErrorNotice text=t.forms.bad_fields/> });
    let (name_error, login_error, password_error) =
        (message_for(field_name::NAME), message_for(field_name::LOGIN), message_for(field_name::PASSWORD));
    view! {
        <main class="login" id="main">
            <div class="login-card">
                <p class="login-brand">{icon("mark", "brand-mark")} "Protocolo"</p>
                <h1 class="login-title">{words.title}</h1>
                <p class="card-text">{words.text}</p>
                <form class="form" method="post" action="/setup" novalidate>
                    {notice}
                    <input type="hidden" name="form" value=FORM/>
                    <Line name="token" label=words.token hint=words.token_hint value=draft.token error=token_error/>
                    <Line name=field_name::NAME label=words.name value=draft.name error=name_error complete="name"/>
                    <Line name=field_name::LOGIN label=t.login_user value=draft.login error=login_error complete="username"/>
                    <Line name=field_name::PASSWORD label=t.login_password hint=words.password_hint value=String::new()
                        error=password_error complete="new-password" kind="password"/>
                    <button class="button button-primary button-large button-block">{words.create}</button>
                </form>
            </div>
        </main>
    }
}

#[component]
fn Line(
    name: &'static str,
    label: &'static str,
    value: String,
    error: Option<String>,
    #[prop(default = "")] hint: &'static str,
    #[prop(default = "off")] complete: &'static str,
    #[prop(default = "text")] kind: &'static str,
) -> impl IntoView {
    let id = format!("setup-{name}");
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = [(!hint.is_empty()).then(|| hint_id.clone()), error.as_ref().map(|_| error_id.clone())];
    let described = described.into_iter().flatten().collect::<Vec<_>>().join(" ");
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            <input class="input input-large" id=id name=name type=kind value=value autocomplete=complete
                autocapitalize="none" spellcheck="false" maxlength="1000" aria-required="true"
                aria-invalid=error.is_some().then_some("true")
                aria-describedby=(!described.is_empty()).then_some(described)/>
            {(!hint.is_empty()).then(|| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
            {error.map(|text| view! { <p class="field-error" id=error_id>{icon("alert", "icon")} {text}</p> })}
        </div>
    }
}

fn error_message(t: &Texts, field: &str, problem: &Problem) -> String {
    match (field, problem) {
        (field_name::PASSWORD, Problem::Guessable) => t.own_account.guessable.to_owned(),
        (field_name::LOGIN, Problem::Malformed { .. }) => t.settings.users.login_malformed.to_owned(),
        (field_name::PASSWORD, _) => t.setup.bad_password.to_owned(),
        (field_name::LOGIN, Problem::Taken) => t.setup.login_taken.to_owned(),
        (_, problem) => t.problem(problem),
    }
}
