//! The description of webhooks for the `OpenAPI` document: what this server posts to others.

use domain::reading::WebhookBody;
use utoipa::OpenApi;

/// What happens
///
/// Posted to the address of a webhook (*Configurações → Webhooks*) as Standard Webhooks 1.0 describes it: in
/// order, at least once, and again until it is accepted. The header `webhook-id` is the same in every repetition.
#[utoipa::path(
    post,
    path = "event",
    operation_id = "event",
    tag = "Webhooks",
    params(
        ("webhook-id" = String, Header, description = "Names the event, for recognising repetitions."),
        ("webhook-timestamp" = i64, Header, description = "When it was sent, in seconds since 1970."),
        ("webhook-signature" = String, Header, description = "`v1,` and the base64 of HMAC-SHA-256 over ID, dot, timestamp, dot and body, with the secret of the webhook; several while a secret is replaced."),
    ),
    request_body(content = WebhookBody, description = "The event."),
    responses(
        (status = "2XX", description = "Accepted."),
        (status = 410, description = "The webhook is switched off."),
        (status = "default", description = "Tried again later."),
    ),
)]
#[expect(dead_code, reason = "only its description is used")]
fn event() {}

/// The part of the document about webhooks.
#[derive(OpenApi)]
#[openapi(paths(event), components(schemas(WebhookBody)))]
struct Described;

/// Adds webhooks to the document.
pub(super) fn describe(document: &mut utoipa::openapi::OpenApi) {
    let described = Described::openapi();
    document.webhooks = Some(described.paths);
    let components = document.components.get_or_insert_default();
    if let Some(more) = described.components {
        for (name, schema) in more.schemas {
            components.schemas.entry(name).or_insert(schema);
        }
    }
}
