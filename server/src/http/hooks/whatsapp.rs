//! What the WhatsApp Business Cloud API delivers, and the check of the address before.

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::settings::source::{SecretName, SourceKind};
use intake::whatsapp::signature;
use serde::Deserialize;
use subtle::ConstantTimeEq;

use super::{Refusal, find, keep, read, secret};
use crate::http::state::Site;

/// The longest challenge that is repeated.
const MAX_CHALLENGE: usize = 200;

/// What WhatsApp asks when an address is entered.
#[derive(Debug, Deserialize)]
pub(super) struct Subscription {
    #[serde(rename = "hub.mode", default)]
    mode: String,
    #[serde(rename = "hub.verify_token", default)]
    token: String,
    #[serde(rename = "hub.challenge", default)]
    challenge: String,
}

/// `GET /hooks/whatsapp/{source}`: repeats the challenge if the token is that of the source.
pub(super) async fn subscribe(
    State(site): State<Site>,
    Path(name): Path<String>,
    Query(asked): Query<Subscription>,
) -> Result<Response, Refusal> {
    let source = find(&site, SourceKind::WhatsApp, &name).await?;
    let token = secret(&site, &source, SecretName::VerifyToken).await.map_err(|_| Refusal::WrongToken)?;
    let is_token = bool::from(token.as_bytes().ct_eq(asked.token.as_bytes()));
    // Nothing else is reflected.
    let is_challenge = !asked.challenge.is_empty()
        && asked.challenge.len() <= MAX_CHALLENGE
        && asked.challenge.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if asked.mode != "subscribe" || !is_token || !is_challenge {
        return Err(Refusal::WrongToken);
    }
    Ok(asked.challenge.into_response())
}

/// `POST /hooks/whatsapp/{source}`: the signature is that of the bytes as they were received.
pub(super) async fn deliver(
    State(site): State<Site>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refusal> {
    let source = find(&site, SourceKind::WhatsApp, &name).await?;
    let secret = secret(&site, &source, SecretName::AppSecret).await?;
    let body = read(body).await?;
    let signature = headers.get("x-hub-signature-256").and_then(|value| value.to_str().ok());
    if !signature.is_some_and(|signature| signature::verify(secret.as_bytes(), &body, signature)) {
        return Err(Refusal::NotSigned);
    }
    keep(&site, &source, &body).await?;
    Ok(StatusCode::OK)
}
