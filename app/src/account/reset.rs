//! `/reset/{token}`: the password link, which sets a password once.

use domain::bidi::isolated;
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;
use store::accounts::{PasswordReset, ResetPasswordOutcome};

use super::password::{BadFields, ChosenPassword, FieldMessages, check_repeat, policy_message};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::forms::{Submission, set_status};
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
            Ok((PasswordReset::Open { name, login }, messages)) => {
                view! { <Choose here name login messages/> }.erased()
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

/// Submits the form if it was posted; returns the state of the link and the field errors.
async fn load(token: &str) -> Result<(PasswordReset, FieldMessages), AppError> {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    let context = RequestContext::current()?;
    let (accounts, now) = (context.store.accounts(), store::clock::now());
    let mut messages = Vec::new();
    if let Some(form) = Submission::of(FORM) {
        messages = check_repeat(&form);
        if messages.is_empty() {
            match accounts.reset_password(token, form.field("password"), &context.origin(), now).await? {
                ResetPasswordOutcome::Set => redirect("/login?error=password_set"),
                ResetPasswordOutcome::InvalidLink => {}
                ResetPasswordOutcome::Invalid(errors) => {
                    messages.push(("password", policy_message(&errors)));
                }
            }
        }
        if !messages.is_empty() {
            set_status(StatusCode::UNPROCESSABLE_ENTITY);
        }
    }
    Ok((accounts.password_reset(token, now).await?, messages))
}

#[component]
fn Choose(here: String, name: String, login: String, messages: FieldMessages) -> impl IntoView {
    let words = &use_texts().own_account;
    view! {
        <h1 class="login-title">{words.choose}</h1>
        <form class="form" method="post" action=here novalidate>
            <BadFields messages=messages.clone()/>
            <input type="hidden" name="form" value=FORM/>
            // For password managers.
            <input type="text" name="username" autocomplete="username" value=login.clone() readonly hidden/>
            <p>{(words.choose_text)(&isolated(&name), &isolated(&login))}</p>
            <ChosenPassword messages/>
            <button class="button button-primary button-large button-block">{words.choose_submit}</button>
        </form>
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
