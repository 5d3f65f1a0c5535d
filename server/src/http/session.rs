//! Session middleware: looks up the session cookie once per request, and redirects to the enrolment
//! of a second factor where one is required.

use app::context::RequestContext;
use app::cookies;
use app::error::AppError;
use app::session::locale_of;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::UserId;

use super::error::{During, Error};
use super::redirect::see_other;
use super::state::Site;
use super::{client, language, live, no_store};

/// The page for enrolling a second factor.
const ENROLMENT: &str = "/account/second-factor";
/// The parameter of what a page asks for by itself.
const UNATTENDED: &str = "unattended=true";
const NO_STORE: HeaderValue = HeaderValue::from_static("private, no-store");

/// Response extension: the signed-in user, for the log.
#[derive(Clone, Copy, Debug)]
pub(super) struct SignedIn(pub(super) UserId);

/// Middleware: looks up the session and puts a [`RequestContext`] into the request's extensions.
pub(super) async fn recognise(
    State(site): State<Site>,
    mut request: Request,
    next: Next,
) -> Result<Response, Error> {
    let token = cookies::find(request.headers(), cookies::SESSION, site.is_https());
    let is_unattended = is_unattended(&request);
    let session = async {
        let Some(token) = token else { return Ok(None) };
        let (accounts, now) = (site.store.accounts(), store::clock::now());
        if is_unattended {
            accounts.unattended_session(token, now).await
        } else {
            accounts.session(token, now).await
        }
    };
    let (session, operation) =
        futures::try_join!(session, site.store.operation()).during("looking up the session")?;
    let user_agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let context = RequestContext {
        store: site.store.clone(),
        session,
        address: client::address(request.extensions(), request.headers(), &site.trusted_proxies),
        user_agent: user_agent.unwrap_or_default().to_owned(),
        secure: site.is_https(),
        uploads: site.uploads(&operation),
        default_uploads: site.uploads.clone(),
        login_methods: site.login_methods.clone(),
        source_folders: site.source_folders.clone(),
        operation,
    };
    language::set(locale_of(&context, request.headers()));
    if context.must_enrol_second_factor() && !is_part_of_enrolling(request.uri().path()) {
        return Ok(enrol_first(&request));
    }
    let person = context.session.as_ref().map(|session| session.principal.user);
    let asks_again = is_unattended && person.is_some() && request.uri().path() != live::PATH;
    let _turn = if asks_again { site.turns.next().await } else { None };
    request.extensions_mut().insert(context);
    let mut response = next.run(request).await;
    if let Some(person) = person {
        response.extensions_mut().insert(SignedIn(person));
        // The next user of this browser must not see it, not even with the back button.
        response.headers_mut().entry(header::CACHE_CONTROL).or_insert(NO_STORE);
    }
    Ok(response)
}

/// Whether a page makes the request by itself: its events, and the data that it asks for then.
fn is_unattended(request: &Request) -> bool {
    let path = request.uri().path();
    let query = request.uri().query().unwrap_or_default();
    let is_read = *request.method() == Method::GET && path.starts_with("/sf/");
    path == live::PATH || (is_read && query.split('&').any(|field| field == UNATTENDED))
}

/// Whether a path may be requested before a required second factor is enrolled.
fn is_part_of_enrolling(path: &str) -> bool {
    let words = ["/sf/sign_out", "/sf/sign_out_everywhere", "/sf/set_locale", "/sf/set_theme"];
    // Public anyway.
    let public = ["/login", "/login/code", "/sf/sign_in"];
    path == ENROLMENT
        || words.contains(&path)
        || public.contains(&path)
        || ["/operation/logo/", "/reset/", "/survey/", "/sso/"].iter().any(|start| path.starts_with(start))
}

/// Redirects to enrolment, with the requested address as return URL; writes are answered 403. The
/// browser's half, which asks for data, is answered as if signed out: it loads the page then.
fn enrol_first(request: &Request) -> Response {
    let path = request.uri().path();
    if (path.starts_with("/sf/") || path == live::PATH) && *request.method() == Method::GET {
        return (StatusCode::UNAUTHORIZED, Json(AppError::SignedOut)).into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let texts = language::current().texts();
        return (StatusCode::FORBIDDEN, format!("{} {ENROLMENT}\n", texts.second_factor.required))
            .into_response();
    }
    let asked = request.uri().path_and_query().map_or("/", |asked| asked.as_str());
    let next: String = form_urlencoded::byte_serialize(asked.as_bytes()).collect();
    no_store(see_other(&format!("{ENROLMENT}?next={next}")))
}
