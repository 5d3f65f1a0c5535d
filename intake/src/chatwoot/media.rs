//! The files of messages that a host may fetch.
//!
//! Chatwoot answers addresses that work for some minutes and lead on to its storage. Only addresses of the
//! configured server are given out; a client that follows a redirect decides itself where to.

use domain::interaction::limits::{MAX_FILE_NAME, MAX_TEXT};
use domain::{NewInteraction, NewMedia, media};

use super::rest::Attachment;

/// What follows the placeholder of a file that could not be fetched.
const NOT_DOWNLOADED: &str = "(arquivo não baixado)";

/// A file of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// The position of its message in the interaction.
    pub message: usize,
    /// The file name.
    pub name: String,
    /// The media type by its name; the bytes may say another one.
    pub media_type: String,
    /// Where it is.
    pub url: String,
    /// How many bytes it has, if Chatwoot says it: what is longer is not it.
    pub size: Option<u64>,
}

impl Media {
    /// Says in the transcript that the file is not there.
    pub fn mark_missing(&self, interaction: &mut NewInteraction) {
        if let Some(message) = interaction.messages.get_mut(self.message) {
            let text = format!("{} {NOT_DOWNLOADED}", message.text);
            if text.chars().count() <= MAX_TEXT as usize {
                message.text = text;
            }
        }
    }

    /// Names the file in its message, after it was fetched. Files of a message are named in the order of
    /// the list. `sha256` is the hash of the bytes in lower-case hexadecimal digits, `size` their number.
    pub fn attach_to(&self, interaction: &mut NewInteraction, sha256: String, size: u64) {
        if let Some(message) = interaction.messages.get_mut(self.message) {
            let (name, media_type) = (self.name.clone(), self.media_type.clone());
            message.attachments.push(NewMedia { name, media_type, size, sha256 });
        }
    }
}

/// An attachment of the message at a position, if it is a file of the server.
pub(super) fn of(attachment: &Attachment, message: usize, base_url: &str) -> Option<Media> {
    let url = attachment.url.as_deref()?;
    let path = is_plain(url).then(|| path_on(url, base_url)).flatten()?;
    let name = file_name(attachment).unwrap_or_else(|| {
        let id = attachment.id.map_or(String::new(), |id| format!("-{id}"));
        let extension = attachment.extension.as_ref().map_or(String::new(), |ext| format!(".{ext}"));
        format!("{}{id}{extension}", attachment.file_type).replace(['/', '\\'], "_")
    });
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let media_type =
        media::by_extension(&extension).map_or("application/octet-stream", |kind| kind.media_type);
    let base_url = base_url.trim_end_matches('/');
    Some(Media {
        message,
        name: if name.trim().is_empty() { "anexo".to_owned() } else { name },
        media_type: media_type.to_owned(),
        url: format!("{base_url}{path}"),
        size: attachment.size,
    })
}

/// The name of a file: the last part of its address.
pub(super) fn file_name(attachment: &Attachment) -> Option<String> {
    let url = attachment.url.as_deref()?;
    let path = url.split(['?', '#']).next()?;
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let name = decoded(path.rsplit_once('/')?.1);
    let name: String = name
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '/' | '\\'))
        .take(MAX_FILE_NAME as usize)
        .collect();
    (!name.trim_matches(['.', ' ']).is_empty()).then_some(name)
}

/// Without characters that programs understand in different ways.
fn is_plain(url: &str) -> bool {
    url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

/// The rest of an address after the server, if it is that of `base_url`.
fn path_on<'u>(url: &'u str, base_url: &str) -> Option<&'u str> {
    if url.starts_with('/') && !url.starts_with("//") {
        return Some(url);
    }
    let base_url = base_url.trim_end_matches('/');
    let (start, path) = url.split_at_checked(base_url.len())?;
    let is_same = !base_url.is_empty() && start.eq_ignore_ascii_case(base_url) && path.starts_with('/');
    is_same.then_some(path)
}

/// A part of an address without its percent signs.
fn decoded(part: &str) -> String {
    let bytes = part.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = part.get(at + 1..at + 3).filter(|d| d.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let code = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(code) = code.filter(|_| bytes[at] == b'%') {
            decoded.push(code);
            at += 3;
        } else {
            decoded.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://chat.example.com";

    fn media(url: &str) -> Option<Media> {
        let attachment =
            Attachment { file_type: "file".to_owned(), url: Some(url.to_owned()), ..Default::default() };
        of(&attachment, 0, BASE)
    }

    #[test]
    fn only_files_of_the_server_are_given_out() {
        for url in [
            "https://chat.example.com/rails/active_storage/blobs/redirect/x/foto.jpg?a=b",
            "HTTPS://Chat.example.com/rails/active_storage/blobs/redirect/x/foto.jpg?a=b",
            "/rails/active_storage/blobs/redirect/x/foto.jpg?a=b",
        ] {
            let media = media(url).expect("a file of the server");
            assert_eq!((media.name.as_str(), media.media_type.as_str()), ("foto.jpg", "image/jpeg"));
            assert_eq!(
                media.url,
                "https://chat.example.com/rails/active_storage/blobs/redirect/x/foto.jpg?a=b"
            );
        }
        for url in [
            "http://chat.example.com/foto.jpg",
            "https://chat.example.com.evil.example/foto.jpg",
            "https://chat.example.com@evil.example/foto.jpg",
            "https://chat.example.com:8443/foto.jpg",
            "https://chat.example.com\\@evil.example/foto.jpg",
            "//evil.example/foto.jpg",
            "/\\evil.example/foto.jpg",
            "file:///etc/passwd",
            "https://chat.example.com/a b",
            "",
        ] {
            assert_eq!(media(url), None, "{url}");
        }
    }

    #[test]
    fn names_are_the_last_part_of_the_address() {
        let name = |url: &str| media(url).map(|media| media.name);
        assert_eq!(name("/x/nota%20fiscal%20n%C2%BA%201.pdf").as_deref(), Some("nota fiscal nº 1.pdf"));
        assert_eq!(name("/x/%2e%2e%2fetc%2fpasswd").as_deref(), Some("..etcpasswd"));
        assert_eq!(name("/x/%ff%"), Some("\u{fffd}%".to_owned()));
        for url in ["/x/..", "/x/", "/x/%20"] {
            assert_eq!(name(url).as_deref(), Some("file"), "{url}");
        }
    }

    #[test]
    fn a_server_without_an_address_has_no_files() {
        let attachment =
            Attachment { url: Some("https://evil.example/foto.jpg".to_owned()), ..Default::default() };
        assert_eq!(of(&attachment, 0, ""), None);
    }
}
