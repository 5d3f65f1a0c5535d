//! Minimal sample recordings of each format, built by hand.

/// A WAV file with these chunks.
pub(super) fn wav(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut bytes = b"RIFF\0\0\0\0WAVE".to_vec();
    for (id, content) in chunks {
        bytes.extend_from_slice(*id);
        bytes.extend_from_slice(&(content.len() as u32).to_le_bytes());
        bytes.extend_from_slice(content);
        bytes.extend(std::iter::repeat_n(0, content.len() % 2));
    }
    bytes
}

/// 8 kHz, mono, 8 bits.
pub(super) const PCM: &[u8] = b"\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0";

/// MP3 frames: 128 kbit/s at 44.1 kHz, 417 bytes each.
pub(super) fn frames(count: usize) -> Vec<u8> {
    let mut frame = vec![0xff, 0xfb, 0x90, 0x64];
    frame.resize(417, 0x55);
    frame.repeat(count)
}

/// A first frame that states the number of frames, by these words at this offset.
pub(super) fn stating(at: usize, words: &[&[u8]]) -> Vec<u8> {
    let mut frame = frames(1);
    frame[4..].fill(0);
    let words = words.concat();
    frame[at..at + words.len()].copy_from_slice(&words);
    frame
}

/// An ID3 tag with a body of this many bytes.
pub(super) fn id3(size: u16) -> Vec<u8> {
    let mut tag = b"ID3\x03\0\0\0\0".to_vec();
    tag.extend_from_slice(&[(size >> 7) as u8 & 0x7f, size as u8 & 0x7f]);
    tag.extend(std::iter::repeat_n(b'x', usize::from(size)));
    tag
}

/// An Ogg page.
pub(super) fn page(kind: u8, position: i64, body: &[u8]) -> Vec<u8> {
    let mut page = b"OggS\0".to_vec();
    page.push(kind);
    page.extend_from_slice(&position.to_le_bytes());
    page.extend_from_slice(&[0; 12]);
    page.extend_from_slice(&[1, body.len() as u8]);
    page.extend_from_slice(body);
    page
}

/// The first packets of streams with this sampling rate.
pub(super) fn opus_head(skipped: u16) -> Vec<u8> {
    [&b"OpusHead\x01\x01"[..], &skipped.to_le_bytes(), &8000_u32.to_le_bytes(), &[0; 3]].concat()
}

pub(super) fn vorbis_head(rate: u32) -> Vec<u8> {
    [&b"\x01vorbis\0\0\0\0\x01"[..], &rate.to_le_bytes(), &[0; 14]].concat()
}

pub(super) fn speex_head(rate: u32) -> Vec<u8> {
    [
        &b"Speex   1.2.1"[..],
        &[0; 15],
        &1_u32.to_le_bytes(),
        &80_u32.to_le_bytes(),
        &rate.to_le_bytes(),
        &[0; 40],
    ]
    .concat()
}

pub(super) fn ogg_flac_head(rate: u32) -> Vec<u8> {
    [&b"\x7fFLAC\x01\0\0\x01fLaC\0\0\0\x22"[..], &stream_info(rate, 0)].concat()
}

/// The description of the sound in a FLAC file: 16 bits, mono.
pub(super) fn stream_info(rate: u32, samples: u64) -> Vec<u8> {
    let packed = u64::from(rate) << 44 | 15 << 36 | samples;
    [&[0x10, 0, 0x10, 0, 0, 0, 0, 0, 0, 0][..], &packed.to_be_bytes(), &[0; 16]].concat()
}

/// An Ogg file of a codec: header, comments, a page of sound.
pub(super) fn ogg(codec: &[u8]) -> Vec<u8> {
    [page(2, 0, codec), page(0, 0, b"comments"), page(4, 960, &[7; 40])].concat()
}

/// A FLAC file with a comment block of this size.
pub(super) fn flac(comments: usize) -> Vec<u8> {
    described_flac(comments, &stream_info(8000, 20_000))
}

/// A FLAC file with this description of its sound.
pub(super) fn described_flac(comments: usize, stream_info: &[u8]) -> Vec<u8> {
    let mut bytes = b"fLaC\0\0\0\x22".to_vec();
    bytes.extend_from_slice(stream_info);
    bytes.push(0x84);
    bytes.extend_from_slice(&(comments as u32).to_be_bytes()[1..]);
    bytes.extend(std::iter::repeat_n(b'c', comments));
    bytes.extend_from_slice(&[0xff, 0xf8, 0x69, 0x18, 0, 0, 0]);
    bytes
}

/// An MPEG-4 box.
pub(super) fn part(kind: &[u8], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 8).to_be_bytes()[..], kind, body].concat()
}

/// The `ftyp` box of an MPEG-4 file with a brand.
pub(super) fn brand(major: &[u8]) -> Vec<u8> {
    part(b"ftyp", &[major, b"\0\0\0\0", b"isom"].concat())
}

/// A `mvhd` or `mdhd` box: units per second, and the length in units.
pub(super) fn timed(kind: &[u8], scale: u32, units: u32) -> Vec<u8> {
    part(kind, &[&[0; 12][..], &scale.to_be_bytes(), &units.to_be_bytes(), &[0; 80]].concat())
}

/// The same in version 1, with 64 bits.
pub(super) fn timed_large(kind: &[u8], scale: u32, units: u64) -> Vec<u8> {
    part(kind, &[&[1][..], &[0; 19], &scale.to_be_bytes(), &units.to_be_bytes(), &[0; 80]].concat())
}

/// The `trak` box of an MPEG-4 file.
pub(super) fn track(handler: [u8; 4], header: &[u8]) -> Vec<u8> {
    let handler = part(b"hdlr", &[&[0; 8], handler.as_slice(), &[0; 12]].concat());
    part(b"trak", &[part(b"tkhd", &[0; 84]), part(b"mdia", &[header, &handler].concat())].concat())
}

/// The `moov` box of an MPEG-4 file, with a track for each handler.
pub(super) fn movie(handlers: &[&[u8; 4]]) -> Vec<u8> {
    let tracks: Vec<u8> =
        handlers.iter().flat_map(|handler| track(**handler, &part(b"mdhd", &[0; 24]))).collect();
    part(b"moov", &[part(b"mvhd", &[0; 100]), tracks].concat())
}
