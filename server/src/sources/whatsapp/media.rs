//! Fetches the files of messages: an ID leads to an address for some minutes, and that to the bytes.
//!
//! What is fetched is asked for by the database, so that a restart forgets none. Only Meta's own servers are
//! asked, and no redirect is followed: the access token is for them.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::settings::source::SecretName;
use domain::{Millis, SourceId, Timestamp};
use futures::StreamExt;
use http::{Request, StatusCode, Uri, header};
use intake::source::Download;
use intake::whatsapp::Fetched;
use openidconnect::HttpRequest;
use serde::Deserialize;
use store::Store;
use store::sources::{DueMedia, MediaBlob};
use tokio::sync::{mpsc, oneshot};

use super::{LOOK, PAUSE};
use crate::blobs::Blobs;
use crate::config::PublicUrl;
use crate::http::files::discard;
use crate::http_client::HttpClient;
use crate::sources::media::{DownloadError, download};

/// The version of the Graph API.
const VERSION: &str = "v23.0";
/// The server of the bytes, beside that of the Graph API.
const FILES: &str = "lookaside.fbsbx.com";
/// How many files are fetched at once.
const AT_ONCE: usize = 4;
/// How many files are looked up at once.
const DUE: u32 = 20;
/// How long WhatsApp keeps a file.
const KEPT: Millis = Millis::days(7);

/// A file that was fetched, or could not be so far; the answer says that the step with it was made.
pub(super) struct Arrival {
    pub(super) download: Download,
    pub(super) file: Option<(Fetched, MediaBlob)>,
    pub(super) is_noted: oneshot::Sender<()>,
}

/// Fetches the files of a source.
pub(super) struct Files<'a> {
    pub(super) store: &'a Store,
    pub(super) source: SourceId,
    pub(super) blobs: &'a Blobs,
    pub(super) client: Arc<HttpClient>,
    /// The server of the Graph API.
    pub(super) graph: &'a PublicUrl,
}

impl Files<'_> {
    /// Fetches what is due for as long as it is polled.
    pub(super) async fn keep_fetching(&self, arrivals: &mpsc::Sender<Arrival>) {
        loop {
            let due = self.store.sources().due_media(self.source, store::clock::now(), DUE).await;
            let due = due.unwrap_or_else(|error| {
                tracing::warn!(%error, "the files of a source could not be looked up");
                Vec::new()
            });
            if due.is_empty() {
                tokio::time::sleep(LOOK).await;
                continue;
            }
            match self.store.sources().secret(self.source, SecretName::AccessToken).await {
                Ok(Some(token)) => {
                    futures::stream::iter(due)
                        .for_each_concurrent(AT_ONCE, |file| self.fetch_or_note(file, &token, arrivals))
                        .await;
                }
                // The page of the source says so.
                Ok(None) => tokio::time::sleep(PAUSE).await,
                Err(error) => {
                    tracing::warn!(%error, "the access token of a source could not be read");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    async fn fetch_or_note(&self, due: DueMedia, token: &str, arrivals: &mpsc::Sender<Arrival>) {
        let download: Download = match serde_json::from_str(&due.download) {
            Ok(download) => download,
            Err(error) => {
                tracing::error!(key = due.key, %error, "what is to be fetched cannot be read");
                return self.note_failure(&due, None).await;
            }
        };
        let error = match self.fetch(&download, token).await {
            Ok((fetched, blob)) => {
                let name = blob.blob.clone();
                // Without an answer no step was made with it; the next attempt fetches it again.
                if !pass_on(arrivals, download, Some((fetched, blob))).await {
                    discard(self.blobs, &name).await;
                }
                return;
            }
            Err(error) => error,
        };
        let now = store::clock::now();
        let next = now + pause(due.attempts);
        let next = (!error.is_final() && next < due.requested_at + KEPT).then_some(next);
        tracing::warn!(key = due.key, will_try_again = next.is_some(), "a file was not fetched: {error}");
        self.note_failure(&due, next).await;
        pass_on(arrivals, download, None).await;
    }

    async fn note_failure(&self, due: &DueMedia, next: Option<Timestamp>) {
        let noted = self.store.sources().media_failed(self.source, &due.key, next).await;
        if let Err(error) = noted {
            tracing::warn!(%error, "that a file was not fetched could not be noted");
        }
    }

    async fn fetch(&self, download: &Download, token: &str) -> Result<(Fetched, MediaBlob), DownloadError> {
        let stored = self.bytes(&download.id, token).await?;
        if !is_hash(download.sha256.as_deref(), &stored.sha256) {
            discard(self.blobs, &stored.name).await;
            return Err(DownloadError::Failed("the bytes have another SHA-256 than was said".to_owned()));
        }
        let fetched = Fetched { size: stored.size, sha256: stored.sha256.clone() };
        Ok((fetched, MediaBlob { sha256: stored.sha256, blob: stored.name }))
    }

    async fn bytes(&self, id: &str, token: &str) -> Result<crate::blobs::StoredBlob, DownloadError> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        if id.is_empty() || !id.bytes().all(is_plain) || id.starts_with('.') {
            return Err(DownloadError::Gone);
        }
        let address = self.address(id, token).await?;
        download(&self.client, self.blobs, request(&address, token)?).await
    }

    /// The address of the bytes, which works for some minutes.
    async fn address(&self, id: &str, token: &str) -> Result<String, DownloadError> {
        let failed = |why: String| DownloadError::Failed(why);
        let asked = request(&format!("{}/{VERSION}/{id}", self.graph), token)?;
        let answer = self.client.fetch(asked).await.map_err(|error| failed(error.to_string()))?;
        match answer.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND => return Err(DownloadError::Gone),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                return Err(failed("WhatsApp refuses the access token; set one that is valid".to_owned()));
            }
            status => return Err(failed(format!("WhatsApp answers {status}"))),
        }
        let Media { url } = serde_json::from_slice(answer.body())
            .map_err(|_| failed("WhatsApp answers something else than expected".to_owned()))?;
        if self.is_of_meta(&url) { Ok(url) } else { Err(DownloadError::Redirect(url)) }
    }

    /// Whether the access token may be sent to an address.
    fn is_of_meta(&self, url: &str) -> bool {
        let Ok(url) = url.parse::<Uri>() else { return false };
        let scheme = if self.graph.https { "https" } else { "http" };
        let authority = url.authority().map(|authority| authority.as_str().to_ascii_lowercase());
        url.scheme_str() == Some(scheme)
            && authority.is_some_and(|authority| authority == self.graph.authority || authority == FILES)
    }
}

