//! `PUT /api/v1/interactions/{protocol}/recording`: upload of a call's recording.

use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use domain::Protocol;
use futures::{Stream, StreamExt, stream};
use store::recordings::{NewRecording, PutRecordingOutcome};

use super::caller::Caller;
use super::problem::{Kind, Problem};
use crate::audio::{self, Format};
use crate::blobs::{BlobUse, PutError, StoredBlob};
use crate::http::announced_length;
use crate::http::files::discard;

/// Put a recording
///
/// The audio of a call (WAV, MP3, Ogg, FLAC or M4A with sound in it, detected from its content). It
/// replaces an earlier recording, and is stored completely or not at all.
#[utoipa::path(
    put,
    path = "/api/v1/interactions/{protocol}/recording",
    operation_id = "putRecording",
    tag = "Interactions",
    params(("protocol" = String, Path, description = "The call's public number.", example = "20261121000042")),
    request_body(content = inline(BinaryAudio), content_type = "application/octet-stream", description = "The audio's bytes, at most 200 MiB unless the operator set another limit; any Content-Type."),
    responses(
        (status = 204, description = "The call has this recording."),
        (status = 400, description = "The upload was cut off, or the protocol is malformed.", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "The key is missing or wrong, or was revoked before all of the audio had arrived.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key lacks the scope `recordings`.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No interaction has this protocol.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The interaction is not a call.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The audio is too large.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The content is in no supported format, or it is compressed.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The body is empty.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "The rate limit of the key is exceeded; Retry-After states how long to wait.", body = Problem, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub(super) async fn put(
    caller: Caller,
    Path(protocol): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    let recordings = caller.recordings()?;
    let protocol = Protocol::parse(&protocol).map_err(|_| Problem::of(Kind::NotFound))?;
    if announced_length(&headers).is_some_and(|length| length > caller.max_recording()) {
        return Err(too_large(caller.max_recording()));
    }
    let (start, content) = read_start(body).await?;
    match recordings.is_call(&protocol).await {
        Ok(Some(true)) => {}
        Ok(Some(false)) => return Err(not_a_call(&protocol)),
        Ok(None) => return Err(Problem::of(Kind::NotFound)),
        Err(error) => return Err(Problem::internal("a call could not be looked up", &error)),
    }
    let format = Format::of(&start).ok_or_else(no_audio)?;
    // On its own task: a client that disconnects at the last moment must not leave an orphaned
    // blob. Disconnecting earlier cuts the content off.
    let storing = tokio::spawn(store_recording(caller, protocol, format, content));
    storing.await.map_err(|error| Problem::internal("an upload was not finished", &error))?
}

/// Stores the audio and sets it as the call's recording, then deletes the blob that is not needed:
/// the replaced one, or the new one if it is certain that no row refers to it.
async fn store_recording(
    caller: Caller,
    protocol: Protocol,
    format: Format,
    content: impl Stream<Item = Result<Bytes, axum::Error>> + Unpin,
) -> Result<StatusCode, Problem> {
    let stored = caller.blobs().put_stream("recordings", caller.max_recording(), content).await?;
    let replaced = set_recording(&caller, &protocol, format, &stored).await;
    let (unused, answer) = match replaced {
        Ok(replaced) => (replaced, Ok(StatusCode::NO_CONTENT)),
        Err((problem, BlobUse::Unused)) => (Some(stored.name), Err(problem)),
        Err((problem, BlobUse::Used)) => (None, Err(problem)),
    };
    if let Some(unused) = unused {
        discard(caller.blobs(), &unused).await;
    }
    answer
}

/// Sets the recording of the call; returns the blob of the replaced one.
async fn set_recording(
    caller: &Caller,
    protocol: &Protocol,
    format: Format,
    stored: &StoredBlob,
) -> Result<Option<String>, (Problem, BlobUse)> {
    let unused = |problem| (problem, BlobUse::Unused);
    let recordings = caller.recordings().map_err(unused)?;
    let file = caller.blobs().open_blob(&stored.name, stored.size);
    match format.has_sound(&file).await {
        Ok(true) => {}
        Ok(false) => return Err(unused(no_audio())),
        Err(error) => return Err(unused(Problem::internal("a stored recording could not be read", &error))),
    }
    let length = match format.length(&file).await {
        Ok(length) => length,
        Err(error) => return Err(unused(Problem::internal("a stored recording could not be read", &error))),
    };
    let recording = NewRecording {
        blob: stored.name.clone(),
        content_type: format.media_type().to_owned(),
        size: stored.size,
        sha256: stored.sha256.clone(),
        length,
    };
    match recordings.put(protocol, &recording, store::clock::now()).await {
        Ok(Some(PutRecordingOutcome::Put { replaced })) => Ok(replaced),
        Ok(Some(PutRecordingOutcome::NotACall)) => Err(unused(not_a_call(protocol))),
        Ok(Some(PutRecordingOutcome::Raced)) => Err(unused(overtaken(protocol))),
        Ok(None) => Err(unused(Problem::of(Kind::NotFound))),
        Ok(Some(PutRecordingOutcome::KeyRevoked)) => Err(unused(Problem::key_revoked())),
        Err(error) => {
            Err((Problem::internal("a recording could not be named", &error), BlobUse::after(&error)))
        }
    }
}

/// Reads enough of the body to detect its format; also returns the whole body.
async fn read_start(
    body: Body,
) -> Result<(Vec<u8>, impl Stream<Item = Result<Bytes, axum::Error>> + Unpin), Problem> {
    let mut frames = body.into_data_stream();
    let (mut read, mut start) = (Vec::new(), Vec::new());
    while start.len() < audio::ENOUGH
        && let Some(frame) = frames.next().await
    {
        let frame = frame.map_err(|_| cut_off())?;
        let wanted = frame.len().min(audio::ENOUGH - start.len());
        start.extend_from_slice(&frame[..wanted]);
        read.push(Ok(frame));
    }
    if start.is_empty() {
        return Err(Problem::because(Kind::InvalidFields, "the body is empty; send the audio's bytes"));
    }
    Ok((start, stream::iter(read).chain(frames)))
}

fn not_a_call(protocol: &Protocol) -> Problem {
    let detail = format!("{protocol} is not a voice interaction: it has no recording");
    Problem::because(Kind::Conflict, detail)
}

fn overtaken(protocol: &Protocol) -> Problem {
    let detail = format!("the recording of {protocol} is being replaced by others; try again");
    Problem::because(Kind::Conflict, detail)
}

fn no_audio() -> Problem {
    let detail = format!("the content is none of the formats taken: {}", audio::ACCEPTED);
    Problem::because(Kind::UnsupportedMediaType, detail)
}

fn cut_off() -> Problem {
    Problem::because(Kind::Malformed, "the upload was cut off; nothing of it was kept")
}

fn too_large(limit: u64) -> Problem {
    Problem::because(Kind::TooLarge, format!("a recording may have {limit} bytes"))
}

impl From<PutError> for Problem {
    fn from(error: PutError) -> Self {
        match error {
            PutError::TooLarge(limit) => too_large(limit),
            PutError::CutOff => cut_off(),
            PutError::Storage(error) => Self::internal("a recording could not be stored", &error),
        }
    }
}

/// For the description: bytes.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
struct BinaryAudio(#[expect(dead_code, reason = "only its schema is used")] Vec<u8>);
