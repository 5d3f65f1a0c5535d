//! The login page: a plain HTML form and the link to single sign-on.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use crate::context::{LoginMethods, RequestContext};
use crate::error::AppError;
use crate::locales::{Locale, Texts, use_locale, use_texts};
use crate::redirect::redirect;
use crate::session::{PageContext, local_path, refused_login};
use crate::ui::erased::IntoErased;
use crate::ui::icon::icon;
use crate::ui::password::Password;
use crate::waiting_form::{WaitingForm, WaitingSignIn};

/// The query parameters of the login page.
struct LoginQuery {
    error: Option<String>,
    seconds: u64,
    next: String,
}

impl LoginQuery {
    fn parse(search: &str) -> Self {
        let mut query = Self { error: None, seconds: 0, next: "/".to_owned() };
        for (key, value) in form_urlencoded::parse(search.trim_start_matches('?').as_bytes()) {
            match key.as_ref() {
                "error" => query.error = Some(value.into_owned()),
                "seconds" => query.seconds = value.parse().unwrap_or(0),
                "next" => local_path(Some(&value)).clone_into(&mut query.next),
                _ => {}
            }
        }
        query
    }

    fn message(&self, t: &Texts) -> Option<(String, &'static str)> {
        match self.error.as_deref()? {
            "refused" => Some((t.login().refused.to_owned(), "notice notice-error")),
            "wait" => Some(((t.login().wait)(self.seconds.max(1)), "notice notice-error")),
            "signed_out" => Some((t.login().signed_out.to_owned(), "notice notice-success")),
            "password_set" => Some((t.own_account.chosen.to_owned(), "notice notice-success")),
            "code_expired" => Some((t.second_factor.expired.to_owned(), "notice notice-warning")),
            "session" => Some((t.error_signed_out.to_owned(), "notice notice-warning")),
            "files" => Some((t.waiting.files.to_owned(), "notice notice-warning")),
            "local_off" => Some((t.sso.local_off.to_owned(), "notice notice-warning")),
            "sso_cancelled" => Some((t.sso.cancelled.to_owned(), "notice notice-warning")),
            "sso_expired" => Some((t.sso.expired.to_owned(), "notice notice-warning")),
            "sso_failed" => Some((t.sso.failed.to_owned(), "notice notice-error")),
            "sso_inactive" => Some((t.sso.inactive.to_owned(), "notice notice-error")),
            "sso_login" => Some((t.sso.login.to_owned(), "notice notice-error")),
            "sso_no_role" => Some((t.sso.no_role.to_owned(), "notice notice-error")),
            "sso_unavailable" => Some((t.sso.unavailable.to_owned(), "notice notice-error")),
            _ => None,
        }
    }
}

/// `/login`
#[component]
pub fn LoginPage() -> impl IntoView {
    let t = use_texts();
    let query = LoginQuery::parse(&use_location().search.get_untracked());
    // Only right after a failed attempt: the cookie outlives the redirect.
    let refused = matches!(query.error.as_deref(), Some("refused" | "wait"));
    let login = refused.then(refused_login).flatten().unwrap_or_default();
    let waits = use_context::<WaitingForm>().is_some();
    let first_run = Suspend::new(async move {
        // Without any user, redirect to the setup of the first administrator, except with single
        // sign-on, which works without local users.
        let context =
            RequestContext::current().ok().filter(|context| !waits && !context.login_methods.single)?;
        let needed = context.store.accounts().needs_first_administrator().await;
        // If the database fails, still show the form.
        let needed = needed.map_err(AppError::from).inspect_err(AppError::log).unwrap_or_default();
        needed.then(|| redirect("/setup"))
    });
    let ways = RequestContext::current().map(|context| context.login_methods);
    let ways = ways.unwrap_or(LoginMethods { local: true, single: false, label: None });
    let PageContext { operation, logo, .. } = use_context().unwrap_or_default();
    let mark = match logo {
        Some(href) => view! { <img class="brand-logo" src=href alt=""/> }.erased(),
        None => icon("mark", "brand-mark").erased(),
    };
    let operation = operation
        .map(|name| view! { <span class="brand-operation" dir="auto">{domain::bidi::plain(&name)}</span> });
    // Changing the language would lose a kept form.
    let waiting = use_context::<WaitingForm>();
    let languages = waiting.is_none().then(|| view! { <Languages return_to="/login".to_owned()/> });
    let message = query.message(t).map(|(text, class)| {
        view! {
            <div class="form-error" role="alert">
                <div class=class>{icon("alert", "icon")} <p>{text}</p></div>
            </div>
        }
    });
    view! {
        <Title text=format!("{} · Protocolo", t.login_submit)/>
        {first_run}
        <main class="login" id="main">
            <div class="login-card">
                <p class="login-brand">{mark} "Protocolo" {operation}</p>
                <h1 class="login-title" id="login-title">{t.login().title}</h1>
                <div class="login-ways">
                    {message}
                    {match waiting {
                        Some(form) => {
                            view! { <WaitingSignIn form local=ways.local single=ways.single/> }.erased()
                        }
                        None => view! { <LoginOptions ways next=query.next login/> }.erased(),
                    }}
                </div>
            </div>
            {languages}
        </main>
    }
}

/// The login methods that the server offers.
#[component]
fn LoginOptions(ways: LoginMethods, next: String, login: String) -> impl IntoView {
    let t = use_texts();
    let encoded: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    let href = format!("/sso/start?next={encoded}");
    view! {
        {ways.single.then(|| view! { <SingleSignOn href ways=ways.clone()/> })}
        {(ways.single && ways.local).then(|| view! { <p class="login-or">{t.sso.or}</p> })}
        {ways.local.then(|| view! { <PasswordForm next login/> })}
    }
}

/// The single sign-on button: a link, because it leaves the site.
#[component]
fn SingleSignOn(href: String, ways: LoginMethods) -> impl IntoView {
    let words = ways.label.map_or_else(|| use_texts().sso.button.to_owned(), |label| label.to_string());
    let class = if ways.local { "button" } else { "button button-primary" };
    view! { <a class=format!("{class} button-large button-block login-sso") href=href rel="external">{words}</a> }
}

#[component]
fn PasswordForm(next: String, login: String) -> impl IntoView {
    let t = use_texts();
    view! {
                <form class="form" method="post" action="/sf/sign_in">
                    <input type="hidden" name="next" value=next/>
                    <div class="field">
                        <label class="field-label" for="login-user">{t.login().user}</label>
                        <input
                            class="input input-large"
                            id="login-user"
                            name="login"
                            value=login
                            autocomplete="username"
                            autocapitalize="none"
                            spellcheck="false"
                            maxlength="100"
                            required
                            autofocus
                        />
                    </div>
                    <div class="field">
                        <label class="field-label" for="login-password">{t.login().password}</label>
                        <Password id="login-password" name="password"/>
                    </div>
                    <button class="button button-primary button-large button-block">{t.login_submit}</button>
                </form>
    }
}

/// The language choice on pages without a top bar; redirects to `return_to`.
#[component]
pub(crate) fn Languages(return_to: String) -> impl IntoView {
    let t = use_texts();
    let current = use_locale();
    let buttons = Locale::ALL.map(|locale| {
        view! {
            <button
                class="text-button"
                name="locale"
                value=locale.tag()
                lang=locale.tag()
                aria-pressed=(locale == current).to_string()
            >
                {locale.own_name()}
            </button>
        }
    });
    view! {
        <form class="login-languages" method="post" action="/sf/set_locale" aria-label=t.frame().language>
            <input type="hidden" name="back" value=return_to/>
            {buttons.collect_view()}
        </form>
    }
}
