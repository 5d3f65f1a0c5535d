//! HTTP client for other systems, such as the identity provider and Chatwoot: no redirects, a timeout and a
//! response size limit.
//!
//! This server fetches what the documents of another system refer to from inside its network, so a
//! response must not be able to redirect it elsewhere (SSRF), to block it, or to fill its memory.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use rustls::{ClientConfig, RootCertStore};

/// Timeout of a request, from the connection to the last byte of the response.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Maximum size of a response, in bytes: documents of a provider have some kilobytes, a page of messages some
/// hundred.
const MAX_RESPONSE: usize = 8 * 1024 * 1024;

/// HTTP client for other systems.
pub(crate) struct HttpClient {
    client: Client<HttpsConnector<HttpConnector>, Full<bytes::Bytes>>,
}

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HttpError {
    #[error("no connection: {0}")]
    Connection(#[from] hyper_util::client::legacy::Error),
    #[error("the answer broke off or is larger than 8 MiB: {0}")]
    Body(Box<dyn std::error::Error + Send + Sync>),
    #[error("no answer within 10 seconds")]
    Late,
}

impl HttpClient {
    /// A client that trusts the system's certificates. With `https_only`, for an https issuer,
    /// nothing is fetched over plain http.
    pub(crate) fn new(https_only: bool) -> std::io::Result<Self> {
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions();
        let tls = tls.map_err(std::io::Error::other)?;
        // A system on this machine, over plain http, needs no certificates.
        let tls = if https_only {
            tls.with_native_roots()?
        } else {
            tls.with_root_certificates(RootCertStore::empty())
        };
        Ok(Self::over(tls.with_no_client_auth(), https_only))
    }

    fn over(tls: ClientConfig, https_only: bool) -> Self {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        let builder = HttpsConnectorBuilder::new().with_tls_config(tls);
        let builder = if https_only { builder.https_only() } else { builder.https_or_http() };
        let connector = builder.enable_http1().wrap_connector(http);
        Self { client: Client::builder(TokioExecutor::new()).build(connector) }
    }

    /// Sends a request, and returns the response when its head is there, whatever its status. The caller
    /// limits the size of the body and the time for it.
    ///
    /// # Errors
    /// There is no connection, or no answer in time.
    pub(crate) async fn open(&self, request: HttpRequest) -> Result<http::Response<Incoming>, HttpError> {
        let answer = self.client.request(request.map(|body| Full::new(body.into())));
        Ok(tokio::time::timeout(TIMEOUT, answer).await.map_err(|_| HttpError::Late)??)
    }

    /// Sends a request, and reads the whole response whatever its status.
    ///
    /// # Errors
    /// There is no connection, or no whole answer in time and within the limits.
    pub(crate) async fn fetch(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let whole = async {
            let answer = self.client.request(request.map(|body| Full::new(body.into()))).await?;
            let (parts, body) = answer.into_parts();
            let body = Limited::new(body, MAX_RESPONSE).collect().await.map_err(HttpError::Body)?;
            Ok(HttpResponse::from_parts(parts, body.to_bytes().into()))
        };
        tokio::time::timeout(TIMEOUT, whole).await.map_err(|_| HttpError::Late)?
    }
}

impl<'c> AsyncHttpClient<'c> for HttpClient {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.fetch(request))
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// Fetches from a server that gives this response to any request.
    async fn fetched(answer: Vec<u8>) -> Result<HttpResponse, HttpError> {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let mut asked = [0; 1024];
            let _ = stream.read(&mut asked).await;
            let _ = stream.write_all(&answer).await;
        });
        let request = http::Request::get(format!("http://{address}/")).body(Vec::new()).expect("a request");
        HttpClient::new(false).expect("a way").fetch(request).await
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_not_followed() {
        let answer = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
        assert_eq!(fetched(answer.to_vec()).await.expect("an answer").status(), 302);
    }

    #[tokio::test]
    async fn an_answer_without_end_is_given_up() {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", MAX_RESPONSE + 1);
        let error =
            fetched([head.as_bytes(), &vec![b'x'; MAX_RESPONSE + 1]].concat()).await.expect_err("too large");
        assert!(matches!(error, HttpError::Body(_)), "{error}");
    }

    #[tokio::test]
    async fn what_is_https_is_not_fetched_in_the_clear() {
        // Independent of the certificates of this machine.
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions();
        let tls = tls.expect("versions").with_root_certificates(RootCertStore::empty()).with_no_client_auth();
        let way = HttpClient::over(tls, true);
        let request = http::Request::get("http://127.0.0.1:1/").body(Vec::new()).expect("a request");
        let error = way.fetch(request).await.expect_err("refused");
        let cause = std::error::Error::source(&error).and_then(std::error::Error::source);
        assert!(cause.is_some_and(|cause| cause.to_string().contains("scheme")), "{cause:?}");
    }
}
