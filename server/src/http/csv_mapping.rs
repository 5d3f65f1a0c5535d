//! The forms of `/settings/sources/csv`, besides its page: a sample that is sent with it, and the download of
//! the mapping. Of a sample only the beginning is read; it goes into the page and nowhere else.

use app::context::RequestContext;
use app::form::Submission;
use app::session::locale_of;
use app::settings::csv;
use axum::Router;
use axum::extract::{Extension, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use super::body_limit::MAX_FORM;
use super::closing::CloseConnection;
use super::error::Error;
use super::multipart::Multipart;
use super::state::Site;
use super::{announced_length, no_store, pages};
use crate::api::body::read_to_the_end;

/// Body limit of a form with a sample, in bytes. Of a larger report, the beginning can be sent.
const MAX_UPLOAD: usize = 256 * 1024 * 1024;
/// Maximum number of parts of such a form.
const MAX_PARTS: usize = 20;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/settings/sources/csv", post(submit)).layer(from_fn(read_to_the_end))
}

async fn submit(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    request: Request,
) -> Result<Response, Error> {
    let t = locale_of(&context, request.headers()).texts();
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let has_files = kind.is_some_and(|kind| kind.starts_with("multipart/form-data"));
    if !has_files && announced_length(request.headers()).is_some_and(|length| length > MAX_FORM as u64) {
        return Err(Error::FormTooLarge);
    }
    let is_administrator = context.scoped().is_ok_and(|scoped| scoped.settings().is_some());
    if has_files && context.session.is_none() {
        return Ok((StatusCode::UNAUTHORIZED, t.error_signed_out).into_response());
    }
    if has_files && !is_administrator {
        return Err(Error::NothingHere);
    }
    let (parts, body) = request.into_parts();
    let fields = if has_files {
        let request = Request::from_parts(parts.clone(), body);
        match read(request).await {
            Ok(fields) => fields,
            Err(Broken::TooLarge) => return Err(Error::FormTooLarge),
            Err(Broken::CutOff) => return Ok(CloseConnection::after(Error::FormCutOff.into_response())),
        }
    } else {
        form_urlencoded::parse(&pages::read_form(body).await?).into_owned().collect()
    };
    let is_download = fields.iter().any(|(name, value)| name == csv::ACT && value == csv::DOWNLOAD);
    if is_download
        && is_administrator
        && let Some((name, json)) = csv::mapping_file(&fields)
    {
        let headers = [
            (header::CONTENT_TYPE, "application/json".to_owned()),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        ];
        return Ok(no_store((headers, json).into_response()));
    }
    let submission = Submission::new(fields, false);
    // The page has the beginning of the sample.
    Ok(no_store(pages::answer(site, parts, submission).await))
}

/// Why a form with files could not be read.
enum Broken {
    TooLarge,
    CutOff,
}

/// Reads a form with files: the beginning of the sample, and a mapping.
async fn read(request: Request) -> Result<Vec<(String, String)>, Broken> {
    let mut form = Multipart::of(request, MAX_UPLOAD).await.map_err(|_| Broken::CutOff)?;
    let overflow = form.overflow();
    let broken = || if overflow.has_happened() { Broken::TooLarge } else { Broken::CutOff };
    let mut fields = Vec::new();
    for _ in 0..MAX_PARTS {
        let Some(mut part) = form.next().await.map_err(|_| broken())? else { return Ok(fields) };
        let name = part.name().unwrap_or_default().to_owned();
        if name == csv::FILE {
            let file = part.file_name().unwrap_or_default().to_owned();
            let (mut beginning, mut is_cut) = (Vec::new(), false);
            while let Some(bytes) = part.chunk().await.map_err(|_| broken())? {
                let room = csv::MAX_SAMPLE - beginning.len();
                is_cut |= bytes.len() > room;
                beginning.extend_from_slice(&bytes[..bytes.len().min(room)]);
            }
            fields.push((csv::SAMPLE.to_owned(), csv::sample_field(&beginning)));
            fields.push((csv::SAMPLE_NAME.to_owned(), file));
            if is_cut {
                fields.push((csv::SAMPLE_CUT.to_owned(), "yes".to_owned()));
            }
        } else {
            let content = part.within(csv::MAX_MAPPING).await.map_err(|_| broken())?;
            let content = content.ok_or(Broken::TooLarge)?;
            fields.push((name, String::from_utf8_lossy(&content).into_owned()));
        }
    }
    Err(Broken::CutOff)
}
