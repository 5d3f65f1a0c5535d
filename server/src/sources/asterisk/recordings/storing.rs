//! Stores a file as the recording of an interaction that has none.

use std::fs::OpenOptions;
use std::io::SeekFrom;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use domain::Protocol;
use intake::asterisk::recordings::{WavState, wav_state};
use rustix::fs::OFlags;
use sha2::{Digest, Sha256};
use store::Store;
use store::recordings::{AddRecordingOutcome, NewRecording};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

use crate::audio::{self, Format};
use crate::blobs::{BlobUse, Blobs, PutError, StoredBlob};
use crate::http::files::discard;

/// Size of the read buffer, in bytes.
const BUFFER: usize = 256 * 1024;

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StoringOutcome {
    /// It is the recording now.
    Added,
    /// The same bytes are the recording already.
    Unchanged,
    /// The interaction has another recording, which stays.
    HasOther,
    /// It holds no sound.
    Empty,
    /// It is still being written, or was cut off.
    Unfinished,
    /// Its content is no recording in a format that is accepted.
    NotAccepted,
}

/// Where recordings go.
pub(crate) struct Storing<'a> {
    pub(crate) store: &'a Store,
    pub(crate) blobs: &'a Blobs,
}

/// Why a file was not stored.
pub(crate) enum StoringError {
    /// The file cannot be read.
    Unreadable(std::io::Error),
    /// The storage or the database failed.
    Failed(String),
}

impl From<std::io::Error> for StoringError {
    fn from(error: std::io::Error) -> Self {
        Self::Unreadable(error)
    }
}

impl From<store::Error> for StoringError {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

impl Storing<'_> {
    /// Stores the file at a path in which no part is a link.
    pub(crate) async fn store(
        &self,
        path: &Path,
        protocol: &Protocol,
    ) -> Result<StoringOutcome, StoringError> {
        let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
        let opened = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
        let size = opened.metadata()?.len();
        let mut file = File::from_std(opened);
        let mut start = Vec::new();
        (&mut file).take(audio::ENOUGH as u64).read_to_end(&mut start).await?;
        match wav_state(&start, size) {
            _ if size == 0 => return Ok(StoringOutcome::Empty),
            WavState::Empty => return Ok(StoringOutcome::Empty),
            WavState::Unfinished => return Ok(StoringOutcome::Unfinished),
            WavState::Whole | WavState::Other => {}
        }
        let Some(format) = Format::of(&start) else { return Ok(StoringOutcome::NotAccepted) };
        file.seek(SeekFrom::Start(0)).await?;
        if let Some(sha256) = self.store.recordings().sha256(protocol).await? {
            let is_same = hash(&mut file).await? == sha256;
            return Ok(if is_same { StoringOutcome::Unchanged } else { StoringOutcome::HasOther });
        }
        let content = ReaderStream::with_capacity(file.try_clone().await?, BUFFER);
        let stored = match self.blobs.put_stream("recordings", u64::MAX, content).await {
            Ok(stored) => stored,
            Err(PutError::CutOff) => return Ok(StoringOutcome::Unfinished),
            Err(error) => return Err(StoringError::Failed(error.to_string())),
        };
        let is_complete = stored.size == size && file.metadata().await?.len() == size;
        let added = if is_complete { self.add(&stored, format, protocol).await } else { Ok(None) };
        match added {
            Ok(Some(AddRecordingOutcome::Added)) => Ok(StoringOutcome::Added),
            Ok(other) => {
                discard(self.blobs, &stored.name).await;
                Ok(match other {
                    _ if !is_complete => StoringOutcome::Unfinished,
                    None => StoringOutcome::NotAccepted,
                    Some(_) => StoringOutcome::HasOther,
                })
            }
            Err((error, BlobUse::Unused)) => {
                discard(self.blobs, &stored.name).await;
                Err(error)
            }
            Err((error, BlobUse::Used)) => Err(error),
        }
    }

    /// Sets a blob as the recording; `None` if it has no sound.
    async fn add(
        &self,
        stored: &StoredBlob,
        format: Format,
        protocol: &Protocol,
    ) -> Result<Option<AddRecordingOutcome>, (StoringError, BlobUse)> {
        let unreadable = |error: std::io::Error| {
            let failure = format!("a stored recording could not be read: {error}");
            (StoringError::Failed(failure), BlobUse::Unused)
        };
        let blob = self.blobs.open_blob(&stored.name, stored.size);
        if !format.has_sound(&blob).await.map_err(unreadable)? {
            return Ok(None);
        }
        let recording = NewRecording {
            blob: stored.name.clone(),
            content_type: format.media_type().to_owned(),
            size: stored.size,
            sha256: stored.sha256.clone(),
            length: format.length(&blob).await.map_err(unreadable)?,
        };
        self.store.recordings().add(protocol, &recording, store::clock::now()).await.map_err(|error| {
            let left = BlobUse::after(&error);
            (error.into(), left)
        })
    }
}

/// The hexadecimal SHA-256 of a file.
async fn hash(file: &mut File) -> std::io::Result<String> {
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; BUFFER]);
    loop {
        match file.read(&mut buffer).await? {
            0 => return Ok(format!("{:x}", hash.finalize())),
            count => hash.update(&buffer[..count]),
        }
    }
}
