//! The operation's logo: `POST /operation/logo`, a form of its settings, and `GET
//! /operation/logo/{digest}`, for the top of every page, that of strangers too.

use app::context::RequestContext;
use app::flash::{self, Notice};
use app::locales::Texts;
use app::session::locale_of;
use axum::Router;
use axum::extract::{Extension, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use store::operation::Logo;

use super::closing::CloseConnection;
use super::error::{During, Error};
use super::multipart::Multipart;
use super::redirect::see_other;
use super::state::Site;
use crate::api::body::read_to_the_end;
use crate::attachments::sniff::{Sniffed, sniff};

/// The largest logo: it is sent with the first page of everybody.
const LARGEST: usize = 256 * 1024;
/// A file that is too large is told so, up to this much of it.
const MAX_FORM: usize = 40 * LARGEST;
/// The most parts of the form.
const MAX_PARTS: usize = 20;
/// What a logo may be; all of them are drawn by every browser and run nothing.
const TYPES: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];
/// Where the form stands.
const SETTINGS: &str = "/settings/operation";

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/operation/logo", post(change))
        .layer(from_fn(read_to_the_end))
        .route("/operation/logo/{digest}", get(show))
}

/// What the form asks for.
enum Wish {
    Remove,
    Give(Vec<u8>),
    TooLarge,
    Nothing,
    /// The form has more bytes than are read at all.
    Overflow,
    /// It is no proper form.
    Broken,
}

async fn change(Extension(context): Extension<RequestContext>, request: Request) -> Result<Response, Error> {
    let t = locale_of(&context, request.headers()).texts();
    let Ok(scoped) = context.scoped() else {
        return Ok((StatusCode::UNAUTHORIZED, t.error_signed_out).into_response());
    };
    let Some(settings) = scoped.settings() else {
        return Ok((StatusCode::NOT_FOUND, t.error_not_found).into_response());
    };
    let wish = match Multipart::of(request, MAX_FORM).await {
        Ok(form) => wish(form).await,
        Err(_) => Wish::Nothing,
    };
    let refuse = |why| Ok(lead(&context, &Notice::refused(why)));
    let (logo, done) = match wish {
        Wish::Remove => (None, t.settings.operation.logo_removed),
        Wish::Nothing => return refuse(t.settings.operation.logo_none),
        Wish::TooLarge => return refuse(t.settings.operation.logo_large),
        Wish::Overflow => {
            let answer = (StatusCode::PAYLOAD_TOO_LARGE, t.settings.operation.logo_large);
            return Ok(answer.into_response());
        }
        Wish::Broken => {
            let answer = (StatusCode::BAD_REQUEST, t.settings.operation.logo_none).into_response();
            return Ok(CloseConnection::after(answer));
        }
        Wish::Give(content) => match logo(t, content) {
            Ok(logo) => (Some(logo), t.settings.operation.logo_saved),
            Err(why) => return refuse(why),
        },
    };
    settings.set_logo(logo, store::clock::now_ms()).await.during("saving the logo")?;
    Ok(lead(&context, &Notice::done(done)))
}

/// Reads the form: which of its buttons was pressed, and the file.
async fn wish(mut form: Multipart) -> Wish {
    let (mut wish, overflow) = (Wish::Nothing, form.overflow());
    for _ in 0..MAX_PARTS {
        let mut part = match form.next().await {
            Ok(Some(part)) => part,
            Ok(None) => return wish,
            Err(_) if overflow.has_happened() => return Wish::Overflow,
            Err(_) => return Wish::Broken,
        };
        match part.name() {
            Some("remove") => return Wish::Remove,
            Some("logo") => {
                wish = match part.within(LARGEST).await {
                    Ok(Some(content)) if content.is_empty() => Wish::Nothing,
                    Ok(Some(content)) => Wish::Give(content),
                    _ if overflow.has_happened() => return Wish::Overflow,
                    Ok(None) => return Wish::TooLarge,
                    Err(_) => return Wish::Broken,
                }
            }
            _ => part.discard().await,
        }
    }
    Wish::Broken
}

/// A file as a logo, or why it is none.
fn logo(t: &Texts, content: Vec<u8>) -> Result<Logo, &'static str> {
    match sniff(&content, "") {
        Sniffed::Known(kind) if TYPES.contains(&kind) => Ok(Logo { media_type: kind.to_owned(), content }),
        _ => Err(t.settings.operation.logo_type),
    }
}

fn lead(context: &RequestContext, notice: &Notice) -> Response {
    let mut response = see_other(SETTINGS);
    response
        .headers_mut()
        .extend(flash::cookie(notice, context.secure).map(|value| (header::SET_COOKIE, value)));
    response
}

/// The address has the digest of what it shows, so it never shows anything else.
async fn show(State(site): State<Site>, Path(digest): Path<String>) -> Result<Response, Error> {
    let Some(logo) = site.store.logo(&digest).await.during("reading the logo")? else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let headers = [
        (header::CONTENT_TYPE, logo.media_type.as_str()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, logo.content).into_response())
}
