//! The next bytes of a file of a log, plain or compressed with gzip.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt;

use flate2::bufread::MultiGzDecoder;
use intake::lines::MAX_LINE_BYTES;

use super::position::HEAD;
use super::rotation::LogFile;

/// How many bytes are read at once: with more than a line, a reader always consumes something.
const PIECE: u64 = 16 * MAX_LINE_BYTES as u64;
/// Size of the buffer of a compressed file, in bytes.
const BUFFER: usize = 64 * 1024;
/// The first bytes of a file that is compressed with gzip.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Bytes of a file.
pub(super) struct Piece {
    /// The bytes from the offset on.
    pub(super) bytes: Vec<u8>,
    /// The first bytes of the file.
    pub(super) head: Vec<u8>,
    /// Whether there was no more when it was read.
    pub(super) is_last: bool,
    /// Whether the file is compressed and damaged, so that the rest of it cannot be read.
    pub(super) is_damaged: bool,
}

/// A compressed file that is being read: going back to its beginning for every piece would take the
/// square of its length.
pub(super) struct Opened {
    device: u64,
    inode: u64,
    head: Vec<u8>,
    content: Content,
    /// Where `rest` begins.
    offset: u64,
    /// What was read and not consumed.
    rest: Vec<u8>,
}

impl Opened {
    pub(super) fn is(&self, file: &LogFile) -> bool {
        (self.device, self.inode) == (file.device, file.inode)
    }

    /// Notes how much was consumed of the piece that was read last.
    pub(super) fn consume(&mut self, piece: &Piece, consumed: usize) {
        self.rest = piece.bytes.get(consumed..).unwrap_or_default().to_vec();
        self.offset += consumed as u64;
    }
}

/// Reads the bytes from `offset` on. `opened` keeps the file if it is compressed.
///
/// # Errors
/// Which file cannot be read, and why.
pub(super) fn read(file: &LogFile, offset: u64, opened: &mut Option<Opened>) -> Result<Piece, String> {
    try_read(file, offset, opened).map_err(|error| format!("{} cannot be read: {error}", file.path.display()))
}

fn try_read(file: &LogFile, offset: u64, opened: &mut Option<Opened>) -> io::Result<Piece> {
    let known = opened.take().filter(|known| known.is(file) && known.offset == offset);
    let Opened { head, mut content, rest, .. } = if let Some(known) = known {
        known
    } else {
        let mut content = Content::open(file)?;
        let head = content.head()?;
        content.skip_to(offset)?;
        let (device, inode) = (file.device, file.inode);
        Opened { device, inode, head, content, offset, rest: Vec::new() }
    };
    let mut bytes = rest;
    let wanted = PIECE.saturating_sub(bytes.len() as u64);
    let read = content.read(wanted, &mut bytes);
    let is_damaged = match (&read, &content) {
        (Err(error), Content::Compressed(_)) => is_damage(error),
        _ => false,
    };
    let is_last = if is_damaged { true } else { read? < wanted };
    if matches!(content, Content::Compressed(_)) && !is_last {
        let (device, inode) = (file.device, file.inode);
        *opened = Some(Opened { device, inode, head: head.clone(), content, offset, rest: Vec::new() });
    }
    Ok(Piece { bytes, head, is_last, is_damaged })
}

/// Whether a file is not what it should be, rather than the disk.
fn is_damage(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput
    )
}

/// The first bytes of a file; fewer if it has not as many, none if it is damaged.
pub(super) fn head(file: &LogFile) -> io::Result<Vec<u8>> {
    match Content::open(file)?.head() {
        Err(error) if is_damage(&error) => Ok(Vec::new()),
        head => head,
    }
}

/// Whether a file has at least `length` bytes of content.
pub(super) fn reaches(file: &LogFile, length: u64) -> io::Result<bool> {
    let mut content = Content::open(file)?;
    match &mut content {
        Content::Plain(plain) => Ok(plain.metadata()?.len() >= length),
        Content::Compressed(_) => content
            .skip_to(length)
            .map(|()| true)
            .or_else(|error| if is_damage(&error) { Ok(false) } else { Err(error) }),
    }
}

enum Content {
    Plain(File),
    /// The decompressed bytes, and how many of them were read.
    Compressed(Box<(MultiGzDecoder<BufReader<File>>, File, u64)>),
}

impl Content {
    fn open(file: &LogFile) -> io::Result<Self> {
        let mut plain = File::open(&file.path)?;
        let about = plain.metadata()?;
        if (about.dev(), about.ino()) != (file.device, file.inode) {
            // Another file has its name meanwhile.
            return Err(io::ErrorKind::NotFound.into());
        }
        let mut start = Vec::new();
        plain.by_ref().take(GZIP.len() as u64).read_to_end(&mut start)?;
        plain.rewind()?;
        if start != GZIP {
            return Ok(Self::Plain(plain));
        }
        let again = plain.try_clone()?;
        let decoder = MultiGzDecoder::new(BufReader::with_capacity(BUFFER, plain));
        Ok(Self::Compressed(Box::new((decoder, again, 0))))
    }

    /// The first bytes; the next ones that are read are still the first ones.
    fn head(&mut self) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        match self {
            Self::Plain(file) => {
                file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
                file.rewind()?;
            }
            Self::Compressed(content) => {
                let (decoder, file, read) = content.as_mut();
                decoder.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
                file.rewind()?;
                *decoder = MultiGzDecoder::new(BufReader::with_capacity(BUFFER, file.try_clone()?));
                *read = 0;
            }
        }
        Ok(head)
    }

    fn skip_to(&mut self, offset: u64) -> io::Result<()> {
        match self {
            Self::Plain(file) => file.seek(SeekFrom::Start(offset)).map(|_| ()),
            Self::Compressed(content) => {
                let (decoder, _, read) = content.as_mut();
                let skipped = io::copy(&mut decoder.by_ref().take(offset - *read), &mut io::sink())?;
                *read += skipped;
                if *read < offset { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
            }
        }
    }

    fn read(&mut self, limit: u64, bytes: &mut Vec<u8>) -> io::Result<u64> {
        let read = match self {
            Self::Plain(file) => file.by_ref().take(limit).read_to_end(bytes)?,
            Self::Compressed(content) => content.0.by_ref().take(limit).read_to_end(bytes)?,
        };
        Ok(read as u64)
    }
}
