//! How server functions encode what they answer, and how islands get their content: postcard, which is
//! read by a third of the code that JSON needs in the browser. It does not describe itself, so both
//! sides name the version of the code in the media type; the server does not even carry out what a
//! page of another version asks for. Clients that ask for `application/json` are answered in JSON.

use leptos::server_fn::codec::Post;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The media type of every version.
#[cfg(feature = "ssr")]
const POSTCARD: &str = "application/x-postcard";
/// The version of the code, by which both halves know that they fit.
pub const VERSION: &str = env!("PROTOCOLO_WIRE_VERSION");
/// The media type of this version.
pub const MEDIA_TYPE: &str = concat!("application/x-postcard; version=", env!("PROTOCOLO_WIRE_VERSION"));

/// The encoding of a server function's answer: `output = Wire`.
pub type Wire = Post<WireEncoding>;

/// Postcard, or JSON if the client asks for it.
#[derive(Debug)]
pub struct WireEncoding;

impl ContentType for WireEncoding {
    const CONTENT_TYPE: &'static str = MEDIA_TYPE;
}

impl FormatType for WireEncoding {
    const FORMAT_TYPE: Format = Format::Binary;
}

impl<T: Serialize> Encodes<T> for WireEncoding {
    type Error = postcard::Error;

    fn encode(output: &T) -> Result<Bytes, Self::Error> {
        #[cfg(feature = "ssr")]
        if asks_for_json() {
            return serde_json::to_vec(output).map(Bytes::from).map_err(|_| postcard::Error::SerdeSerCustom);
        }
        postcard::to_allocvec(output).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for WireEncoding {
    type Error = postcard::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        postcard::from_bytes(&bytes)
    }
}

/// Whether a request with this `Accept` header comes from code, not from a form of the browser itself,
/// which expects a page.
#[cfg(feature = "ssr")]
pub(crate) fn is_of_code(accept: Option<&str>) -> bool {
    accept.is_some_and(|accept| accept.starts_with("application/json") || accept.starts_with(POSTCARD))
}

/// Whether a request with this `Accept` header comes from a page of another version.
#[cfg(feature = "ssr")]
pub fn is_of_another_version(accept: &str) -> bool {
    accept.starts_with(POSTCARD) && accept != MEDIA_TYPE
}

/// Whether the current request is to be answered in JSON; sets the media type of the response.
#[cfg(feature = "ssr")]
fn asks_for_json() -> bool {
    use http::{HeaderValue, header};
    let is_asked = crate::cookies::header("accept").is_none_or(|accept| !accept.starts_with(POSTCARD));
    if let Some(response) =
        leptos::prelude::use_context::<leptos_axum::ResponseOptions>().filter(|_| is_asked)
    {
        response.insert_header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    is_asked
}

/// The initial content of an island ([`crate::live::use_initial`]). On the server it is the value.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug)]
pub struct Packed<T>(T);

/// The initial content of an island ([`crate::live::use_initial`]). In the browser it stays encoded
/// until it is read, by code that may have to be loaded first.
#[cfg(not(feature = "ssr"))]
#[derive(Clone, Debug)]
pub struct Packed<T> {
    bytes: Vec<u8>,
    value: std::marker::PhantomData<fn() -> T>,
}

#[cfg(feature = "ssr")]
impl<T> From<T> for Packed<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> Packed<T> {
    /// The value of a text on the page.
    #[cfg(not(feature = "ssr"))]
    pub(crate) fn of_text(text: &str) -> Self {
        Self { bytes: of_text(text), value: std::marker::PhantomData }
    }
}

impl<T: DeserializeOwned> Packed<T> {
    /// The value.
    pub(crate) fn read(self) -> T {
        #[cfg(feature = "ssr")]
        return self.0;
        #[cfg(not(feature = "ssr"))]
        postcard::from_bytes(&self.bytes).expect("a page names the code of its own version")
    }
}

/// The first of the characters that stand for bytes which HTML does not keep as they are.
#[cfg(any(feature = "ssr", test))]
const CONTROLS: u32 = 0x100;

/// A value as the text of an attribute: a character for each byte, so that words in it are the same as
/// in the markup and are compressed with it.
#[cfg(feature = "ssr")]
pub(crate) fn to_text<T: Serialize>(value: &T) -> String {
    let bytes = postcard::to_allocvec(value).expect("a value in memory can be encoded");
    let character = |byte: u8| match byte {
        0..0x20 => char::from_u32(CONTROLS + u32::from(byte)),
        _ => Some(char::from(byte)),
    };
    bytes.into_iter().filter_map(character).collect()
}

/// The bytes of such a text.
#[cfg(any(not(feature = "ssr"), test))]
fn of_text(text: &str) -> Vec<u8> {
    text.chars().map(|character| character as u8).collect()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use domain::survey::AnswerValue;

    use super::{MEDIA_TYPE, is_of_another_version, of_text, to_text};

    #[test]
    fn a_value_on_a_page_is_read_back() {
        let bytes: Vec<u8> = (0..=255).collect();
        let value = (Some("ação\u{0}\r\n<\u{7f}\"'".to_owned()), vec![-1_i64, 300], bytes);
        let text = to_text(&value);
        assert!(text.chars().all(|character| character >= ' '), "{text:?}");
        assert_eq!(postcard::from_bytes(&of_text(&text)), Ok(value));
    }

    #[test]
    fn the_value_of_an_answer_is_read_back_in_both_encodings() {
        for value in [AnswerValue::YesNo(true), AnswerValue::Score(-3), AnswerValue::Text("7".to_owned())] {
            let bytes = postcard::to_allocvec(&value).expect("bytes");
            assert_eq!(postcard::from_bytes::<AnswerValue>(&bytes), Ok(value.clone()));
            let json = serde_json::to_string(&value).expect("JSON");
            assert_eq!(serde_json::from_str::<AnswerValue>(&json).ok(), Some(value), "{json}");
        }
    }

    #[test]
    fn a_page_of_another_version_is_known_by_its_media_type() {
        assert!(!is_of_another_version(MEDIA_TYPE));
        assert!(is_of_another_version("application/x-postcard; version=0"));
        assert!(is_of_another_version("application/x-postcard"));
        for other in ["application/json", "text/html,application/xhtml+xml", "*/*"] {
            assert!(!is_of_another_version(other), "{other}");
        }
    }
}
