//! Audio format detection by structure: a file that only begins like a recording, or contains no
//! sound, is rejected. Its name and declared type do not matter.
//!
//! [`Format::of`] looks at the first bytes, so that other content is refused before it is stored;
//! [`Format::has_sound`] reads the stored file where the format has its sound, [`Format::length`]
//! where it says how long that is. Both read a few ranges of the file, however large it is. To add
//! a format: a file here with its checks, and an arm in each.
//!
//! AMR and AAC without a container are not accepted as recordings, because browsers do not play
//! them.

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

use domain::Millis;

use crate::blobs::Blob;
pub use mp4::{Tracks, tracks};

/// How many bytes at the start [`Format::of`] needs.
pub const ENOUGH: usize = 16 * 1024;

/// The accepted formats, for messages.
pub const ACCEPTED: &str = "WAV, MP3, Ogg (Opus, Vorbis, Speex, FLAC), FLAC or M4A, with sound in it";

/// The longest recording; a file that claims to be longer is not believed.
const MAX_LENGTH: Millis = Millis::hours(48);

/// The file format of a recording.
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
    /// An MPEG-4 container with audio only.
    Mp4,
}

impl Format {
    /// All variants.
    const ALL: [Self; 5] = [Self::Wav, Self::Mp3, Self::Ogg, Self::Flac, Self::Mp4];

    /// Detects the format by the first [`ENOUGH`] bytes; `None` if the file is no recording.
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

    /// Whether a stored file is a recording in this format and contains sound.
    ///
    /// # Errors
    /// If the storage fails.
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

    /// The length of a stored file in this format, by its structure. `None` if that does not say it,
    /// or says something implausible.
    ///
    /// # Errors
    /// If the storage fails.
    pub async fn length(self, file: &Blob<'_>) -> io::Result<Option<Millis>> {
        let length = match self {
            Self::Wav => wav::length(file).await,
            Self::Mp3 => mp3::length(file).await,
            Self::Ogg => ogg::length(file).await,
            Self::Flac => flac::length(file).await,
            Self::Mp4 => mp4::length(file).await,
        }?;
        Ok(length.filter(|length| (Millis(1)..=MAX_LENGTH).contains(length)))
    }

    /// The format that is served with this content type.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.media_type() == media_type)
    }

    /// The content type it is served with.
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

/// The time that `count` samples or bytes take at `rate` per second, rounded down.
fn time_at(count: u64, rate: u64) -> Option<Millis> {
    let millis = (u128::from(count) * 1000).checked_div(u128::from(rate))?;
    i64::try_from(millis).ok().map(Millis)
}

/// The usual extension of a content type.
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
