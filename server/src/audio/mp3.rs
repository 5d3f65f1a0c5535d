//! MP3: a sequence of frames, possibly after tags and zero bytes. There is no file header, so two
//! consecutive frames with the same parameters are required.

use std::io;
use std::ops::Range;

use domain::Millis;

use super::time_at;
use crate::blobs::Blob;

/// Maximum number of zero bytes skipped before the first frame.
const MAX_ZEROS: u64 = 1024 * 1024;
/// Size of the reads when skipping zero bytes and when counting frames.
const PIECE: usize = 64 * 1024;
/// Maximum number of tags before the first frame.
const MAX_TAGS: usize = 8;
/// The number of pieces of a large file in which frames are counted.
const PIECES: u64 = 16;
/// Size of an old tag at the end.
const OLD_TAG: u64 = 128;
/// Where the table of a `VBRI` frame begins, and how far it has to be read.
const VBRI: usize = 36;
const HEAD: usize = VBRI + 18;
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
    let Some((at, first)) = first_frame(file).await? else { return Ok(false) };
    let end = at + first.length;
    if end > file.size {
        return Ok(false);
    }
    let next = file.read(end, 8).await?;
    let fits = Frame::read(&next).is_some_and(|second| second.stream == first.stream);
    Ok(next.len() < 4 || fits || TRAILERS.iter().any(|trailer| next.starts_with(trailer)))
}

/// The length: by the number of frames, which programs of variable bit rate write into the first
/// one, else by the frames of some pieces, which is exact for a constant bit rate.
pub(super) async fn length(file: &Blob<'_>) -> io::Result<Option<Millis>> {
    let Some((at, first)) = first_frame(file).await? else { return Ok(None) };
    if let Some(frames) = stated_frames(&file.read(at, HEAD).await?, &first) {
        return Ok(time_at(u64::from(frames) * first.samples, first.hertz));
    }
    let old_tag = file.size.saturating_sub(OLD_TAG);
    let tagged = old_tag > at && file.read(old_tag, 3).await?.as_slice() == b"TAG";
    estimate(file, at..if tagged { old_tag } else { file.size }, &first).await
}

/// The number of frames that the first one states: at a place by version and channels (`Xing`, or
/// `Info` for a constant bit rate), or at a fixed one (`VBRI`).
fn stated_frames(head: &[u8], first: &Frame) -> Option<u32> {
    let word = |at: usize| head.get(at..)?.first_chunk::<4>().copied();
    let count = |at| word(at).map(u32::from_be_bytes).filter(|frames| *frames > 0);
    if let Some(b"Xing" | b"Info") = word(first.table).as_ref() {
        let has_count = word(first.table + 4)?[3] & 1 != 0;
        count(first.table + 8).filter(|_| has_count)
    } else if word(VBRI)? == *b"VBRI" {
        count(VBRI + 14)
    } else {
        None
    }
}

/// Counts the frames in pieces that are spread over the sound, and extrapolates by their bytes.
async fn estimate(file: &Blob<'_>, sound: Range<u64>, first: &Frame) -> io::Result<Option<Millis>> {
    let size = sound.end.saturating_sub(sound.start);
    let step = (size / PIECES).max(PIECE as u64);
    let (mut bytes, mut samples, mut at) = (0_u64, 0_u64, sound.start);
    while at < sound.end {
        let rest = usize::try_from(sound.end - at).unwrap_or(PIECE);
        let piece = file.read(at, rest.min(PIECE)).await?;
        for frame in frames(&piece, first.stream) {
            bytes += frame.length;
            samples += frame.samples;
        }
        at += step;
    }
    let all = (u128::from(samples) * u128::from(size)).checked_div(u128::from(bytes));
    Ok(all.and_then(|all| time_at(u64::try_from(all).ok()?, first.hertz)))
}

/// The complete frames of a stream in a piece, which may begin in the middle of one. A frame is
/// followed by another one, or by the end.
fn frames(piece: &[u8], stream: (u8, u8)) -> impl Iterator<Item = Frame> {
    let frame = move |at: usize| Frame::read(piece.get(at..)?).filter(|frame| frame.stream == stream);
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < piece.len() {
            if let Some(found) = frame(at) {
                let end = at + found.length as usize;
                let at_end = end <= piece.len() && piece.len() - end < 4;
                if at_end || frame(end).is_some() {
                    at = end;
                    return Some(found);
                }
            }
            at += 1;
        }
        None
    })
}

/// The first frame and its offset, behind tags and zero bytes.
async fn first_frame(file: &Blob<'_>) -> io::Result<Option<(u64, Frame)>> {
    let mut at = 0;
    for _ in 0..MAX_TAGS {
        at = skip_zeros(file, at).await?;
        match tag_size(&file.read(at, 10).await?) {
            Some(size) => at += size,
            None => break,
        }
    }
    Ok(Frame::read(&file.read(at, 4).await?).map(|frame| (at, frame)))
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
    /// Number of samples per channel.
    samples: u64,
    /// Sampling rate.
    hertz: u64,
    /// Offset of a table about all frames, if it has one: behind the header and the side
    /// information, whose size depends on version and channels.
    table: usize,
}

impl Frame {
    /// Parses a frame header of any version: telephone systems use the low sampling rates of
    /// versions 2 and 2.5.
    fn read(start: &[u8]) -> Option<Self> {
        const VERSION_1: [u64; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
        const VERSION_2: [u64; 14] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
        let &[0xff, second, third, fourth] = start.first_chunk::<4>()? else { return None };
        let (sync, version, layer) = (second >> 5, (second >> 3) & 3, (second >> 1) & 3);
        let (rate, sampling, padding) =
            (usize::from(third >> 4), (third >> 2) & 3, u64::from((third >> 1) & 1));
        if sync != 7 || version == 1 || layer != 1 || sampling == 3 {
            return None;
        }
        let (rates, bits, divisor) = match version {
            3 => (VERSION_1, 144, 1),
            2 => (VERSION_2, 72, 2),
            _ => (VERSION_2, 72, 4),
        };
        let kilobits = rates.get(rate.checked_sub(1)?)?;
        let hertz = [44_100, 48_000, 32_000][usize::from(sampling)] / divisor;
        let mono = fourth >> 6 == 3;
        let (samples, table) = match (version, mono) {
            (3, false) => (1152, 4 + 32),
            (3, true) => (1152, 4 + 17),
            (_, false) => (576, 4 + 17),
            (_, true) => (576, 4 + 9),
        };
        let length = bits * kilobits * 1000 / hertz + padding;
        Some(Self { length, stream: (version, sampling), samples, hertz, table })
    }
}
