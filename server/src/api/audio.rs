//! Which audio a recording is, told by its first bytes: what a file is called or claims to be does
//! not matter.

/// How many bytes at the start are enough to tell.
pub const ENOUGH: usize = 64;

/// What recordings may be, in words.
pub const TAKEN: &str = "WAV, MP3, Ogg (Opus, Vorbis, Speex, FLAC) or M4A";

/// The media type of a recording by its first bytes; `None` where it is none of those taken.
pub fn sniff(start: &[u8]) -> Option<&'static str> {
    if is_ogg_audio(start) {
        return Some("audio/ogg");
    }
    match infer::get(start).map(|kind| kind.mime_type()) {
        Some("audio/x-wav") => Some("audio/wav"),
        Some("audio/mpeg") => Some("audio/mpeg"),
        Some("audio/m4a") => Some("audio/mp4"),
        _ if is_mp3_frame(start) => Some("audio/mpeg"),
        _ if is_m4a_compatible(start) => Some("audio/mp4"),
        _ => None,
    }
}

/// The usual extension of a media type.
pub fn extension(media_type: &str) -> &'static str {
    match media_type {
        "audio/wav" => "wav",
        "audio/mpeg" => "mp3",
        "audio/mp4" => "m4a",
        "audio/ogg" => "ogg",
        _ => "bin",
    }
}

/// An Ogg file whose first stream is audio: its codec names itself in the first page.
fn is_ogg_audio(start: &[u8]) -> bool {
    let codecs: [&[u8]; 4] = [b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC"];
    start.starts_with(b"OggS")
        && start.get(28..).is_some_and(|head| codecs.iter().any(|c| head.starts_with(c)))
}

/// An MPEG audio frame of layer III without a tag before it, of any version: telephone systems
/// write the low sampling rates of versions 2 and 2.5.
fn is_mp3_frame(start: &[u8]) -> bool {
    let &[0xff, second, third, _, ..] = start else { return false };
    let (sync, version, layer) = (second >> 5, (second >> 3) & 3, (second >> 1) & 3);
    let (bitrate, sampling) = (third >> 4, (third >> 2) & 3);
    sync == 7 && version != 1 && layer == 1 && bitrate != 0 && bitrate != 15 && sampling != 3
}

/// An MP4 container that says to be audio among its compatible brands.
fn is_m4a_compatible(start: &[u8]) -> bool {
    let Some((head, rest)) = start.split_at_checked(8) else { return false };
    if &head[4..] != b"ftyp" {
        return false;
    }
    let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
    let brands = &rest[..rest.len().min(length.saturating_sub(8))];
    brands.chunks_exact(4).any(|brand| brand == b"M4A " || brand == b"M4B ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ogg(codec: &[u8]) -> Vec<u8> {
        [b"OggS".as_slice(), &[0; 24], codec, &[0; 16]].concat()
    }

    #[test]
    fn the_formats_taken_are_known_by_their_content() {
        assert_eq!(sniff(b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00"), Some("audio/wav"));
        assert_eq!(sniff(b"ID3\x03\x00\x00\x00\x00\x00\x21"), Some("audio/mpeg"));
        assert_eq!(sniff(&[0xff, 0xfb, 0x90, 0x64, 0, 0]), Some("audio/mpeg"));
        assert_eq!(sniff(&[0xff, 0xf3, 0x48, 0xc4, 0, 0]), Some("audio/mpeg"), "8 kHz telephony");
        assert_eq!(sniff(&ogg(b"OpusHead")), Some("audio/ogg"));
        assert_eq!(sniff(&ogg(b"\x01vorbis")), Some("audio/ogg"));
        assert_eq!(sniff(b"\0\0\0\x1cftypM4A \0\0\0\0isomiso2"), Some("audio/mp4"));
        assert_eq!(sniff(b"\0\0\0\x1cftypmp42\0\0\0\0mp42M4A "), Some("audio/mp4"));
    }

    #[test]
    fn anything_else_is_not_taken() {
        for other in [
            b"".as_slice(),
            b"R",
            b"<html><script>alert(1)</script>",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            b"RIFF\x24\x00\x00\x00AVI LIST",
            b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
            b"\0\0\0\x10ftypisom\0\0\0\0M4A ",
            b"%PDF-1.7",
            b"\xff\xff\xff\xff\xff\xff",
            b"\xff\xd8\xff\xe0\x00\x10JFIF",
            b"MZ\x90\x00",
        ] {
            assert_eq!(sniff(other), None, "{other:?}");
        }
        assert_eq!(sniff(&ogg(b"\x80theora")), None);
        assert_eq!(sniff(b"OggS"), None);
    }
}
