//! The signed-in user of a page; sign-in, sign-out, language and theme.
//!
//! The server functions are plain form posts: they work without WASM and answer with a redirect to
//! a page that is loaded completely, so that nothing of another user or language remains.

#![allow(clippy::unused_async, reason = "a server function is async by contract")]
#![allow(missing_docs, reason = "the server macro makes a struct of every function's arguments")]

use domain::Role;
#[cfg(feature = "ssr")]
use domain::settings::{ProfileRecord, Theme};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use store::accounts::Session;
#[cfg(feature = "ssr")]
use store::announcements::Seen;
#[cfg(feature = "ssr")]
use store::settings::Change;

#[cfg(feature = "ssr")]
use crate::context::{RequestContext, logo_href};
#[cfg(feature = "ssr")]
use crate::cookies;
use crate::error::AppError;
use crate::locales::Locale;
#[cfg(feature = "ssr")]
use crate::redirect::redirect;
use crate::wire::Wire;

/// The signed-in user, as shown on the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The display name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The number of unread notifications, counted up to one more than are shown.
    pub unread: u64,
}

/// The context every page needs before it renders, derived from the request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageContext {
    /// The language of the page.
    pub locale: Locale,
    /// The signed-in user, if any.
    pub viewer: Option<Viewer>,
    /// The name of the operation, if configured.
    pub operation: Option<String>,
    /// The URL of its logo, if configured.
    pub logo: Option<String>,
}

/// The signed-in user, if any.
pub fn use_viewer() -> Option<Viewer> {
    use_context::<PageContext>().and_then(|frame| frame.viewer)
}

#[cfg(feature = "ssr")]
impl PageContext {
    /// Derives the context from the current request.
    pub fn from_request() -> Self {
        let Ok(context) = RequestContext::current() else { return Self::default() };
        let headers = use_context::<http::request::Parts>().map(|parts| parts.headers).unwrap_or_default();
        let locale = locale_of(&context, &headers);
        let viewer = |session: Session| Viewer {
            name: session.name,
            role: session.principal.role,
            unread: session.unread,
        };
        Self {
            locale,
            viewer: context.session.map(viewer),
            logo: context.operation.logo.as_deref().map(logo_href),
            operation: context.operation.name,
        }
    }
}

/// The language of a request: that of the user account, else of the cookie, else of the operation,
/// else negotiated from `Accept-Language`.
#[cfg(feature = "ssr")]
pub fn locale_of(context: &RequestContext, headers: &http::HeaderMap) -> Locale {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let session = context.session.as_ref();
    session
        .and_then(|session| Locale::parse(session.locale.as_deref()?))
        .or_else(|| Locale::parse(cookies::find(headers, cookies::LOCALE, context.secure)?))
        .or_else(|| Locale::parse(context.operation.language.as_deref()?))
        .or_else(|| Locale::negotiate(header("accept-language")?))
        .unwrap_or_default()
}

/// The language of a response sent before the session and the operation are known: that of the
/// cookie, else negotiated from `Accept-Language`.
#[cfg(feature = "ssr")]
pub fn locale_of_browser(headers: &http::HeaderMap, secure: bool) -> Locale {
    let preferred = || headers.get("accept-language").and_then(|value| value.to_str().ok());
    cookies::find(headers, cookies::LOCALE, secure)
        .and_then(Locale::parse)
        .or_else(|| Locale::negotiate(preferred()?))
        .unwrap_or_default()
}

/// The theme chosen by the user; `None` follows the system.
#[cfg(feature = "ssr")]
pub fn theme_of_request() -> Option<&'static str> {
    Theme::parse(&cookies::read(cookies::THEME)?).map(Theme::as_str)
}

/// How far a page that is rendered now has seen what arrived; `None` without a session.
#[cfg(feature = "ssr")]
pub(crate) fn seen_by_page() -> Option<String> {
    let context = RequestContext::current().ok()?;
    let viewer = context.session?.principal.user;
    Some(Seen::now(context.store.announcements(), viewer).to_string())
}

