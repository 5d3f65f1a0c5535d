//! Who is looking at the page: signing in and out, language and theme.
//!
//! These four are plain form posts: they work without WASM, answer with a redirect, and the page
//! that follows is rendered whole, so nothing of another person or language can linger in it.

#![allow(clippy::unused_async, reason = "a server function is async by contract")]
#![allow(missing_docs, reason = "the server macro makes a struct of every function's arguments")]

use domain::Role;
#[cfg(feature = "ssr")]
use domain::settings::Theme;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use store::accounts::Session;

#[cfg(feature = "ssr")]
use crate::context::{RequestContext, logo_href};
#[cfg(feature = "ssr")]
use crate::cookies;
use crate::error::AppError;
use crate::locales::Locale;
#[cfg(feature = "ssr")]
use crate::redirect::redirect;

/// The signed-in person, as far as the page shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// What every page needs to know before it renders anything. The server works it out from the
/// request; the browser takes the server's answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surroundings {
    /// The language.
    pub locale: Locale,
    /// The signed-in person, if any.
    pub viewer: Option<Viewer>,
    /// What the operation is called, where it said so.
    pub operation: Option<String>,
    /// The address of its logo, where it has one.
    pub logo: Option<String>,
}

/// The person signed in on this page; absent on the sign-in page.
pub fn use_viewer() -> Option<Viewer> {
    use_context::<Surroundings>().and_then(|frame| frame.viewer)
}

/// Whether that person sees everything, and not only what is theirs or their groups'.
pub fn sees_all() -> bool {
    use_viewer().is_some_and(|viewer| viewer.role == Role::Administrator)
}

#[cfg(feature = "ssr")]
impl Surroundings {
    /// From the session, else the cookie, else what the browser prefers.
    pub fn of_request() -> Self {
        let Ok(context) = RequestContext::current() else { return Self::default() };
        let headers = use_context::<http::request::Parts>().map(|parts| parts.headers).unwrap_or_default();
        let locale = locale_of(&context, &headers);
        let viewer = |session: Session| Viewer { name: session.name, role: session.principal.role };
        Self {
            locale,
            viewer: context.session.map(viewer),
            logo: context.operation.logo.as_deref().map(logo_href),
            operation: context.operation.name,
        }
    }
}

/// The language of whoever asks: the person's own, else the cookie's, else the operation's, else what
/// the browser prefers.
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

/// The same for an answer that is given before anything is known of the request: the cookie's, else
/// what the browser prefers.
#[cfg(feature = "ssr")]
pub fn locale_of_browser(headers: &http::HeaderMap, secure: bool) -> Locale {
    let preferred = || headers.get("accept-language").and_then(|value| value.to_str().ok());
    cookies::find(headers, cookies::LOCALE, secure)
        .and_then(Locale::parse)
        .or_else(|| Locale::negotiate(preferred()?))
        .unwrap_or_default()
}

/// The theme the person chose; `None` follows the system.
#[cfg(feature = "ssr")]
pub fn theme_of_request() -> Option<&'static str> {
    Theme::parse(&cookies::read(cookies::THEME)?).map(Theme::as_str)
}

/// Signs in and goes on to `next`; a refusal leads back to the sign-in page, which says why.
#[server(prefix = "/sf", endpoint = "sign_in")]
pub async fn sign_in(login: String, password: String, next: Option<String>) -> Result<(), AppError> {
    enter(&login, password, next.as_deref()).await.map_err(AppError::answered)
}

#[cfg(feature = "ssr")]
async fn enter(login: &str, password: String, next: Option<&str>) -> Result<(), AppError> {
    use crate::context::RequestContext;
    use crate::login_code::code_address;
    use store::accounts::{CHALLENGE_MS, SignIn};

    let context = RequestContext::current()?;
    let next = local_path(next).to_owned();
    if !context.ways_in.local {
        redirect(&login_address("local_off", 0, &next));
        return Ok(());
    }
    let attempt = context.sign_in_attempt(login.trim().to_owned(), password);
    let now = store::clock::now_ms();
    match context.store.accounts().sign_in(&attempt, now).await? {
        SignIn::Granted { token, device, theme, .. } => {
            context.end_old_session(now).await?;
            if let Some(theme) = theme {
                cookies::set_theme(Some(theme), context.secure);
            }
            context.let_in(&token, &device);
            redirect(&next);
        }
        SignIn::CodeWanted { challenge } => {
            let age = u32::try_from(CHALLENGE_MS / 1000).unwrap_or_default();
            cookies::set(cookies::CHALLENGE, challenge.as_str(), age, true, context.secure);
            redirect(&code_address(&next));
        }
        SignIn::Refused => {
            keep_login(&attempt.login, context.secure);
            redirect(&login_address("refused", 0, &next));
        }
        SignIn::Wait { until } => {
            keep_login(&attempt.login, context.secure);
            let seconds = u64::try_from(until - now).unwrap_or(0).div_ceil(1000).max(1);
            redirect(&login_address("wait", seconds, &next));
        }
    }
    Ok(())
}

