//! MP3: a sequence of frames, possibly after tags and zero bytes. There is no file header, so two
//! consecutive frames with the same parameters are required.

use std::io;

use crate::blobs::Blob;

/// Maximum number of zero bytes skipped before the first frame.
const MAX_ZEROS: u64 = 1024 * 1024;
/// Size of the reads when skipping zero bytes.
const PIECE: usize = 64 * 1024;
/// Maximum number of tags before the first frame.
const MAX_TAGS: usize = 8;
/// What may follow the last frame.
const TRAILERS: [&[u8]; 5] = [b"TAG", b"APETAG", b"LYRICS", b"ID3", b"3DI"];

/// Whether a file may be MP3 by its first bytes: a tag, zero bytes or a frame.
pub(super) fn may_begin(start: &[u8]) -> bool {
    let frame = start.iter().position(|byte| *byte != 0).map(|at| &start[at..]);
    match frame {
        None => start.len() >= super::ENOUGH,
        Some(frame) => tag_size(frame).is_some() || Frame::read(frame).is_some(),
    }
}

pub(super) async fn has_sound(file: &Blob<'_>) -> io::Result<bool> {
    let mut at = 0;
    for _ in 0..MAX_TAGS {
        at = skip_zeros(file, at).await?;
        match tag_size(&file.read(at, 10).await?) {
            Some(size) => at += size,
            None => break,
        }
    }
    let Some(first) = Frame::read(&file.read(at, 4).await?) else { return Ok(false) };
    let end = at + first.length;
    if end > file.size {
        return Ok(false);
    }
    let next = file.read(end, 8).await?;
    let fits = Frame::read(&next).is_some_and(|second| second.stream == first.stream);
    Ok(next.len() < 4 || fits || TRAILERS.iter().any(|trailer| next.starts_with(trailer)))
}

async fn skip_zeros(file: &Blob<'_>, from: u64) -> io::Result<u64> {
    let mut at = from;
    while at - from < MAX_ZEROS {
        let piece = file.read(at, PIECE).await?;
        match piece.iter().position(|byte| *byte != 0) {
            Some(zeros) => return Ok(at + zeros as u64),
            None if piece.is_empty() => return Ok(at),
            None => at += piece.len() as u64,
        }
    }
    Ok(at)
}

/// The size of an ID3 tag with its header; `None` if none begins here. The bytes of the size have
/// seven bits, which distinguishes a tag from a text.
fn tag_size(start: &[u8]) -> Option<u64> {
    let &[b'I', b'D', b'3', version, revision, flags, size @ ..] = start.first_chunk::<10>()? else {
        return None;
    };
    let valid = (2..=4).contains(&version)
        && revision != 0xff
        && flags.trailing_zeros() >= 4
        && size.iter().all(|b| *b < 0x80);
    let body = size.iter().fold(0, |sum, byte| sum << 7 | u64::from(*byte));
    let footer = if flags & 0x10 == 0 { 0 } else { 10 };
    valid.then_some(10 + body + footer)
}

/// A frame of layer III.
struct Frame {
    /// Length in bytes.
    length: u64,
    /// Version and sampling rate, which are the same in all frames of a file.
    stream: (u8, u8),
}

impl Frame {
    /// Parses a frame header of any version: telephone systems use the low sampling rates of
    /// versions 2 and 2.5.
    fn read(start: &[u8]) -> Option<Self> {
        const VERSION_1: [u64; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
        const VERSION_2: [u64; 14] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
        let &[0xff, second, third, _] = start.first_chunk::<4>()? else { return None };
        let (sync, version, layer) = (second >> 5, (second >> 3) & 3, (second >> 1) & 3);
        let (rate, sampling, padding) =
            (usize::from(third >> 4), (third >> 2) & 3, u64::from((third >> 1) & 1));
        if sync != 7 || version == 1 || layer != 1 || sampling == 3 {
            return None;
        }
        let (rates, samples, divisor) = match version {
            3 => (VERSION_1, 144, 1),
            2 => (VERSION_2, 72, 2),
            _ => (VERSION_2, 72, 4),
        };
        let kilobits = rates.get(rate.checked_sub(1)?)?;
        let hertz = [44_100, 48_000, 32_000][usize::from(sampling)] / divisor;
        Some(Self { length: samples * kilobits * 1000 / hertz + padding, stream: (version, sampling) })
    }
}
