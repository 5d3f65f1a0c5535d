//! Files of messages, which the host downloads.
//!
//! A webhook has the ID of a file. The source asks the host for it once ([`Download`]) and finds what the
//! host reports under a key of the memory when the conversation ends. What is missing by then is said in
//! the transcript.

use domain::NewMedia;
use domain::interaction::limits::{MAX_FILE_NAME, MAX_MEDIA_SIZE, MAX_MEDIA_TYPE};
use serde::{Deserialize, Serialize};

use super::event::Media;
use super::fields::kept;
use super::keys;
use crate::source::Download;

/// What the host says of a file that it has downloaded and checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched {
    /// The size in bytes.
    pub size: u64,
    /// The SHA-256 of the bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
}

impl Fetched {
    /// Whether it can be part of an interaction.
    pub(super) fn is_valid(&self) -> bool {
        self.size <= MAX_MEDIA_SIZE
            && self.sha256.len() == 64
            && self.sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    }
}

/// What the host is asked for.
pub(super) fn download(number: &str, message: &str, media: &Media) -> Download {
    Download {
        key: keys::media(number, &media.id),
        id: media.id.clone(),
        message: message.to_owned(),
        media_type: media.media_type.clone(),
        sha256: media.sha256.clone(),
        name: media.name.clone(),
    }
}

/// The file as part of a message.
pub(super) fn attachment(media: &Media, fetched: Fetched) -> NewMedia {
    let media_type = media.media_type.as_deref().map(str::trim).filter(|text| is_media_type(text));
    let media_type = media_type.unwrap_or("application/octet-stream");
    let name = media.name.as_deref().and_then(super::customer::name).unwrap_or_else(|| file_name(media_type));
    NewMedia {
        name: kept(&name, MAX_FILE_NAME),
        media_type: media_type.to_owned(),
        size: fetched.size,
        sha256: fetched.sha256,
    }
}

/// A name for a file whose sender gave none.
fn file_name(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or(media_type).trim();
    let (kind, subtype) = essence.split_once('/').unwrap_or((essence, ""));
    let name = match kind {
        "image" if subtype == "webp" => "figurinha",
        "image" => "imagem",
        "audio" => "áudio",
        "video" => "vídeo",
        _ => "arquivo",
    };
    let extension = match subtype {
        "jpeg" => "jpg",
        "mpeg" => "mp3",
        "plain" => "txt",
        "octet-stream" => "bin",
        other if (1..=5).contains(&other.len()) && other.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            other
        }
        _ => return name.to_owned(),
    };
    format!("{name}.{extension}")
}

/// Whether a text is a media type with or without parameters.
fn is_media_type(text: &str) -> bool {
    let essence = text.split(';').next().unwrap_or(text).trim_end_matches(' ');
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.+-".contains(&byte))
    };
    text.len() <= MAX_MEDIA_TYPE as usize
        && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
        && essence.split_once('/').is_some_and(|(kind, subtype)| is_name(kind) && is_name(subtype))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_name_and_a_type_that_intake_accepts() {
        let fetched = || Fetched { size: 7, sha256: "0".repeat(64) };
        for (media_type, name, expected_type, expected_name) in [
            (Some("image/jpeg"), None, "image/jpeg", "imagem.jpg"),
            (Some("audio/ogg; codecs=opus"), None, "audio/ogg; codecs=opus", "áudio.ogg"),
            (Some("application/pdf"), Some("Boleto.pdf"), "application/pdf", "Boleto.pdf"),
            (Some("image/webp"), Some(" "), "image/webp", "figurinha.webp"),
            (Some("imagem"), None, "application/octet-stream", "arquivo.bin"),
            (Some("a/b;\u{e9}"), None, "application/octet-stream", "arquivo.bin"),
            (None, None, "application/octet-stream", "arquivo.bin"),
        ] {
            let media = Media {
                id: "1".to_owned(),
                media_type: media_type.map(str::to_owned),
                sha256: None,
                name: name.map(str::to_owned),
            };
            let attachment = attachment(&media, fetched());
            assert_eq!(
                (attachment.media_type.as_str(), attachment.name.as_str()),
                (expected_type, expected_name)
            );
        }
    }

    #[test]
    fn only_a_hash_in_the_form_of_intake_is_one() {
        assert!(Fetched { size: 0, sha256: "a".repeat(64) }.is_valid());
        assert!(!Fetched { size: 0, sha256: "A".repeat(64) }.is_valid());
        assert!(!Fetched { size: 0, sha256: "a".repeat(63) }.is_valid());
        assert!(!Fetched { size: MAX_MEDIA_SIZE + 1, sha256: "a".repeat(64) }.is_valid());
    }
}