/// Keeps a user name that was refused for the page that asks again.
#[cfg(feature = "ssr")]
fn keep_login(login: &str, secure: bool) {
    let login: String = login.chars().take(domain::settings::NAME_LIMIT as usize).collect();
    let value: String = form_urlencoded::byte_serialize(login.as_bytes()).collect();
    cookies::set(cookies::REFUSED_LOGIN, &value, cookies::MINUTE, true, secure);
}

/// The user name that was refused just now.
#[cfg(feature = "ssr")]
pub(crate) fn refused_login() -> Option<String> {
    let value = cookies::read(cookies::REFUSED_LOGIN)?;
    let (login, _) = form_urlencoded::parse(value.as_bytes()).next()?;
    Some(login.into_owned())
}

/// Ends this session.
#[server(prefix = "/sf", endpoint = "sign_out")]
pub async fn sign_out() -> Result<(), AppError> {
    end_session().await.map_err(AppError::answered)
}

#[cfg(feature = "ssr")]
async fn end_session() -> Result<(), AppError> {
    let context = crate::context::RequestContext::current()?;
    if let Some(token) = cookies::read(cookies::SESSION) {
        let now = store::clock::now_ms();
        context.store.accounts().sign_out(&token, &context.origin(), now).await?;
    }
    leave(&context);
    Ok(())
}

/// Leads a browser whose session has ended to the sign-in page, and has it forget the pages it keeps.
#[cfg(feature = "ssr")]
pub(crate) fn leave(context: &RequestContext) {
    cookies::set(cookies::SESSION, "", 0, true, context.secure);
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        let pages = http::HeaderValue::from_static("\"cache\"");
        response.insert_header(http::HeaderName::from_static("clear-site-data"), pages);
    }
    redirect("/login?error=signed_out");
}

/// Ends every session of the person, on whatever device.
#[server(prefix = "/sf", endpoint = "sign_out_everywhere")]
pub async fn sign_out_everywhere() -> Result<(), AppError> {
    end_sessions().await.map_err(AppError::answered)
}

#[cfg(feature = "ssr")]
async fn end_sessions() -> Result<(), AppError> {
    let context = crate::context::RequestContext::current()?;
    context.scoped()?.own_account().end_sessions(None, store::clock::now_ms()).await?;
    leave(&context);
    Ok(())
}

/// Chooses the language; the browser is led back to the page it came from.
#[server(prefix = "/sf", endpoint = "set_locale")]
pub async fn set_locale(locale: String, back: Option<String>) -> Result<(), AppError> {
    choose_locale(&locale, back.as_deref()).await.map_err(AppError::answered)
}

#[cfg(feature = "ssr")]
async fn choose_locale(locale: &str, back: Option<&str>) -> Result<(), AppError> {
    let context = crate::context::RequestContext::current()?;
    if let Some(locale) = Locale::parse(locale) {
        cookies::set(cookies::LOCALE, locale.tag(), cookies::YEAR, false, context.secure);
        if context.session.is_some() {
            let own = context.scoped()?.own_account();
            own.prefer(|own| own.locale = Some(locale.tag().to_owned()), store::clock::now_ms()).await?;
        }
    }
    redirect(local_path(back));
    Ok(())
}

/// Chooses the theme, here and wherever the person signs in from now on.
#[server(prefix = "/sf", endpoint = "set_theme")]
pub async fn set_theme(theme: String, back: Option<String>) -> Result<(), AppError> {
    choose_theme(&theme, back.as_deref()).await.map_err(AppError::answered)
}

#[cfg(feature = "ssr")]
async fn choose_theme(theme: &str, back: Option<&str>) -> Result<(), AppError> {
    let context = crate::context::RequestContext::current()?;
    let theme = Theme::parse(theme);
    cookies::set_theme(theme, context.secure);
    if context.session.is_some() {
        let own = context.scoped()?.own_account();
        own.prefer(|own| own.theme = theme, store::clock::now_ms()).await?;
    }
    redirect(local_path(back));
    Ok(())
}

/// A path of this site to go on to; anything that could lead elsewhere becomes the history.
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

/// The sign-in page, saying why somebody is there and going on to `next` afterwards.
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
