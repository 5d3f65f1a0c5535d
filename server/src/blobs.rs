//! Blob storage of recordings, attachments and files of messages: a wrapper of `object_store`, so that another kind of
//! storage is one more arm of [`Blobs::open`].
//!
//! A blob is written under a temporary name and appears atomically when it is complete; an upload
//! that is dropped halfway leaves nothing.

use std::ops::Range;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt, TryStreamExt, stream::BoxStream};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, GetResultPayload, MultipartUpload, ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncSeekExt};

/// Size of a write, in bytes.
const PART: usize = 1024 * 1024;
/// Size of the read buffer, in bytes.
const READ_BUFFER: usize = 64 * 1024;

/// The blob storage; cheap to clone.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    /// The folder that holds partial uploads too, which the store does not list.
    folder: Option<Arc<std::path::Path>>,
}

/// A stored file in a listing: a blob, or a partial file left by an upload that never ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobEntry {
    /// Name in the storage.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// Time of the last modification.
    pub changed: SystemTime,
    /// Whether it is a partial file.
    part: bool,
}

/// A blob that has been written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBlob {
    /// Name in the storage.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the content, in hexadecimal.
    pub sha256: String,
}

/// Whether a row refers to a blob, which is stored before its row is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobUse {
    /// A row refers to it, or may do so.
    Used,
    /// Nothing refers to it.
    Unused,
}

impl BlobUse {
    /// The state after a failed write: unless it was rolled back for certain, the row may exist.
    pub fn after(error: &store::Error) -> Self {
        if error.is_rolled_back() { Self::Unused } else { Self::Used }
    }
}

/// Why a blob was not written.
#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// It exceeds the limit, in bytes.
    #[error("it has more than {0} bytes")]
    TooLarge(u64),
    /// The content ended early.
    #[error("the upload was cut off")]
    CutOff,
    /// The storage failed.
    #[error("the blob storage failed: {0}")]
    Storage(#[from] object_store::Error),
}

impl Blobs {
    /// Opens the storage at a URL; creates the folder of `file:`.
    ///
    /// # Errors
    /// A message saying what is wrong with the URL or the folder, and how to fix it.
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
            // An upload is only acknowledged once it survives a power failure.
            .with_fsync(true);
        Ok(Self { store: Arc::new(store), folder: Some(std::path::Path::new(folder).into()) })
    }

    /// In-memory storage for tests.
    #[cfg(test)]
    pub(crate) fn in_memory() -> Self {
        Self { store: Arc::new(object_store::memory::InMemory::new()), folder: None }
    }

    /// Writes `content`, at most `limit` bytes, under a random name in `folder`, and hashes it.
    ///
    /// # Errors
    /// [`PutError`]; nothing is left behind, also if the future is dropped.
    pub async fn put_stream<E>(
        &self,
        folder: &str,
        limit: u64,
        mut content: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> Result<StoredBlob, PutError> {
        let name = fresh_name(folder);
        let mut upload = self.store.put_multipart(&Path::from(name.as_str())).await?;
        match write_parts(&mut *upload, limit, &mut content).await {
            Ok((size, sha256)) => {
                upload.complete().await?;
                Ok(StoredBlob { name, size, sha256 })
            }
            Err(error) => {
                if let Err(left) = upload.abort().await {
                    tracing::warn!(%name, error = %left, "an unfinished upload could not be removed");
                }
                Err(error)
            }
        }
    }

    /// Reads a range of bytes; `None` if there is no such blob.
    ///
    /// # Errors
    /// If the storage fails.
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
            // With a larger buffer than the library's.
            GetResultPayload::File(file, _) => {
                let mut file = tokio::fs::File::from_std(file);
                file.seek(std::io::SeekFrom::Start(range.start)).await?;
                let part = file.take(range.end - range.start);
                tokio_util::io::ReaderStream::with_capacity(part, READ_BUFFER).boxed()
            }
            GetResultPayload::Stream(stream) => stream.map_err(std::io::Error::from).boxed(),
        }))
    }

    /// A handle for random access to a blob of `size` bytes.
    pub fn open_blob<'a>(&'a self, name: &'a str, size: u64) -> Blob<'a> {
        Blob { blobs: self, name, size }
    }

    /// Whether a blob exists.
    ///
    /// # Errors
    /// If the storage fails.
    pub async fn exists(&self, name: &str) -> Result<bool, object_store::Error> {
        match self.store.head(&Path::from(name)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Lists the stored files in `folder`, including partial ones.
    pub fn list(&self, folder: &str) -> BoxStream<'static, Result<BlobEntry, object_store::Error>> {
        let blobs = self.store.list(Some(&Path::from(folder))).map_ok(|found| BlobEntry {
            name: found.location.to_string(),
            size: found.size,
            changed: found.last_modified.into(),
            part: false,
        });
        let parts = self.folder.as_deref().map_or_else(Vec::new, |root| parts(root, folder));
        blobs.chain(futures::stream::iter(parts.into_iter().map(Ok))).boxed()
    }

    /// Deletes a listed file.
    ///
    /// # Errors
    /// If the storage fails.
    pub async fn delete_listed(&self, listed: &BlobEntry) -> Result<(), object_store::Error> {
        match &self.folder {
            Some(root) if listed.part => std::fs::remove_file(root.join(&listed.name))
                .map_err(|error| object_store::Error::Generic { store: "local", source: error.into() }),
            _ => self.delete(&listed.name).await,
        }
    }

    /// Deletes a blob; it is no error if it does not exist.
    ///
    /// # Errors
    /// If the storage fails.
    pub async fn delete(&self, name: &str) -> Result<(), object_store::Error> {
        match self.store.delete(&Path::from(name)).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            other => other,
        }
    }
}

/// A handle for random access to a stored blob.
#[derive(Clone, Copy)]
pub struct Blob<'a> {
    blobs: &'a Blobs,
    name: &'a str,
    /// Size in bytes.
    pub size: u64,
}

impl Blob<'_> {
    /// Reads up to `length` bytes at the offset `at`: fewer at the end of the blob, none beyond it.
    ///
    /// # Errors
    /// If the storage fails.
    pub async fn read(&self, at: u64, length: usize) -> std::io::Result<Vec<u8>> {
        let end = at.saturating_add(length as u64).min(self.size);
        if at >= end {
            return Ok(Vec::new());
        }
        let read = self.blobs.store.get_range(&Path::from(self.name), at..end).await?;
        Ok(read.into())
    }
}

/// Writes the content in parts; returns its size and SHA-256.
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
    Ok((size, format!("{:x}", hash.finalize())))
}

/// Lists the partial files of uploads that never ended: `NAME#NUMBER` beside the blob's own path.
fn parts(root: &std::path::Path, folder: &str) -> Vec<BlobEntry> {
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let (path, Ok(about)) = (entry.path(), entry.metadata()) else { continue };
            if about.is_dir() {
                folders.push(path);
            } else if entry.file_name().to_string_lossy().contains('#')
                && let Ok(name) = path.strip_prefix(root)
                && let Ok(changed) = about.modified()
            {
                let name = name.display().to_string();
                found.push(BlobEntry { name, size: about.len(), changed, part: true });
            }
        }
    }
    found
}

/// An unguessable unique name, spread over 256 folders.
fn fresh_name(folder: &str) -> String {
    let random = format!("{:032x}", rand::random::<u128>());
    format!("{folder}/{}/{random}", &random[..2])
}
