//! Text files: whether the bytes are text at all, and which kind of text.
//!
//! A text with markup in it is still a text, because attachments are only ever downloaded, under a
//! text name. A web page or script is refused if its name lets a system decide by content, or lies
//! about it.

use domain::media;

use super::name;

/// The type of a text by its beginning and its name; `None` if it is no text, or markup or a script
/// under a name that hides it. `whole` says that nothing follows the beginning.
pub(super) fn kind(start: &[u8], whole: bool, file: &str) -> Option<&'static str> {
    let text = decoded(start, whole)?;
    let extension = name::extension(file);
    let named = media::by_extension(&extension).map(|kind| kind.media_type);
    let beginning = text.trim_start_matches('\u{feff}').trim_start();
    if begins_as_markup(beginning) {
        let says_text = !extension.is_empty() && named.is_none_or(media::is_text);
        if !says_text || (named == Some("application/xml") && runs_in_browsers(beginning)) {
            return None;
        }
    }
    Some(match named {
        _ if begins(beginning, "BEGIN:VCALENDAR") => "text/calendar",
        _ if begins(beginning, "BEGIN:VCARD") => "text/vcard",
        Some("application/xml") if beginning.starts_with('<') => "application/xml",
        Some("message/rfc822") if begins_as_mail(beginning) => "message/rfc822",
        Some("application/x-ofx") if begins(beginning, "OFXHEADER") || beginning.contains("<OFX>") => {
            "application/x-ofx"
        }
        Some("text/csv") => "text/csv",
        _ => media::PLAIN_TEXT,
    })
}

/// Decodes the beginning, detecting its encoding; `None` if the bytes are no text.
fn decoded(start: &[u8], whole: bool) -> Option<String> {
    let text = match start {
        [] => return None,
        [0xff, 0xfe, units @ ..] => utf16(units, u16::from_le_bytes, whole)?,
        [0xfe, 0xff, units @ ..] => utf16(units, u16::from_be_bytes, whole)?,
        _ if most_are_zero(start, 1) => utf16(start, u16::from_le_bytes, whole)?,
        _ if most_are_zero(start, 0) => utf16(start, u16::from_be_bytes, whole)?,
        _ => bytes(start, whole)?,
    };
    // Files of MS-DOS, those of banks among them, end with U+001A.
    let control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}');
    let clean = !text.trim_end_matches('\u{1a}').contains(control);
    clean.then_some(text)
}

/// Whether the first or second (`odd`) byte of most pairs is zero, as in UTF-16 of a Western text.
fn most_are_zero(start: &[u8], odd: usize) -> bool {
    let pairs = start.len() / 2;
    let zeros = start.chunks_exact(2).filter(|pair| pair[odd] == 0 && pair[1 - odd] != 0).count();
    pairs > 0 && start.len().is_multiple_of(2) && zeros * 10 >= pairs * 7
}

fn utf16(units: &[u8], unit: fn([u8; 2]) -> u16, whole: bool) -> Option<String> {
    let (pairs, rest) = units.as_chunks::<2>();
    let mut units: Vec<u16> = pairs.iter().copied().map(unit).collect();
    // A surrogate pair may have been cut.
    if !whole && units.last().is_some_and(|last| (0xd800..0xdc00).contains(last)) {
        units.pop();
    }
    let complete = rest.is_empty() || !whole;
    String::from_utf16(&units).ok().filter(|text| complete && !text.is_empty())
}

/// Decodes UTF-8, or a code page with one or two bytes per character. Windows, DOS, Mac and East
/// Asian code pages cannot be distinguished, and they use all bytes above 127; the absence of
/// control characters distinguishes them from other content, reliably except in short files.
fn bytes(start: &[u8], whole: bool) -> Option<String> {
    const LONG: usize = 64;
    match std::str::from_utf8(start) {
        Ok(text) => return Some(text.to_owned()),
        Err(error) if error.error_len().is_none() && !whole => {
            return Some(String::from_utf8_lossy(&start[..error.valid_up_to()]).into_owned());
        }
        Err(_) => {}
    }
    let high = start.iter().filter(|byte| !byte.is_ascii()).count();
    let plausible = high * 10 <= start.len() * 3 || start.len() >= LONG;
    // The characters above 127 do not matter: none of them begins markup.
    let ascii = start.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '\u{fffd}' });
    plausible.then(|| ascii.collect())
}

/// Whether a text begins like a web page, an SVG or a script.
fn begins_as_markup(text: &str) -> bool {
    const MARKUP: [&str; 13] = [
        "<!doctype",
        "<!--",
        "<html",
        "<head",
        "<body",
        "<script",
        "<svg",
        "<iframe",
        "<object",
        "<?xml",
        "<?php",
        "<meta",
        "#!",
    ];
    MARKUP.iter().any(|markup| begins(text, markup))
}

/// Whether XML contains what a browser, which opens `.xml` files, renders as a page with scripts.
fn runs_in_browsers(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let page =
        ["http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg", "<?xml-stylesheet", "<html", "<svg"];
    page.iter().any(|page| lower.contains(page)) || lower.contains("<!entity")
}

/// Whether a text begins with a header field, like a mail.
fn begins_as_mail(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let field = line
        .split_once(':')
        .is_some_and(|(name, _)| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic()));
    field || line.starts_with("From ")
}

fn begins(text: &str, with: &str) -> bool {
    text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with))
}
