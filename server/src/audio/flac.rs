//! FLAC: metadata blocks, then audio frames.

use std::io;

use domain::Millis;

use super::time_at;
use crate::blobs::Blob;

/// Maximum number of blocks before the first frame.
const MAX_BLOCKS: usize = 200;
/// Type and size of the block that must come first.
const STREAM_INFO: (u8, u64) = (0, 34);

/// Where the description of the sound begins in a file.
const STREAM_INFO_AT: u64 = 8;

pub(super) async fn has_sound(file: &Blob<'_>) -> io::Result<bool> {
    let mut at = 4;
    for index in 0..MAX_BLOCKS {
        let Some(&[kind, a, b, c]) = file.read(at, 4).await?.first_chunk::<4>() else { return Ok(false) };
        let size = u64::from(u32::from_be_bytes([0, a, b, c]));
        if index == 0 && (kind & 0x7f, size) != STREAM_INFO {
            return Ok(false);
        }
        at += 4 + size;
        if kind & 0x80 != 0 {
            let frame = file.read(at, 4).await?;
            return Ok(frame.len() == 4 && frame[0] == 0xff && frame[1] & 0xfe == 0xf8);
        }
    }
    Ok(false)
}

/// The length, by the description of the sound; 0 samples mean that their number is not known.
pub(super) async fn length(file: &Blob<'_>) -> io::Result<Option<Millis>> {
    let info = file.read(STREAM_INFO_AT, 18).await?;
    Ok(rate_and_samples(&info).and_then(|(rate, samples)| time_at(samples, rate)))
}

/// The sampling rate and the number of samples, by the description of the sound: 20 bits, 8 bits
/// about channels and resolution, 36 bits.
pub(super) fn rate_and_samples(info: &[u8]) -> Option<(u64, u64)> {
    let packed = u64::from_be_bytes(*info.get(10..)?.first_chunk()?);
    Some((packed >> 44, packed & 0xf_ffff_ffff))
}
