//! Cookies of pending single sign-on attempts: one per attempt, so that two tabs do not end each
//! other's attempt, and a callback with a forged `state` ends none.

use app::cookies;
use axum::http::{HeaderMap, HeaderValue};
use store::accounts::{SSO_ATTEMPT, SsoAttempt};

/// Lifetime of an attempt's cookie, in seconds.
const COOKIE_AGE_S: u32 = (SSO_ATTEMPT.0 / 1000) as u32;
/// Maximum number of pending attempts per browser; more would make its request headers too large.
const MAX_ATTEMPTS: usize = 5;
/// Prefix of the cookie names.
const PREFIX: &str = "protocolo_sso_";
/// How many bytes of an attempt's `state` are in the cookie name: enough to be unique.
const STATE_LEN: usize = 16;

/// The cookie name of an attempt, by the `state` that the provider sends back.
fn cookie(state: &str) -> Option<String> {
    let named_by = state.get(..STATE_LEN)?;
    let plain = named_by.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    plain.then(|| format!("{PREFIX}{named_by}"))
}

/// The cookies to set when an attempt begins; beyond [`MAX_ATTEMPTS`], other attempts are removed.
pub(super) fn begun(headers: &HeaderMap, attempt: &SsoAttempt, secure: bool) -> Vec<HeaderValue> {
    let pending = pending(headers, secure);
    let too_many = (pending.len() + 1).saturating_sub(MAX_ATTEMPTS);
    let gone = pending.into_iter().take(too_many).filter_map(|old| forgotten(&old, secure));
    let cookie = cookie(&attempt.state());
    let own =
        cookie.and_then(|cookie| cookies::written(&cookie, attempt.secret(), COOKIE_AGE_S, true, secure));
    gone.chain(own).collect()
}

/// The attempt that a callback with this `state` belongs to, if this browser has begun it.
pub(super) fn carried(headers: &HeaderMap, state: &str, secure: bool) -> Option<SsoAttempt> {
    let attempt = SsoAttempt::carried(cookies::find(headers, &cookie(state)?, secure)?);
    (attempt.state() == state).then_some(attempt)
}

/// The cookie that removes an attempt from the browser.
pub(super) fn ended(attempt: &SsoAttempt, secure: bool) -> Option<HeaderValue> {
    forgotten(&cookie(&attempt.state())?, secure)
}

fn forgotten(cookie: &str, secure: bool) -> Option<HeaderValue> {
    cookies::written(cookie, "", 0, true, secure)
}

/// The cookies of the browser's pending attempts, without the prefix that names have over https.
fn pending(headers: &HeaderMap, secure: bool) -> Vec<String> {
    let prefix = cookies::name(PREFIX, secure);
    let names = cookies::sent(headers);
    names.filter_map(|sent| Some(format!("{PREFIX}{}", sent.name().strip_prefix(&*prefix)?))).collect()
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    /// The request headers of a browser that has been given these cookies.
    fn carrying(cookies: &[HeaderValue]) -> HeaderMap {
        let pairs = cookies.iter().filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
        let line = pairs.collect::<Vec<_>>().join("; ");
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(&line).expect("a line"))])
    }

    #[test]
    fn each_attempt_has_a_cookie_of_its_own() {
        let attempts = ["one", "other"].map(SsoAttempt::carried);
        for secure in [false, true] {
            let given: Vec<_> =
                attempts.iter().flat_map(|one| begun(&HeaderMap::new(), one, secure)).collect();
            let headers = carrying(&given);
            for attempt in &attempts {
                let found = carried(&headers, &attempt.state(), secure).expect("an attempt");
                assert_eq!(found.secret(), attempt.secret());
            }
        }
    }

    #[test]
    fn a_state_that_was_made_up_finds_nothing() {
        let attempt = SsoAttempt::carried("one");
        let headers = carrying(&begun(&HeaderMap::new(), &attempt, false));
        let alike = format!("{}x", attempt.state());
        for state in ["", "x", "ção-ção-ção-ção-ção", "a;b=c d\r\ne:fghijklm", alike.as_str()] {
            assert!(carried(&headers, state, false).is_none(), "{state:?}");
        }
    }

    #[test]
    fn a_browser_does_not_collect_attempts() {
        let attempts: Vec<_> = (0..MAX_ATTEMPTS).map(|n| SsoAttempt::carried(&n.to_string())).collect();
        let given: Vec<_> = attempts.iter().flat_map(|one| begun(&HeaderMap::new(), one, true)).collect();
        let more = begun(&carrying(&given), &SsoAttempt::carried("more"), true);
        assert_eq!(more.len(), 2);
        let forgotten = ended(&attempts[0], true).expect("a cookie");
        assert_eq!(more[0], forgotten);
    }
}
