//! Ogg: pages, of which the first of each stream names its codec. Pages of sound have a position
//! above 0; header pages have 0.

use std::io;

use crate::blobs::Blob;

/// Maximum number of pages before the first one of sound: comments with a picture take many.
const MAX_PAGES: usize = 1000;
/// Maximum size of a page header, and enough of the body to detect the codec.
const HEAD: usize = 27 + 255 + 8;

pub(super) async fn has_sound(file: &Blob<'_>) -> io::Result<bool> {
    let (mut at, mut audio) = (0, false);
    for _ in 0..MAX_PAGES {
        let head = file.read(at, HEAD).await?;
        let Some(page) = Page::read(&head) else { return Ok(false) };
        if page.begins_stream {
            match codec(page.body) {
                Codec::Audio => audio = true,
                Codec::Index => {}
                Codec::Other => return Ok(false),
            }
        } else if !audio {
            return Ok(false);
        } else if page.position > 0 {
            return Ok(at + page.length <= file.size);
        }
        at += page.length;
    }
    Ok(false)
}

struct Page<'a> {
    begins_stream: bool,
    position: i64,
    length: u64,
    body: &'a [u8],
}

impl<'a> Page<'a> {
    fn read(head: &'a [u8]) -> Option<Self> {
        let (fixed, rest) = head.split_first_chunk::<27>()?;
        let (sizes, body) = rest.split_at_checked(usize::from(fixed[26]))?;
        let position = i64::from_le_bytes(*fixed[6..].first_chunk::<8>()?);
        let content: u64 = sizes.iter().copied().map(u64::from).sum();
        let length = 27 + sizes.len() as u64 + content;
        let valid = fixed.starts_with(b"OggS\0");
        valid.then_some(Self { begins_stream: fixed[5] & 2 != 0, position, length, body })
    }
}

enum Codec {
    Audio,
    /// Skeleton, which describes the other streams.
    Index,
    Other,
}

fn codec(body: &[u8]) -> Codec {
    let codecs: [&[u8]; 4] = [b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC"];
    if codecs.iter().any(|codec| body.starts_with(codec)) {
        Codec::Audio
    } else if body.starts_with(b"fishead") {
        Codec::Index
    } else {
        Codec::Other
    }
}
