//! Whether a WAV file is finished, by its beginning and its size.

/// The state of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WavState {
    /// Its lengths fit its size.
    Whole,
    /// It holds no sound: the recording began and nothing was said. Until its call has ended, it may
    /// still be written.
    Empty,
    /// Its lengths do not fit its size: it is still being written, or was cut off.
    Unfinished,
    /// It is no WAV file.
    Other,
}

/// The longest header, that of GSM in a WAV file.
const MAX_HEADER: u64 = 60;

/// The state of a file that begins with `head`, of which 12 bytes are enough, and has `size` bytes.
pub fn wav_state(head: &[u8], size: u64) -> WavState {
    let [b'R', b'I', b'F', b'F', a, b, c, d, b'W', b'A', b'V', b'E', ..] = head else {
        return WavState::Other;
    };
    if size <= MAX_HEADER {
        return WavState::Empty;
    }
    let length = u64::from(u32::from_le_bytes([*a, *b, *c, *d])) + 8;
    // An odd length is padded by a byte that some programs leave out.
    if length == 8 || length > size + 1 || length + 1 < size { WavState::Unfinished } else { WavState::Whole }
}
