//! HTTP API for source systems and integrators: `/api/v1`, the `OpenAPI` document and the reference page.
//!
//! One file per endpoint. Each handler takes a [`caller::Caller`], the only way to the store; every
//! error is a [`problem::Problem`].

mod batch;
pub(crate) mod body;
pub mod caller;
mod exact;
mod interaction;
pub mod limit;
mod media;
pub mod openapi;
pub mod problem;
mod reading;
mod recording;
mod reference;
mod webhook;

use axum::Router;
use axum::middleware::{from_fn, map_response};
use axum::response::Response;
use axum::routing::any;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::no_store;
use crate::http::state::Site;
use problem::{Kind, Problem};

/// Routes of all endpoints, with their `OpenAPI` descriptions.
pub fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::with_openapi(openapi::frame())
        .routes(routes!(interaction::post, reading::interactions::get))
        .routes(routes!(batch::post))
        .routes(routes!(recording::put))
        .routes(routes!(media::put))
        .routes(routes!(reading::interaction::get))
        .routes(routes!(reading::cases::get))
        .routes(routes!(reading::case::get))
}

/// Routes of the endpoints, the `OpenAPI` document and the reference page.
pub(crate) fn router(compression: CompressionLayer) -> Router<Site> {
    let (endpoints, mut document) = routes().split_for_parts();
    webhook::describe(&mut document);
    let endpoints = endpoints
        .method_not_allowed_fallback(async || Problem::of(Kind::MethodNotAllowed))
        .route("/api/v1/{*nothing}", any(async || Problem::of(Kind::NotFound)))
        .layer(from_fn(body::expect_uncompressed))
        .layer(from_fn(body::read_to_the_end))
        .layer(map_response(async |response: Response| no_store(response)));
    endpoints.merge(reference::router(&document).layer(compression))
}
