//! MPEG-4 container: nested boxes. The brand says which program wrote the file; only the tracks say
//! what is in it, and their description may precede or follow the content.

use std::io;

use domain::Millis;

use super::time_at;
use crate::blobs::Blob;

/// Maximum number of boxes read.
const MAX_BOXES: usize = 2000;
/// Size of a header as far as its duration.
const HEADER: usize = 32;

/// The kinds of tracks in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tracks {
    /// There is an audio track, and content.
    pub sound: bool,
    /// There is a video track.
    pub picture: bool,
}

/// Reads the tracks of a stored file.
///
/// # Errors
/// If the storage fails.
pub async fn tracks(file: &Blob<'_>) -> io::Result<Tracks> {
    let (mut found, mut content) = (Tracks::default(), false);
    let mut at = 0;
    for _ in 0..MAX_BOXES {
        let Some(part) = Part::read(file, at).await? else { break };
        at = match &part.kind {
            // Descend: nested boxes are read like siblings.
            b"moov" | b"trak" | b"mdia" => part.body,
            b"hdlr" => {
                match file.read(part.body + 8, 4).await?.as_slice() {
                    b"soun" => found.sound = true,
                    b"vide" => found.picture = true,
                    _ => {}
                }
                part.end
            }
            b"mdat" => {
                content |= part.body < part.end.min(file.size);
                part.end
            }
            _ => part.end,
        };
    }
    found.sound &= content;
    Ok(found)
}

/// The length, by the header of the sound track, else by that of the whole. The header of a track
/// precedes what says that its content is sound.
pub(super) async fn length(file: &Blob<'_>) -> io::Result<Option<Millis>> {
    let (mut whole, mut track) = (None, None);
    let mut at = 0;
    for _ in 0..MAX_BOXES {
        let Some(part) = Part::read(file, at).await? else { break };
        at = match &part.kind {
            b"trak" => {
                track = None;
                part.body
            }
            b"moov" | b"mdia" => part.body,
            b"mvhd" => {
                whole = duration(&file.read(part.body, HEADER).await?);
                part.end
            }
            b"mdhd" => {
                track = duration(&file.read(part.body, HEADER).await?);
                part.end
            }
            b"hdlr" => {
                let is_sound = file.read(part.body + 8, 4).await?.as_slice() == b"soun";
                if let Some(length) = track.filter(|_| is_sound) {
                    return Ok(Some(length));
                }
                part.end
            }
            _ => part.end,
        };
    }
    Ok(whole)
}

/// The duration in a `mvhd` or `mdhd` box, which begin alike: 32 bits in version 0, 64 in version 1.
/// `None` if it is not known.
fn duration(header: &[u8]) -> Option<Millis> {
    let large = *header.first()? == 1;
    let scale = u32::from_be_bytes(*header.get(if large { 20 } else { 12 }..)?.first_chunk()?);
    let units = if large {
        u64::from_be_bytes(*header.get(24..)?.first_chunk()?)
    } else {
        u64::from(u32::from_be_bytes(*header.get(16..)?.first_chunk()?))
    };
    let known = units != 0 && units != u64::MAX && (large || units != u64::from(u32::MAX));
    time_at(units, u64::from(scale)).filter(|_| known)
}

/// A box.
struct Part {
    kind: [u8; 4],
    body: u64,
    end: u64,
}

impl Part {
    /// Reads the box at an offset; `None` at the end of the file, or if it is malformed.
    async fn read(file: &Blob<'_>, at: u64) -> io::Result<Option<Self>> {
        let head = file.read(at, 16).await?;
        let Some((size, rest)) = head.split_first_chunk::<4>() else { return Ok(None) };
        let Some(kind) = rest.first_chunk::<4>() else { return Ok(None) };
        let (header, size) =
            match (u32::from_be_bytes(*size), head.get(8..).and_then(|large| large.first_chunk::<8>())) {
                (0, _) => (8, file.size - at),
                (1, Some(large)) => (16, u64::from_be_bytes(*large)),
                (size, _) => (8, u64::from(size)),
            };
        let end = at.checked_add(size).filter(|_| size >= header);
        Ok(end.map(|end| Self { kind: *kind, body: at + header, end }))
    }
}
