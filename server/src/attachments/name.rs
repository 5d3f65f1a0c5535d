//! Names of files: kept as people wrote them, without what misleads people or systems.

use std::fmt::Write as _;

use domain::text::is_invisible as is_unseen;

use super::kinds;
use super::runnable::runnable;

/// What most file systems take, in bytes.
const LONGEST: usize = 255;
/// A longer ending is no extension.
const MAX_EXTENSION: usize = 20;
/// What a file is called whose name says nothing.
const NAMELESS: &str = "arquivo";

/// A name without folders, control characters, characters that cannot be seen or turn the direction
/// of writing, and characters that some file system refuses; in 255 bytes, with its extension.
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

/// A name without what a file system drops at its ends, or nobody can see there.
fn trimmed(name: &str) -> &str {
    name.trim_matches(|c: char| {
        c.is_whitespace() || c == '.' || is_blank(c) || matches!(c, '\u{200c}' | '\u{200d}')
    })
}

/// Characters that are drawn as nothing, though Unicode counts them among the letters and signs.
const fn is_blank(c: char) -> bool {
    matches!(c, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}')
}

/// Characters that are not drawn.
pub(super) fn is_invisible(c: char) -> bool {
    is_blank(c) || is_unseen(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Those among them that emoji and some scripts are written with.
const fn joins(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}')
}

fn shorten(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let ending = name.rfind('.').map_or("", |dot| &name[dot..]);
    let ending = if ending.len() > MAX_EXTENSION { "" } else { ending };
    let mut end = LONGEST - ending.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}", trimmed(&name[..end]))
}

/// The extension of a name, in lower case; empty where there is none.
pub(super) fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, extension)| extension.trim().to_lowercase()).unwrap_or_default()
}

/// The name under which a kept file is handed out: one that would run, kept before such names were
/// refused or brought by another system, gets the extension of its type behind it.
pub fn handed_out(name: &str, media_type: &str) -> String {
    match runnable(name) {
        Some(_) => format!("{name}.{}", kinds::extension(media_type)),
        None => name.to_owned(),
    }
}

/// The header that makes a browser save a file under its name: in ASCII for those that know no
/// better, in full (RFC 8187) for all others.
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
        assert_eq!(handed_out("fatura.bat", "text/plain"), "fatura.bat.txt");
        assert_eq!(handed_out("fatura.pdf", "application/pdf"), "fatura.pdf");
    }
}
