//! What Chatwoot reports: that something happened in a conversation, which is then asked for.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use domain::settings::source::{SecretName, SourceKind};
use intake::chatwoot::webhook;

use super::{Refusal, find, keep, read, secret};
use crate::http::state::Site;

/// `POST /hooks/chatwoot/{source}`
pub(super) async fn deliver(
    State(site): State<Site>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refusal> {
    let source = find(&site, SourceKind::Chatwoot, &name).await?;
    let secret = secret(&site, &source, SecretName::WebhookSecret).await?;
    let body = read(body).await?;
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let signed = webhook::verify(
        secret.as_bytes(),
        header("x-chatwoot-timestamp"),
        header("x-chatwoot-signature"),
        &body,
        store::clock::now(),
    );
    if signed.is_err() {
        return Err(Refusal::NotSigned);
    }
    keep(&site, &source, &body).await?;
    Ok(StatusCode::OK)
}
