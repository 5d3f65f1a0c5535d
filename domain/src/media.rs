//! The types of files that can be told by their content: what a case may take at all.

/// Text without further structure.
pub const PLAIN_TEXT: &str = "text/plain";

/// A type that can be told by its content.
pub struct Kind {
    /// `image/png`
    pub media_type: &'static str,
    /// The usual extensions of its names, the first one first.
    pub extensions: &'static [&'static str],
    /// Whether it is among those called `office`.
    pub office: bool,
}

const fn kind(media_type: &'static str, extensions: &'static [&'static str]) -> Kind {
    Kind { media_type, extensions, office: false }
}

const fn office(media_type: &'static str, extensions: &'static [&'static str]) -> Kind {
    Kind { media_type, extensions, office: true }
}

/// Every type, in the order in which they are offered.
pub const KNOWN: [Kind; 45] = [
    kind("image/png", &["png"]),
    kind("image/jpeg", &["jpg", "jpeg"]),
    kind("image/gif", &["gif"]),
    kind("image/webp", &["webp"]),
    kind("image/heif", &["heic", "heif"]),
    kind("image/avif", &["avif"]),
    kind("image/tiff", &["tif", "tiff"]),
    kind("image/bmp", &["bmp"]),
    kind("application/pdf", &["pdf"]),
    kind(PLAIN_TEXT, &["txt", "log", "md", "json"]),
    kind("text/csv", &["csv", "tsv"]),
    kind("text/calendar", &["ics"]),
    kind("text/vcard", &["vcf"]),
    kind("message/rfc822", &["eml"]),
    kind("application/vnd.ms-outlook", &["msg"]),
    kind("application/xml", &["xml"]),
    kind("application/x-ofx", &["ofx"]),
    kind("application/rtf", &["rtf"]),
    office("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"]),
    office("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"]),
    office("application/vnd.openxmlformats-officedocument.presentationml.presentation", &["pptx"]),
    office("application/vnd.oasis.opendocument.text", &["odt"]),
    office("application/vnd.oasis.opendocument.spreadsheet", &["ods"]),
    office("application/vnd.oasis.opendocument.presentation", &["odp"]),
    office("application/vnd.oasis.opendocument.graphics", &["odg"]),
    office("application/msword", &["doc"]),
    office("application/vnd.ms-excel", &["xls"]),
    office("application/vnd.ms-powerpoint", &["ppt"]),
    kind("application/pkcs7-signature", &["p7s"]),
    kind("application/pkcs7-mime", &["p7m", "p7c"]),
    kind("audio/ogg", &["ogg", "oga", "opus"]),
    kind("audio/mpeg", &["mp3"]),
    kind("audio/wav", &["wav"]),
    kind("audio/mp4", &["m4a"]),
    kind("audio/aac", &["aac"]),
    kind("audio/amr", &["amr"]),
    kind("audio/x-flac", &["flac"]),
    kind("video/mp4", &["mp4", "m4v"]),
    kind("video/webm", &["webm"]),
    kind("video/quicktime", &["mov"]),
    kind("video/3gpp", &["3gp"]),
    kind("application/zip", &["zip"]),
    kind("application/vnd.rar", &["rar"]),
    kind("application/x-7z-compressed", &["7z"]),
    kind("application/gzip", &["gz", "tgz"]),
];

/// The type of this name.
pub fn known(media_type: &str) -> Option<&'static Kind> {
    KNOWN.iter().find(|kind| kind.media_type == media_type)
}

/// The type whose files usually have this extension, given in lower case.
pub fn by_extension(extension: &str) -> Option<&'static Kind> {
    KNOWN.iter().find(|kind| kind.extensions.contains(&extension))
}

/// Whether files of a type are plain text underneath: opened in an editor they can be read, and
/// under another name they are [`PLAIN_TEXT`].
pub fn is_text(media_type: &str) -> bool {
    media_type.starts_with("text/")
        || ["message/rfc822", "application/xml", "application/x-ofx"].contains(&media_type)
}

/// Where a type stands among all; behind them where it is none of them.
pub fn position(media_type: &str) -> usize {
    KNOWN.iter().position(|kind| kind.media_type == media_type).unwrap_or(KNOWN.len())
}

/// The endings that names of these types usually have, as a field for files filters them:
/// `.png,.jpg,…`.
pub fn endings(taken: impl Fn(&str) -> bool) -> String {
    let taken = KNOWN.iter().filter(|kind| taken(kind.media_type));
    let dotted = taken.flat_map(|kind| kind.extensions).map(|extension| format!(".{extension}"));
    dotted.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_belongs_to_one_type() {
        for kind in &KNOWN {
            for extension in kind.extensions {
                let found = by_extension(extension).map(|found| found.media_type);
                assert_eq!(found, Some(kind.media_type), "{extension}");
            }
        }
        assert!(by_extension("exe").is_none());
    }

    #[test]
    fn mails_and_invoices_are_texts() {
        for text in ["text/csv", "message/rfc822", "application/xml"] {
            assert!(is_text(text), "{text}");
        }
        for other in ["application/pdf", "application/rtf", "application/vnd.ms-outlook"] {
            assert!(!is_text(other), "{other}");
        }
    }
}
