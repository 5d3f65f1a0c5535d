//! What a file is, told by its content: what it is called or claims to be does not make it
//! something else. Programs are none of the types that can be told, whatever their name.

use super::{archive, kinds, name, ole, text};
use crate::audio::{self, Format};
use crate::blobs::Blob;

/// How many bytes at the start are enough to tell, or to say where to look further.
pub const ENOUGH: usize = audio::ENOUGH;

/// What the start of a file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sniffed {
    /// A type that can be told.
    Known(&'static str),
    /// Perhaps one: the stored file shows which, by [`confirm`].
    Perhaps(Candidate),
    /// Nothing that is taken.
    Unknown,
}

/// A file of which more must be read than its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Candidate {
    /// An older office document or a mail of Outlook: its directory begins at this byte.
    Container(u64),
    /// A recording.
    Audio(Format),
    /// A film of this type, or sound alone.
    Film(&'static str),
}

/// Tells a file by its first [`ENOUGH`] bytes. Among types that look alike, its name chooses.
pub fn sniff(start: &[u8], file: &str) -> Sniffed {
    if ole::is_ole(start) {
        let place = ole::directory_at(start);
        return place.map_or(Sniffed::Unknown, |at| Sniffed::Perhaps(Candidate::Container(at)));
    }
    if archive::is_zip(start) {
        return known(archive::kind(start, file));
    }
    if let Some(document) = document(start) {
        return Sniffed::Known(document);
    }
    // Before all types that are told by a few letters, with which a text may begin as well.
    if let Some(text) = text::kind(start, start.len() < ENOUGH, file) {
        return Sniffed::Known(text);
    }
    if let Some(film) = film(start) {
        return Sniffed::Perhaps(Candidate::Film(film));
    }
    if let Some(format) = Format::of(start).filter(|format| *format != Format::Mp4) {
        return Sniffed::Perhaps(Candidate::Audio(format));
    }
    if is_signed(start) {
        let detached = name::extension(file) == "p7s";
        return Sniffed::Known(if detached {
            "application/pkcs7-signature"
        } else {
            "application/pkcs7-mime"
        });
    }
    let told = infer::get(start).map(|kind| kind.mime_type());
    known(told.and_then(kinds::known).filter(|kind| !needs_structure(kind)))
}

/// What a candidate turns out to be; `None` where it is nothing that is taken.
///
/// # Errors
/// Where the storage fails.
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

fn known(kind: Option<&'static str>) -> Sniffed {
    kind.map_or(Sniffed::Unknown, Sniffed::Known)
}

/// Types that other content can begin like.
fn needs_structure(media_type: &str) -> bool {
    ["audio/mpeg", "audio/wav", "audio/ogg", "audio/mp4", "audio/x-flac", "video/mp4", "application/zip"]
        .contains(&media_type)
}

/// Documents that are texts at their beginning. Readers take blanks before a PDF.
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

/// The type of a film by the brand of its container; pictures come in the same one.
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

/// A CMS message (RFC 5652) in DER or BER: what it carries is named by an identifier of PKCS #7.
fn is_signed(start: &[u8]) -> bool {
    const PKCS7: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07";
    start.first() == Some(&0x30) && start[..start.len().min(20)].windows(PKCS7.len()).any(|at| at == PKCS7)
}

#[cfg(test)]
#[path = "sniff_tests.rs"]
mod tests;
