//! FLAC: metadata blocks, then audio frames.

use std::io;

use crate::blobs::Blob;

/// Maximum number of blocks before the first frame.
const MAX_BLOCKS: usize = 200;
/// Type and size of the block that must come first.
const STREAM_INFO: (u8, u64) = (0, 34);

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
