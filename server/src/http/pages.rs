//! The pages of `app`: their routes, their server functions, and the page for what does not exist.

use app::context::RequestContext;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, generate_route_list, render_app_async_with_context};

use super::state::Site;
use super::survey;

/// Every page and every server function.
pub(super) fn routes(site: &Site) -> Router<Site> {
    let options = site.leptos.clone();
    let document = move || app::shell(options.clone());
    Router::new()
        .leptos_routes_with_context(site, generate_route_list(app::App), provide, document)
        .route("/survey/{token}", post(survey::answer))
        .layer(from_fn(lead_on))
}

/// Makes a page that leads elsewhere do so for every client: Leptos answers those that do not ask
/// for HTML by name with an empty page.
async fn lead_on(request: Request, next: Next) -> Response {
    let is_page = request.method().is_safe() && !request.uri().path().starts_with("/sf/");
    let mut response = next.run(request).await;
    if is_page && response.status() == StatusCode::OK && response.headers().contains_key(header::LOCATION) {
        response.headers_mut().remove("serverfnredirect");
        *response.status_mut() = StatusCode::FOUND;
    }
    response
}

/// The page that says that there is none.
pub(super) async fn not_found(State(site): State<Site>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (StatusCode::NOT_FOUND, "Não há nada neste endereço.\n").into_response();
    }
    let options = site.leptos.clone();
    let mut page = render_app_async_with_context(provide, move || app::shell(options.clone()))(request).await;
    if page.status() == StatusCode::OK {
        *page.status_mut() = StatusCode::NOT_FOUND;
    }
    page
}

/// Hands the request's context to Leptos; there is none while the routes are listed.
pub(super) fn provide() {
    let context = use_context::<Parts>().and_then(|parts| parts.extensions.get::<RequestContext>().cloned());
    if let Some(context) = context {
        provide_context(context);
    }
}
