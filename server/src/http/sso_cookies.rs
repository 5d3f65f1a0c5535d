//! The cookies of browsers on their way to the identity provider: one for each attempt, so that two
//! tabs do not end each other's, and an answer that is none of them ends nothing.

use app::cookies;
use axum::http::{HeaderMap, HeaderValue};
use store::accounts::{SSO_ATTEMPT_MS, SsoAttempt};

/// How long the browser keeps what it is known by when it comes back.
const KEPT_S: u32 = (SSO_ATTEMPT_MS / 1000) as u32;
/// The most attempts that one browser has under way; more would make its requests too large.
const MAX_ATTEMPTS: usize = 5;
/// What their names begin with.
const PREFIX: &str = "protocolo_sso_";
/// How much of an attempt's state its name has: enough to tell one from another.
const NAMED_BY: usize = 16;

/// The cookie of an attempt, by the state that the provider sends back.
fn cookie(state: &str) -> Option<String> {
    let named_by = state.get(..NAMED_BY)?;
    let plain = named_by.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    plain.then(|| format!("{PREFIX}{named_by}"))
}

/// What the browser is given when an attempt begins; where it has too many, some are taken from it.
pub(super) fn begun(headers: &HeaderMap, attempt: &SsoAttempt, secure: bool) -> Vec<HeaderValue> {
    let under_way = under_way(headers, secure);
    let too_many = (under_way.len() + 1).saturating_sub(MAX_ATTEMPTS);
    let gone = under_way.into_iter().take(too_many).filter_map(|old| forgotten(&old, secure));
    let cookie = cookie(&attempt.state());
    let own = cookie.and_then(|cookie| cookies::written(&cookie, attempt.secret(), KEPT_S, true, secure));
    gone.chain(own).collect()
}

/// The attempt that an answer with this state belongs to, where this browser has begun it.
pub(super) fn carried(headers: &HeaderMap, state: &str, secure: bool) -> Option<SsoAttempt> {
    let attempt = SsoAttempt::carried(cookies::find(headers, &cookie(state)?, secure)?);
    (attempt.state() == state).then_some(attempt)
}

/// By which the browser forgets an attempt.
pub(super) fn ended(attempt: &SsoAttempt, secure: bool) -> Option<HeaderValue> {
    forgotten(&cookie(&attempt.state())?, secure)
}

fn forgotten(cookie: &str, secure: bool) -> Option<HeaderValue> {
    cookies::written(cookie, "", 0, true, secure)
}

/// The cookies of the attempts that a browser has begun, without the prefix of https.
fn under_way(headers: &HeaderMap, secure: bool) -> Vec<String> {
    let prefix = cookies::name(PREFIX, secure);
    let names = cookies::sent(headers);
    names.filter_map(|sent| Some(format!("{PREFIX}{}", sent.name().strip_prefix(&*prefix)?))).collect()
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    /// What a browser carries that was given these cookies.
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
