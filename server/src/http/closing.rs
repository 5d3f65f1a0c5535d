//! Closing the connection after a response, if the rest of the request is not worth reading.

use axum::http::{HeaderValue, Response, Version, header};

/// Response extension: the connection is closed after this response.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CloseConnection;

impl CloseConnection {
    /// Marks a response as the last one of its connection.
    pub(crate) fn after<Body>(mut response: Response<Body>) -> Response<Body> {
        response.extensions_mut().insert(Self);
        response
    }

    /// Whether the connection is to be closed after this response.
    pub(crate) fn is_wanted<Body>(response: &Response<Body>) -> bool {
        response.extensions().get::<Self>().is_some()
    }

    /// Adds `Connection: close` for HTTP/1; in HTTP/2 only the request's stream ends.
    pub(super) fn set_header<Body>(response: &mut Response<Body>, version: Version) {
        if Self::is_wanted(response) && version < Version::HTTP_2 {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
    }
}
