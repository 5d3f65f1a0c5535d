//! Forms that arrive after their session has ended. Without this they would be led to the sign-in page
//! and what was typed would be lost: here the sign-in page keeps their fields and is posted to where
//! they were, and once the person has signed in they go on as if the session had never ended.
//!
//! Nothing is stored: the fields travel in the page that answers, up to [`MAX_KEPT_FIELDS`].
//! Files are not kept: a browser cannot be given one back. The sign-in page says so and leads back to the
//! page they were sent from.
//! Requests of other sites never come here ([`super::security::same_site`]).

use app::context::RequestContext;
use app::cookies;
use app::forms::Resumed;
use app::session::{local_path, login_address};
use app::waiting_form::{CODE, IN_PLACE, LOGIN, PASSWORD, Trouble, WaitingForm};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use leptos::prelude::provide_context;
use leptos_axum::render_app_async_with_context;
use store::accounts::{CHALLENGE_MS, SecondStep, SignIn, SignInAttempt};

use super::body_limit::MAX_KEPT_FIELDS;
use super::error::{During, Error};
use super::pages;
use super::state::Site;

/// How the names of the sign-in page's fields begin.
const PREFIX: &[u8] = b"sign-in.";

/// Where people who are not signed in may post forms; ending with `/`, everything below.
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

