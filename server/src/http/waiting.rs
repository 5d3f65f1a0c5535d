//! Waiting forms: posted after the session has ended. A redirect to the login page would lose what
//! was typed, so the login page keeps the fields and posts to the same address; after sign-in the
//! form is handled as if the session had never ended.
//!
//! Nothing is stored: the fields travel in the response, up to [`MAX_KEPT_FIELDS`]. Files cannot be
//! put back into a form: the login page says so, and its return URL is the page of the form.
//! Cross-site requests never get here ([`super::security::same_site`]).

use app::context::RequestContext;
use app::cookies;
use app::form::Resumed;
use app::session::{local_path, login_address};
use app::waiting_form::{CODE, IN_PLACE, LOGIN, LoginFailure, PASSWORD, WaitingForm};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use domain::{Millis, Timestamp};
use leptos::prelude::provide_context;
use store::accounts::{CHALLENGE, SecondStep, SignIn, SignInAttempt};

use super::body_limit::MAX_KEPT_FIELDS;
use super::error::{During, Error};
use super::state::Site;
use super::{no_store, pages};

/// Prefix of the names of the login page's own fields.
const PREFIX: &[u8] = b"sign-in.";

/// Paths that accept forms without a session; a trailing `/` includes everything below.
const PUBLIC: [&str; 11] = [
    "/",
    "/login",
    "/login/code",
    "/setup",
    "/reset/",
    "/survey/",
    "/sf/sign_in",
    "/sf/sign_out",
    "/sf/sign_out_everywhere",
    "/sf/set_locale",
    "/sf/set_theme",
];

