//! The container of MPEG-4: boxes in boxes. Brands say what wrote a file, not what is in it; that its
//! tracks say, which may be described before their content or behind it.

use std::io;

use crate::blobs::Blob;

/// Boxes that are looked through.
const MAX_BOXES: usize = 2000;

/// What is in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tracks {
    /// At least one track is sound, and there is content.
    pub sound: bool,
    /// At least one track is moving pictures.
    pub picture: bool,
}

/// The tracks of a stored file.
///
/// # Errors
/// Where the storage fails.
pub async fn tracks(file: &Blob<'_>) -> io::Result<Tracks> {
    let (mut found, mut content) = (Tracks::default(), false);
    let mut at = 0;
    for _ in 0..MAX_BOXES {
        let Some(part) = Part::read(file, at).await? else { break };
        at = match &part.kind {
            // What is inside is read like what is beside.
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
    /// The box that begins here; `None` at the end, or where there is none.
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
