//! ZIP archives: newer office documents are ZIPs, and so are some programs.

use super::kinds;
use super::name;

/// Folders that identify documents of Microsoft Office, with their extensions.
const OFFICE: [(&[u8], &str); 3] = [(b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx")];
/// Files that make an archive a program or a document with one inside.
const PROGRAMS: [&[u8]; 5] = [
    b"META-INF/MANIFEST.MF",
    b"AndroidManifest.xml",
    b"classes.dex",
    b"AppxManifest.xml",
    b"AppxBlockMap.xml",
];

/// Whether a file begins like a ZIP, including empty and split ones.
pub(super) fn is_zip(start: &[u8]) -> bool {
    [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"].iter().any(|magic| start.starts_with(*magic))
}

/// The type of a ZIP by its beginning; `None` if it contains a program.
pub(super) fn kind(start: &[u8], file: &str) -> Option<&'static str> {
    let names: Vec<&[u8]> = entries(start).collect();
    let has = |prefix: &[u8]| names.iter().any(|name| name.starts_with(prefix));
    if PROGRAMS.iter().any(|program| has(program))
        || names.iter().any(|name| name.ends_with(b"vbaProject.bin"))
    {
        return None;
    }
    if let Some(document) = open_document(start) {
        return Some(document);
    }
    if let Some((_, extension)) = OFFICE.iter().find(|(folder, _)| has(folder)) {
        return kinds::office_by_extension(extension);
    }
    if has(b"[Content_Types].xml") || has(b"_rels/.rels") {
        let extension = name::extension(file);
        let newer = OFFICE.iter().any(|(_, known)| *known == extension);
        return kinds::office_by_extension(&extension).filter(|_| newer).or(Some("application/zip"));
    }
    Some("application/zip")
}

/// A document of `LibreOffice`: its first file, uncompressed, contains its type.
fn open_document(start: &[u8]) -> Option<&'static str> {
    let declared = start.get(30..)?.strip_prefix(b"mimetype")?;
    let declared = declared.get(..declared.len().min(80))?;
    let families = ["text", "spreadsheet", "presentation", "graphics"];
    let family = families.into_iter().find(|family| {
        let name = format!("application/vnd.oasis.opendocument.{family}");
        declared.windows(name.len()).any(|window| window == name.as_bytes())
    })?;
    kinds::known(&format!("application/vnd.oasis.opendocument.{family}"))
}

/// The names of the files in a ZIP, as far as its beginning contains them.
fn entries(start: &[u8]) -> impl Iterator<Item = &[u8]> {
    let headers = start.windows(4).enumerate().filter(|(_, window)| *window == b"PK\x03\x04");
    headers.filter_map(|(at, _)| {
        let length = u16::from_le_bytes([*start.get(at + 26)?, *start.get(at + 27)?]);
        start.get(at + 30..(at + 30 + usize::from(length)).min(start.len()))
    })
}
