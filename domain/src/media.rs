//! Media types that can be detected from a file's content: the types an attachment may have.

/// Text without further structure.
pub const PLAIN_TEXT: &str = "text/plain";

/// A media type that can be detected from content.
pub struct Kind {
    /// `image/png`
    pub media_type: &'static str,
    /// The usual file extensions, the most common first.
    pub extensions: &'static [&'static str],
    /// Whether it belongs to the group `office`.
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

/// The type with this media type name.
pub fn known(media_type: &str) -> Option<&'static Kind> {
    KNOWN.iter().find(|kind| kind.media_type == media_type)
}

/// The type that usually has this extension (in lower case).
pub fn by_extension(extension: &str) -> Option<&'static Kind> {
    KNOWN.iter().find(|kind| kind.extensions.contains(&extension))
}

/// Whether files of this type are plain text: an editor can open them, and with another extension
/// they are [`PLAIN_TEXT`].
pub fn is_text(media_type: &str) -> bool {
    media_type.starts_with("text/")
        || ["message/rfc822", "application/xml", "application/x-ofx"].contains(&media_type)
}

/// The index of a type in [`KNOWN`], for sorting; unknown types come last.
pub fn position(media_type: &str) -> usize {
    KNOWN.iter().position(|kind| kind.media_type == media_type).unwrap_or(KNOWN.len())
}

/// The extensions of the accepted types, for the `accept` attribute of a file input: `.png,.jpg,…`.
pub fn accept_attribute(taken: impl Fn(&str) -> bool) -> String {
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
