//! Downloads files of messages into the blob storage.

use std::fmt;
use std::time::Duration;

use http::{StatusCode, header};
use http_body_util::BodyDataStream;
use openidconnect::HttpRequest;
use store::blobs::BlobOwner;

use crate::blobs::{Blobs, PutError, StoredBlob};
use crate::http::files::discard;
use crate::http_client::HttpClient;

/// The largest file that is fetched, in bytes: the largest document that WhatsApp takes.
const MAX_FILE: u64 = 100 * 1024 * 1024;
/// How long a download may take.
const TIMEOUT: Duration = Duration::from_mins(5);

/// Why a file was not downloaded.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum DownloadError {
    /// It is not there any more.
    Gone,
    /// It is larger than what is fetched.
    TooLarge,
    /// The answer leads to this address.
    Redirect(String),
    /// It did not work; perhaps it does later.
    Failed(String),
}

impl DownloadError {
    /// Whether the file is never fetched.
    pub(super) const fn is_final(&self) -> bool {
        !matches!(self, Self::Failed(_))
    }
}

impl fmt::Display for DownloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone => f.write_str("it is not there any more"),
            Self::TooLarge => write!(f, "it has more than {MAX_FILE} bytes"),
            Self::Redirect(location) => write!(f, "it is on another server ({location})"),
            Self::Failed(why) => f.write_str(why),
        }
    }
}

/// Downloads a file.
///
/// # Errors
/// Nothing was kept.
pub(super) async fn download(
    client: &HttpClient,
    blobs: &Blobs,
    request: HttpRequest,
) -> Result<StoredBlob, DownloadError> {
    let late = |_| DownloadError::Failed(format!("it was not there within {} seconds", TIMEOUT.as_secs()));
    tokio::time::timeout(TIMEOUT, download_slowly(client, blobs, request)).await.map_err(late)?
}

async fn download_slowly(
    client: &HttpClient,
    blobs: &Blobs,
    request: HttpRequest,
) -> Result<StoredBlob, DownloadError> {
    let answer = client.open(request).await.map_err(|error| DownloadError::Failed(error.to_string()))?;
    let text = |name| answer.headers().get(name).and_then(|value| value.to_str().ok());
    match answer.status() {
        StatusCode::OK => {}
        StatusCode::NOT_FOUND | StatusCode::GONE => return Err(DownloadError::Gone),
        status if status.is_redirection() => {
            return Err(DownloadError::Redirect(text(header::LOCATION).unwrap_or_default().to_owned()));
        }
        status => return Err(DownloadError::Failed(format!("the answer is {status}"))),
    }
    let announced = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if announced.is_some_and(|length| length > MAX_FILE) {
        return Err(DownloadError::TooLarge);
    }
    let content = BodyDataStream::new(answer.into_body());
    let stored = blobs.put_stream(BlobOwner::Fetched.folder(), MAX_FILE, content).await;
    let stored = stored.map_err(|error| match error {
        PutError::TooLarge(_) => DownloadError::TooLarge,
        PutError::CutOff => DownloadError::Failed("it broke off".to_owned()),
        PutError::Storage(error) => DownloadError::Failed(format!("the storage failed: {error}")),
    })?;
    if announced.is_some_and(|length| length != stored.size) {
        discard(blobs, &stored.name).await;
        return Err(DownloadError::Failed("it broke off".to_owned()));
    }
    Ok(stored)
}
