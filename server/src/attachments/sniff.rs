//! What a file is, told by its content: what it is called or claims to be does not make it
//! something else. Programs and markup that a browser would run are none of the types that can be
//! told, whatever their name.

use super::{kinds, name, ole};
use crate::api::audio;

/// How many bytes at the start are enough to tell.
pub const ENOUGH: usize = 8 * 1024;
/// How much of a container's directory is looked at.
pub const DIRECTORY: u64 = ole::DIRECTORY;

/// What the start of a file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sniffed {
    /// A type that can be told.
    Known(&'static str),
    /// Perhaps an older office document: its directory stands at this byte, for [`document`].
    Container(u64),
    /// Nothing that is taken.
    Unknown,
}

/// Tells a file by its first [`ENOUGH`] bytes. Among types that look alike, its name chooses.
pub fn sniff(start: &[u8], file: &str) -> Sniffed {
    if name::is_runnable(file) {
        return Sniffed::Unknown;
    }
    if ole::is_ole(start) {
        return ole::directory_at(start).map_or(Sniffed::Unknown, Sniffed::Container);
    }
    told(start, file).map_or(Sniffed::Unknown, Sniffed::Known)
}

/// Which of the older office documents a container is, by the beginning of its directory.
pub fn document(directory: &[u8]) -> Option<&'static str> {
    ole::document(directory)
}

fn told(start: &[u8], file: &str) -> Option<&'static str> {
    if let Some(audio) = audio::sniff(start) {
        return Some(audio);
    }
    match infer::get(start).map(|kind| kind.mime_type()) {
        Some("application/zip") => packed(start, file),
        Some("text/html" | "text/xml" | "text/x-shellscript") => None,
        Some("video/x-m4v") => Some("video/mp4"),
        Some(other) if kinds::known(other).is_some() => kinds::known(other),
        // Some types are told by two letters only, with which a text may begin as well.
        _ if is_text(start) => Some(if name::extension(file) == "csv" { "text/csv" } else { "text/plain" }),
        _ => None,
    }
}

/// What is in a ZIP: the newer office documents are some, and so are programs.
fn packed(start: &[u8], file: &str) -> Option<&'static str> {
    let names: Vec<&[u8]> = entries(start).collect();
    let has = |prefix: &[u8]| names.iter().any(|name| name.starts_with(prefix));
    if has(b"META-INF/MANIFEST.MF") || has(b"AndroidManifest.xml") || has(b"classes.dex") {
        return None;
    }
    let office = [(b"word/".as_slice(), "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx")];
    if let Some((_, extension)) = office.iter().find(|(folder, _)| has(folder)) {
        return kinds::office_by_extension(extension);
    }
    if has(b"[Content_Types].xml") || has(b"_rels/.rels") {
        let extension = name::extension(file);
        let newer = office.iter().any(|(_, known)| *known == extension);
        return kinds::office_by_extension(&extension).filter(|_| newer).or(Some("application/zip"));
    }
    Some("application/zip")
}

/// The names of the files in a ZIP, as far as they stand within its start.
fn entries(start: &[u8]) -> impl Iterator<Item = &[u8]> {
    let headers = start.windows(4).enumerate().filter(|(_, window)| *window == b"PK\x03\x04");
    headers.filter_map(|(at, _)| {
        let length = u16::from_le_bytes([*start.get(at + 26)?, *start.get(at + 27)?]);
        start.get(at + 30..(at + 30 + usize::from(length)).min(start.len()))
    })
}

/// Markup and scripts that something would run.
const MARKUP: [&str; 14] = [
    "<!doctype",
    "<html",
    "<head",
    "<body",
    "<script",
    "<svg",
    "<iframe",
    "<object",
    "<embed",
    "<?xml",
    "<?php",
    "<meta",
    "<link",
    "javascript:",
];

/// Whether it is a text, in UTF-8 or one of the Latin code pages, and no markup.
fn is_text(start: &[u8]) -> bool {
    if start.is_empty() || start.starts_with(b"#!") {
        return false;
    }
    let control =
        |byte: &u8| (*byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c)) || *byte == 0x7f;
    if start.iter().any(control) || !(is_utf8(start) || is_latin(start)) {
        return false;
    }
    let lower = String::from_utf8_lossy(start).to_lowercase();
    !MARKUP.iter().any(|markup| lower.contains(markup))
}

/// UTF-8; the last character may have been cut.
fn is_utf8(start: &[u8]) -> bool {
    match std::str::from_utf8(start) {
        // Of the control characters beyond ASCII, one is a line break.
        Ok(text) => !text.chars().any(|c| !c.is_ascii() && c.is_control() && c != '\u{85}'),
        Err(error) => error.error_len().is_none() && start.len() >= ENOUGH,
    }
}

/// Latin-1 or Windows-1252: mostly plain letters, and none of the codes that have no meaning there.
fn is_latin(start: &[u8]) -> bool {
    let high = start.iter().filter(|byte| !byte.is_ascii()).count();
    let meaningless = |byte: &u8| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
    high * 10 <= start.len() * 3 && !start.iter().any(meaningless)
}

#[cfg(test)]
#[path = "sniff_tests.rs"]
mod tests;
