//! WAV files consist of chunks: one describes the format, another contains the sound.

use std::io;

use domain::Millis;

use super::time_at;
use crate::blobs::Blob;

/// Maximum number of chunks read.
const MAX_CHUNKS: usize = 1000;

pub(super) async fn has_sound(file: &Blob<'_>) -> io::Result<bool> {
    let (mut at, mut described) = (12, false);
    for _ in 0..MAX_CHUNKS {
        let Some((id, size)) = chunk(file, at).await? else { return Ok(false) };
        let body = at + 8;
        match &id {
            b"fmt " => described = size >= 16 && describes_sound(&file.read(body, 16).await?),
            b"data" => return Ok(described && is_filled(file, body, size).await?),
            _ => {}
        }
        at = after(body, size);
    }
    Ok(false)
}

/// The length, by the byte rate of the format: also compressed sound has one.
pub(super) async fn length(file: &Blob<'_>) -> io::Result<Option<Millis>> {
    let (mut at, mut byte_rate, mut large) = (12, 0, None);
    for _ in 0..MAX_CHUNKS {
        let Some((id, size)) = chunk(file, at).await? else { return Ok(None) };
        let body = at + 8;
        match &id {
            // RF64: the sizes of the file and of its data, with 64 bits.
            b"ds64" => large = file.read(body + 8, 8).await?.first_chunk().copied().map(u64::from_le_bytes),
            b"fmt " => {
                let rate = file.read(body + 8, 4).await?;
                byte_rate = rate.first_chunk().copied().map_or(0, u32::from_le_bytes);
            }
            b"data" => {
                let there = file.size.saturating_sub(body);
                let stated = match size {
                    0 => None,
                    u32::MAX => large.filter(|size| *size > 0),
                    _ => Some(u64::from(size)),
                };
                let bytes = stated.map_or(there, |stated| stated.min(there));
                return Ok(time_at(bytes, u64::from(byte_rate)));
            }
            _ => {}
        }
        at = after(body, size);
    }
    Ok(None)
}

/// Reads the name and size of the chunk at an offset.
async fn chunk(file: &Blob<'_>, at: u64) -> io::Result<Option<([u8; 4], u32)>> {
    let head = file.read(at, 8).await?;
    let parts = head.first_chunk::<4>().zip(head.get(4..).and_then(|size| size.first_chunk::<4>()));
    Ok(parts.map(|(id, size)| (*id, u32::from_le_bytes(*size))))
}

/// The offset of the next chunk: chunks begin at even offsets.
fn after(body: u64, size: u32) -> u64 {
    let size = u64::from(size);
    body + size + size % 2
}

/// Whether a format has at least one channel and a sampling rate.
fn describes_sound(format: &[u8]) -> bool {
    format.len() == 16 && format[2..4] != [0, 0] && format[4..8] != [0; 4]
}

/// Whether the data chunk contains sound. Programs that write while recording may leave its size at
/// 0 or at the maximum.
async fn is_filled(file: &Blob<'_>, body: u64, size: u32) -> io::Result<bool> {
    if size > 0 || body >= file.size {
        return Ok(body < file.size);
    }
    let mut at = body;
    for _ in 0..MAX_CHUNKS {
        match chunk(file, at).await? {
            Some((_, size)) if after(at + 8, size) <= file.size + 1 => at = after(at + 8, size),
            _ => return Ok(true),
        }
        if at >= file.size {
            // Only complete chunks follow, so the data chunk is empty.
            return Ok(false);
        }
    }
    Ok(true)
}
