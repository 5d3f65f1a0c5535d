//! Webhooks of sources: `/hooks/{kind}/{source}`.
//!
//! A delivery is answered with 200 when it is durable, and processed afterwards (`crate::sources`). What is not
//! signed with the secret of the source is answered with 401 and nothing of it is kept. Answers have no text of
//! the request, and logs neither bodies nor secrets.

mod chatwoot;
mod whatsapp;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::settings::SourceRecord;
use domain::settings::source::{SecretName, SourceKind};
use http_body_util::{BodyExt, Limited};
use store::settings::Versioned;

use super::no_store;
use super::state::Site;

/// The largest body that is taken, in bytes: WhatsApp sends at most 3 MB.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// Why a delivery is not taken.
#[derive(Debug)]
enum Refusal {
    /// There is no such source (404).
    NoSource,
    /// It is not signed with the secret of the source, or there is none (401).
    NotSigned,
    /// The token is another one (403).
    WrongToken,
    /// The body is too large (413).
    TooLarge,
    /// The body ended early (400).
    CutOff,
    /// It could not be stored (503).
    NotStored,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, text) = match self {
            Self::NoSource => (StatusCode::NOT_FOUND, "there is no such source\n"),
            Self::NotSigned => (
                StatusCode::UNAUTHORIZED,
                "the signature is missing or wrong; check the secret of the source\n",
            ),
            Self::WrongToken => (StatusCode::FORBIDDEN, "the token is wrong\n"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "the body is too large\n"),
            Self::CutOff => (StatusCode::BAD_REQUEST, "the body was cut off\n"),
            Self::NotStored => (StatusCode::SERVICE_UNAVAILABLE, "it could not be stored; send it again\n"),
        };
        (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
    }
}

/// The routes of all kinds.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/hooks/whatsapp/{source}", get(whatsapp::subscribe))
        .route("/hooks/whatsapp/{source}", post(whatsapp::deliver))
        .route("/hooks/chatwoot/{source}", post(chatwoot::deliver))
        .layer(DefaultBodyLimit::disable())
        .layer(map_response(async |response: Response| no_store(response)))
}

/// The source of a kind with this name.
async fn find(site: &Site, kind: SourceKind, name: &str) -> Result<Versioned<SourceRecord>, Refusal> {
    let source = site.store.sources().named(name).await.map_err(|error| not_stored(&error))?;
    source.filter(|source| source.record.kind() == kind).ok_or(Refusal::NoSource)
}

/// A secret of a source; where it is not set, nothing is taken.
async fn secret(site: &Site, source: &Versioned<SourceRecord>, name: SecretName) -> Result<String, Refusal> {
    let secret = site.store.sources().secret(source.id, name).await.map_err(|error| not_stored(&error))?;
    secret.ok_or_else(|| {
        tracing::warn!(
            source = source.record.name,
            "a delivery was refused: the {} is not set",
            name.as_str()
        );
        Refusal::NotSigned
    })
}

/// Reads a whole body within [`MAX_BODY`].
async fn read(body: Body) -> Result<Bytes, Refusal> {
    match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if super::body_limit::is_over_limit(&*error) => Err(Refusal::TooLarge),
        Err(_) => Err(Refusal::CutOff),
    }
}

/// Stores a delivery.
async fn keep(site: &Site, source: &Versioned<SourceRecord>, body: &[u8]) -> Result<(), Refusal> {
    let stored = site.store.sources().deliver(source.id, body, store::clock::now()).await;
    stored.map_err(|error| not_stored(&error))?;
    site.deliveries.notify_waiters();
    Ok(())
}

fn not_stored(error: &store::Error) -> Refusal {
    tracing::error!(%error, "a delivery could not be stored");
    Refusal::NotStored
}