/// Passes on what became of a file; returns whether a step was made with it.
async fn pass_on(
    arrivals: &mpsc::Sender<Arrival>,
    download: Download,
    file: Option<(Fetched, MediaBlob)>,
) -> bool {
    let (is_noted, noted) = oneshot::channel();
    arrivals.send(Arrival { download, file, is_noted }).await.is_ok() && noted.await.is_ok()
}

fn request(url: &str, token: &str) -> Result<HttpRequest, DownloadError> {
    Request::get(url)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::USER_AGENT, concat!("Protocolo/", env!("CARGO_PKG_VERSION")))
        .body(Vec::new())
        .map_err(|error| DownloadError::Failed(format!("the address cannot be asked: {error}")))
}

/// What the Graph API says of a file.
#[derive(Deserialize)]
struct Media {
    url: String,
}

/// Whether a hash, in base64 or hexadecimal as WhatsApp writes it, is that of the bytes; one that is not
/// given is.
fn is_hash(said: Option<&str>, sha256: &str) -> bool {
    let Some(said) = said.map(str::trim).filter(|said| !said.is_empty()) else { return true };
    let bytes = STANDARD.decode(said).unwrap_or_default();
    let hexadecimal = bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    said.eq_ignore_ascii_case(sha256) || hexadecimal == sha256
}

/// How long to wait after a number of failures.
fn pause(failures: i64) -> Millis {
    match failures {
        ..=0 => Millis::minutes(1),
        1 => Millis::minutes(5),
        2 => Millis::minutes(30),
        3 => Millis::hours(2),
        _ => Millis::hours(12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_written_in_one_of_two_ways() {
        let hash = "a1".repeat(32);
        let base64 = STANDARD.encode([0xa1; 32]);
        for said in [None, Some(""), Some(hash.as_str()), Some(base64.as_str())] {
            assert!(is_hash(said, &hash), "{said:?}");
        }
        assert!(!is_hash(Some(&STANDARD.encode([0xa2; 32])), &hash));
        assert!(!is_hash(Some("?"), &hash));
    }

    #[test]
    fn attempts_grow_apart() {
        let pauses: Vec<Millis> = (0..8).map(pause).collect();
        assert!(pauses.is_sorted() && pauses[0] == Millis::minutes(1) && pauses[7] < KEPT, "{pauses:?}");
    }
}
