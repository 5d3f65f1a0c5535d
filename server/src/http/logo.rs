//! The operation's logo: `POST /operation/logo`, a settings form, and `GET
//! /operation/logo/{digest}`, public because the login page shows it too.

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
use crate::attachments::sniff::{SniffResult, sniff};

/// File size limit of the logo, in bytes: every visitor loads it with the first page.
const MAX_LOGO: usize = 256 * 1024;
/// Body limit, in bytes: files up to this size are refused with a notice on the page, larger ones
/// with 413.
const MAX_FORM: usize = 40 * MAX_LOGO;
/// Maximum number of parts of the form.
const MAX_PARTS: usize = 20;
/// Accepted content types: every browser renders them, and none can run scripts.
const TYPES: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];
/// The page of the form.
const SETTINGS: &str = "/settings/operation";

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/operation/logo", post(change))
        .layer(from_fn(read_to_the_end))
        .route("/operation/logo/{digest}", get(show))
}

/// The submitted form.
enum LogoForm {
    Remove,
    Upload(Vec<u8>),
    TooLarge,
    Empty,
    /// The form exceeds [`MAX_FORM`].
    Overflow,
    /// The multipart form is malformed.
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
    let form = match Multipart::of(request, MAX_FORM).await {
        Ok(form) => read(form).await,
        Err(_) => LogoForm::Empty,
    };
    let refuse = |why| Ok(redirect(&context, &Notice::refused(why)));
    let (logo, done) = match form {
        LogoForm::Remove => (None, t.settings.operation.logo_removed),
        LogoForm::Empty => return refuse(t.settings.operation.logo_none),
        LogoForm::TooLarge => return refuse(t.settings.operation.logo_large),
        LogoForm::Overflow => {
            let answer = (StatusCode::PAYLOAD_TOO_LARGE, t.settings.operation.logo_large);
            return Ok(answer.into_response());
        }
        LogoForm::Broken => {
            let answer = (StatusCode::BAD_REQUEST, t.settings.operation.logo_none).into_response();
            return Ok(CloseConnection::after(answer));
        }
        LogoForm::Upload(content) => match logo(t, content) {
            Ok(logo) => (Some(logo), t.settings.operation.logo_saved),
            Err(why) => return refuse(why),
        },
    };
    settings.set_logo(logo, store::clock::now()).await.during("saving the logo")?;
    Ok(redirect(&context, &Notice::done(done)))
}

/// Reads the form: which button was pressed, and the file.
async fn read(mut form: Multipart) -> LogoForm {
    let (mut read, overflow) = (LogoForm::Empty, form.overflow());
    for _ in 0..MAX_PARTS {
        let mut part = match form.next().await {
            Ok(Some(part)) => part,
            Ok(None) => return read,
            Err(_) if overflow.has_happened() => return LogoForm::Overflow,
            Err(_) => return LogoForm::Broken,
        };
        match part.name() {
            Some("remove") => return LogoForm::Remove,
            Some("logo") => {
                read = match part.within(MAX_LOGO).await {
                    Ok(Some(content)) if content.is_empty() => LogoForm::Empty,
                    Ok(Some(content)) => LogoForm::Upload(content),
                    _ if overflow.has_happened() => return LogoForm::Overflow,
                    Ok(None) => return LogoForm::TooLarge,
                    Err(_) => return LogoForm::Broken,
                }
            }
            _ => part.discard().await,
        }
    }
    LogoForm::Broken
}

/// Checks the type of an uploaded file; the error is a message for the user.
fn logo(t: &Texts, content: Vec<u8>) -> Result<Logo, &'static str> {
    match sniff(&content, "") {
        SniffResult::Known(kind) if TYPES.contains(&kind) => {
            Ok(Logo { media_type: kind.to_owned(), content })
        }
        _ => Err(t.settings.operation.logo_type),
    }
}

fn redirect(context: &RequestContext, notice: &Notice) -> Response {
    let mut response = see_other(SETTINGS);
    response
        .headers_mut()
        .extend(flash::cookie(notice, context.secure).map(|value| (header::SET_COOKIE, value)));
    response
}

/// Serves a logo, cached for ever: the address contains the digest of the content.
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
