//! `/reset/{token}`: whoever was handed the address chooses a password, once.

use domain::bidi::isolated;
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;
use store::accounts::PasswordReset;

use super::password::{BadFields, ChosenPassword, Complaints, differs, unfit};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::forms::{Submission, answer_with};
use crate::locales::use_texts;
use crate::login::Languages;
use crate::redirect::redirect;
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
            Ok((PasswordReset::Open { name, login }, complaints)) => {
                view! { <Choose here name login complaints/> }.into_any()
            }
            Ok((PasswordReset::Expired, _)) => {
                answer_with(StatusCode::GONE);
                view! { <Say title=words.expired_title text=words.expired_text/> }.into_any()
            }
            Ok((PasswordReset::Unknown, _)) => {
                answer_with(StatusCode::NOT_FOUND);
                view! { <Say title=words.unknown_title text=words.unknown_text/> }.into_any()
            }
            Err(error) => view! { <Failure error/> }.into_any(),
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
            <Languages back/>
        </main>
    }
}

/// Carries out the form, if it was posted; what stands behind the address, and what is wrong with what
/// was typed.
async fn load(token: &str) -> Result<(PasswordReset, Complaints), AppError> {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    let context = RequestContext::current()?;
    let (accounts, now) = (context.store.accounts(), store::clock::now_ms());
    let mut complaints = Vec::new();
    if let Some(form) = Submission::of(FORM) {
        complaints = differs(&form);
        if complaints.is_empty() {
            match accounts.reset_password(token, form.field("password"), &context.origin(), now).await {
                Ok(true) => redirect("/login?error=password_set"),
                Ok(false) => {}
                Err(store::Error::Invalid(errors)) => complaints.push(("password", unfit(&errors))),
                Err(error) => return Err(error.into()),
            }
        }
        if !complaints.is_empty() {
            answer_with(StatusCode::UNPROCESSABLE_ENTITY);
        }
    }
    Ok((accounts.password_reset(token, now).await?, complaints))
}

#[component]
fn Choose(here: String, name: String, login: String, complaints: Complaints) -> impl IntoView {
    let words = &use_texts().own_account;
    view! {
        <h1 class="login-title">{words.choose}</h1>
        <form class="form" method="post" action=here novalidate>
            <BadFields complaints=complaints.clone()/>
            <input type="hidden" name="form" value=FORM/>
            // For the browser's keeper of passwords.
            <input type="text" name="username" autocomplete="username" value=login.clone() readonly hidden/>
            <p>{(words.choose_text)(&isolated(&name), &isolated(&login))}</p>
            <ChosenPassword complaints/>
            <button class="button button-primary button-large button-block">{words.choose_submit}</button>
        </form>
    }
}

/// A few words instead of the form.
#[component]
fn Say(title: &'static str, text: &'static str) -> impl IntoView {
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
