//! Frame of the `OpenAPI` document; the endpoints describe themselves.

use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{Components, ComponentsBuilder, Info, InfoBuilder, OpenApi, OpenApiBuilder, Tag};

use super::batch::LineResult;

/// The document without its paths.
pub(super) fn frame() -> OpenApi {
    OpenApiBuilder::new().info(info()).tags(Some(tags())).components(Some(components())).build()
}

fn info() -> Info {
    InfoBuilder::new()
        .title("Protocolo")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "The API for source systems, which submit finished interactions and the recordings of calls, \
             and for programs that read interactions and cases. Every request carries a key, created in \
             *Configurações* or by `protocolo api-key create`, as `Authorization: Bearer KEY`. A key is \
             limited to its scopes: `interactions` to record them, `recordings` to upload recordings, \
             `read` to read everything. Every error is a `Problem` (RFC 9457).",
        ))
        .build()
}

fn tags() -> [Tag; 3] {
    let tag = |name, about| TagBuilder::new().name(name).description(Some(about)).build();
    [
        tag("Interactions", "Interactions and recordings."),
        tag("Cases", "The matters behind interactions."),
        tag("Webhooks", "What this server posts to other systems."),
    ]
}

fn components() -> Components {
    let key = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    ComponentsBuilder::new().security_scheme("key", key).schema_from::<LineResult>().build()
}
