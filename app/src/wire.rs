//! How server functions encode what they answer, and islands their properties: postcard, which is
//! read by a third of the code that JSON needs in the browser. It does not describe itself, so both
//! sides name the version of the code in the media type; the server does not even carry out what a
//! page of another version asks for. Clients that ask for `application/json` are answered in JSON.

use leptos::server_fn::codec::Post;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The media type of every version.
#[cfg(feature = "ssr")]
const POSTCARD: &str = "application/x-postcard";
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

/// A property of an island, which is a value in the encoding of this module: text with a character for
/// each byte, so that words in it are the same as in the markup and are compressed with it. On the server
/// it is the value.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug)]
pub struct Packed<T>(T);

/// A property of an island, which is a value in the encoding of this module. In the browser it stays
/// encoded until it is read, by code that may have to be loaded first.
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

impl<T: DeserializeOwned> Packed<T> {
    /// The value.
    pub(crate) fn read(self) -> T {
        #[cfg(feature = "ssr")]
        return self.0;
        #[cfg(not(feature = "ssr"))]
        postcard::from_bytes(&self.bytes).expect("a page names the code of its own version")
    }
}

#[cfg(feature = "ssr")]
impl<T: Serialize> Serialize for Packed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes = postcard::to_allocvec(&self.0).map_err(serde::ser::Error::custom)?;
        serializer.serialize_str(&bytes.into_iter().map(char::from).collect::<String>())
    }
}

/// Never called: without this the browser would contain the code for every type.
#[cfg(not(feature = "ssr"))]
impl<T> Serialize for Packed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Packed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // Every character is one byte.
        let bytes: Vec<u8> = text.chars().map(|byte| byte as u8).collect();
        #[cfg(feature = "ssr")]
        return postcard::from_bytes(&bytes).map(Self).map_err(serde::de::Error::custom);
        #[cfg(not(feature = "ssr"))]
        Ok(Self { bytes, value: std::marker::PhantomData })
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use domain::survey::AnswerValue;

    use super::{MEDIA_TYPE, Packed, is_of_another_version};

    #[test]
    fn a_packed_property_is_read_back() {
        let value = (Some("ação\u{0}<\u{7f}\"'".to_owned()), vec![-1_i64, 300], true);
        let text = serde_json::to_string(&Packed::from(value.clone())).expect("it is text");
        let read = serde_json::from_str::<Packed<(Option<String>, Vec<i64>, bool)>>(&text);
        assert_eq!(read.expect("it is read").read(), value);
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
