//! The product's cookies, read from the request and set on the response.

use domain::settings::Theme;
use http::{HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

pub(crate) const LOCALE: &str = "protocolo_locale";
/// The theme the person chose.
pub const THEME: &str = "protocolo_theme";
/// As long as a session lives at most, in seconds.
pub const WEEK: u32 = 7 * 24 * 3600;
/// As long as a preference is kept, in seconds.
pub const YEAR: u32 = 365 * 24 * 3600;

/// The session cookie; over https it has a name that only https can set. The server's middleware
/// looks for the same.
pub fn session(secure: bool) -> &'static str {
    if secure { "__Host-protocolo_session" } else { "protocolo_session" }
}

/// The cookie by which a browser is known in which somebody has signed in before; over https it has a
/// name that only https can set.
pub fn device(secure: bool) -> &'static str {
    if secure { "__Host-protocolo_device" } else { "protocolo_device" }
}

pub(crate) fn header(name: &str) -> Option<String> {
    let parts = use_context::<http::request::Parts>()?;
    Some(parts.headers.get(name)?.to_str().ok()?.to_owned())
}

pub(crate) fn read(name: &str) -> Option<String> {
    find(&header("cookie")?, name)
}

/// A cookie of a `Cookie` header.
pub fn find(cookies: &str, name: &str) -> Option<String> {
    cookies
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}

pub(crate) fn set(name: &str, value: &str, max_age: u32, http_only: bool, secure: bool) {
    let cookie = written(name, value, max_age, http_only, secure);
    if let (Some(response), Some(cookie)) = (use_context::<ResponseOptions>(), cookie) {
        response.append_header(header::SET_COOKIE, cookie);
    }
}

/// The theme for the pages to come; none follows the system.
pub(crate) fn set_theme(theme: Option<Theme>, secure: bool) {
    set(THEME, theme.map_or("", Theme::as_str), YEAR, false, secure);
}

/// A cookie as `Set-Cookie` has it.
pub fn written(name: &str, value: &str, max_age: u32, http_only: bool, secure: bool) -> Option<HeaderValue> {
    let http_only = if http_only { "; HttpOnly" } else { "" };
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; SameSite=Lax; Max-Age={max_age}{http_only}{secure}");
    HeaderValue::from_str(&cookie).ok()
}
