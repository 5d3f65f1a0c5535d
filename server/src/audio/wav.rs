//! WAV files consist of chunks: one describes the format, another contains the sound.

use std::io;

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
