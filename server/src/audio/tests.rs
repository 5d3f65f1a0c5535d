//! Audio format detection: recordings, and files that only begin like one. Lengths of recordings.

use bytes::Bytes;
use domain::Millis;
use futures::stream;
use proptest::prelude::*;

use super::samples::{
    PCM, brand, described_flac, flac, frames, id3, movie, ogg, ogg_flac_head, opus_head, page, part,
    speex_head, stating, stream_info, timed, timed_large, track, vorbis_head, wav,
};
use super::{Format, MAX_LENGTH, Tracks, tracks};
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

/// The length of a recording in milliseconds.
async fn length(format: Format, content: &[u8]) -> Option<i64> {
    let blobs = Blobs::in_memory();
    let stored = stored(&blobs, content).await;
    let length = format.length(&blobs.open_blob(&stored.name, stored.size)).await.expect("it is read");
    length.map(|Millis(length)| length)
}

/// The length of a recording, whose format is detected.
async fn detected_length(content: &[u8]) -> Option<i64> {
    length(Format::of(&content[..content.len().min(super::ENOUGH)])?, content).await
}

#[tokio::test]
async fn the_recordings_of_the_demonstration_have_the_length_that_a_player_shows() {
    for (content, expected) in [
        (&include_bytes!("../../../demo/src/voices/sem_conexao.ogg")[..], 22_808),
        (include_bytes!("../../../demo/src/voices/segunda_via.ogg"), 18_117),
        (include_bytes!("../../../demo/src/voices/oferta.wav"), 9_107),
    ] {
        let length = detected_length(content).await.expect("a length");
        // Programs disagree on the few milliseconds that an encoder puts before the sound.
        assert!((expected - length).abs() < 10, "{length} instead of {expected}");
    }
}

#[tokio::test]
async fn the_length_of_a_wav_is_its_data_by_the_byte_rate() {
    let second: (&[u8; 4], &[u8]) = (b"data", &[128; 8000]);
    let words: (&[u8; 4], &[u8]) = (b"LIST", b"INFO");
    assert_eq!(detected_length(&wav(&[(b"fmt ", PCM), second])).await, Some(1000));
    assert_eq!(detected_length(&wav(&[words, (b"fmt ", PCM), words, second, words])).await, Some(1000));
    let streamed = [wav(&[(b"fmt ", PCM), (b"data", b"")]), vec![1; 12_000]].concat();
    assert_eq!(detected_length(&streamed).await, Some(1500), "the size was never written");
    let whole = wav(&[(b"fmt ", PCM), second]);
    assert_eq!(detected_length(&whole[..whole.len() - 4000]).await, Some(500), "the file was cut");

    let sizes = [&0_u64.to_le_bytes()[..], &4000_u64.to_le_bytes(), &[0; 12]].concat();
    let mut large = wav(&[(b"ds64", &sizes), (b"fmt ", PCM), second, words]);
    large[..4].copy_from_slice(b"RF64");
    let at = large.len() - 8000 - 12 - 4;
    large[at..at + 4].fill(0xff);
    assert_eq!(detected_length(&large).await, Some(500), "the size is in another chunk");

    for (other, why) in [
        (wav(&[second]), "no format"),
        (wav(&[(b"fmt ", &[0; 16]), second]), "no byte rate"),
        (wav(&[(b"fmt ", PCM)]), "no data"),
        (wav(&[(b"fmt ", PCM), (b"data", &[1; 7])]), "less than a millisecond"),
        (
            wav(&[
                (b"fmt ", b"\x01\0\x01\0\x40\x1f\0\0\x01\0\0\0\x01\0\x08\0"),
                (b"data", &vec![1; 180_000]),
            ]),
            "more than two days",
        ),
    ] {
        assert_eq!(detected_length(&other).await, None, "{why}");
    }
}

