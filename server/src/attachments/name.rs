//! File names: kept as people wrote them, except for what misleads people or systems.

use std::fmt::Write as _;

use domain::text::is_invisible as is_unseen;

use super::kinds;
use super::runnable::runnable;

/// Maximum length of a name on most file systems, in bytes.
const MAX_NAME: usize = 255;
/// Maximum length of an extension, in bytes, with its dot.
const MAX_EXTENSION: usize = 20;
/// The name of a file whose own name has no visible characters.
const NAMELESS: &str = "arquivo";

/// Removes folders, control characters, invisible characters and those that change the text
/// direction from a name, replaces what some file systems refuse, and shortens it to 255 bytes.
pub fn clean(raw: &str, media_type: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = last.chars().filter(|c| !c.is_control() && (!is_invisible(*c) || joins(*c)));
    let safe: String = kept.map(|c| if "<>:\"|?*".contains(c) { '_' } else { c }).collect();
    let short = shorten(trimmed(&safe));
    if short.is_empty() {
        return format!("{NAMELESS}.{}", kinds::extension(media_type));
    }
    short
}

/// Trims what file systems drop at the ends of a name, and what is invisible there.
fn trimmed(name: &str) -> &str {
    name.trim_matches(|c: char| {
        c.is_whitespace() || c == '.' || is_blank(c) || matches!(c, '\u{200c}' | '\u{200d}')
    })
}

/// Characters that are rendered as nothing, though Unicode counts them as letters and symbols.
const fn is_blank(c: char) -> bool {
    matches!(c, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}')
}

/// Characters that are not rendered.
pub(super) fn is_invisible(c: char) -> bool {
    is_blank(c) || is_unseen(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Invisible characters that emoji and some scripts need.
const fn joins(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}')
}

fn shorten(name: &str) -> String {
    if name.len() <= MAX_NAME {
        return name.to_owned();
    }
    let ending = name.rfind('.').map_or("", |dot| &name[dot..]);
    let ending = if ending.len() > MAX_EXTENSION { "" } else { ending };
    let mut end = MAX_NAME - ending.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}", trimmed(&name[..end]))
}

/// The extension of a name, in lower case; empty if there is none.
pub(super) fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, extension)| extension.trim().to_lowercase()).unwrap_or_default()
}

/// The name under which a stored file is downloaded: a runnable one, stored before such names were
/// refused or by another system, gets the extension of its type appended.
pub fn download_name(name: &str, media_type: &str) -> String {
    match runnable(name) {
        Some(_) => format!("{name}.{}", kinds::extension(media_type)),
        None => name.to_owned(),
    }
}

/// The `Content-Disposition` header: the name in ASCII for old browsers, and in full (RFC 8187) for
/// all others.
pub fn disposition(how: &str, name: &str) -> String {
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%' | ';') || c == ' ';
    let fallback: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let mut header = format!("{how}; filename=\"{fallback}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            header.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(header, "%{byte:02X}");
        }
    }
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_keep_the_names_they_write() {
        for name in ["relatório de março.pdf", "تقرير.pdf", "👩‍👩‍👧 foto.png", "报告.txt", "a.b.c"]
        {
            assert_eq!(clean(name, "application/pdf"), name);
        }
    }

    #[test]
    fn folders_and_tricks_are_taken_out() {
        for (raw, name) in [
            ("../../etc/passwd", "passwd"),
            ("..\\..\\windows\\system.ini", "system.ini"),
            ("C:\\fotos\\gato.png", "gato.png"),
            ("foto\u{202e}gnp.exe", "fotognp.exe"),
            ("a\r\nSet-Cookie: x.txt", "aSet-Cookie_ x.txt"),
            ("nul\0.txt", "nul.txt"),
            ("a\"b<c>.txt", "a_b_c_.txt"),
            (".htaccess", "htaccess"),
            ("fim. ", "fim"),
        ] {
            assert_eq!(clean(raw, "text/plain"), name);
        }
    }

    #[test]
    fn what_says_nothing_gets_a_name() {
        for raw in ["", "..", "../", "...", " ", "\u{202e}", "a/b/", "\0"] {
            assert_eq!(clean(raw, "image/png"), "arquivo.png", "{raw:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension_and_whole_characters() {
        let long = clean(&format!("{}.pdf", "é".repeat(400)), "application/pdf");
        assert!(long.len() <= 255 && long.ends_with("é.pdf"), "{long}");
        let odd = clean(&format!("a.{}", "x".repeat(400)), "text/plain");
        assert_eq!(odd.len(), 255);
        assert_eq!(clean(&"🙂".repeat(64), "text/plain").chars().count(), 63);
    }

    #[test]
    fn a_header_says_the_name_twice() {
        assert_eq!(
            disposition("attachment", "maçã \"1\".txt"),
            "attachment; filename=\"ma__ _1_.txt\"; filename*=UTF-8''ma%C3%A7%C3%A3%20%221%22.txt"
        );
        assert!(disposition("inline", "🙂").ends_with("filename=\"_\"; filename*=UTF-8''%F0%9F%99%82"));
    }

    #[test]
    fn what_cannot_be_seen_is_not_kept_at_the_end() {
        for tail in
            [".", " .", "\u{200b}", "\u{200d}", "\u{ad}", "\u{2800}", "\u{3164}", "\u{2060}", "\u{3000}"]
        {
            assert_eq!(clean(&format!("fatura.bat{tail}"), ""), "fatura.bat", "{tail:?}");
        }
        assert_eq!(clean("fa\u{ad}tu\u{2060}ra.pdf", ""), "fatura.pdf");
        assert_eq!(clean("❤\u{fe0f}.png", ""), "❤\u{fe0f}.png");
    }

    #[test]
    fn cutting_a_long_name_uncovers_no_blank() {
        let name = clean(&format!("{}. {}", "a".repeat(253), "b".repeat(40)), "");
        assert_eq!(name, "a".repeat(253));
    }

    #[test]
    fn a_kept_name_that_would_run_is_handed_out_with_another_extension() {
        assert_eq!(download_name("fatura.bat", "text/plain"), "fatura.bat.txt");
        assert_eq!(download_name("fatura.pdf", "application/pdf"), "fatura.pdf");
    }
}
