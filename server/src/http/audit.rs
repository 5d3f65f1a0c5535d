//! Export of the audit trail: NDJSON, one audit entry per line, newest first, as hashed in the
//! chain.

use app::context::RequestContext;
use app::settings::AuditQuery;
use axum::body::{Body, Bytes};
use axum::extract::{Extension, RawQuery};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::stream;
use store::Store;
use store::audit::{AuditFilter, ExportLine};

use super::error::{During, Error};
use super::redirect::see_other;

/// Audit entries read per query.
const BATCH: usize = 1_000;

/// `GET /settings/audit/export`, with the filters of the page. The export is itself recorded in the
/// audit trail, before the first line is sent.
pub(super) async fn export(
    Extension(context): Extension<RequestContext>,
    RawQuery(search): RawQuery,
) -> Result<Response, Error> {
    let Ok(scoped) = context.scoped() else {
        return Ok(see_other("/login?next=%2Fsettings%2Faudit"));
    };
    let settings = scoped.settings().ok_or(Error::NothingHere)?;
    let filter = AuditQuery::parse(&search.unwrap_or_default()).filter();
    settings
        .record_export(&filter, store::clock::now())
        .await
        .during("recording the export of the audit trail")?;
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"auditoria.ndjson\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(lines(context.store.clone(), filter))).into_response())
}

/// Streams the entries, [`BATCH`] at a time, so that a long trail is never held in memory.
fn lines(store: Store, filter: AuditFilter) -> impl stream::Stream<Item = store::Result<Bytes>> {
    stream::try_unfold((store, filter, None), |(store, filter, before)| async move {
        let lines = store.audit_lines(&filter, before, BATCH).await?;
        let Some(last) = lines.last().map(|line| line.entry.seq) else { return Ok(None) };
        let text: String = lines.iter().map(line).collect();
        Ok(Some((Bytes::from(text), (store, filter, Some(last)))))
    })
}

fn line(line: &ExportLine) -> String {
    let mut line = serde_json::to_string(line).unwrap_or_default();
    line.push('\n');
    line
}
