//! Redirects. All of them are built here, so that a target from a request is always encoded as a
//! valid header value.

use std::borrow::Cow;
use std::fmt::Write as _;

use http::HeaderValue;
use leptos::prelude::use_context;

/// Redirects the client to `address`.
pub(crate) fn redirect(address: &str) {
    // Absent while Leptos generates the list of routes.
    if use_context::<leptos_axum::ResponseOptions>().is_some() {
        #[expect(clippy::disallowed_methods, reason = "the address is encoded for a header")]
        leptos_axum::redirect(&encoded(address));
    }
}

/// Redirects the client to the address that took the place of this one (308). Pages are not stored by browsers,
/// so that it is asked again: a merge of customers may be undone.
pub(crate) fn moved_permanently(address: &str) {
    redirect(address);
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::PERMANENT_REDIRECT);
    }
}

/// The `Location` header of a redirect that is not rendered by Leptos.
pub fn location(address: &str) -> HeaderValue {
    HeaderValue::from_str(&encoded(address)).unwrap_or(HeaderValue::from_static("/"))
}

/// Percent-encodes everything but visible ASCII, as browsers do.
fn encoded(address: &str) -> Cow<'_, str> {
    if address.bytes().all(|byte| byte.is_ascii_graphic()) {
        return address.into();
    }
    let mut encoded = String::with_capacity(address.len() * 3);
    for byte in address.bytes() {
        if byte.is_ascii_graphic() {
            encoded.push(byte.into());
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded.into()
}

#[cfg(test)]
mod tests {
    use super::location;

    #[test]
    fn every_address_fits_into_a_header() {
        assert_eq!(location("/history?page=2#a"), "/history?page=2#a");
        assert_eq!(location("/história x"), "/hist%C3%B3ria%20x");
        for code in 0..0x300 {
            let character = char::from_u32(code).expect("a character");
            let address = location(&format!("/{character}"));
            assert!(address.to_str().is_ok_and(|text| text.len() > 1), "{character:?}");
        }
    }
}
