//! MPEG-4 container: nested boxes. The brand says which program wrote the file; only the tracks say
//! what is in it, and their description may precede or follow the content.

use std::io;

use crate::blobs::Blob;

/// Maximum number of boxes read.
const MAX_BOXES: usize = 2000;

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
