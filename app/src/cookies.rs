//! Cookies: their names and lifetimes, reading from the request, setting on the response.

use std::borrow::Cow;

use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use domain::settings::Theme;
use http::{HeaderMap, HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::context::RequestContext;

/// The session token.
pub const SESSION: &str = "protocolo_session";
/// The device token, which identifies a browser in which the user has signed in before.
pub const DEVICE: &str = "protocolo_device";
/// The language chosen by the user.
pub const LOCALE: &str = "protocolo_locale";
/// The theme chosen by the user.
pub const THEME: &str = "protocolo_theme";
/// Set if arrivals are not to be announced to screen readers.
pub(crate) const SILENT: &str = "protocolo_silent";
/// The challenge between the correct password and the code of the second factor.
pub const CHALLENGE: &str = "protocolo_challenge";
/// The user name of a failed sign-in, to fill in the form again. Not a URL parameter, as URLs are
/// logged and kept in the history: users type their password into the wrong field.
pub(crate) const REFUSED_LOGIN: &str = "protocolo_refused";
/// The lifetime of [`REFUSED_LOGIN`], in seconds.
pub(crate) const MINUTE: u32 = 60;
/// The maximum lifetime of a session, in seconds.
pub const WEEK: u32 = 7 * 24 * 3600;
/// The lifetime of preferences and of the device token, in seconds.
pub const YEAR: u32 = 365 * 24 * 3600;

/// The name of a cookie in the browser. Over HTTPS it gets the `__Host-` prefix, so that only this
/// host can set it, and only over HTTPS.
pub fn name(cookie: &str, secure: bool) -> Cow<'_, str> {
    if secure { format!("__Host-{cookie}").into() } else { cookie.into() }
}

pub(crate) fn header(name: &str) -> Option<String> {
    let parts = use_context::<http::request::Parts>()?;
    Some(parts.headers.get(name)?.to_str().ok()?.to_owned())
}

/// The value of a cookie of the current request.
pub(crate) fn read(cookie: &str) -> Option<String> {
    let parts = use_context::<http::request::Parts>()?;
    let secure = RequestContext::current().is_ok_and(|context| context.secure);
    find(&parts.headers, cookie, secure).map(str::to_owned)
}

/// All cookies of a request, under their names in the browser (see [`name`]).
pub fn sent(headers: &HeaderMap) -> impl Iterator<Item = Cookie<'_>> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(Cookie::split_parse).filter_map(Result::ok)
}

/// The value of a cookie of a request; `None` if it is missing or empty.
pub fn find<'a>(headers: &'a HeaderMap, cookie: &str, secure: bool) -> Option<&'a str> {
    let name = name(cookie, secure);
    sent(headers).find(|sent| sent.name() == name && !sent.value().is_empty())?.value_raw()
}

pub(crate) fn set(cookie: &str, value: &str, max_age: u32, http_only: bool, secure: bool) {
    let cookie = written(cookie, value, max_age, http_only, secure);
    if let (Some(response), Some(cookie)) = (use_context::<ResponseOptions>(), cookie) {
        response.append_header(header::SET_COOKIE, cookie);
    }
}

/// Sets the theme cookie; `None` follows the system.
pub(crate) fn set_theme(theme: Option<Theme>, secure: bool) {
    set(THEME, theme.map_or("", Theme::as_str), YEAR, false, secure);
}

/// The value of a `Set-Cookie` header; `max_age` is in seconds.
pub fn written(
    cookie: &str,
    value: &str,
    max_age: u32,
    http_only: bool,
    secure: bool,
) -> Option<HeaderValue> {
    let cookie = Cookie::build((name(cookie, secure), value))
        .path("/")
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(max_age.into()))
        .http_only(http_only)
        .secure(secure)
        .build();
    HeaderValue::from_str(&cookie.to_string()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[&'static str]) -> HeaderMap {
        lines.iter().map(|line| (header::COOKIE, HeaderValue::from_static(line))).collect()
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let sent = headers(&["a=1; protocolo_session2=no;b=2", "c=3; protocolo_session=tok=en; empty="]);
        assert_eq!(find(&sent, SESSION, false), Some("tok=en"));
        assert_eq!(find(&sent, SESSION, true), None);
        assert_eq!(find(&sent, "empty", false), None);
    }

    #[test]
    fn over_https_only_what_this_host_has_set_over_https_counts() {
        let sent = headers(&["protocolo_session=forged; __Host-protocolo_session=own"]);
        assert_eq!(find(&sent, SESSION, true), Some("own"));
        let cookie = written(THEME, "dark", 9, false, true).expect("a cookie");
        assert_eq!(cookie, "__Host-protocolo_theme=dark; SameSite=Lax; Secure; Path=/; Max-Age=9");
        let cookie = written(SESSION, "x", 9, true, false).expect("a cookie");
        assert_eq!(cookie, "protocolo_session=x; HttpOnly; SameSite=Lax; Path=/; Max-Age=9");
    }
}