/// Whether this browser announces no arrivals to screen readers.
#[cfg(feature = "ssr")]
pub(crate) fn is_silent() -> bool {
    cookies::read(cookies::SILENT).is_some()
}

/// Signs in and redirects to `next`; on failure redirects to the login page with the reason.
#[server(prefix = "/sf", endpoint = "sign_in", output = Wire)]
pub async fn sign_in(login: String, password: String, next: Option<String>) -> Result<(), AppError> {
    sign_in_with_password(&login, password, next.as_deref()).await.map_err(AppError::answered)
}

#[cfg(feature = "ssr")]
async fn sign_in_with_password(login: &str, password: String, next: Option<&str>) -> Result<(), AppError> {
    use crate::context::RequestContext;
    use crate::login_code::code_address;
    use domain::Millis;
    use store::accounts::{CHALLENGE, SignIn};

    let context = RequestContext::current()?;
    let next = local_path(next).to_owned();
    if !context.login_methods.local {
        redirect(&login_address("local_off", 0, &next));
        return Ok(());
    }
    let attempt = context.sign_in_attempt(login.trim().to_owned(), password);
    let now = store::clock::now();
    match context.store.accounts().sign_in(&attempt, now).await? {
        SignIn::Granted { token, device, theme, .. } => {
            context.end_old_session(now).await?;
            if let Some(theme) = theme {
                cookies::set_theme(Some(theme), context.secure);
            }
            context.set_login_cookies(&token, &device);
            redirect(&next);
        }
        SignIn::CodeWanted { challenge } => {
            let age = u32::try_from(CHALLENGE / Millis::seconds(1)).unwrap_or_default();
            cookies::set(cookies::CHALLENGE, challenge.as_str(), age, true, context.secure);
            redirect(&code_address(&next));
        }
        SignIn::Refused => {
            remember_login(&attempt.login, context.secure);
            redirect(&login_address("refused", 0, &next));
        }
        SignIn::Wait { until } => {
            remember_login(&attempt.login, context.secure);
            redirect(&login_address("wait", (until - now).seconds_to_wait(), &next));
        }
    }
    Ok(())
}

/// Keeps the user name of a failed attempt in a cookie, to fill in the form again.
#[cfg(feature = "ssr")]
fn remember_login(login: &str, secure: bool) {
    let login: String = login.chars().take(domain::settings::MAX_RECORD_NAME as usize).collect();
    let value: String = form_urlencoded::byte_serialize(login.as_bytes()).collect();
    cookies::set(cookies::REFUSED_LOGIN, &value, cookies::MINUTE, true, secure);
}

/// The user name of the last failed attempt.
#[cfg(feature = "ssr")]
pub(crate) fn refused_login() -> Option<String> {
    let value = cookies::read(cookies::REFUSED_LOGIN)?;
    let (login, _) = form_urlencoded::parse(value.as_bytes()).next()?;
    Some(login.into_owned())
}

/// Ends this session.
#[server(prefix = "/sf", endpoint = "sign_out", output = Wire)]
pub async fn sign_out() -> Result<(), AppError> {
    end_session().await.map_err(AppError::answered)
}

#[cfg(feature = "ssr")]
async fn end_session() -> Result<(), AppError> {
    let context = crate::context::RequestContext::current()?;
    if let Some(token) = cookies::read(cookies::SESSION) {
        let now = store::clock::now();
        context.store.accounts().sign_out(&token, &context.origin(), now).await?;
    }
    redirect_after_sign_out(&context);
    Ok(())
}

/// Redirects to the login page after the session has ended, and clears the session cookie and the
/// cache of the browser.
#[cfg(feature = "ssr")]
pub(crate) fn redirect_after_sign_out(context: &RequestContext) {
    cookies::set(cookies::SESSION, "", 0, true, context.secure);
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        let pages = http::HeaderValue::from_static("\"cache\"");
        response.insert_header(http::HeaderName::from_static("clear-site-data"), pages);
    }
    redirect("/login?error=signed_out");
}

/// Ends all sessions of the user, on all devices.
#[server(prefix = "/sf", endpoint = "sign_out_everywhere", output = Wire)]
pub async fn sign_out_everywhere() -> Result<(), AppError> {
    end_sessions().await.map_err(AppError::answered)
}

