//! The attachment types that an operation accepts, among those that can be detected from the
//! content.

use std::str::FromStr;

use domain::media::{self, KNOWN};

/// The types accepted by default.
pub const DEFAULT: &str = "image/*,application/pdf,text/*,message/rfc822,application/vnd.ms-outlook,application/xml,\
                           application/x-ofx,application/rtf,office,application/pkcs7-signature,\
                           application/pkcs7-mime,audio/*,video/*,application/zip";

/// The accepted types of attachments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedTypes(Vec<&'static str>);

impl AcceptedTypes {
    /// Whether a type is accepted. Plain text includes every kind of text, since renaming one makes
    /// it plain text.
    pub fn takes(&self, media_type: &str) -> bool {
        self.0.contains(&media_type) || (media::is_text(media_type) && self.0.contains(&media::PLAIN_TEXT))
    }

    /// The types that the operation has set up, or if there are none, those that the server was
    /// started with (`started`).
    #[must_use]
    pub fn configured_or(types: &[String], started: &Self) -> Self {
        let known = types.iter().filter_map(|one| media::known(one)).map(|kind| kind.media_type);
        let named: Vec<_> = known.collect();
        if named.is_empty() { started.clone() } else { Self(named) }
    }

    /// Their usual extensions, for the `accept` attribute of a file field: `.png,.jpg,…`.
    pub fn extensions(&self) -> String {
        media::accept_attribute(|media_type| self.takes(media_type))
    }
}

/// The `'static` name of a known type.
pub(super) fn known(media_type: &str) -> Option<&'static str> {
    media::known(media_type).map(|kind| kind.media_type)
}

/// The office document type with this usual extension.
pub(super) fn office_by_extension(extension: &str) -> Option<&'static str> {
    let mut office = KNOWN.iter().filter(|kind| kind.office);
    office.find(|kind| kind.extensions.contains(&extension)).map(|kind| kind.media_type)
}

/// The usual extension of a type.
pub fn extension(media_type: &str) -> &'static str {
    media::known(media_type).map_or("bin", |kind| kind.extensions[0])
}

impl FromStr for AcceptedTypes {
    type Err = String;

    /// Parses media types (`image/png`), families (`image/*`) and `office`, separated by commas.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut accepted = Vec::new();
        for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            let family = word.strip_suffix('*').filter(|family| family.ends_with('/'));
            let named = KNOWN.iter().filter(|kind| match family {
                Some(family) => kind.media_type.starts_with(family),
                None => kind.media_type == word || (kind.office && word == "office"),
            });
            let before = accepted.len();
            accepted.extend(named.map(|kind| kind.media_type));
            if accepted.len() == before {
                let known: Vec<_> = KNOWN.iter().map(|kind| kind.media_type).collect();
                return Err(format!(
                    "{word:?} is no type that can be told by its content; name some of: {}, a family like \
                     image/*, or office",
                    known.join(", ")
                ));
            }
        }
        if accepted.is_empty() {
            Err("name at least one type, like image/png".to_owned())
        } else {
            Ok(Self(accepted))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_families_and_office_are_named() {
        let accepted: AcceptedTypes = "image/*, office,application/pdf".parse().expect("types");
        for taken in ["image/png", "image/heif", "application/msword", "application/pdf"] {
            assert!(accepted.takes(taken), "{taken}");
        }
        assert!(!accepted.takes("application/zip") && !accepted.takes("text/plain"));
        assert!(accepted.extensions().starts_with(".png,.jpg,.jpeg"));
    }

    #[test]
    fn what_is_not_recognised_is_refused_with_what_is() {
        for wrong in ["text/html", "image", "*", "image/svg+xml", "", " , "] {
            assert!(wrong.parse::<AcceptedTypes>().is_err(), "{wrong}");
        }
        assert!("exe".parse::<AcceptedTypes>().is_err_and(|error| error.contains("image/png")));
    }

    #[test]
    fn the_default_can_be_read() {
        let accepted: AcceptedTypes = DEFAULT.parse().expect("types");
        for taken in ["audio/ogg", "text/csv", "image/heif", "message/rfc822", "application/vnd.ms-outlook"] {
            assert!(accepted.takes(taken), "{taken}");
        }
        assert!(!accepted.takes("application/vnd.rar"));
    }

    #[test]
    fn where_plain_text_is_taken_every_text_is() {
        let accepted: AcceptedTypes = "text/plain".parse().expect("a type");
        assert!(accepted.takes("application/xml") && accepted.takes("text/csv"));
        assert!(!accepted.takes("application/rtf"));
        let only: AcceptedTypes = "text/csv".parse().expect("a type");
        assert!(!only.takes("text/plain") && !only.takes("application/xml"));
    }
}