#[tokio::test]
async fn the_length_of_an_mp3_is_stated_by_its_first_frame_or_counted() {
    // A frame has 1152 samples at 44.1 kHz.
    let after = |count: i64| Some(count * 1_152_000 / 44_100);
    let (xing, info) = (b"Xing\0\0\0\x0f".as_slice(), b"Info\0\0\0\x01".as_slice());
    let stated = 1000_u32.to_be_bytes();
    for (content, expected, what) in [
        (frames(1), after(1), "a single frame"),
        (frames(100), after(100), "a constant bit rate"),
        (frames(9000), after(9000), "a constant bit rate, of which pieces are read"),
        ([id3(300), frames(100)].concat(), after(100), "behind a tag"),
        ([frames(100), b"TAG".to_vec(), vec![0; 125]].concat(), after(100), "before an old tag"),
        ([stating(36, &[xing, &stated]), frames(3)].concat(), after(1000), "a variable bit rate"),
        ([stating(36, &[info, &stated]), frames(3)].concat(), after(1000), "stated of a constant bit rate"),
        (
            [stating(36, &[b"VBRI\0\x01\0\0\0\0\0\0\0\0", &stated]), frames(3)].concat(),
            after(1000),
            "a variable bit rate, in another way",
        ),
        ([stating(36, &[b"Xing\0\0\0\0", &stated]), frames(3)].concat(), after(4), "no number stated"),
        ([stating(36, &[xing, &[0; 4]]), frames(3)].concat(), after(4), "zero stated"),
        ([stating(36, &[xing, &[0xff; 4]]), frames(3)].concat(), None, "years stated"),
        (b"ID3 e outras marcas de um texto".to_vec(), None, "a text"),
    ] {
        assert_eq!(length(Format::Mp3, &content).await, expected, "{what}");
    }
    // Half of it at 128 kbit/s, then as many frames at 64 kbit/s.
    let mut slow = vec![0xff, 0xfb, 0x50, 0x64];
    slow.resize(208, 0x55);
    let variable = [frames(200), slow.repeat(200)].concat();
    let (Some(found), Some(expected)) = (length(Format::Mp3, &variable).await, after(400)) else {
        panic!("no length");
    };
    assert!((found - expected).abs() < expected / 50, "{found} instead of {expected}");
    // 8 kbit/s at 8 kHz, mono: 72 bytes and 576 samples.
    let mut telephony = vec![0xff, 0xe3, 0x18, 0xc4];
    telephony.resize(72, 0);
    assert_eq!(length(Format::Mp3, &telephony.repeat(100)).await, Some(7200));
    telephony[13..25].copy_from_slice(b"Xing\0\0\0\x01\0\0\x03\xe8");
    assert_eq!(length(Format::Mp3, &telephony.repeat(2)).await, Some(72_000));
}

#[tokio::test]
async fn the_length_of_an_ogg_is_the_position_of_its_last_page() {
    let file = |head: &[u8], end: i64| {
        let middle = page(0, end / 2, &[7; 40]);
        [page(2, 0, head), page(0, 0, b"comments"), middle, page(0, -1, &[7; 40]), page(4, end, &[7; 40])]
            .concat()
    };
    for (head, end, expected) in [
        (opus_head(312), 48_312, Some(1000)),
        (opus_head(0), 24_000, Some(500)),
        (vorbis_head(44_100), 88_200, Some(2000)),
        (speex_head(8000), 12_000, Some(1500)),
        (ogg_flac_head(16_000), 4000, Some(250)),
        (opus_head(312), 300, None),
        (vorbis_head(0), 88_200, None),
        (b"OpusHead".to_vec(), 48_000, None),
        (b"\x80theora".to_vec(), 48_000, None),
        (opus_head(0), i64::MAX, None),
    ] {
        assert_eq!(length(Format::Ogg, &file(&head, end)).await, expected, "{head:?} {end}");
    }
    let mut indexed = [page(2, 0, b"fishead\0"), file(&opus_head(0), 48_000)].concat();
    assert_eq!(length(Format::Ogg, &indexed).await, Some(1000), "behind an index");
    let mut other = page(4, 96_000, b"of another stream");
    other[14] = 9;
    indexed.extend_from_slice(&other);
    assert_eq!(length(Format::Ogg, &indexed).await, Some(1000), "before a page of another stream");
    let unfinished = [file(&opus_head(0), 48_000), page(0, -1, &[7; 250])].concat();
    assert_eq!(length(Format::Ogg, &unfinished).await, Some(1000), "cut in a packet");
    assert_eq!(length(Format::Ogg, &page(2, 0, &opus_head(0))).await, None, "no sound");
}

