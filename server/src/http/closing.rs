//! Ending a connection with its answer, where what is left of the request is not worth reading.

use axum::http::{HeaderValue, Response, Version, header};

/// In the extensions of a response after which the connection is closed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CloseConnection;

impl CloseConnection {
    /// The response, after which the connection is closed.
    pub(crate) fn after<Body>(mut response: Response<Body>) -> Response<Body> {
        response.extensions_mut().insert(Self);
        response
    }

    /// Whether the connection is closed after this response.
    pub(crate) fn is_wanted<Body>(response: &Response<Body>) -> bool {
        response.extensions().get::<Self>().is_some()
    }

    /// Says so to a client of HTTP/1; in HTTP/2 only the request's stream ends.
    pub(super) fn say<Body>(response: &mut Response<Body>, version: Version) {
        if Self::is_wanted(response) && version < Version::HTTP_2 {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
    }
}
