//! The types of files that can be told by their content: what a case may take at all.

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
pub const KNOWN: [Kind; 30] = [
    kind("image/png", &["png"]),
    kind("image/jpeg", &["jpg", "jpeg"]),
    kind("image/gif", &["gif"]),
    kind("image/webp", &["webp"]),
    kind("image/heif", &["heic", "heif"]),
    kind("image/avif", &["avif"]),
    kind("image/tiff", &["tif", "tiff"]),
    kind("application/pdf", &["pdf"]),
    kind("text/plain", &["txt", "log", "md", "eml"]),
    kind("text/csv", &["csv"]),
    office("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"]),
    office("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"]),
    office("application/vnd.openxmlformats-officedocument.presentationml.presentation", &["pptx"]),
    office("application/vnd.oasis.opendocument.text", &["odt"]),
    office("application/vnd.oasis.opendocument.spreadsheet", &["ods"]),
    office("application/vnd.oasis.opendocument.presentation", &["odp"]),
    office("application/msword", &["doc"]),
    office("application/vnd.ms-excel", &["xls"]),
    office("application/vnd.ms-powerpoint", &["ppt"]),
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
    kind("application/zip", &["zip"]),
];

/// The type of this name.
pub fn known(media_type: &str) -> Option<&'static Kind> {
    KNOWN.iter().find(|kind| kind.media_type == media_type)
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
