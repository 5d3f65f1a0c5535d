//! `PUT /api/v1/interactions/{protocol}/media/{sha256}`: upload of a file that came with a message.

use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use domain::Protocol;
use futures::Stream;
use store::media::PutMediaOutcome;

use super::caller::Caller;
use super::problem::{Kind, Problem};
use crate::blobs::{BlobUse, PutError, StoredBlob};
use crate::http::announced_length;
use crate::http::files::discard;

/// Put a file of a message
///
/// The bytes of a file that a message of the interaction names in its `attachments`. They must have the
/// size and the SHA-256 that are named there. Bytes that are there already are kept, so a repeated upload
/// changes nothing.
#[utoipa::path(
    put,
    path = "/api/v1/interactions/{protocol}/media/{sha256}",
    operation_id = "putMedia",
    tag = "Interactions",
    params(
        ("protocol" = String, Path, description = "The interaction's public number.", example = "20261121000042"),
        ("sha256" = String, Path, description = "The SHA-256 of the bytes, in lower-case hexadecimal.", example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ),
    request_body(content = inline(BinaryFile), content_type = "application/octet-stream", description = "The file's bytes, at most 200 MiB unless the operator set another limit for recordings; any Content-Type."),
    responses(
        (status = 204, description = "The interaction has the bytes of this file."),
        (status = 400, description = "The upload was cut off.", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "The key is missing or wrong, or was revoked before all of the file had arrived.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key lacks the scope `interactions`.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No interaction has this protocol, or none of its messages names this file.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The file is too large.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The bytes have another size or another SHA-256 than the message says.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "The rate limit of the key is exceeded; Retry-After states how long to wait.", body = Problem, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub(super) async fn put(
    caller: Caller,
    Path((protocol, sha256)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    let media = caller.message_media()?;
    let protocol = Protocol::parse(&protocol).map_err(|_| Problem::of(Kind::NotFound))?;
    let expected = match media.expected(&protocol, &sha256).await {
        Ok(Some(expected)) => expected,
        Ok(None) => return Err(Problem::of(Kind::NotFound)),
        Err(error) => return Err(Problem::internal("the file of a message could not be looked up", &error)),
    };
    if expected.size > caller.max_recording() {
        return Err(too_large(caller.max_recording()));
    }
    if announced_length(&headers).is_some_and(|length| length != expected.size) {
        return Err(other_size(expected.size));
    }
    if expected.is_stored {
        return Ok(StatusCode::NO_CONTENT);
    }
    // On its own task: a client that disconnects at the last moment must not leave an orphaned
    // blob. Disconnecting earlier cuts the content off.
    let upload = Upload { caller, protocol, sha256, size: expected.size };
    let storing = tokio::spawn(upload.run(body.into_data_stream()));
    storing.await.map_err(|error| Problem::internal("an upload was not finished", &error))?
}

/// A file on its way.
struct Upload {
    caller: Caller,
    protocol: Protocol,
    /// The SHA-256 and the size that the message names.
    sha256: String,
    size: u64,
}

impl Upload {
    /// Stores the bytes and registers them, then deletes the blob if it is certain that no row refers to
    /// it.
    async fn run(
        self,
        content: impl Stream<Item = Result<Bytes, axum::Error>> + Unpin,
    ) -> Result<StatusCode, Problem> {
        let stored =
            self.caller.blobs().put_stream("media", self.size, content).await.map_err(
                |error| match error {
                    PutError::TooLarge(_) => other_size(self.size),
                    PutError::CutOff => {
                        Problem::because(Kind::Malformed, "the upload was cut off; nothing of it was kept")
                    }
                    PutError::Storage(error) => {
                        Problem::internal("the file of a message could not be stored", &error)
                    }
                },
            )?;
        let (answer, blob) = self.register(&stored).await;
        if blob == BlobUse::Unused {
            discard(self.caller.blobs(), &stored.name).await;
        }
        answer
    }

    async fn register(&self, stored: &StoredBlob) -> (Result<StatusCode, Problem>, BlobUse) {
        if stored.size != self.size {
            return (Err(other_size(self.size)), BlobUse::Unused);
        }
        if stored.sha256 != self.sha256 {
            let detail = "the bytes have another SHA-256 than the address; nothing was kept";
            return (Err(Problem::because(Kind::InvalidFields, detail)), BlobUse::Unused);
        }
        let media = match self.caller.message_media() {
            Ok(media) => media,
            Err(problem) => return (Err(problem), BlobUse::Unused),
        };
        match media.put(&self.protocol, &self.sha256, &stored.name, store::clock::now()).await {
            Ok(PutMediaOutcome::Put) => (Ok(StatusCode::NO_CONTENT), BlobUse::Used),
            Ok(PutMediaOutcome::AlreadyStored) => (Ok(StatusCode::NO_CONTENT), BlobUse::Unused),
            Ok(PutMediaOutcome::KeyRevoked) => (Err(Problem::key_revoked()), BlobUse::Unused),
            Err(error) => {
                let blob = BlobUse::after(&error);
                (Err(Problem::internal("the file of a message could not be registered", &error)), blob)
            }
        }
    }
}

fn other_size(expected: u64) -> Problem {
    Problem::because(Kind::InvalidFields, format!("the message says that the file has {expected} bytes"))
}

fn too_large(limit: u64) -> Problem {
    Problem::because(Kind::TooLarge, format!("a file may have {limit} bytes"))
}

/// For the description: bytes.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
struct BinaryFile(#[expect(dead_code, reason = "only its schema is used")] Vec<u8>);