#[tokio::test]
async fn the_length_of_a_flac_is_the_number_of_its_samples() {
    assert_eq!(detected_length(&described_flac(10, &stream_info(44_100, 441_000))).await, Some(10_000));
    let longest = 48 * 3600 * 8000;
    assert_eq!(detected_length(&described_flac(10, &stream_info(8000, longest))).await, Some(MAX_LENGTH.0));
    for (rate, samples) in [(44_100, 0), (0, 441_000), (8000, longest + 8)] {
        assert_eq!(detected_length(&described_flac(10, &stream_info(rate, samples))).await, None);
    }
    assert_eq!(detected_length(b"fLaC\0\0\0\x22").await, None);
}

#[tokio::test]
async fn the_length_of_an_m4a_is_that_of_its_sound_track() {
    let file = |head: &[u8], tracks: &[u8]| {
        let movie = part(b"moov", &[head, tracks].concat());
        [brand(b"M4A "), part(b"mdat", &[1; 100]), movie].concat()
    };
    let whole = timed(b"mvhd", 600, 1200);
    for (content, expected, what) in [
        (file(&whole, &track(*b"soun", &timed(b"mdhd", 8000, 12_000))), Some(1500), "a track"),
        (file(&whole, &track(*b"soun", &timed_large(b"mdhd", 8000, 4000))), Some(500), "in version 1"),
        (
            file(
                &whole,
                &[track(*b"hint", &timed(b"mdhd", 1, 9)), track(*b"soun", &timed(b"mdhd", 1, 3))].concat(),
            ),
            Some(3000),
            "behind another track",
        ),
        (file(&whole, &track(*b"soun", &part(b"mdhd", &[0; 24]))), Some(2000), "only of the whole"),
        (file(&timed_large(b"mvhd", 1000, 77), b""), Some(77), "only of the whole, in version 1"),
        (file(&timed(b"mvhd", 1, u32::MAX), b""), None, "not known"),
        (file(&timed_large(b"mvhd", 1, u64::MAX), b""), None, "not known in version 1"),
        (file(&timed(b"mvhd", 0, 1000), b""), None, "no units"),
        (file(&timed(b"mvhd", 1, 200_000), b""), None, "more than two days"),
        (brand(b"M4A "), None, "nothing"),
    ] {
        assert_eq!(length(Format::Mp4, &content).await, expected, "{what}");
    }
}

#[test]
fn a_format_is_found_by_the_content_type_it_is_served_with() {
    for format in Format::ALL {
        assert_eq!(Format::of_media_type(format.media_type()), Some(format));
    }
    assert_eq!(Format::of_media_type("audio/amr"), None);
}

/// Sample recordings of all formats, for damage.
fn samples() -> Vec<Vec<u8>> {
    let sizes = [&[0xff; 16][..], &[0; 12]].concat();
    vec![
        wav(&[(b"ds64", &sizes), (b"fmt ", PCM), (b"data", &[1; 100])]),
        [id3(20), stating(36, &[b"Xing\0\0\0\x0f\0\0\x03\xe8"]), frames(3)].concat(),
        [page(2, 0, &opus_head(312)), page(4, 48_000, &[7; 40])].concat(),
        [page(2, 0, &ogg_flac_head(8000)), page(4, 48_000, &[7; 40])].concat(),
        flac(9),
        [brand(b"M4A "), part(b"moov", &track(*b"soun", &timed_large(b"mdhd", 8000, 4000)))].concat(),
    ]
}

fn assert_plausible_or_unknown(content: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    for format in Format::ALL {
        let found = runtime.block_on(length(format, content));
        assert!(found.is_none_or(|length| (1..=MAX_LENGTH.0).contains(&length)), "{format:?}: {found:?}");
    }
}

proptest! {
    #[test]
    fn any_bytes_have_a_plausible_length_or_none(content in prop::collection::vec(any::<u8>(), 0..2000)) {
        assert_plausible_or_unknown(&content);
    }

    #[test]
    fn a_damaged_recording_has_a_plausible_length_or_none(
        sample in prop::sample::select(samples()),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        end in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut content = sample;
        for (at, byte) in damage {
            let at = at.index(content.len());
            content[at] = byte;
        }
        if is_cut {
            content.truncate(end.index(content.len()));
        }
        assert_plausible_or_unknown(&content);
    }
}
