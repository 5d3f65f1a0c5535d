//! Recordings, told by their structure: a file that only begins like one, or has no sound in it, is
//! none. What a file is called or claims to be does not matter.
//!
//! [`Format::of`] looks at the first bytes, so that other content is refused before it is kept;
//! [`Format::has_sound`] reads the stored file where the format says the sound is. How to add a
//! format: a file here with its check, and an arm in both.
//!
//! AMR and AAC without a container are not taken as recordings, because browsers do not play them.

mod flac;
mod mp3;
mod mp4;
mod ogg;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
mod wav;

use std::io;

use crate::blobs::Blob;
pub use mp4::{Tracks, tracks};

/// How many bytes at the start are enough for [`Format::of`].
pub const ENOUGH: usize = 16 * 1024;

/// What recordings may be, in words.
pub const TAKEN: &str = "WAV, MP3, Ogg (Opus, Vorbis, Speex, FLAC), FLAC or M4A, with sound in it";

/// How a recording is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RIFF WAVE, and RF64 for more than 4 GiB.
    Wav,
    /// MPEG audio, layer III.
    Mp3,
    /// Ogg with an audio codec.
    Ogg,
    /// FLAC by itself.
    Flac,
    /// The container of MPEG-4, with sound alone.
    Mp4,
}

impl Format {
    /// The format a file is in, if it is a recording at all, by its first [`ENOUGH`] bytes.
    pub fn of(start: &[u8]) -> Option<Self> {
        let at = |place: usize, word: &[u8]| start.get(place..).is_some_and(|rest| rest.starts_with(word));
        if (at(0, b"RIFF") || at(0, b"RF64")) && at(8, b"WAVE") {
            Some(Self::Wav)
        } else if at(0, b"OggS") {
            Some(Self::Ogg)
        } else if at(0, b"fLaC") {
            Some(Self::Flac)
        } else if at(4, b"ftyp") {
            Some(Self::Mp4)
        } else {
            mp3::may_begin(start).then_some(Self::Mp3)
        }
    }

    /// Whether a stored file is a recording in this format, with sound in it.
    ///
    /// # Errors
    /// Where the storage fails.
    pub async fn has_sound(self, file: &Blob<'_>) -> io::Result<bool> {
        match self {
            Self::Wav => wav::has_sound(file).await,
            Self::Mp3 => mp3::has_sound(file).await,
            Self::Ogg => ogg::has_sound(file).await,
            Self::Flac => flac::has_sound(file).await,
            Self::Mp4 => {
                let tracks = tracks(file).await?;
                Ok(tracks.sound && !tracks.picture)
            }
        }
    }

    /// The media type it is served as.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Wav => "audio/wav",
            Self::Mp3 => "audio/mpeg",
            Self::Ogg => "audio/ogg",
            Self::Flac => "audio/flac",
            Self::Mp4 => "audio/mp4",
        }
    }
}

/// The usual extension of a media type.
pub fn extension(media_type: &str) -> &'static str {
    match media_type {
        "audio/wav" => "wav",
        "audio/mpeg" => "mp3",
        "audio/mp4" => "m4a",
        "audio/ogg" => "ogg",
        "audio/flac" => "flac",
        _ => "bin",
    }
}
