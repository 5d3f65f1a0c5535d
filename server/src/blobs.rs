//! Where recordings are kept: a seam over `object_store`, so that another kind of storage is one
//! more arm of [`Blobs::open`].
//!
//! A blob is written under a temporary name and appears, whole, when it is finished; an upload that
//! is dropped on the way leaves nothing.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt, TryStreamExt, stream::BoxStream};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, GetResultPayload, MultipartUpload, ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncSeekExt};

/// How much is written at once.
const PART: usize = 1024 * 1024;
/// How much is read at once.
const READ: usize = 64 * 1024;

/// The blob store. Cheap to clone.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
}

/// A blob that has been written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its name in the store.
    pub name: String,
    /// Its bytes.
    pub size: u64,
    /// Their SHA-256 in hexadecimal.
    pub sha256: String,
}

/// Why a blob was not written.
#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// It has more bytes than it may.
    #[error("it has more than {0} bytes")]
    TooLarge(u64),
    /// The sender stopped in the middle.
    #[error("the upload was cut off")]
    CutOff,
    /// The storage failed.
    #[error("the blob storage failed: {0}")]
    Storage(#[from] object_store::Error),
}

impl Blobs {
    /// Opens the storage a URL names, creating the folder of `file:`.
    ///
    /// # Errors
    /// What is wrong with the URL or the folder, and how to mend it.
    pub fn open(url: &str) -> Result<Self, String> {
        let Some(folder) = url.strip_prefix("file:") else {
            return Err(format!("PROTOCOLO_BLOBS is {url:?}, but must be file:FOLDER, like file:data/blobs"));
        };
        let folder = folder.strip_prefix("//").unwrap_or(folder);
        if folder.is_empty() {
            return Err("PROTOCOLO_BLOBS names no folder; write it like file:data/blobs".to_owned());
        }
        std::fs::create_dir_all(folder).map_err(|error| {
            format!("the folder {folder:?} for recordings cannot be created ({error}); set PROTOCOLO_BLOBS to one that can be written")
        })?;
        let store = LocalFileSystem::new_with_prefix(folder)
            .map_err(|error| format!("the folder {folder:?} for recordings cannot be opened: {error}"))?
            // An upload is answered when it would survive a power cut.
            .with_fsync(true);
        Ok(Self { store: Arc::new(store) })
    }

    /// Writes `content` under a fresh name that begins with `folder`, hashing it on the way.
    ///
    /// # Errors
    /// [`PutError`]; in every case nothing is left behind, also where this future is dropped.
    pub async fn put_stream<E>(
        &self,
        folder: &str,
        limit: u64,
        mut content: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> Result<Stored, PutError> {
        let name = fresh_name(folder);
        let mut upload = self.store.put_multipart(&Path::from(name.as_str())).await?;
        match write_parts(&mut *upload, limit, &mut content).await {
            Ok((size, sha256)) => {
                upload.complete().await?;
                Ok(Stored { name, size, sha256 })
            }
            Err(error) => {
                if let Err(left) = upload.abort().await {
                    tracing::warn!(%name, error = %left, "an unfinished upload could not be removed");
                }
                Err(error)
            }
        }
    }

    /// The bytes of a range; `None` where there is no such blob.
    ///
    /// # Errors
    /// Where the storage fails.
    pub async fn get_range(
        &self,
        name: &str,
        range: Range<u64>,
    ) -> Result<Option<BoxStream<'static, std::io::Result<Bytes>>>, std::io::Error> {
        let options = GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() };
        let found = match self.store.get_opts(&Path::from(name), options).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let range = found.range.clone();
        Ok(Some(match found.payload {
            // Read in larger pieces than the library does.
            GetResultPayload::File(file, _) => {
                let mut file = tokio::fs::File::from_std(file);
                file.seek(std::io::SeekFrom::Start(range.start)).await?;
                let part = file.take(range.end - range.start);
                tokio_util::io::ReaderStream::with_capacity(part, READ).boxed()
            }
            GetResultPayload::Stream(stream) => stream.map_err(std::io::Error::from).boxed(),
        }))
    }

    /// Removes a blob; one that is not there is no error.
    ///
    /// # Errors
    /// Where the storage fails.
    pub async fn delete(&self, name: &str) -> Result<(), object_store::Error> {
        match self.store.delete(&Path::from(name)).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            other => other,
        }
    }
}

/// Writes everything in parts; answers the size and the hash.
async fn write_parts<E>(
    upload: &mut dyn MultipartUpload,
    limit: u64,
    content: &mut (impl Stream<Item = Result<Bytes, E>> + Unpin),
) -> Result<(u64, String), PutError> {
    let (mut size, mut hash, mut part) = (0_u64, Sha256::new(), BytesMut::with_capacity(PART));
    while let Some(bytes) = content.next().await {
        let bytes = bytes.map_err(|_| PutError::CutOff)?;
        size += bytes.len() as u64;
        if size > limit {
            return Err(PutError::TooLarge(limit));
        }
        hash.update(&bytes);
        part.extend_from_slice(&bytes);
        if part.len() >= PART {
            upload.put_part(std::mem::take(&mut part).freeze().into()).await?;
        }
    }
    if !part.is_empty() {
        upload.put_part(part.freeze().into()).await?;
    }
    Ok((size, hex(&hash.finalize())))
}

/// A name nobody can guess and no two uploads share, spread over 256 folders.
fn fresh_name(folder: &str) -> String {
    let random = hex(&rand::random::<u128>().to_be_bytes());
    format!("{folder}/{}/{random}", &random[..2])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