#[cfg(feature = "ssr")]
async fn end_sessions() -> Result<(), AppError> {
    let context = crate::context::RequestContext::current()?;
    context.scoped()?.own_account().end_sessions(None, store::clock::now()).await?;
    redirect_after_sign_out(&context);
    Ok(())
}

/// Sets the language and redirects to `back`.
#[server(prefix = "/sf", endpoint = "set_locale", output = Wire)]
pub async fn set_locale(locale: String, back: Option<String>) -> Result<(), AppError> {
    choose_locale(&locale, back.as_deref()).await.map_err(AppError::answered)
}

#[cfg(feature = "ssr")]
async fn choose_locale(locale: &str, return_to: Option<&str>) -> Result<(), AppError> {
    let context = crate::context::RequestContext::current()?;
    if let Some(locale) = Locale::parse(locale) {
        cookies::set(cookies::LOCALE, locale.tag(), cookies::YEAR, false, context.secure);
        if context.session.is_some() {
            let own = context.scoped()?.own_account();
            let choose = |own: &mut ProfileRecord| own.locale = Some(locale.tag().to_owned());
            preferred(own.prefer(choose, store::clock::now()).await?)?;
        }
    }
    redirect(local_path(return_to));
    Ok(())
}

/// Sets the theme, also for future sign-ins of the user, and redirects to `back`.
#[server(prefix = "/sf", endpoint = "set_theme", output = Wire)]
pub async fn set_theme(theme: String, back: Option<String>) -> Result<(), AppError> {
    choose_theme(&theme, back.as_deref()).await.map_err(AppError::answered)
}

#[cfg(feature = "ssr")]
async fn choose_theme(theme: &str, return_to: Option<&str>) -> Result<(), AppError> {
    let context = crate::context::RequestContext::current()?;
    let theme = Theme::parse(theme);
    cookies::set_theme(theme, context.secure);
    if context.session.is_some() {
        let own = context.scoped()?.own_account();
        preferred(own.prefer(|own| own.theme = theme, store::clock::now()).await?)?;
    }
    redirect(local_path(return_to));
    Ok(())
}

/// Fails if a preference could not be stored: the user cannot correct the rest of their profile here.
#[cfg(feature = "ssr")]
fn preferred(change: Option<Change<ProfileRecord>>) -> Result<(), AppError> {
    match change {
        Some(Change::Invalid(errors)) => Err(AppError::failed(errors)),
        Some(Change::Saved | Change::Unchanged | Change::Conflict(_)) | None => Ok(()),
    }
}

/// Validates the target of the redirect after sign-in: a local path, or `/history` for anything else (open redirects, and
/// endpoints such as sign-out).
pub fn local_path(next: Option<&str>) -> &str {
    match next {
        Some(path)
            if path.starts_with('/')
                && !path.starts_with("//")
                && !path.contains(|character: char| character == '\\' || character.is_control())
                && !path.starts_with("/sf/")
                && !path.starts_with("/sso/") =>
        {
            path
        }
        _ => "/history",
    }
}

/// The address of the login page with a reason (`error`, a lockout of `seconds`), which redirects
/// to `next` after sign-in.
pub fn login_address(error: &str, seconds: u64, next: &str) -> String {
    let mut out = form_urlencoded::Serializer::for_suffix(String::from("/login?"), "/login?".len());
    out.append_pair("error", error);
    if seconds > 0 {
        out.append_pair("seconds", &seconds.to_string());
    }
    if !next.is_empty() {
        out.append_pair("next", next);
    }
    out.finish()
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        assert_eq!(local_path(Some("/history?page=2")), "/history?page=2");
        for elsewhere in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "history",
            "/a\r\nb",
            "/\u{1}",
            "/a\u{7f}",
            "/a\u{85}",
            "/\t/evil.example",
            "/\0",
            "/sf/sign_out",
            "/sso/start",
        ] {
            assert_eq!(local_path(Some(elsewhere)), "/history");
        }
        assert_eq!(local_path(None), "/history");
    }
}
