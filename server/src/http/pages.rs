//! Routes of the pages and server functions of `app`, and the 404 page.

use app::context::RequestContext;
use app::form::{Resumed, Submission};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use leptos::prelude::{AnyView, provide_context, use_context};
use leptos_axum::{LeptosRoutes, render_app_async_with_context};

use super::body_limit::{self, MAX_FORM};
use super::error::Error;
use super::no_store;
use super::state::Site;

/// Routes of all pages and server functions.
pub(super) fn routes(site: &Site) -> Router<Site> {
    let document = document(site);
    let pages = app::routes();
    let mut router = Router::new().leptos_routes_with_context(site, pages.clone(), provide, document);
    // The forms of that page have a file.
    let has_own = |path: &str| path.starts_with("/sf/") || path == app::settings::csv::PATH;
    for page in pages.iter().filter(|page| !has_own(page.path())) {
        router = router.route(page.path(), post(submit));
    }
    router.layer(from_fn(redirect_every_client)).layer(from_fn(refuse_other_versions))
}

/// What renders the document of a page.
fn document(site: &Site) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static + use<> {
    let (options, files) = (site.leptos.clone(), site.files.clone());
    move || app::shell(options.clone(), files.clone())
}

/// Handles a form posted to its own page: renders the page with the submission in context.
async fn submit(State(site): State<Site>, request: Request) -> Result<Response, Error> {
    let (parts, body) = request.into_parts();
    let bytes = read_form(body).await?;
    let resumed = parts.extensions.get::<Resumed>().is_some();
    let submission = Submission::new(form_urlencoded::parse(&bytes).into_owned().collect(), resumed);
    Ok(answer(site, parts, submission).await)
}

/// Renders the page to which a form was posted, or follows its redirect.
pub(super) async fn answer(site: Site, parts: Parts, submission: Submission) -> Response {
    let mut response = render(site, parts, move || provide_context(submission.clone())).await;
    if response.headers().contains_key(header::LOCATION) {
        // 303: the browser follows with GET and does not resubmit the form.
        response.headers_mut().remove("serverfnredirect");
        *response.status_mut() = StatusCode::SEE_OTHER;
    }
    response
}

/// Renders a page as if its address had been requested with GET; `provide_more` adds to the context.
pub(super) async fn render(
    site: Site,
    mut parts: Parts,
    provide_more: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    parts.method = Method::GET;
    for header in [header::CONTENT_LENGTH, header::CONTENT_TYPE, header::TRANSFER_ENCODING] {
        parts.headers.remove(header);
    }
    let context = move || {
        provide();
        provide_more();
    };
    let page = render_app_async_with_context(context, document(&site));
    page(Request::from_parts(parts, Body::empty())).await
}

/// Reads the whole body of a form, at most [`MAX_FORM`] bytes.
pub(super) async fn read_form(body: Body) -> Result<Bytes, Error> {
    axum::body::to_bytes(body, MAX_FORM).await.map_err(|error| {
        if body_limit::is_over_limit(&error) { Error::FormTooLarge } else { Error::FormCutOff }
    })
}

/// Middleware: makes redirects of pages a 302 for every client. Leptos answers 200 with an empty
/// body to clients that do not accept HTML by name.
async fn redirect_every_client(request: Request, next: Next) -> Response {
    let is_page = !request.uri().path().starts_with("/sf/");
    let mut response = next.run(request).await;
    if is_page && response.status() == StatusCode::OK && response.headers().contains_key(header::LOCATION) {
        response.headers_mut().remove("serverfnredirect");
        *response.status_mut() = StatusCode::FOUND;
    }
    response
}

/// Middleware: refuses what a page of another version of the code asks for, before anything is done:
/// the page could not read the answer. It is loaded again then, or sends its form as a page would.
async fn refuse_other_versions(request: Request, next: Next) -> Response {
    let accept = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    if request.uri().path().starts_with("/sf/") && accept.is_some_and(app::wire::is_of_another_version) {
        return no_store((StatusCode::CONFLICT, "the page is of another version\n").into_response());
    }
    next.run(request).await
}

/// The 404 page.
pub(super) async fn not_found(State(site): State<Site>, request: Request) -> Result<Response, Error> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(Error::NothingHere);
    }
    let mut page = render_app_async_with_context(provide, document(&site))(request).await;
    if page.status() == StatusCode::OK {
        *page.status_mut() = StatusCode::NOT_FOUND;
    }
    Ok(page)
}

/// Provides the request context to Leptos; there is none while the route list is generated.
fn provide() {
    let context = use_context::<Parts>().and_then(|parts| parts.extensions.get::<RequestContext>().cloned());
    if let Some(context) = context {
        provide_context(context);
    }
}