/// Middleware: keeps a form without a session on the login page, and signs in first if the form
/// comes from there.
pub(super) async fn keep(State(site): State<Site>, request: Request, next: Next) -> Result<Response, Error> {
    if carries_files(&request) {
        return Ok(refuse_files(site, request, next).await);
    }
    if !needs_session(&request) {
        return Ok(next.run(request).await);
    }
    let (mut parts, body) = request.into_parts();
    let bytes = pages::read_form(body).await?;
    let Some(context) = parts.extensions.get::<RequestContext>().cloned() else {
        return Ok(next.run(Request::from_parts(parts, Body::from(bytes))).await);
    };
    if context.session.is_some() && !bytes.windows(PREFIX.len()).any(|part| part == PREFIX) {
        return Ok(next.run(Request::from_parts(parts, Body::from(bytes))).await);
    }
    let (sign_in, fields) = split(form_urlencoded::parse(&bytes).into_owned());
    let mut cookies = Vec::new();
    if context.session.is_none() {
        if fields.len() > MAX_KEPT_FIELDS {
            return Err(Error::FormTooLarge);
        }
        let form = WaitingForm::new(address(&parts.uri), fields.clone());
        let Some(credentials) = sign_in.credentials else {
            return Ok(login_page(site, parts, form).await);
        };
        let login = credentials.login().to_owned();
        match try_sign_in(&context, &parts.headers, credentials)
            .await
            .during("signing in to go on with a form")?
        {
            SignInOutcome::SignedIn { context, set } => {
                carry_session(&mut parts.headers, &set);
                parts.extensions.insert(*context);
                cookies = set;
            }
            SignInOutcome::CodeRequired { challenge } => {
                let mut asking = login_page(site, parts, form.asking_code(None)).await;
                asking.headers_mut().extend(challenge.map(|cookie| (header::SET_COOKIE, cookie)));
                return Ok(asking);
            }
            SignInOutcome::WrongCode(trouble) => {
                return Ok(login_page(site, parts, form.asking_code(Some(trouble))).await);
            }
            SignInOutcome::Refused(trouble) => {
                return Ok(login_page(site, parts, form.after(login, trouble)).await);
            }
        }
    }
    if !sign_in.in_place && !cookies.is_empty() {
        parts.extensions.insert(Resumed);
    }
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    let mut response = next.run(Request::from_parts(parts, Body::from(body))).await;
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Whether this is a page's form whose fields can be kept (urlencoded), on a path that requires a
/// session.
fn needs_session(request: &Request) -> bool {
    is_form_of_page(request, "application/x-www-form-urlencoded") && !is_public(request.uri().path())
}

/// Whether this is a page's form with files.
fn carries_files(request: &Request) -> bool {
    is_form_of_page(request, "multipart/form-data")
}

fn is_form_of_page(request: &Request, kind: &str) -> bool {
    let says = |name, what| {
        let value = request.headers().get(name).and_then(|value| value.to_str().ok());
        value.is_some_and(|value| value.contains(what))
    };
    *request.method() == Method::POST && says(header::ACCEPT, "text/html") && says(header::CONTENT_TYPE, kind)
}

/// Without a session, answers with the login page, whose return URL is the page of the form.
async fn refuse_files(site: Site, request: Request, next: Next) -> Response {
    let signed_in =
        request.extensions().get::<RequestContext>().is_some_and(|context| context.session.is_some());
    if signed_in {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    // The handler drains the body, so that the client gets to read the response.
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.status() != StatusCode::UNAUTHORIZED {
        return response;
    }
    let from = asked.headers.get(header::REFERER).and_then(|from| from.to_str().ok());
    let from = from.and_then(|from| from.parse::<Uri>().ok()).map(|from| address(&from));
    let login = login_address("files", 0, local_path(from.as_deref()));
    match login.parse() {
        Ok(login) => page(site, asked, login, None).await,
        Err(_) => response,
    }
}

fn is_public(path: &str) -> bool {
    PUBLIC.iter().any(|public| {
        path == *public || (public.len() > 1 && public.ends_with('/') && path.starts_with(public))
    })
}

/// Path and query string, where the kept form is posted.
fn address(uri: &Uri) -> String {
    uri.path_and_query().map_or_else(|| uri.path().to_owned(), |address| address.as_str().to_owned())
}

/// The fields that the login page adds to the form it keeps.
#[derive(Default)]
struct SignInFields {
    credentials: Option<Credentials>,
    in_place: bool,
}

/// Credentials sent along with a kept form.
#[derive(Debug, PartialEq, Eq)]
enum Credentials {
    Password {
        login: String,
        password: String,
    },
    /// The second factor; the challenge is in a cookie.
    Code(String),
}

impl Credentials {
    /// The login as typed; empty for the second factor.
    fn login(&self) -> &str {
        match self {
            Self::Password { login, .. } => login,
            Self::Code(_) => "",
        }
    }
}

/// Separates the fields of the login page from those of the form.
fn split(fields: impl Iterator<Item = (String, String)>) -> (SignInFields, Vec<(String, String)>) {
    let (mut login, mut password, mut code, mut in_place) = (None, None, None, false);
    let mut rest = Vec::new();
    for (name, value) in fields {
        match name.as_str() {
            LOGIN => login = Some(value),
            PASSWORD => password = Some(value),
            CODE => code = Some(value),
            IN_PLACE => in_place = true,
            _ => rest.push((name, value)),
        }
    }
    let password = login.zip(password).map(|(login, password)| Credentials::Password { login, password });
    (SignInFields { credentials: code.map(Credentials::Code).or(password), in_place }, rest)
}

/// The outcome of signing in with a kept form.
enum SignInOutcome {
    /// Signed in; `set` are the cookies of the session.
    SignedIn { context: Box<RequestContext>, set: Vec<HeaderValue> },
    /// The password is right and the second factor is required; `challenge` is its cookie.
    CodeRequired { challenge: Option<HeaderValue> },
    /// The code was refused; another may be tried.
    WrongCode(LoginFailure),
    /// Not signed in.
    Refused(LoginFailure),
}

async fn try_sign_in(
    context: &RequestContext,
    headers: &HeaderMap,
    credentials: Credentials,
) -> store::Result<SignInOutcome> {
    if !context.login_methods.local {
        return Ok(SignInOutcome::Refused(LoginFailure::LocalOff));
    }
    let (now, accounts, secure) = (store::clock::now(), context.store.accounts(), context.secure);
    let at_code = matches!(credentials, Credentials::Code(_));
    let Some(answer) = check(context, headers, credentials, now).await? else {
        return Ok(SignInOutcome::Refused(LoginFailure::CodeExpired));
    };
    let refused = |trouble| {
        Ok(if at_code { SignInOutcome::WrongCode(trouble) } else { SignInOutcome::Refused(trouble) })
    };
    let (token, device, theme) = match answer {
        SignIn::Granted { token, device, theme, .. } => (token, device, theme),
        SignIn::CodeWanted { challenge } => {
            let age = u32::try_from(CHALLENGE / Millis::seconds(1)).unwrap_or_default();
            let challenge = cookies::written(cookies::CHALLENGE, challenge.as_str(), age, true, secure);
            return Ok(SignInOutcome::CodeRequired { challenge });
        }
        SignIn::Refused => {
            return refused(if at_code { LoginFailure::WrongCode } else { LoginFailure::Refused });
        }
        SignIn::Wait { until } => {
            return refused(LoginFailure::Wait { seconds: (until - now).seconds_to_wait() });
        }
    };
    let session = accounts.session(token.as_str(), now).await?;
    let context = RequestContext { session, ..context.clone() };
    if context.must_enrol_second_factor() {
        accounts.sign_out(token.as_str(), &context.origin(), now).await?;
        return Ok(SignInOutcome::Refused(LoginFailure::SecondFactor));
    }
    let set = [
        cookies::written(cookies::SESSION, token.as_str(), cookies::WEEK, true, secure),
        cookies::written(cookies::DEVICE, device.as_str(), cookies::YEAR, true, secure),
        theme
            .and_then(|theme| cookies::written(cookies::THEME, theme.as_str(), cookies::YEAR, false, secure)),
        at_code.then(|| cookies::written(cookies::CHALLENGE, "", 0, true, secure)).flatten(),
    ];
    Ok(SignInOutcome::SignedIn { context: Box::new(context), set: set.into_iter().flatten().collect() })
}

/// Checks the credentials; `None` if the challenge of a code has expired.
async fn check(
    context: &RequestContext,
    headers: &HeaderMap,
    credentials: Credentials,
    now: Timestamp,
) -> store::Result<Option<SignIn>> {
    let accounts = context.store.accounts();
    let carried = |cookie| cookies::find(headers, cookie, context.secure).map(str::to_owned);
    let (address, user_agent) = (context.address.clone(), context.user_agent.clone());
    let (device, single_sign_on) = (carried(cookies::DEVICE), context.login_methods.single);
    match credentials {
        Credentials::Password { login, password } => {
            let login = login.trim().to_owned();
            let attempt = SignInAttempt { login, password, address, user_agent, device, single_sign_on };
            accounts.sign_in(&attempt, now).await.map(Some)
        }
        Credentials::Code(code) => {
            let challenge = carried(cookies::CHALLENGE).unwrap_or_default();
            let step = SecondStep { challenge, code, address, user_agent, device };
            accounts.second_step(&step, now).await
        }
    }
}

/// All `Cookie` headers of a request, joined.
fn sent_cookies(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    Some(lines.collect::<Vec<_>>().join("; ")).filter(|sent| !sent.is_empty())
}

/// Adds the cookies that the response will set to the request, for the handler.
fn carry_session(headers: &mut HeaderMap, set: &[HeaderValue]) {
    let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let set = set.iter().map(|cookie| text(cookie).split(';').next().unwrap_or_default().to_owned());
    let all = set.chain(sent_cookies(headers)).collect::<Vec<_>>().join("; ");
    if let Ok(all) = HeaderValue::from_str(&all) {
        headers.insert(header::COOKIE, all);
    }
}

/// The login page with a kept form.
async fn login_page(site: Site, parts: Parts, form: WaitingForm) -> Response {
    page(site, parts, Uri::from_static("/login"), Some(form)).await
}

/// Renders the login page at this address, with status 401.
async fn page(site: Site, mut parts: Parts, login: Uri, form: Option<WaitingForm>) -> Response {
    parts.uri = login;
    let provide_form = move || {
        if let Some(form) = &form {
            provide_context(form.clone());
        }
    };
    let mut response = pages::render(site, parts, provide_form).await;
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    // It contains what was typed.
    no_store(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_named_paths_are_public() {
        for path in ["/", "/login", "/survey/abc", "/reset/abc", "/sf/set_theme"] {
            assert!(is_public(path), "{path}");
        }
        for path in ["/history", "/sf/case_step", "/sf/sign_in_other", "/settings/users/new", "/surveys"] {
            assert!(!is_public(path), "{path}");
        }
    }

    #[test]
    fn the_form_goes_on_without_the_fields_of_the_sign_in_page() {
        let sent = [("notes", "a"), (LOGIN, "ana"), (PASSWORD, "p"), ("notes", "b"), (IN_PLACE, "1")];
        let (sign_in, rest) =
            split(sent.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())));
        let password = Credentials::Password { login: "ana".to_owned(), password: "p".to_owned() };
        assert_eq!(sign_in.credentials, Some(password));
        assert!(sign_in.in_place);
        assert_eq!(rest, [("notes", "a"), ("notes", "b")].map(|(n, v)| (n.to_owned(), v.to_owned())));
        let sent = [("notes", "a"), (CODE, "123456"), (LOGIN, "ana"), (PASSWORD, "p")];
        let (sign_in, rest) =
            split(sent.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(sign_in.credentials, Some(Credentials::Code("123456".to_owned())));
        assert_eq!(rest, [("notes".to_owned(), "a".to_owned())]);
    }
}
