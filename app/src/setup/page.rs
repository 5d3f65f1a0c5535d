//! `/setup`: creates the first administrator with the setup token that the server printed.

use domain::settings::field_name;
use domain::{Problem, Role, Timestamp};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use store::accounts::{FirstRunOutcome, NewUser, SignIn};

use crate::context::RequestContext;
use crate::error::AppError;
use crate::form::{Credential, Draft, Field, Form, FormState, Input, Rejection, Submission, Values};
use crate::locales::{Texts, use_texts};
use crate::not_found::NotFound;
use crate::redirect::redirect;
use crate::ui::erased::IntoErased;
use crate::ui::icon::icon;
use crate::ui::state::Failure;

const FORM: &str = "setup";
/// The field of the setup token.
const TOKEN: &str = "token";

/// The result of loading the page.
enum Found {
    /// The form.
    Form(FormState),
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
            Ok(Found::Form(state)) => view! { <SetupForm state/> }.erased(),
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
    Ok(found(Values::default().with(TOKEN, token.unwrap_or_default()), None))
}

fn found(values: Values, draft: Option<Draft>) -> Found {
    Found::Form(FormState::new("setup", values, draft))
}

async fn submit(context: &RequestContext, form: &Submission) -> Result<Found, AppError> {
    let text = |name| form.field(name).to_owned();
    let user = NewUser {
        login: text(field_name::LOGIN),
        name: text(field_name::NAME),
        role: Role::Administrator,
        password: Some(text(field_name::PASSWORD)),
        active: true,
    };
    let (t, now) = (use_texts(), store::clock::now());
    let outcome = context
        .store
        .accounts()
        .create_first_administrator(form.field(TOKEN).trim(), &user, &context.origin(), now)
        .await?;
    let draft = match outcome {
        FirstRunOutcome::Done(_) => return sign_in(context, user, now).await,
        FirstRunOutcome::NotNeeded => return Ok(Found::NotNeeded),
        FirstRunOutcome::WrongToken => Draft::new(form, Rejection::Refused, t.answers().forms.bad_fields)
            .with_error(TOKEN, t.setup.wrong_token),
        FirstRunOutcome::Invalid(errors) => {
            let message = |field: &str, problem: &Problem| error_message(t, field, problem);
            Draft::invalid(form, t.answers().forms.bad_fields, &errors, message)
        }
    };
    Ok(found(Values::default(), Some(draft)))
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
fn SetupForm(state: FormState) -> impl IntoView {
    let t = use_texts();
    let words = &t.setup;
    let text = |autocomplete| Credential { class: "input input-large", autocomplete, ..Credential::TEXT };
    let password = Credential { kind: "password", ..text("new-password") };
    let fields = [
        Input::credential(TOKEN, words.token, text("off")).hint(words.token_hint),
        Input::credential(field_name::NAME, words.name, text("name")),
        Input::credential(field_name::LOGIN, t.login().user, text("username")),
        Input::credential(field_name::PASSWORD, t.login().password, password).hint(words.password_hint),
    ];
    let fields = fields.map(|input| view! { <Field input state=state.clone()/> });
    let content = view! {
        {fields.collect_view()}
        <button class="button button-primary button-large button-block">{words.create}</button>
    };
    let content = content.erased();
    view! {
        <main class="login" id="main">
            <div class="login-card">
                <p class="login-brand">{icon("mark", "brand-mark")} "Protocolo"</p>
                <h1 class="login-title">{words.title}</h1>
                <p class="card-text">{words.text}</p>
                <Form name=FORM state action="/setup" class="form" content/>
            </div>
        </main>
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
