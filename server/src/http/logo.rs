//! The operation's logo: `POST /operation/logo`, a form of its settings, and `GET
//! /operation/logo/{digest}`, for the top of every page, that of strangers too.

use app::context::RequestContext;
use app::flash::{self, Notice};
use app::locales::Texts;
use app::session::locale_of;
use axum::Router;
use axum::extract::multipart::Multipart;
use axum::extract::{DefaultBodyLimit, Extension, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use store::operation::Logo;

use super::failure;
use super::state::Site;
use crate::attachments::sniff::{Sniffed, sniff};

/// The largest logo: it is sent with the first page of everybody.
const LARGEST: usize = 256 * 1024;
/// What a logo may be; all of them are drawn by every browser and run nothing.
const TYPES: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];
/// Where the form stands.
const SETTINGS: &str = "/settings/operation";

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/operation/logo", post(change))
        // A file that is too large is told so, up to some measure.
        .layer(DefaultBodyLimit::max(40 * LARGEST))
        .route("/operation/logo/{digest}", get(show))
}

/// What the form asks for.
enum Wish {
    Remove,
    Give(Vec<u8>),
    Nothing,
}

async fn change(
    Extension(context): Extension<RequestContext>,
    headers: HeaderMap,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Response {
    let t = locale_of(&context, &headers).texts();
    let Ok(scoped) = context.scoped() else { return Redirect::to("/login").into_response() };
    let Some(settings) = scoped.settings() else {
        return (StatusCode::NOT_FOUND, t.error_not_found).into_response();
    };
    let wish = match form {
        Ok(form) => wish(form).await,
        Err(_) => Wish::Nothing,
    };
    let (logo, done) = match wish {
        Wish::Remove => (None, t.settings.operation.logo_removed),
        Wish::Nothing => return lead(&context, &Notice::refused(t.settings.operation.logo_none)),
        Wish::Give(content) => match logo(t, content) {
            Ok(logo) => (Some(logo), t.settings.operation.logo_saved),
            Err(why) => return lead(&context, &Notice::refused(why)),
        },
    };
    match settings.set_logo(logo, store::clock::now_ms()).await {
        Ok(_) => lead(&context, &Notice::done(done)),
        Err(error) => failure("the logo could not be changed", &error).into_response(),
    }
}

/// Reads the form: which of its buttons was pressed, and the file.
async fn wish(mut form: Multipart) -> Wish {
    let mut file = Vec::new();
    while let Ok(Some(field)) = form.next_field().await {
        match field.name() {
            Some("remove") => return Wish::Remove,
            Some("logo") => match field.bytes().await {
                Ok(bytes) => file = bytes.into(),
                // More than is read at all: too large, whatever it is.
                Err(_) => file = vec![0; LARGEST + 1],
            },
            _ => {}
        }
    }
    if file.is_empty() { Wish::Nothing } else { Wish::Give(file) }
}

/// A file as a logo, or why it is none.
fn logo(t: &Texts, content: Vec<u8>) -> Result<Logo, &'static str> {
    if content.len() > LARGEST {
        return Err(t.settings.operation.logo_large);
    }
    match sniff(&content, "") {
        Sniffed::Known(kind) if TYPES.contains(&kind) => Ok(Logo { media_type: kind.to_owned(), content }),
        _ => Err(t.settings.operation.logo_type),
    }
}

fn lead(context: &RequestContext, notice: &Notice) -> Response {
    let mut response = Redirect::to(SETTINGS).into_response();
    response
        .headers_mut()
        .extend(flash::cookie(notice, context.secure).map(|value| (header::SET_COOKIE, value)));
    response
}

/// The address has the digest of what it shows, so it never shows anything else.
async fn show(State(site): State<Site>, Path(digest): Path<String>) -> Response {
    match site.store.logo(&digest).await {
        Ok(Some(logo)) => {
            let headers = [
                (header::CONTENT_TYPE, logo.media_type.as_str()),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (headers, logo.content).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failure("the logo could not be read", &error).into_response(),
    }
}
