//! Names of files: kept as people wrote them, without what misleads people or systems.

use std::fmt::Write as _;

use super::kinds;

/// What most file systems take, in bytes.
const LONGEST: usize = 255;
/// A longer ending is no extension.
const LONGEST_EXTENSION: usize = 16;
/// What a file is called whose name says nothing.
const NAMELESS: &str = "arquivo";

/// Names that make a system run a file, whatever is in it.
const RUNNABLE: [&str; 30] = [
    "apk", "app", "bat", "cmd", "com", "cpl", "desktop", "dll", "exe", "hta", "htm", "html", "jar", "js",
    "jse", "lnk", "mht", "msi", "pif", "ps1", "reg", "scr", "sh", "svg", "url", "vbe", "vbs", "wsf", "wsh",
    "xhtml",
];

/// A name without folders, control characters, marks that turn the direction of writing, and
/// characters that some file system refuses; in 255 bytes, with its extension.
pub fn clean(raw: &str, media_type: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = last.chars().filter(|c| !c.is_control() && !is_invisible(*c));
    let safe: String = kept.map(|c| if "<>:\"|?*".contains(c) { '_' } else { c }).collect();
    let trimmed = safe.trim().trim_matches('.').trim();
    if trimmed.is_empty() {
        return format!("{NAMELESS}.{}", kinds::extension(media_type));
    }
    shorten(trimmed)
}

/// Marks that turn or hide parts of a name. The joiners that emoji and Arabic need are not among
/// them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}'
        | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

fn shorten(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let ending = name.rfind('.').map_or("", |dot| &name[dot..]);
    let ending = if ending.len() > LONGEST_EXTENSION { "" } else { ending };
    let mut end = LONGEST - ending.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}", name[..end].trim_end())
}

/// The extension of a name, in lower case; empty where there is none.
pub(super) fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, extension)| extension.trim().to_lowercase()).unwrap_or_default()
}

/// Whether a name makes a system run the file.
pub fn is_runnable(name: &str) -> bool {
    RUNNABLE.contains(&extension(name).as_str())
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
    fn names_that_run_are_known_by_their_ending() {
        assert!(is_runnable("foto.png.EXE") && is_runnable("a.svg"));
        assert!(!is_runnable("exe") && !is_runnable("foto.png") && !is_runnable("com.txt"));
    }
}
