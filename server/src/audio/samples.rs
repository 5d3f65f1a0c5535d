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

/// An Ogg file of a codec: header, comments, a page of sound.
pub(super) fn ogg(codec: &[u8]) -> Vec<u8> {
    [page(2, 0, codec), page(0, 0, b"comments"), page(4, 960, &[7; 40])].concat()
}

/// A FLAC file with a comment block of this size.
pub(super) fn flac(comments: usize) -> Vec<u8> {
    let mut bytes = b"fLaC\0\0\0\x22".to_vec();
    bytes.extend_from_slice(&[1; 34]);
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

/// The `moov` box of an MPEG-4 file, with a track for each handler.
pub(super) fn movie(handlers: &[&[u8; 4]]) -> Vec<u8> {
    let track = |handler: &&[u8; 4]| {
        let handler = part(b"hdlr", &[&[0; 8], handler.as_slice(), &[0; 12]].concat());
        let media = part(b"mdia", &[part(b"mdhd", &[0; 24]), handler].concat());
        part(b"trak", &[part(b"tkhd", &[0; 84]), media].concat())
    };
    let tracks: Vec<u8> = handlers.iter().flat_map(track).collect();
    part(b"moov", &[part(b"mvhd", &[0; 100]), tracks].concat())
}