/// Keeps a form whose person is not signed in on the sign-in page; signs in on the way where it comes
/// from there.
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
        let Some(proof) = sign_in.proof else {
            return Ok(keeping(site, parts, form).await);
        };
        let login = proof.login().to_owned();
        match enter(&context, &parts.headers, proof).await.during("signing in to go on with a form")? {
            Entered::In { context, set } => {
                carry_session(&mut parts.headers, &set);
                parts.extensions.insert(*context);
                cookies = set;
            }
            Entered::CodeWanted { challenge } => {
                let mut asking = keeping(site, parts, form.asking_code(None)).await;
                asking.headers_mut().extend(challenge.map(|cookie| (header::SET_COOKIE, cookie)));
                return Ok(asking);
            }
            Entered::NoCode(trouble) => {
                return Ok(keeping(site, parts, form.asking_code(Some(trouble))).await);
            }
            Entered::Out(trouble) => return Ok(keeping(site, parts, form.after(login, trouble)).await),
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

/// Whether it is a form of a page, whose fields we can keep, that only a signed-in person may send:
/// from a person who is not, or from the page that kept it.
fn needs_session(request: &Request) -> bool {
    is_form_of_page(request, "application/x-www-form-urlencoded") && !is_public(request.uri().path())
}

/// Whether it is a form of a page with files.
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

/// Without a session, shows the sign-in page, which leads back to the page of the form.
async fn refuse_files(site: Site, request: Request, next: Next) -> Response {
    let signed_in =
        request.extensions().get::<RequestContext>().is_some_and(|context| context.session.is_some());
    if signed_in {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    // The handler reads what is still being sent, so that the answer arrives.
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

/// The path with its query, which is where the form is sent again.
fn address(uri: &Uri) -> String {
    uri.path_and_query().map_or_else(|| uri.path().to_owned(), |address| address.as_str().to_owned())
}

/// What the sign-in page adds to the form it keeps.
#[derive(Default)]
struct SignInFields {
    proof: Option<Proof>,
    in_place: bool,
}

/// How a person signs in on the way.
#[derive(Debug, PartialEq, Eq)]
enum Proof {
    Password {
        login: String,
        password: String,
    },
    /// The second step, to which the browser carries its challenge.
    Code(String),
}

impl Proof {
    /// The login that was typed.
    fn login(&self) -> &str {
        match self {
            Self::Password { login, .. } => login,
            Self::Code(_) => "",
        }
    }
}

/// The fields of the sign-in page, and those of the form.
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
    let password = login.zip(password).map(|(login, password)| Proof::Password { login, password });
    (SignInFields { proof: code.map(Proof::Code).or(password), in_place }, rest)
}

/// What became of an attempt to sign in.
enum Entered {
    /// The person is signed in, with these cookies.
    In { context: Box<RequestContext>, set: Vec<HeaderValue> },
    /// The password is right and the code is to follow, with this cookie.
    CodeWanted { challenge: Option<HeaderValue> },
    /// The code was not taken; another may be.
    NoCode(Trouble),
    /// They are not.
    Out(Trouble),
}

async fn enter(context: &RequestContext, headers: &HeaderMap, proof: Proof) -> store::Result<Entered> {
    if !context.ways_in.local {
        return Ok(Entered::Out(Trouble::LocalOff));
    }
    let (now, accounts, secure) = (store::clock::now_ms(), context.store.accounts(), context.secure);
    let at_code = matches!(proof, Proof::Code(_));
    let Some(answer) = answer(context, headers, proof, now).await? else {
        return Ok(Entered::Out(Trouble::CodeExpired));
    };
    let refused = |trouble| Ok(if at_code { Entered::NoCode(trouble) } else { Entered::Out(trouble) });
    let (token, device, theme) = match answer {
        SignIn::Granted { token, device, theme, .. } => (token, device, theme),
        SignIn::CodeWanted { challenge } => {
            let age = u32::try_from(CHALLENGE_MS / 1000).unwrap_or_default();
            let challenge = cookies::written(cookies::CHALLENGE, challenge.as_str(), age, true, secure);
            return Ok(Entered::CodeWanted { challenge });
        }
        SignIn::Refused => return refused(if at_code { Trouble::WrongCode } else { Trouble::Refused }),
        SignIn::Wait { until } => {
            let seconds = u64::try_from(until - now).unwrap_or(0).div_ceil(1000).max(1);
            return refused(Trouble::Wait { seconds });
        }
    };
    let session = accounts.session(token.as_str(), now).await?;
    let context = RequestContext { session, ..context.clone() };
    if context.owes_second_factor() {
        accounts.sign_out(token.as_str(), &context.origin(), now).await?;
        return Ok(Entered::Out(Trouble::SecondFactor));
    }
    let set = [
        cookies::written(cookies::SESSION, token.as_str(), cookies::WEEK, true, secure),
        cookies::written(cookies::DEVICE, device.as_str(), cookies::YEAR, true, secure),
        theme
            .and_then(|theme| cookies::written(cookies::THEME, theme.as_str(), cookies::YEAR, false, secure)),
        at_code.then(|| cookies::written(cookies::CHALLENGE, "", 0, true, secure)).flatten(),
    ];
    Ok(Entered::In { context: Box::new(context), set: set.into_iter().flatten().collect() })
}

/// What becomes of a proof; `None` where the browser carries no challenge for its code any more.
async fn answer(
    context: &RequestContext,
    headers: &HeaderMap,
    proof: Proof,
    now: i64,
) -> store::Result<Option<SignIn>> {
    let accounts = context.store.accounts();
    let carried = |cookie| cookies::find(headers, cookie, context.secure).map(str::to_owned);
    let (address, user_agent) = (context.address.clone(), context.user_agent.clone());
    let (device, single_sign_on) = (carried(cookies::DEVICE), context.ways_in.single);
    match proof {
        Proof::Password { login, password } => {
            let login = login.trim().to_owned();
            let attempt = SignInAttempt { login, password, address, user_agent, device, single_sign_on };
            accounts.sign_in(&attempt, now).await.map(Some)
        }
        Proof::Code(code) => {
            let challenge = carried(cookies::CHALLENGE).unwrap_or_default();
            let step = SecondStep { challenge, code, address, user_agent, device };
            accounts.second_step(&step, now).await
        }
    }
}

/// The cookies of a request, of all its headers.
fn sent_cookies(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    Some(lines.collect::<Vec<_>>().join("; ")).filter(|sent| !sent.is_empty())
}

/// Lets the rest of the request see the cookies that its answer sets.
fn carry_session(headers: &mut HeaderMap, set: &[HeaderValue]) {
    let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let set = set.iter().map(|cookie| text(cookie).split(';').next().unwrap_or_default().to_owned());
    let all = set.chain(sent_cookies(headers)).collect::<Vec<_>>().join("; ");
    if let Ok(all) = HeaderValue::from_str(&all) {
        headers.insert(header::COOKIE, all);
    }
}

/// The sign-in page that keeps a form.
async fn keeping(site: Site, parts: Parts, form: WaitingForm) -> Response {
    page(site, parts, Uri::from_static("/login"), Some(form)).await
}

/// The sign-in page as it is at this address, in answer to a form.
async fn page(site: Site, mut parts: Parts, login: Uri, form: Option<WaitingForm>) -> Response {
    parts.method = Method::GET;
    parts.uri = login;
    for header in [header::CONTENT_LENGTH, header::CONTENT_TYPE, header::TRANSFER_ENCODING] {
        parts.headers.remove(header);
    }
    let context = move || {
        pages::provide();
        if let Some(form) = &form {
            provide_context(form.clone());
        }
    };
    let options = site.leptos.clone();
    let render = render_app_async_with_context(context, move || app::shell(options.clone()));
    let mut response = render(Request::from_parts(parts, Body::empty())).await;
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    // It holds what was typed.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
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
        let password = Proof::Password { login: "ana".to_owned(), password: "p".to_owned() };
        assert_eq!(sign_in.proof, Some(password));
        assert!(sign_in.in_place);
        assert_eq!(rest, [("notes", "a"), ("notes", "b")].map(|(n, v)| (n.to_owned(), v.to_owned())));
        let sent = [("notes", "a"), (CODE, "123456"), (LOGIN, "ana"), (PASSWORD, "p")];
        let (sign_in, rest) =
            split(sent.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(sign_in.proof, Some(Proof::Code("123456".to_owned())));
        assert_eq!(rest, [("notes".to_owned(), "a".to_owned())]);
    }
}
