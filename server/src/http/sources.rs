//! Download of what a source could not use: NDJSON, one reject per line, newest first, in the shape of
//! `protocolo source rejects`.

use app::context::RequestContext;
use app::locales::Locale;
use axum::body::{Body, Bytes};
use axum::extract::{Extension, Path};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::SourceId;
use domain::settings::SourceRecord;
use futures::stream;
use store::Error as StoreError;

use super::error::{During, Error};
use super::language;
use super::redirect::see_other;
use crate::sources::reject_line;

/// Rejects read per query: the text of one may be a whole interaction.
const BATCH: u32 = 50;

/// `GET /settings/sources/{id}/rejects.ndjson`. The download is itself recorded in the audit trail, before
/// the first line is sent.
pub(super) async fn rejects(
    Extension(context): Extension<RequestContext>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let Ok(scoped) = context.scoped() else {
        let page: String =
            form_urlencoded::byte_serialize(format!("/settings/sources/{id}").as_bytes()).collect();
        return Ok(see_other(&format!("/login?next={page}")));
    };
    let settings = scoped.settings().ok_or(Error::NothingHere)?;
    let id: SourceId = id.parse().map_err(|_| Error::NothingHere)?;
    let doing = "recording the download of rejects";
    let source = settings.get::<SourceRecord>(id).await.during(doing)?.ok_or(Error::NothingHere)?;
    settings.record_rejects_download(&source, store::clock::now()).await.during(doing)?;
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"rejects-{id}.ndjson\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(lines(context.clone(), id, language::current()))).into_response())
}

/// Streams the rejects, [`BATCH`] at a time, so that they are never all in memory.
fn lines(
    context: RequestContext,
    id: SourceId,
    locale: Locale,
) -> impl stream::Stream<Item = Result<Bytes, StoreError>> {
    stream::try_unfold((context, None), move |(context, before)| async move {
        let settings = context.scoped().ok().and_then(store::Scoped::settings);
        let Some(settings) = settings else { return Ok(None) };
        let rejects = settings.source_rejects_before(id, before, BATCH).await?;
        drop(settings);
        let Some(last) = rejects.last().map(|reject| reject.id) else { return Ok(None) };
        let text: String = rejects.iter().map(|reject| reject_line(reject, locale) + "\n").collect();
        Ok(Some((Bytes::from(text), (context, Some(last)))))
    })
}
