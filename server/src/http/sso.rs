//! Single sign-on: `GET /sso/start` redirects to the identity provider; `GET /sso/callback` signs
//! in and does the redirect after sign-in, or shows the reason of a failure on the login page.

use app::context::RequestContext;
use app::cookies;
use app::session::{local_path, login_address};
use axum::Router;
use axum::extract::{Extension, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::settings::Theme;
use store::accounts::{SessionToken, SingleSignOn, SsoAttempt, SsoRefusal};

use super::error::{During, Error};
use super::redirect::see_other;
use super::sso_cookies as attempts;
use super::state::Site;
use super::{client, no_store};
use crate::sso::{Provider, SsoError};

/// Maximum length of the return URL (`next`), in bytes: storing one needs no session.
const MAX_NEXT: usize = 2048;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/sso/start", get(start)).route("/sso/callback", get(callback))
}

/// Why single sign-on failed; the login page has the messages.
#[derive(Clone, Copy)]
enum Reason {
    Unavailable,
    /// Rate limit exceeded; seconds to wait.
    Wait(u64),
    Expired,
    Cancelled,
    Failed,
    Refused(SsoRefusal),
}

impl Reason {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Unavailable => "sso_unavailable",
            Self::Wait(_) => "wait",
            Self::Expired => "sso_expired",
            Self::Cancelled => "sso_cancelled",
            Self::Failed | Self::Refused(SsoRefusal::InvalidResponse) => "sso_failed",
            Self::Refused(SsoRefusal::NoRole) => "sso_no_role",
            Self::Refused(SsoRefusal::Inactive) => "sso_inactive",
            Self::Refused(SsoRefusal::NoLogin | SsoRefusal::LoginTaken) => "sso_login",
        }
    }
}

/// A redirect to the login page; `next` is the return URL.
struct LoginRedirect {
    reason: Reason,
    next: String,
}

