//! Ogg: pages, of which the first of each stream names its codec. Pages of sound have a position
//! above 0; header pages have 0.

use std::io;

use domain::Millis;

use super::{flac, time_at};
use crate::blobs::Blob;

/// Maximum number of pages before the first one of sound: comments with a picture take many.
const MAX_PAGES: usize = 1000;
/// Maximum number of streams whose first pages are read.
const MAX_STREAMS: usize = 20;
/// Maximum size of a page header, and enough of the body to detect the codec and its sampling rate.
const HEAD: usize = 27 + 255 + 48;
/// How much of the end is searched for the last page: a page has less than 64 KiB, and packets of
/// several pages have their position on the last one.
const TAIL: usize = 128 * 1024;

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

/// The length: the position at the end of the last page, in samples.
pub(super) async fn length(file: &Blob<'_>) -> io::Result<Option<Millis>> {
    let mut at = 0;
    for _ in 0..MAX_STREAMS {
        let head = file.read(at, HEAD).await?;
        let Some(page) = Page::read(&head).filter(|page| page.begins_stream) else { return Ok(None) };
        if matches!(codec(page.body), Codec::Audio) {
            let Some(Clock { rate, skipped }) = Clock::read(page.body) else { return Ok(None) };
            let tail = file.read(file.size.saturating_sub(TAIL as u64), TAIL).await?;
            let end = last_position(&tail, page.stream);
            return Ok(end.and_then(|end| time_at(end.saturating_sub(skipped), rate)));
        }
        at += page.length;
    }
    Ok(None)
}

/// The last position of a stream, whose pages without the end of a packet have -1.
fn last_position(tail: &[u8], stream: u32) -> Option<u64> {
    let starts = (0..tail.len()).rev().filter(|at| tail[*at..].starts_with(b"OggS"));
    let mut pages = starts.filter_map(|at| Page::read(&tail[at..])).filter(|page| page.stream == stream);
    pages.find_map(|page| u64::try_from(page.position).ok())
}

/// What the positions of a stream count.
struct Clock {
    /// Per second.
    rate: u64,
    /// Samples at the beginning that are not played.
    skipped: u64,
}

impl Clock {
    /// Reads the first packet of a codec.
    fn read(packet: &[u8]) -> Option<Self> {
        let word = |at| packet.get(at..)?.first_chunk().copied().map(u32::from_le_bytes).map(u64::from);
        let rate = if packet.starts_with(b"OpusHead") {
            let skipped = u16::from_le_bytes(*packet.get(10..)?.first_chunk()?);
            return Some(Self { rate: 48_000, skipped: u64::from(skipped) });
        } else if packet.starts_with(b"\x01vorbis") {
            word(12)?
        } else if packet.starts_with(b"Speex   ") {
            word(36)?
        } else {
            // FLAC: its own start and the description of the sound follow.
            flac::rate_and_samples(packet.get(17..)?)?.0
        };
        Some(Self { rate, skipped: 0 })
    }
}

struct Page<'a> {
    begins_stream: bool,
    stream: u32,
    position: i64,
    length: u64,
    body: &'a [u8],
}

impl<'a> Page<'a> {
    fn read(head: &'a [u8]) -> Option<Self> {
        let (fixed, rest) = head.split_first_chunk::<27>()?;
        let (sizes, body) = rest.split_at_checked(usize::from(fixed[26]))?;
        let position = i64::from_le_bytes(*fixed[6..].first_chunk::<8>()?);
        let stream = u32::from_le_bytes(*fixed[14..].first_chunk()?);
        let content: u64 = sizes.iter().copied().map(u64::from).sum();
        let length = 27 + sizes.len() as u64 + content;
        let body = &body[..body.len().min(content as usize)];
        let valid = fixed.starts_with(b"OggS\0");
        valid.then_some(Self { begins_stream: fixed[5] & 2 != 0, stream, position, length, body })
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
