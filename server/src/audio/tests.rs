//! Audio format detection: recordings, and files that only begin like one.

use bytes::Bytes;
use futures::stream;

use super::samples::{PCM, brand, flac, frames, id3, movie, ogg, page, part, wav};
use super::{Format, Tracks, tracks};
use crate::blobs::Blobs;

/// The content type of a recording, detected from its first bytes and its structure.
async fn detected(content: &[u8]) -> Option<&'static str> {
    let format = Format::of(&content[..content.len().min(super::ENOUGH)])?;
    let blobs = Blobs::in_memory();
    let stored = stored(&blobs, content).await;
    let sounds = format.has_sound(&blobs.open_blob(&stored.name, stored.size)).await.expect("it is read");
    sounds.then_some(format.media_type())
}

async fn stored(blobs: &Blobs, content: &[u8]) -> crate::blobs::StoredBlob {
    let content = stream::iter([Ok::<_, ()>(Bytes::copy_from_slice(content))]);
    blobs.put_stream("recordings", u64::MAX, content).await.expect("it is stored")
}

#[tokio::test]
async fn a_wav_has_a_head_and_sound() {
    let sound: (&[u8; 4], &[u8]) = (b"data", &[128; 100]);
    assert_eq!(detected(&wav(&[(b"fmt ", PCM), sound])).await, Some("audio/wav"));
    let list = vec![b'i'; 20_001];
    assert_eq!(
        detected(&wav(&[(b"LIST", &list), (b"fmt ", PCM), (b"fact", b"1234"), sound])).await,
        Some("audio/wav")
    );
    assert_eq!(detected(&wav(&[(b"fmt ", PCM), sound, (b"LIST", b"INFO")])).await, Some("audio/wav"));
    let streamed = [wav(&[(b"fmt ", PCM), (b"data", b"")]), vec![1; 100]].concat();
    assert_eq!(detected(&streamed).await, Some("audio/wav"), "the size was never written");
    let mut unknown = wav(&[(b"fmt ", PCM), sound]);
    let at = unknown.len() - 104;
    unknown[at..at + 4].fill(0xff);
    assert_eq!(detected(&unknown).await, Some("audio/wav"), "the size is not known");

    for (silent, why) in [
        (wav(&[(b"fmt ", PCM), (b"data", b"")]), "nothing in it"),
        (wav(&[(b"fmt ", PCM), (b"data", b""), (b"LIST", b"INFO"), (b"id3 ", b"x")]), "only words about it"),
        (wav(&[(b"fmt ", PCM)]), "no sound"),
        (wav(&[sound]), "no format"),
        (wav(&[(b"fmt ", &[0; 16]), sound]), "no channel"),
        (wav(&[]), "nothing"),
        (b"RIFF\x24\0\0\0AVI LIST".to_vec(), "a film"),
    ] {
        assert_eq!(detected(&silent).await, None, "{why}");
    }
}

