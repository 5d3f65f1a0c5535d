//! `/login/code`: the second step of sign-in for users with a second factor (TOTP). A plain HTML
//! form that posts to its own page.

use http::{HeaderValue, header};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use store::accounts::{SecondStep, SignIn};

use crate::context::RequestContext;
use crate::cookies;
use crate::error::AppError;
use crate::form::{Draft, Rejection, Submission};
use crate::locales::use_texts;
use crate::login::Languages;
use crate::redirect::redirect;
use crate::session::{local_path, login_address};
use crate::ui::erased::IntoErased;
use crate::ui::icon::icon;
use crate::ui::state::Failure;

/// The address of the page, which redirects to `next` after sign-in.
pub(crate) fn code_address(next: &str) -> String {
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("/login/code?next={next}")
}

/// The outcome of a request to this page.
enum Step {
    /// Show the form, with the error of the previous attempt.
    Ask(Option<String>),
    /// The response is a redirect.
    Done,
}

async fn load(next: &str) -> Result<Step, AppError> {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    let context = RequestContext::current()?;
    let Some(challenge) = cookies::read(cookies::CHALLENGE) else {
        redirect(&login_address("code_expired", 0, next));
        return Ok(Step::Done);
    };
    let Some(form) = Submission::any() else { return Ok(Step::Ask(None)) };
    let step = SecondStep {
        challenge,
        code: form.field("code").to_owned(),
        address: context.address.clone(),
        user_agent: context.user_agent.clone(),
        device: cookies::read(cookies::DEVICE),
    };
    let (t, now) = (use_texts(), store::clock::now());
    let error_text = match context.store.accounts().second_step(&step, now).await? {
        None => {
            redirect(&login_address("code_expired", 0, next));
            return Ok(Step::Done);
        }
        Some(SignIn::Granted { token, device, theme, .. }) => {
            context.end_old_session(now).await?;
            if let Some(theme) = theme {
                cookies::set_theme(Some(theme), context.secure);
            }
            context.set_login_cookies(&token, &device);
            cookies::set(cookies::CHALLENGE, "", 0, true, context.secure);
            redirect(next);
            return Ok(Step::Done);
        }
        Some(SignIn::Wait { until }) => (t.login().wait)((until - now).seconds_to_wait()),
        Some(SignIn::Refused | SignIn::CodeWanted { .. }) => t.second_factor.refused.to_owned(),
    };
    Ok(Step::Ask(Some(Draft::new(&form, Rejection::Invalid, error_text).take_notice())))
}

/// `/login/code`
#[component]
pub fn LoginCodePage() -> impl IntoView {
    let words = &use_texts().second_factor;
    let search = use_location().search.get_untracked();
    let next = form_urlencoded::parse(search.trim_start_matches('?').as_bytes())
        .find(|(key, _)| key == "next")
        .map(|(_, value)| value.into_owned());
    let next = local_path(next.as_deref()).to_owned();
    let here = code_address(&next);
    let return_to = here.clone();
    let content = Suspend::new(async move {
        match load(&next).await {
            Ok(Step::Ask(error_text)) => view! { <CodeForm here error_text/> }.erased(),
            Ok(Step::Done) => ().erased(),
            Err(error) => view! { <Failure error/> }.erased(),
        }
    });
    view! {
        <Title text=format!("{} · Protocolo", words.step_title)/>
        <main class="login" id="main">
            <div class="login-card">
                <p class="login-brand">{icon("mark", "brand-mark")} "Protocolo"</p>
                <h1 class="login-title">{words.step_title}</h1>
                {content}
            </div>
            <Languages return_to/>
        </main>
    }
}

#[component]
fn CodeForm(here: String, error_text: Option<String>) -> impl IntoView {
    let words = &use_texts().second_factor;
    let alert = error_text.map(|text| {
        view! {
            <div class="form-error" role="alert">
                <div class="notice notice-error">{icon("alert", "icon")} <p>{text}</p></div>
            </div>
        }
    });
    view! {
        <form class="form" method="post" action=here>
            {alert}
            <p class="card-text">{words.step_text}</p>
            <CodeInput name="code"/>
            <button class="button button-primary button-large button-block">{words.submit}</button>
            <a class="button button-large button-block" href="/login">{words.start_again}</a>
        </form>
    }
}

/// The input for a code: six digits of the authenticator app, or a recovery code.
#[component]
pub(crate) fn CodeInput(name: &'static str) -> impl IntoView {
    let words = &use_texts().second_factor;
    view! {
        <div class="field">
            <label class="field-label" for="login-code">{words.code}</label>
            <input class="input input-large" id="login-code" name=name autocomplete="one-time-code"
                autocapitalize="none" spellcheck="false" maxlength="40" required autofocus
                aria-describedby="login-code-hint"/>
            <p class="field-hint" id="login-code-hint">{words.code_hint}</p>
        </div>
    }
}
