//! `/reset/{token}`: the password link, which sets a password once.

use domain::Timestamp;
use domain::bidi::isolated;
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;
use store::accounts::{PasswordReset, ResetPasswordOutcome};

use super::password::{ChosenPassword, against_policy, chosen_password};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::form::{Draft, Form, FormState, Submission, Values, set_status};
use crate::locales::use_texts;
use crate::login::Languages;
use crate::redirect::redirect;
use crate::ui::erased::IntoErased;
use crate::ui::icon::icon;
use crate::ui::state::Failure;

const FORM: &str = "reset-password";

/// `/reset/{token}`
#[component]
pub fn ResetPage() -> impl IntoView {
    let token = use_params_map().with_untracked(|params| params.get("token")).unwrap_or_default();
    let words = &use_texts().own_account;
    let here = format!("/reset/{token}");
    let back = here.clone();
    let content = Suspend::new(async move {
        match load(&token).await {
            Ok((PasswordReset::Open { name, login }, draft)) => {
                view! { <Choose here name login draft/> }.erased()
            }
            Ok((PasswordReset::Expired, _)) => {
                set_status(StatusCode::GONE);
                view! { <Message title=words.expired_title text=words.expired_text/> }.erased()
            }
            Ok((PasswordReset::Unknown, _)) => {
                set_status(StatusCode::NOT_FOUND);
                view! { <Message title=words.unknown_title text=words.unknown_text/> }.erased()
            }
            Err(error) => view! { <Failure error/> }.erased(),
        }
    });
    view! {
        <Title text=format!("{} · Protocolo", words.choose)/>
        <Meta name="robots" content="noindex"/>
        <main class="login" id="main">
            <div class="login-card">
                <p class="login-brand">{icon("mark", "brand-mark")} "Protocolo"</p>
                {content}
            </div>
            <Languages return_to=back/>
        </main>
    }
}

/// Submits the form if it was posted; returns the state of the link, and the form if it is rejected.
async fn load(token: &str) -> Result<(PasswordReset, Option<Draft>), AppError> {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    let context = RequestContext::current()?;
    let now = store::clock::now();
    let draft = match Submission::of(FORM) {
        Some(form) => submit(&context, token, &form, now).await?,
        None => None,
    };
    Ok((context.store.accounts().password_reset(token, now).await?, draft))
}

async fn submit(
    context: &RequestContext,
    token: &str,
    form: &Submission,
    now: Timestamp,
) -> Result<Option<Draft>, AppError> {
    let password = match chosen_password(form) {
        Ok(password) => password,
        Err(draft) => return Ok(Some(draft)),
    };
    match context.store.accounts().reset_password(token, password, &context.origin(), now).await? {
        ResetPasswordOutcome::Set => redirect("/login?error=password_set"),
        ResetPasswordOutcome::InvalidLink => {}
        ResetPasswordOutcome::Invalid(errors) => return Ok(Some(against_policy(form, &errors))),
    }
    Ok(None)
}

#[component]
fn Choose(here: String, name: String, login: String, draft: Option<Draft>) -> impl IntoView {
    let words = &use_texts().own_account;
    let state = FormState::new("field", Values::default(), draft);
    let content = view! {
        // For password managers.
        <input type="text" name="username" autocomplete="username" value=login.clone() readonly hidden/>
        <p>{(words.choose_text)(&isolated(&name), &isolated(&login))}</p>
        <ChosenPassword state=state.clone()/>
        <button class="button button-primary button-large button-block">{words.choose_submit}</button>
    };
    let content = content.erased();
    view! {
        <h1 class="login-title">{words.choose}</h1>
        <Form name=FORM state action=here class="form" content/>
    }
}

/// A message in place of the form.
#[component]
fn Message(title: &'static str, text: &'static str) -> impl IntoView {
    let words = &use_texts().own_account;
    view! {
        <div class="state">
            {icon("info", "icon state-icon")}
            <h1>{title}</h1>
            <p class="state-text">{text}</p>
            <a class="button" href="/login">{words.to_sign_in}</a>
        </div>
    }
}