#[tokio::test]
async fn an_mp3_has_frames_behind_whatever_is_before_them() {
    let tagged = |before: &[u8]| [before, &frames(3)].concat();
    for (content, what) in [
        (tagged(b""), "frames alone"),
        (tagged(&id3(300)), "a tag"),
        (tagged(&[id3(300), id3(5)].concat()), "two tags"),
        (tagged(&[0; 10_000]), "zero bytes"),
        (tagged(&[vec![0; 3], id3(9), vec![0; 90_000]].concat()), "zero bytes around a tag"),
        (frames(1), "a single frame"),
        ([frames(1), b"TAG".to_vec(), vec![0; 125]].concat(), "an old tag behind it"),
        ([frames(2), vec![0xff, 0xfb]].concat(), "cut in the next frame"),
    ] {
        assert_eq!(detected(&content).await, Some("audio/mpeg"), "{what}");
    }
    let mut telephony = vec![0xff, 0xe3, 0x18, 0xc4];
    telephony.resize(72, 0);
    assert_eq!(detected(&telephony.repeat(2)).await, Some("audio/mpeg"), "8 kbit/s at 8 kHz");
    for (content, what) in [
        (b"ID3 e outras marcas de um texto".to_vec(), "a text"),
        (id3(300), "a tag alone"),
        ([id3(300), b"MZ\x90\0\x03\0\0\0".to_vec()].concat(), "a program behind a tag"),
        (vec![0; 100_000], "zero bytes alone"),
        ([frames(1), b"<html>and more".to_vec()].concat(), "one frame, then a page"),
        (frames(1)[..300].to_vec(), "less than a frame"),
        (b"\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(), "ones"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec(), "a picture"),
    ] {
        assert_eq!(detected(&content).await, None, "{what}");
    }
}

#[tokio::test]
async fn an_ogg_has_a_codec_of_sound_and_sound() {
    for codec in [b"OpusHead".as_slice(), b"\x01vorbis", b"Speex   ", b"\x7fFLAC"] {
        assert_eq!(detected(&ogg(codec)).await, Some("audio/ogg"), "{codec:?}");
    }
    let indexed = [page(2, 0, b"fishead\0"), ogg(b"OpusHead")].concat();
    assert_eq!(detected(&indexed).await, Some("audio/ogg"));
    let pictures = [page(2, 0, b"OpusHead"), page(2, 0, b"\x80theora"), page(0, 9, b"x")].concat();
    let empty = [page(2, 0, b"OpusHead"), page(4, 0, b"OpusTags")].concat();
    for other in [pictures, empty, ogg(b"\x80theora"), b"OggS".to_vec(), b"OggS e um texto".to_vec()] {
        assert_eq!(detected(&other).await, None);
    }
}

#[tokio::test]
async fn a_flac_has_a_frame_behind_its_blocks() {
    assert_eq!(detected(&flac(0)).await, Some("audio/flac"));
    assert_eq!(detected(&flac(70_000)).await, Some("audio/flac"));
    let whole = flac(10);
    assert_eq!(detected(&whole[..whole.len() - 7]).await, None);
    assert_eq!(detected(b"fLaC e um texto que segue, mais comprido").await, None);
}

#[tokio::test]
async fn an_m4a_has_sound_alone_whatever_its_brand() {
    let content = part(b"mdat", &[1; 100]);
    for major in [b"M4A ", b"mp42", b"isom", b"iso6", b"dash", b"3gp4", b"M4B ", b"mp41"] {
        let first = [brand(major), movie(&[b"soun"]), content.clone()].concat();
        let last =
            [brand(major), part(b"free", &vec![0; 50_000]), content.clone(), movie(&[b"soun"])].concat();
        assert_eq!(detected(&first).await, Some("audio/mp4"), "{major:?}");
        assert_eq!(detected(&last).await, Some("audio/mp4"), "{major:?}, described at the end");
    }
    for (other, why) in [
        (
            [brand(b"M4A "), movie(&[b"vide", b"soun"]), content.clone()].concat(),
            "a film that says to be sound",
        ),
        ([brand(b"M4A "), content.clone()].concat(), "no tracks"),
        ([brand(b"M4A "), movie(&[b"soun"]), part(b"mdat", b"")].concat(), "no content"),
        ([brand(b"heic"), part(b"meta", &[0; 30])].concat(), "a picture"),
        (brand(b"M4A "), "nothing"),
        ([brand(b"M4A "), vec![0, 0, 0, 3, 1, 2, 3, 4]].concat(), "no box"),
    ] {
        assert_eq!(detected(&other).await, None, "{why}");
    }
    let blobs = Blobs::in_memory();
    let film = stored(&blobs, &[brand(b"isom"), movie(&[b"vide", b"soun"]), content].concat()).await;
    let found = tracks(&blobs.open_blob(&film.name, film.size)).await.expect("it is read");
    assert_eq!(found, Tracks { sound: true, picture: true });
}

#[tokio::test]
async fn other_content_is_refused_by_its_first_bytes() {
    for other in [
        b"".as_slice(),
        b"R",
        b"<html>",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"%PDF-1.7",
        b"MZ\x90\0",
        b"#!AMR\n\x3c",
        &[0; 99],
    ] {
        assert_eq!(Format::of(other), None, "{other:?}");
    }
}
