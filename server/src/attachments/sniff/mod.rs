//! Content type detection by the content of a file, not by its name or declared type. Programs are
//! never a known type, whatever their name.

use super::{archive, kinds, name, ole, text};
use crate::audio::{self, Format};
use crate::blobs::Blob;

/// How many bytes at the start are enough to detect the type, or to know where to read further.
pub const ENOUGH: usize = audio::ENOUGH;

/// The result of looking at the start of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SniffResult {
    /// A known type.
    Known(&'static str),
    /// Perhaps a known type: [`confirm`] decides by reading the stored file.
    Perhaps(Candidate),
    /// No known type.
    Unknown,
}

/// A type that needs more of the file than its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Candidate {
    /// An older office document or an Outlook mail; the offset of its directory.
    Container(u64),
    /// An audio file.
    Audio(Format),
    /// A video of this type, or audio only.
    Film(&'static str),
}

/// Detects the type by the first [`ENOUGH`] bytes; among types that look alike, the name decides.
pub fn sniff(start: &[u8], file: &str) -> SniffResult {
    if ole::is_ole(start) {
        let place = ole::directory_at(start);
        return place.map_or(SniffResult::Unknown, |at| SniffResult::Perhaps(Candidate::Container(at)));
    }
    if archive::is_zip(start) {
        return known(archive::kind(start, file));
    }
    if let Some(document) = document(start) {
        return SniffResult::Known(document);
    }
    // Before all types that are detected by a few letters, since a text may begin with them too.
    if let Some(text) = text::kind(start, start.len() < ENOUGH, file) {
        return SniffResult::Known(text);
    }
    if let Some(film) = film(start) {
        return SniffResult::Perhaps(Candidate::Film(film));
    }
    if let Some(format) = Format::of(start).filter(|format| *format != Format::Mp4) {
        return SniffResult::Perhaps(Candidate::Audio(format));
    }
    if is_signed(start) {
        let detached = name::extension(file) == "p7s";
        return SniffResult::Known(if detached {
            "application/pkcs7-signature"
        } else {
            "application/pkcs7-mime"
        });
    }
    let inferred = infer::get(start).map(|kind| kind.mime_type());
    known(inferred.and_then(kinds::known).filter(|kind| !needs_structure(kind)))
}

/// Decides the type of a candidate by reading the stored file; `None` if it is no known type.
///
/// # Errors
/// If the storage fails.
pub async fn confirm(
    candidate: Candidate,
    file: &Blob<'_>,
    name: &str,
) -> std::io::Result<Option<&'static str>> {
    match candidate {
        Candidate::Container(at) => Ok(ole::document(&file.read(at, ole::DIRECTORY).await?, name)),
        Candidate::Audio(format) => {
            let sounds = format.has_sound(file).await?;
            Ok(sounds.then(|| if format == Format::Flac { "audio/x-flac" } else { format.media_type() }))
        }
        Candidate::Film(film) => {
            let tracks = audio::tracks(file).await?;
            Ok(if tracks.picture { Some(film) } else { tracks.sound.then_some("audio/mp4") })
        }
    }
}

fn known(kind: Option<&'static str>) -> SniffResult {
    kind.map_or(SniffResult::Unknown, SniffResult::Known)
}

/// Types whose first bytes are not enough, because other content can begin like them.
fn needs_structure(media_type: &str) -> bool {
    ["audio/mpeg", "audio/wav", "audio/ogg", "audio/mp4", "audio/x-flac", "video/mp4", "application/zip"]
        .contains(&media_type)
}

/// Documents that begin with text. PDF readers accept leading blanks.
fn document(start: &[u8]) -> Option<&'static str> {
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    if text.starts_with(b"%PDF-") {
        kinds::known("application/pdf")
    } else if start.starts_with(b"{\\rtf") {
        kinds::known("application/rtf")
    } else {
        None
    }
}

/// The type of a video by the brand of its container; `None` for images in the same container.
fn film(start: &[u8]) -> Option<&'static str> {
    let brand = start.get(8..12).filter(|_| start.get(4..8) == Some(b"ftyp"))?;
    match brand {
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" | b"avif" | b"avis" => {
            None
        }
        b"qt  " => Some("video/quicktime"),
        _ if brand.starts_with(b"3g") => Some("video/3gpp"),
        _ => Some("video/mp4"),
    }
}

/// Whether it is a CMS message (RFC 5652) in DER or BER, which begins with a PKCS #7 identifier.
fn is_signed(start: &[u8]) -> bool {
    const PKCS7: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07";
    start.first() == Some(&0x30) && start[..start.len().min(20)].windows(PKCS7.len()).any(|at| at == PKCS7)
}

#[cfg(test)]
mod tests;