/// Why a request ends without a sign-in.
enum Failure {
    Login(LoginRedirect),
    Failed(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Failure {
    fn login(reason: Reason, next: &str) -> Self {
        Self::Login(LoginRedirect { reason, next: next.to_owned() })
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Login(LoginRedirect { reason, next }) => {
                let seconds = if let Reason::Wait(seconds) = reason { seconds } else { 0 };
                see_other(&login_address(reason.as_str(), seconds, &next))
            }
            Self::Failed(error) => error.into_response(),
        }
    }
}

async fn start(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    headers: HeaderMap,
    RawQuery(search): RawQuery,
) -> Response {
    let Some(provider) = &site.provider else { return StatusCode::NOT_FOUND.into_response() };
    let asked = parameter(search.as_deref(), "next").filter(|next| next.len() <= MAX_NEXT);
    let next = local_path(asked.as_deref());
    match start_sso(&site, &context, provider, next).await {
        Ok((attempt, address)) => {
            let mut response = see_other(&address);
            for cookie in attempts::begun(&headers, &attempt, context.secure) {
                append(&mut response, Some(cookie));
            }
            no_store(response)
        }
        Err(failure) => no_store(failure.into_response()),
    }
}

async fn start_sso(
    site: &Site,
    context: &RequestContext,
    provider: &Provider,
    next: &str,
) -> Result<(SsoAttempt, String), Failure> {
    // Each attempt is a row until it ends, and needs no session.
    if let Err(wait) = site.sso_start_limiter.take(&client::network_of_text(&context.address)) {
        return Err(Failure::login(Reason::Wait(wait.as_secs() + 1), next));
    }
    let begun = site.store.accounts().begin_sso(next, store::clock::now()).await;
    let attempt = begun.during("beginning a single sign-on")?;
    match provider.sign_in_address(&attempt).await {
        Ok(address) => Ok((attempt, address)),
        Err(error) => {
            tracing::error!(%error, issuer = provider.issuer(), "no sign-in could be started");
            Err(Failure::login(Reason::Unavailable, next))
        }
    }
}

async fn callback(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    headers: HeaderMap,
    RawQuery(search): RawQuery,
) -> Response {
    let Some(provider) = &site.provider else { return StatusCode::NOT_FOUND.into_response() };
    let state = parameter(search.as_deref(), "state").unwrap_or_default();
    let attempt = attempts::carried(&headers, &state, context.secure);
    let ended = attempt.as_ref().and_then(|attempt| attempts::ended(attempt, context.secure));
    let mut response = match finish_sso(&context, provider, attempt, search.as_deref()).await {
        Ok(SsoSession { token, theme, next }) => {
            if let Err(error) = end_old_session(&context, &headers).await {
                tracing::warn!(%error, "the session before could not be ended");
            }
            let mut response = see_other(&next);
            let session =
                cookies::written(cookies::SESSION, token.as_str(), cookies::WEEK, true, context.secure);
            append(&mut response, session);
            let theme = theme.and_then(|theme| {
                cookies::written(cookies::THEME, theme.as_str(), cookies::YEAR, false, context.secure)
            });
            append(&mut response, theme);
            response
        }
        Err(failure) => failure.into_response(),
    };
    append(&mut response, ended);
    no_store(response)
}

/// A successful sign-in.
struct SsoSession {
    token: SessionToken,
    theme: Option<Theme>,
    next: String,
}

async fn finish_sso(
    context: &RequestContext,
    provider: &Provider,
    attempt: Option<SsoAttempt>,
    search: Option<&str>,
) -> Result<SsoSession, Failure> {
    let (accounts, now) = (context.store.accounts(), store::clock::now());
    let Some(attempt) = attempt else {
        tracing::warn!("an answer of the identity provider came to a browser that has not asked for it");
        return Err(Failure::login(Reason::Expired, ""));
    };
    let Some(next) = accounts.end_sso(&attempt, now).await.during("ending a single sign-on")? else {
        return Err(Failure::login(Reason::Expired, ""));
    };
    let code = code(provider, search).map_err(|reason| Failure::login(reason, &next))?;
    let identity = match provider.redeem(&attempt, code).await {
        Ok(identity) => identity,
        Err(error) => {
            tracing::error!(%error, issuer = provider.issuer(), "a sign-in by the identity provider failed");
            if matches!(error, SsoError::InvalidResponse(_)) {
                let noted =
                    accounts.record_invalid_sso_response(provider.issuer(), &context.origin(), now).await;
                noted.during("recording a refused single sign-on")?;
            }
            let reason = match error {
                SsoError::Unavailable(_) => Reason::Unavailable,
                SsoError::Refused(_) | SsoError::InvalidResponse(_) => Reason::Failed,
            };
            return Err(Failure::login(reason, &next));
        }
    };
    let proven = accounts.sign_in_with_sso(&identity, provider.linking(), &context.origin(), now).await;
    match proven.during("signing in by single sign-on")? {
        SingleSignOn::Granted { token, theme, .. } => Ok(SsoSession { token, theme, next }),
        SingleSignOn::Refused(refusal) => Err(Failure::login(Reason::Refused(refusal), &next)),
    }
}

/// The authorization code in the query string, or why there is none.
fn code(provider: &Provider, search: Option<&str>) -> Result<String, Reason> {
    // `iss`, if sent (RFC 9207), has to be the provider that was asked.
    if parameter(search, "iss").is_some_and(|issuer| issuer != provider.issuer()) {
        tracing::error!("an answer of another identity provider was refused");
        return Err(Reason::Failed);
    }
    if let Some(error) = parameter(search, "error") {
        tracing::warn!(error, "the identity provider refused a sign-in");
        return Err(if error == "access_denied" { Reason::Cancelled } else { Reason::Failed });
    }
    parameter(search, "code").ok_or(Reason::Failed)
}

async fn end_old_session(context: &RequestContext, headers: &HeaderMap) -> store::Result<()> {
    let Some(old) = cookies::find(headers, cookies::SESSION, context.secure) else { return Ok(()) };
    context.store.accounts().sign_out(old, &context.origin(), store::clock::now()).await
}

fn parameter(search: Option<&str>, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(search?.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn append(response: &mut Response, cookie: Option<HeaderValue>) {
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
}
